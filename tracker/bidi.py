"""Marks that turn the direction of writing are shown by their names on the curators' pages, not obeyed.

A title or a name comes from others, and with such a mark it can make the words beside it read as something else
(Unicode Technical Report 36, section 2.5). No template and no list has to think of it: whatever an admin page says goes
through here. What stands in a field to be edited is left as it is, or saving would change it; a field is a line of its
own, and turns nothing beside it.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import parse_header_parameters

from tracker.foundation.unwanted_characters import DIRECTION_MARKS as MARKS

_MARK = re.compile(f"[{MARKS}]")
_MARK_IN_BYTES = re.compile(rb"\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\\u(?:061c|20[026][0-9a-f])")
# Text of others is escaped, so that it can begin none of these itself.
_TO_EDIT = re.compile(r"<(script|style|textarea)\b.*?</\1\s*>|\bvalue=\"[^\"]*\"", re.DOTALL | re.IGNORECASE)


def marks_named(text: str) -> str:
    """The text with the name of each mark in its place: `[U+202E]`."""
    return _MARK.sub(lambda found: f"[U+{ord(found.group()):04X}]", text)


def marks_named_in_page(html: str) -> str:
    """The same for a page, but for scripts and what stands in its fields."""
    pieces, at = [], 0
    for kept in _TO_EDIT.finditer(html):
        pieces += [marks_named(html[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*pieces, marks_named(html[at:])])


class NamedMarksMiddleware:
    """For what the admin answers: its pages, and the names that its fields find."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponse) or not request.path.startswith(reverse("admin:index")):
            return response
        kind, _ = parse_header_parameters(response.get("Content-Type", ""))
        if kind in ("text/html", "application/json") and _MARK_IN_BYTES.search(response.content):
            text = response.content.decode(response.charset)
            named = marks_named_in_page(text) if kind == "text/html" else json.dumps(_named_within(json.loads(text)))
            response.content = named.encode(response.charset)
        return response


def _named_within(data: Any) -> Any:
    if isinstance(data, str):
        return marks_named(data)
    if isinstance(data, list):
        return [_named_within(one) for one in data]
    return {name: _named_within(one) for name, one in data.items()} if isinstance(data, dict) else data
