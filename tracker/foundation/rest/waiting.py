"""A long poll: a request waits for what it asks for to come, for some seconds and without the database.

| while it waits          |                                                                                         |
| ----------------------- | --------------------------------------------------------------------------------------- |
| connections             | closed, or back in their pool; one is taken for each look                               |
| transactions            | none is open                                                                            |
| threads of this process | `WEB_WAITS_AT_ONCE` may wait, and with the exports under way no more than half of all;   |
|                         | who comes when all of these do gets a 503 with Retry-After                              |
| one caller              | an account or an address has half of the places of all processes, at least one; a 429   |
|                         | beyond. Counted in the cache; without it everybody passes                               |
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from rest_framework.request import Request

from tracker.foundation.access.callers import caller_of
from tracker.foundation.rest import problems
from tracker.foundation.rest.errors import RETRY_SECONDS
from tracker.foundation.rest.parameters import invalid
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.streams import long_held

LONGEST: Final = 15  # seconds; below what a server that is shut down lets its requests go on, and proxies wait
PAUSE_SECONDS = 0.5  # between two looks
SECOND = 1.0  # shorter in tests
logger = logging.getLogger(__name__)
WAIT: Final[dict[str, Any]] = {
    "wait": {
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST,
        "description": "Where nothing matches yet, wait so many seconds for it.",
    }
}
LOST_AFTER_SECONDS: Final = 60  # a place in the cache whose process was killed; longer than wait and looks take
_places = threading.BoundedSemaphore(max(1, settings.WEB_WAITS_AT_ONCE))


def asked_wait(request: Request) -> int:
    """Seconds to wait, 0 where that is not asked for. Raises a 400."""
    text = request.query_params.get("wait")
    if text is None:
        return 0
    if not text.isascii() or not text.isdigit() or text.startswith("0") or len(text) > 2 or int(text) > LONGEST:
        raise invalid("wait", f"`wait` is a number of seconds from 1 to {LONGEST}.")
    return int(text)


def wait_for(found: Callable[[], bool], seconds: int, *, request: Request) -> None:
    """Return when something is found, or after so many seconds. Raises a 503 where too many are waiting, and a 429
    where the sender has its share of those."""
    if found():
        return
    with _share(caller_of(request)), _place():
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


@contextmanager
def _share(caller: str) -> Iterator[None]:
    """One of the places that this caller may have, in all processes together."""
    share = max(1, settings.WEB_WAITS_AT_ONCE * settings.WEB_WORKERS // 2)
    places = [f"waiting:{caller}:{number}" for number in range(share)]
    try:
        taken = next((place for place in places if cache.add(place, 1, timeout=LOST_AFTER_SECONDS)), None)
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises when its server is away
        logger.warning("requests that wait are not counted by caller: %s", error)
        yield
        return
    if taken is None:
        detail = f"Of your requests {share} may wait at once: ask without `wait`, or when one of them is answered."
        raise Problem(problems.TOO_MANY_REQUESTS, detail, headers={"Retry-After": RETRY_SECONDS})
    try:
        yield
    finally:
        _give_back(taken)


def _give_back(place: str) -> None:
    try:
        cache.delete(place)
    except Exception as error:  # noqa: BLE001 - as above; it is free by itself after LOST_AFTER_SECONDS
        logger.warning("a place to wait was not given back: %s", error)


def _let_go() -> None:
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # as every request is, but within a test's own transaction
            connection.close()
