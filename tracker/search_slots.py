"""How many searches one web process answers at once.

A search may cost a whole statement timeout, and a process has few threads: were all of them searching, an ordinary list
and `/healthz` would wait. So WEB_SEARCHES_AT_ONCE of the threads search, as many more wait for a moment, and whoever
comes when these are taken is told at once to come back, which costs no thread.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tracker.foundation.rest import problems
from tracker.foundation.rest.errors import API_ROOT, respond
from tracker.foundation.rest.problems import Problem

SEARCHES: Final = "q"  # the parameter of the API's searches and of the admin's search boxes
RETRY_SECONDS: Final = "1"
WAIT_SECONDS: Final = 0.5  # an ordinary search takes a tenth of it
_DETAIL = "Too many searches are under way."
_REMEDY = "Try again in a moment, or narrow with the other filters instead."


class SearchSlotsMiddleware:
    """Answers 503 to a search while WEB_SEARCHES_AT_ONCE others are under way in this process and as many wait."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._searching = threading.BoundedSemaphore(settings.WEB_SEARCHES_AT_ONCE)
        self._waiting = threading.BoundedSemaphore(settings.WEB_SEARCHES_AT_ONCE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, or a 503 with Retry-After. A slot is held until the answer, or a stream, begins."""
        if SEARCHES not in request.GET:
            return self.get_response(request)
        with self._slot() as given:
            return self.get_response(request) if given else _refused(request)

    @contextmanager
    def _slot(self) -> Iterator[bool]:
        """Whether there is a slot, which is held inside."""
        given = self._searching.acquire(blocking=False) or self._after_waiting()
        try:
            yield given
        finally:
            if given:
                self._searching.release()

    def _after_waiting(self) -> bool:
        if not self._waiting.acquire(blocking=False):
            return False
        try:
            return self._searching.acquire(timeout=WAIT_SECONDS)
        finally:
            self._waiting.release()


def _refused(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API_ROOT):
        problem = Problem(problems.UNAVAILABLE, f"{_DETAIL} {_REMEDY}", headers={"Retry-After": RETRY_SECONDS})
        return respond(problem, request)
    response = HttpResponse(f"{_DETAIL} {_REMEDY}\n", status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = RETRY_SECONDS
    return response
