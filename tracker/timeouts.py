"""Each web request has a bounded time in the database; one that uses it up is answered 503, with what to narrow.

| request                      | setting                      |
| ---------------------------- | ---------------------------- |
| GET, HEAD                    | `WEB_READ_TIMEOUT_SECONDS`   |
| all others                   | `WEB_WRITE_TIMEOUT_SECONDS`  |
| `format=ndjson`, `format=csv` | `WEB_STREAM_TIMEOUT_SECONDS` |
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from tracker.foundation.rest import deadline
from tracker.foundation.rest.errors import API_ROOT, RETRY_SECONDS, respond, too_slow

READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class DeadlineMiddleware:
    """Stands before all that asks the database, the health page among it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer to `request`, or the 503."""
        reads = request.method in READING
        seconds = settings.WEB_READ_TIMEOUT_SECONDS if reads else settings.WEB_WRITE_TIMEOUT_SECONDS
        with deadline.bounded(deadline.Deadline(seconds)) as held:
            response = self.get_response(request)
            # what failed beneath another middleware came by no process_exception
            return late(request) if held.struck and response.status_code == 500 else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The 503 for a view that was cut off."""
        return late(request) if deadline.caused(exception) else None


def late(request: HttpRequest) -> HttpResponse:
    """503: a problem document over REST, a page for everybody else."""
    if request.path.startswith(API_ROOT):
        return respond(too_slow(), request)
    answer = render(request, "503.html", status=503)
    answer["Retry-After"] = RETRY_SECONDS
    answer["Cache-Control"] = "no-store"
    return answer
