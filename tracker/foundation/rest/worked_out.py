"""Lists that are worked out when they are asked for, such as the figures of a past day: in order, in pages, as streams
like those that are read from the database."""

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from tracker.foundation.rest import problems
from tracker.foundation.rest.cursors import Cursor, decode
from tracker.foundation.rest.pages import Order, page_size
from tracker.foundation.rest.problems import Problem


def in_order(rows: Sequence[Any], order: Order) -> list[Any]:
    """The rows in this order, those that have no value for it first; of equals in the order that they had."""

    def value(row: Any) -> tuple[bool, Any]:
        found = getattr(row, order.path)
        return found is not None, 0 if found is None else found

    if order.path == "pk":
        return list(reversed(rows)) if order.descending else list(rows)
    return sorted(rows, key=value, reverse=order.descending)


def page_of(rows: Sequence[Any], order: Order, request: Request) -> tuple[Sequence[Any], dict[str, str | None]]:
    """The rows of the page that was asked for, and the links to those beside it. Raises a 400 for a wrong cursor."""
    size, begin = page_size(request), 0
    if text := request.query_params.get("cursor"):
        cursor = decode(text)
        if cursor.order != order.name or cursor.value != "place":
            raise Problem(problems.INVALID_CURSOR, f"The cursor belongs to the order `{cursor.order}`.")
        begin = cursor.key
    links: dict[str, str | None] = {"next": None, "previous": None}
    for name, place in (("next", begin + size), ("previous", max(0, begin - size))):
        if (name == "next" and place < len(rows)) or (name == "previous" and begin > 0):
            mark = Cursor(order=order.name, backward=False, value="place", key=place).encode()
            links[name] = replace_query_param(request.build_absolute_uri(), "cursor", mark)
    return rows[begin : begin + size], links
