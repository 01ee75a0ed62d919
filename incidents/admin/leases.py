"""What colleagues look at in triage or among the disputes, told on the pages of the same things."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from incidents.models import Figure, Incident, TriageLease
from incidents.vocabulary import FigureStatus, IncidentStatus

MOST_ASKED = 200  # items of one page


def held_by_others(request: HttpRequest, items: Mapping[str, str]) -> list[str]:
    """A sentence for each of the items that a colleague looks at: `nora looks at this candidate until 14:05 UTC.`.
    `items` are the names of leases, each with the words for what it is. A query if there are any."""
    asked = dict(list(items.items())[:MOST_ASKED])
    if not asked:
        return []
    leases = TriageLease.objects.of_others(request.user).filter(item__in=asked).select_related("holder")
    return [_words(lease, asked[lease.item]) for lease in leases]


def of_incident(request: HttpRequest, incident: Incident) -> list[str]:
    """The same of the incident itself, while it is a candidate, and of its disputed figures."""
    items = {f"candidates:{incident.pk}": "this candidate"} if incident.status == IncidentStatus.CANDIDATE else {}
    disputed = Figure.objects.filter(incident=incident, status=FigureStatus.DISPUTED).values_list("pk", flat=True)
    return held_by_others(request, items | {f"dispute:{pk}": "its disputed figure" for pk in disputed})


def look_at(request: HttpRequest, incident: Incident) -> None:
    """Tell colleagues that the user looks at the incident's page. Several may: each has a lease of their own."""
    TriageLease.objects.take(f"{_page(incident)}{request.user.pk}", request.user)


def others_looking(request: HttpRequest, incident: Incident) -> list[str]:
    """A sentence for each colleague who has the incident's page open."""
    leases = TriageLease.objects.of_others(request.user).filter(item__startswith=_page(incident))
    return [_words(lease, "this incident") for lease in leases.select_related("holder")[:MOST_ASKED]]


def _page(incident: Incident) -> str:
    return f"page:{incident.pk}:"


def _words(lease: Any, what: str) -> str:
    return f"{lease.holder} looks at {what} until {lease.until:%H:%M} UTC."
