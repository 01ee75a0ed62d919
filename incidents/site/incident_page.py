"""The page of an incident: its figures and how they are known, the plot, proceedings, sources and history."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, Final

from django.http import QueryDict

from incidents.models import Incident
from incidents.models.incident import ANSWERABLE
from incidents.sectors import sector_name
from incidents.site.changes import changes_of, data_class_words
from incidents.site.kept_pages import PageAnswer
from incidents.site.linked_data import as_script, linked_data
from incidents.site.pages import SitePage, rendered
from incidents.site.pictures import history_of, plot_context
from incidents.site.public_incident import address_of_incident, events_of, last_change, the_incident
from incidents.site.record import Record, record_of
from incidents.site.words import country_name, day_words, kind_words
from incidents.vocabulary import InvolvementStanding, Role, label
from tracker.foundation.rest.parameters import day_of, invalid

CHANGES_SHOWN: Final = 30


class IncidentPage(SitePage):
    """One incident, as it is or, with `as_of`, as it was known by the end of a day."""

    parameters: ClassVar = frozenset({"as_of"})

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        incident = the_incident(kwargs["name"], "", query)
        day = asked_day(query)
        record = record_of(incident, day)
        context = incident_context(incident, record) | {"day": day, "changes": [], "noindex": day is not None}
        leading = record.leading
        if leading is not None:
            figure = leading.figure
            figure.incident = incident
            plot, rows = history_of(figure, day)
            context["history"] = rows
            context["plot"] = plot_context(plot, figure, alone=False) if plot else None
        if day is None:
            context["changes"] = changes_of(events_of(incident)[:CHANGES_SHOWN])
            context["json_ld"] = as_script(linked_data(incident, record))
        return rendered("incident.html", context, last_change(incident) if day is None else None)


def asked_day(query: QueryDict) -> dt.date | None:
    """The day that `as_of` names, None without it. Raises Problem for what is no day."""
    if "as_of" not in query:
        return None
    day = day_of(query.get("as_of", ""))
    if day is None:
        raise invalid("as_of", "`as_of` is a day, such as 2018-04-04.", "Give it as year-month-day.")
    return day


def incident_context(incident: Incident, record: Record) -> dict[str, Any]:
    """What the page and the card say of the incident."""
    leading = record.leading
    return {
        "title": incident.title,
        "incident": incident,
        "address": address_of_incident(incident),
        "record": record,
        "leading": leading,
        "others": [shown for shown in record.figures if shown is not leading],
        "facts": list(_facts(incident)),
        "parties": [
            (row.party, label(Role(row.role)), label(InvolvementStanding(row.standing)))
            for row in incident.involvements.select_related("party").order_by("pk")
        ],
        "description": description_of(incident, record),
    }


def description_of(incident: Incident, record: Record) -> str:
    """A sentence or two for previews."""
    sentence = record.leading.sentence if record.leading else "No figure is known yet."
    return f"{sentence} {incident.summary}".strip()[:300]


def _facts(incident: Incident) -> Any:
    yield "Kind", kind_words(incident.kind)
    for name, words in (
        ("occurred", "Happened"),
        ("discovered", "Discovered"),
        ("disclosed", "Disclosed"),
        ("notified", "Authority notified"),
    ):
        day = getattr(incident, f"{name}_on")
        if day is not None:
            yield words, day_words(day, getattr(incident, f"{name}_precision"))
    countries = [country_name(row.country) for row in incident.countries.all()]
    if countries:
        yield "Countries", ", ".join(countries)
    answering = incident.involvements.filter(role__in=ANSWERABLE).exclude(party__sector="")
    sectors = sorted(set(answering.values_list("party__sector", flat=True)))
    if sectors:
        yield "Sector", ", ".join(sector_name(code) for code in sectors)
    classes = [data_class_words(row.data_class) for row in incident.data_classes.all()]
    if classes:
        yield "Data", ", ".join(classes)
