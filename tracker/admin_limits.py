"""How much one page of the admin may be asked: a search or a filter beyond it is answered with what to do instead.

The limits are those of `tracker.foundation.rest.limits`, for every page alike, also those of packages.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.views.main import SEARCH_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict

from incidents.admin.searching import typed_words
from tracker.foundation.rest.limits import LONGEST_NAME, LONGEST_VALUE, MOST_PARAMETERS, TooMuchAsked

SEARCHES = frozenset({SEARCH_VAR, "term"})  # of a list, and of a field that is picked from


class AdminLimitsMiddleware:
    """Stands behind the messages, which tell what was left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """None for what is within the limits; else a redirect to the page without it, and a message."""
        match = request.resolver_match
        if match is None or "admin" not in match.app_names:
            return None
        refused = excess_of(request.GET)
        if not refused:
            return None
        message = " ".join(refused.values())
        if match.url_name == "autocomplete" or request.method not in {"GET", "HEAD"}:
            return HttpResponse(message, status=400, content_type="text/plain; charset=utf-8")
        kept = request.GET.copy()
        for name in refused:
            kept.pop(name, None)
        messages.warning(request, message)
        return HttpResponseRedirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)


def excess_of(query: QueryDict) -> dict[str, str]:
    """What is too much, by the parameter's name: a sentence that says what to do."""
    if len(query) > MOST_PARAMETERS:
        return dict.fromkeys(query, "") | {
            next(iter(query)): "The address had too many parts: choose the filters anew."
        }
    refused: dict[str, str] = {}
    for name, values in query.lists():
        if len(name) > LONGEST_NAME or sum(map(len, values)) > LONGEST_VALUE:
            refused[name] = f"“{name[:LONGEST_NAME]}” was left out: it has more than {LONGEST_VALUE:,} characters."
        elif "\0" in name or any("\0" in value for value in values):  # PostgreSQL keeps no such text, and fails on it
            refused[name] = "A part of the address was left out: it has a character that no text has (NUL)."
        elif name in SEARCHES:
            try:
                typed_words(values[-1])
            except TooMuchAsked as error:
                refused[name] = f"The search was left out. {error}"
    return refused
