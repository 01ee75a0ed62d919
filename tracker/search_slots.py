"""How many searches one web process answers at once.

A search may cost a whole statement timeout, and a process has few threads: were all of them searching, an ordinary list
and `/healthz` would wait. So searches share WEB_SEARCHES_AT_ONCE of the threads; whoever comes when these are taken is
told at once to come back, which costs no thread.
"""

import threading
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tracker.rest import problems
from tracker.rest.errors import API_ROOT, respond
from tracker.rest.problems import Problem

SEARCHES: Final = "q"  # the parameter of the API's searches and of the admin's search boxes
RETRY_SECONDS: Final = "1"
_DETAIL = "Too many searches are under way."
_REMEDY = "Try again in a moment, or narrow with the other filters instead."


class SearchSlotsMiddleware:
    """Answers 503 to a search while WEB_SEARCHES_AT_ONCE others are under way in this process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._slots = threading.BoundedSemaphore(settings.WEB_SEARCHES_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or a 503 with Retry-After. A slot is held until the answer, or a stream, begins."""
        if SEARCHES not in request.GET:
            return self.get_response(request)
        if not self._slots.acquire(blocking=False):
            return _refused(request)
        try:
            return self.get_response(request)
        finally:
            self._slots.release()


def _refused(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API_ROOT):
        problem = Problem(problems.UNAVAILABLE, f"{_DETAIL} {_REMEDY}", headers={"Retry-After": RETRY_SECONDS})
        return respond(problem, request)
    response = HttpResponse(f"{_DETAIL} {_REMEDY}\n", status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = RETRY_SECONDS
    return response
