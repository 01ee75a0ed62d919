"""Which incidents a reader may find: the API's own filters, asked as by somebody whom nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from rest_framework.request import Request

from incidents.api.incident_filters import IncidentFilters
from incidents.models import Incident, Party
from incidents.models.relevance import ranked_incidents
from tracker.foundation.rest.filters import FilterBackend
from tracker.foundation.rest.limits import TooMuchAsked, search_words
from tracker.foundation.rest.pages import CursorPages
from tracker.foundation.rest.parameters import invalid

# Readers are shown what is public and lives on: what asks for anything else has no sense here.
NOT_ASKED: Final = frozenset({"visibility", "merged", "merged_into", "slug"})
FILTERS: Final = frozenset(IncidentFilters.base_filters) - NOT_ASKED
SEVERAL: Final = frozenset(
    name for name in FILTERS if IncidentFilters.base_filters[name].json_schema()["type"] == "array"
)
OF_LIST: Final = frozenset({"ordering", "cursor"})
MOST_COUNTED: Final = 1_000  # matches of a list; of more it is said that there are
ORDERS: Final = {"dated_on": "dated_on", "affected": "affected", "updated_at": "updated_at", "relevance": "relevance"}


class _IncidentList:
    """What the API's filters and pages ask of a view."""

    filterset_class = IncidentFilters
    orders: ClassVar = ORDERS

    def __init__(self, default_order: str) -> None:
        self.default_order = default_order


class _Nobodys(HttpRequest):
    """A request that came by no host: of its links only the queries are used."""

    def get_host(self) -> str:
        return "localhost"


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of incidents. `next` and `previous` are query strings, empty where there is no more."""

    incidents: list[Incident]
    next: str
    previous: str
    count: int
    count_is_exact: bool
    order: str


def readers_request(query: QueryDict) -> Request:
    """The request of somebody whom nobody knows, so that no session of a curator shows through."""
    request = _Nobodys()
    request.method, request.GET = "GET", query  # type: ignore[assignment]
    return Request(request, authenticators=())


def without_pages(query: QueryDict) -> QueryDict:
    """The filters alone."""
    filters = query.copy()
    for name in OF_LIST:
        filters.pop(name, None)
    return filters


def matching(query: QueryDict) -> QuerySet[Incident]:
    """The incidents that a reader may see and the filters find. Raises Problem for a value that cannot be read."""
    rows = Incident.objects.public().current()
    filters = FilterBackend().checked(readers_request(query), rows, _IncidentList(""))
    found: QuerySet[Incident] = filters.qs
    return found


def found_incidents(query: QueryDict) -> FoundPage:
    """One page of them in the order that is asked for, else by relevance or by day. Raises Problem."""
    words = query.get("q", "").strip()
    view = _IncidentList("-relevance" if words else "-dated_on")
    asked = QueryDict(mutable=True)
    for name in OF_LIST & query.keys():
        asked[name] = query.get(name, "")
    if not words and asked.get("ordering", "").removeprefix("-") == "relevance":
        asked.pop("ordering")
    rows = matching(without_pages(query))
    order = asked.get("ordering", view.default_order)
    number = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    if order.removeprefix("-") == "relevance":
        rows = ranked_incidents(rows, words, Party.objects.public())
    pages = CursorPages()
    page = pages.paginate_queryset(in_list(rows), readers_request(asked), view)
    links: Any = pages.get_paginated_response(None).data
    return FoundPage(
        page,
        _query_of(links["next"], query),
        _query_of(links["previous"], query),
        min(number, MOST_COUNTED),
        number <= MOST_COUNTED,
        order,
    )


def checked_words(query: QueryDict) -> str:
    """The words of `q`, empty without them. Raises Problem for more than a search takes."""
    words = query.get("q", "").strip()
    try:
        search_words(words.replace('"', " "))
    except TooMuchAsked as error:
        raise invalid("q", str(error), "Search for fewer words.") from error
    return words


def in_list(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """The incidents with what a line of a list shows."""
    return rows.prefetch_related("countries", "involvements__party")


def _query_of(link: str | None, query: QueryDict) -> str:
    if link is None:
        return ""
    given = query.copy()
    given.pop("cursor", None)
    cursor = QueryDict(urlsplit(link).query).get("cursor")
    if cursor:
        given["cursor"] = cursor
    return given.urlencode() or "ordering="


def incident_named(name: str) -> Incident | None:
    """The public incident with this reference or slug, merged into another or not."""
    return Incident.objects.public().by_reference(name).select_related("merged_into").first()


def incident_once_named(slug: str) -> Incident | None:
    """The public incident that had this slug before, while everybody could see it."""
    past: Any = Incident.history.model
    rows = past.objects.filter(slug=slug, visibility="public", withheld=False).exclude(
        status__in=["candidate", "rejected"]
    )
    key = rows.order_by("-history_date", "-history_id").values_list("id", flat=True).first()
    return None if key is None else Incident.objects.public().filter(pk=key).select_related("merged_into").first()
