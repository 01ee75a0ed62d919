"""How much one page of the admin may be asked: a search or a filter beyond it is answered with what to do instead.

The limits are those of `tracker.foundation.rest.limits`, for every page alike, also those of packages.
"""

from collections.abc import Callable
from typing import Any

import structlog
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import FieldError, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.views.defaults import page_not_found

from incidents.admin.base import is_key
from incidents.admin.searching import typed_words
from tracker.foundation.rest.limits import LONGEST_NAME, LONGEST_VALUE, MOST_PARAMETERS, TooMuchAsked

UNREADABLE = "The address asked what cannot be answered, such as a year that no calendar has: choose the filters anew."
NOT_TICKED = "What was ticked is no record of this list: tick the records again."
_UNREADABLE = (ValueError, TypeError, OverflowError, DataError, FieldError, ValidationError)
_KEYS = frozenset({"object_id", "version_id", "content_type_id"})
log = structlog.get_logger(__name__)
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

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """A 404 where the address has no key of a record in the place of one, a message and the list itself where a
        list is asked, or told to do, what cannot be read; None for any other fault, which is ours."""
        match = request.resolver_match
        if match is None or "admin" not in match.app_names or not isinstance(exception, _UNREADABLE):
            return None
        if not all(map(is_key, (str(match.kwargs[name]) for name in _KEYS & match.kwargs.keys()))):
            return page_not_found(request, Http404("There is no such record."))
        asked = request.method == "GET" and bool(request.GET)
        ticked = not all(map(is_key, request.POST.getlist(ACTION_CHECKBOX_NAME)))
        if not str(match.url_name).endswith("_changelist") or not (asked or ticked):
            return None
        log.info("admin_list_not_read", path=request.path, reason=f"{type(exception).__name__}: {exception}"[:300])
        messages.warning(request, UNREADABLE if asked else NOT_TICKED)
        return HttpResponseRedirect(request.path)


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
        elif name.endswith("__range") and values[-1].count(",") != 1:
            refused[name] = f"“{name}” was left out: a range has two ends with a comma between them."
        elif name in SEARCHES:
            try:
                typed_words(values[-1])
            except TooMuchAsked as error:
                refused[name] = f"The search was left out. {error}"
    return refused
