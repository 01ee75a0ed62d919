"""A long poll: a request waits for what it asks for to come, for some seconds and without the database.

| while it waits          |                                                                                         |
| ----------------------- | --------------------------------------------------------------------------------------- |
| connections             | closed, or back in their pool; one is taken for each look                               |
| transactions            | none is open                                                                            |
| threads of this process | `WEB_WAITS_AT_ONCE` may wait, and with the exports under way no more than half of all;   |
|                         | who comes when all of these do gets a 503 with Retry-After                              |
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import connections
from rest_framework.request import Request

from tracker.foundation.rest import problems
from tracker.foundation.rest.errors import RETRY_SECONDS
from tracker.foundation.rest.parameters import invalid
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.streams import long_held

LONGEST: Final = 15  # seconds; below what a server that is shut down lets its requests go on, and proxies wait
PAUSE_SECONDS = 0.5  # between two looks
SECOND = 1.0  # shorter in tests
WAIT: Final[dict[str, Any]] = {
    "wait": {
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST,
        "description": "Where nothing matches yet, wait so many seconds for it.",
    }
}
_places = threading.BoundedSemaphore(max(1, settings.WEB_WAITS_AT_ONCE))


def asked_wait(request: Request) -> int:
    """Seconds to wait, 0 where that is not asked for. Raises a 400."""
    text = request.query_params.get("wait")
    if text is None:
        return 0
    if not text.isascii() or not text.isdigit() or text.startswith("0") or len(text) > 2 or int(text) > LONGEST:
        raise invalid("wait", f"`wait` is a number of seconds from 1 to {LONGEST}.")
    return int(text)


def wait_for(found: Callable[[], bool], seconds: int) -> None:
    """Return when something is found, or after so many seconds. Raises a 503 where too many are waiting."""
    if found():
        return
    with _place():
        end = time.monotonic() + seconds * SECOND
        while (left := end - time.monotonic()) > 0:
            _let_go()
            time.sleep(min(PAUSE_SECONDS, left))
            if found():
                return


@contextmanager
def _place() -> Iterator[None]:
    """A place among those that wait, and among those that keep a thread for long."""
    with ExitStack() as held:
        for places in (_places, long_held):
            if settings.WEB_WAITS_AT_ONCE == 0 or not places.acquire(blocking=False):
                detail = "Too many requests are waiting here: ask without `wait`, or again in a moment."
                raise Problem(problems.UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})
            held.callback(places.release)
        yield


def _let_go() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # as every request is, but within a test's own transaction
            connection.close()
