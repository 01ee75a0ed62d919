"""The first page, and the list of incidents with the filters of the API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.http import QueryDict
from django.urls import reverse

from incidents.models import EventType, Incident, Party, Regulator
from incidents.sectors import CHOICES, sector_name
from incidents.site.changes import changes_of, kinds, public_events
from incidents.site.kept_pages import PageAnswer
from incidents.site.pages import SitePage, rendered, with_query
from incidents.site.public_incident import address_of_incident, last_change
from incidents.site.queries import FILTERS, OF_LIST, SEVERAL, FoundPage, found_incidents, in_list, without_pages
from incidents.site.words import affected_words, country_name, day_words, kind_words
from incidents.vocabulary import FigureStatus, IncidentKind, IncidentStatus, label

NEWEST: Final = 10
LARGEST: Final = 10
_SHOWN_FIELDS: Final = (
    "q",
    "kind",
    "country",
    "sector",
    "party",
    "regulator",
    "disclosed_from",
    "disclosed_to",
    "affected_min",
)
_NAMES: Final = {
    "q": "search",
    "affected_min": "at least affected",
    "affected_max": "at most affected",
    "disclosed_from": "disclosed from",
    "disclosed_to": "disclosed to",
}


def lines_of(incidents: Iterable[Incident]) -> list[dict[str, Any]]:
    """The incidents as lines of a list. Reads countries and involvements (prefetch them)."""
    return [
        {
            "address": address_of_incident(incident),
            "title": incident.title,
            "affected": affected_words(incident),
            "status": incident.affected_status,
            "status_words": label(FigureStatus(incident.affected_status)) if incident.affected_status else "",
            "kind": kind_words(incident.kind),
            "day": day_words(incident.dated_on),
            "parties": ", ".join(dict.fromkeys(row.party.name for row in incident.involvements.all())),
            "countries": ", ".join(country_name(row.country) for row in incident.countries.all()),
        }
        for incident in incidents
    ]


class HomePage(SitePage):
    """A search box, the newest changes of figures, and the largest incidents."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        current = Incident.objects.public().current()
        largest = in_list(current.filter(affected__gte=0).order_by("-affected", "-pk"))[:LARGEST]
        newest = in_list(current.order_by("-created_at", "-pk"))[:NEWEST]
        events = public_events([EventType.FIGURE_CHANGED, EventType.PROCEEDING_STAGE_CHANGED])[:NEWEST]
        context = {
            "title": "",
            "largest": lines_of(largest),
            "newest": lines_of(newest),
            "changes": changes_of(events),
            "kinds": kinds(),
            "home": True,
        }
        return rendered("home.html", context, last_change())


class IncidentsPage(SitePage):
    """The incidents that the filters find, a page at a time."""

    parameters: ClassVar = FILTERS | OF_LIST
    several: ClassVar = SEVERAL

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        found = found_incidents(query)
        return rendered("incidents.html", list_context(query, found), last_change())


def list_context(query: QueryDict, found: FoundPage) -> dict[str, Any]:
    """What the list shows: its lines, the form with what was asked, and what else was."""
    filters = without_pages(query)
    own = {*_SHOWN_FIELDS, "disputed", "ordering", "cursor"}
    address = reverse("site:incidents")
    return {
        "title": "Incidents",
        "lines": lines_of(found.incidents),
        "found": found,
        "asked": {name: ",".join(query.getlist(name)) for name in query},
        "kept": [(name, value) for name, values in filters.lists() if name not in own for value in values],
        "chips": [_chip(address, query, name) for name in filters if name in FILTERS],
        "kinds": kinds(),
        "sectors": CHOICES,
        "orders": _orders(bool(query.get("q"))),
        "feed": with_query(reverse("site:feed"), filters),
        "subscribe": with_query(reverse("site:subscribe"), filters),
        "noindex": bool(filters),
    }


def _orders(searched: bool) -> list[tuple[str, str]]:
    orders = [
        ("-dated_on", "newest"),
        ("dated_on", "oldest"),
        ("-affected", "largest"),
        ("-updated_at", "last changed"),
    ]
    return [("-relevance", "most relevant"), *orders] if searched else orders


def _chip(address: str, query: QueryDict, name: str) -> dict[str, str]:
    """One filter in words, with the address of the list without it."""
    rest = without_pages(query)
    values = rest.pop(name)
    return {"words": filter_words(name, [str(value) for value in values]), "without": with_query(address, rest)}


def filter_words(name: str, values: list[str]) -> str:
    """ "country: United Kingdom", "kind: exposure"; a value that is none of the filter's stands as it was given."""
    parts = [part.strip() for value in values for part in value.split(",")] if name in SEVERAL else values
    known: dict[str, Any] = {"kind": IncidentKind, "status": IncidentStatus, "figure_status": FigureStatus}
    if name == "country":
        parts = [country_name(part.upper()) for part in parts]
    elif name == "sector":
        parts = [sector_name(part) for part in parts]
    elif name in known:
        parts = [label(known[name](part)) if part in set(known[name]) else part for part in parts]
    elif name == "party":
        parts = [named_party(part) for part in parts]
    elif name == "regulator":
        parts = [named_regulator(part) for part in parts]
    return f"{_NAMES.get(name, name.replace('_', ' '))}: {' or '.join(parts)}"


def named_party(text: str) -> str:
    """The name of the public party with this reference, else the text."""
    rows = Party.objects.public().filter(reference=text.upper())
    return rows.values_list("name", flat=True).first() or text


def named_regulator(text: str) -> str:
    return Regulator.objects.filter(slug__iexact=text).values_list("name", flat=True).first() or text


def filters_in_words(query: QueryDict) -> str:
    """What the filters of an address ask for, such as "country: France; kind: exposure"; empty for all."""
    return "; ".join(filter_words(name, [str(value) for value in values]) for name, values in sorted(query.lists()))
