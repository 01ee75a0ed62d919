"""The incident that an address of the site names, and where it is now."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from incidents.models import Event, Incident
from incidents.site.changes import public_events
from incidents.site.pages import MovedTo, nowhere, with_query
from incidents.site.queries import incident_named, incident_once_named


def the_incident(name: str, rest: str, query: QueryDict) -> Incident:
    """The public incident with this slug. Raises Http404, or MovedTo for a reference, an earlier slug, or one that was
    merged into another; `rest` is what follows the slug in the address."""
    incident = incident_named(name) or incident_once_named(name)
    if incident is None:
        raise nowhere("incident")
    present = incident.canonical()
    if not present.is_public:
        raise nowhere("incident")
    if present.slug != name:
        raise MovedTo(with_query(address_of_incident(present) + (f"/{rest}" if rest else ""), query))
    return present


def address_of_incident(incident: Incident) -> str:
    return reverse("site:incident", args=[incident.slug])


def events_of(incident: Incident) -> QuerySet[Event]:
    """The public lines of the change log about the incident and what was merged into it."""
    return public_events().filter(incident__in=incident.family_ids())


def last_change(incident: Incident | None = None) -> dt.datetime | None:
    """When the newest public event was written: about this incident, or of all."""
    rows = Event.objects.public() if incident is None else Event.objects.public().filter(incident=incident)
    return rows.order_by("-sequence").values_list("occurred_at", flat=True).first()
