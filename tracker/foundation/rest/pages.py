"""Cursor pages: a page begins after a row, not after a number of rows, so nothing is skipped while rows arrive.

A cursor is bound to the order it was made for. It holds the order, the direction, and the sort value and primary key of
the row at the page's edge, in a word that says nothing to clients (see `cursors`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from tracker.foundation.rest import problems
from tracker.foundation.rest.cursors import Cursor, decode
from tracker.foundation.rest.limits import LONGEST_VALUE
from tracker.foundation.rest.parameters import boolean, invalid, nearest, shortened
from tracker.foundation.rest.problems import Problem

DEFAULT_SIZE = 50
MAXIMUM_SIZE = 200
MOST_COUNTED = 10_000  # rows; what is above is told as this many, and more
PARAMETERS = ("cursor", "page_size", "ordering", "count")
OF_PAGES = ("cursor", "page_size", "count")  # which have no sense where all rows are sent

_SIZE = re.compile(r"[1-9][0-9]{0,2}")  # no zeros in front: as many as one likes would pass by any bound of length


@dataclass(frozen=True, slots=True)
class Order:
    """`name` is what clients write (`-updated_at`), `path` the column; the primary key settles ties."""

    name: str
    path: str
    descending: bool

    def columns(self, *, backward: bool) -> tuple[str, ...]:
        sign = "-" if self.descending != backward else ""
        return (f"{sign}{self.path}",) if self.path == "pk" else (f"{sign}{self.path}", f"{sign}pk")


def chosen_order(query: Any, view: Any) -> Order:
    """The order that `ordering` asks for, else the view's own. Raises a 400 for one the view does not offer."""
    orders: dict[str, str] = view.orders
    name: str = query.get("ordering", view.default_order)
    plain = name.removeprefix("-")
    if plain not in orders:
        known = [sign + offered for offered in orders for sign in ("", "-")]
        raise invalid("ordering", f"There is no order `{shortened(name)}`.", nearest(name, known))
    return Order(name=name, path=orders[plain], descending=name.startswith("-"))


def page_size(request: Request) -> int:
    """How many rows a page has. Raises a 400 for what is no number, or too large."""
    text = request.query_params.get("page_size")
    if text is None:
        return DEFAULT_SIZE
    if not _SIZE.fullmatch(text) or int(text) > MAXIMUM_SIZE:
        raise invalid("page_size", f"`page_size` is a number from 1 to {MAXIMUM_SIZE}.")
    return int(text)


def counted(request: Request, rows: QuerySet[Any] | Sequence[Any]) -> dict[str, Any]:
    """With `count=true`, how many rows match; no more than MOST_COUNTED are counted, and `count_is_exact` says so."""
    if not boolean(request.query_params, "count"):
        return {}
    few = rows.order_by().values("pk") if isinstance(rows, QuerySet) else rows
    found = few[: MOST_COUNTED + 1]
    number = found.count() if isinstance(found, QuerySet) else len(found)
    return {"count": min(number, MOST_COUNTED), "count_is_exact": number <= MOST_COUNTED}


def page_answer(records: Any, links: Mapping[str, str | None], count: Mapping[str, Any]) -> Response:
    """`next`, `previous` (null at the ends) and `results`; the links also as a Link header (RFC 8288)."""
    response = Response({**links, **count, "results": records})
    header = ", ".join(f'<{url}>; rel="{"prev" if rel == "previous" else rel}"' for rel, url in links.items() if url)
    if header:
        response["Link"] = header
    return response


class CursorPages(BasePagination):
    """Pages of a view that offers `orders` (name -> column that is never null) and `default_order`."""

    def asked(self, request: Request, view: Any) -> Cursor | None:
        """Take in which page is asked for, and give the cursor that it begins at. Raises a 400."""
        self.request = request
        self.order = chosen_order(request.query_params, view)
        self.size = page_size(request)
        boolean(request.query_params, "count")
        text = request.query_params.get("cursor")
        cursor = decode(text) if text is not None else None
        if cursor is not None and cursor.order != self.order.name:
            raise Problem(problems.INVALID_CURSOR, f"The cursor belongs to the order `{cursor.order}`.")
        return cursor

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """One page of rows, in order; remembers what its links need."""
        cursor = self.asked(request, view)
        backward = cursor is not None and cursor.backward
        self.counted = counted(request, queryset)
        rows = queryset.order_by(*self.order.columns(backward=backward))
        if cursor is not None:
            rows = rows.filter(self._beyond(cursor, queryset.model))
        found = list(rows[: self.size + 1])
        more = len(found) > self.size
        page = found[: self.size]
        if backward:
            page.reverse()
        self.has_next = more if not backward else True
        self.has_previous = more if backward else cursor is not None
        self.page = page
        return page

    def _beyond(self, cursor: Cursor, model: type[Model]) -> Q:
        direction = "lt" if self.order.descending != cursor.backward else "gt"
        if self.order.path == "pk":
            return Q(**{f"pk__{direction}": cursor.key})
        value = _typed(model, self.order.path, cursor.value)
        # An index begins at the value; which of its equals are beyond, the rest says.
        return Q(**{f"{self.order.path}__{direction}e": value}) & (
            Q(**{f"{self.order.path}__{direction}": value}) | Q(**{f"pk__{direction}": cursor.key})
        )

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its links."""
        links = {"next": self._link(forward=True), "previous": self._link(forward=False)}
        return page_answer(data, links, self.counted)

    def _link(self, *, forward: bool) -> str | None:
        if not self.page or not (self.has_next if forward else self.has_previous):
            return self._from_the_start() if not self.page and not forward and self.has_previous else None
        edge = self.page[-1] if forward else self.page[0]
        value = None if self.order.path == "pk" else getattr(edge, self.order.path)
        cursor = Cursor(order=self.order.name, backward=not forward, value=value, key=edge.pk)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor.encode())

    def _from_the_start(self) -> str:
        return remove_query_param(self.request.build_absolute_uri(), "cursor")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri", "description": "Follow it as it is."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": MOST_COUNTED,
                    "description": "With `count=true`: the rows that match, on all pages.",
                },
                "count_is_exact": {
                    "type": "boolean",
                    "description": f"With `count=true`: false where there are more than {MOST_COUNTED}.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        names = [sign + name for name in view.orders for sign in ("", "-")]
        size = {"type": "integer", "minimum": 1, "maximum": MAXIMUM_SIZE, "default": DEFAULT_SIZE}
        order = {"type": "string", "enum": names, "default": view.default_order}
        cursor = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}
        return [
            _parameter("cursor", cursor, "Where the page begins: follow `next` and `previous`."),
            _parameter("page_size", size, "Rows on a page."),
            _parameter(
                "count",
                {"type": "boolean", "default": False},
                f"Count the rows that match, up to {MOST_COUNTED}. It costs time: ask once.",
            ),
            _parameter("ordering", order, "Order of the rows; `-` for the largest or latest first."),
        ]


def _typed(model: type[Model], path: str, value: Any) -> Any:
    try:
        field: Any = model._meta.get_field(path)
        return field.to_python(value)
    except FieldDoesNotExist:
        return value
    except ValidationError as error:
        raise Problem(problems.INVALID_CURSOR, "The cursor was written by another version of this service.") from error


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
