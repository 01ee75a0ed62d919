"""What the benches of webhooks measure with: subscribers, events, and deliveries by a running deliverer."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.db import connection, transaction

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.webhooks import delivery, outbox, outcomes, signing
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointEventType,
    EndpointMetric,
    EndpointSecret,
    EndpointState,
)
from tests.accounts import account
from tests.incidents.webhooks.conftest import figure_data
from tracker.foundation.access.models import TokenScope

AT_ONCE = 200  # endpoints


def say(what: str, ratios: list[float], target: float, whose: str, detail: str) -> None:
    """Print one line with the median of the ratios."""
    ratio = median(ratios)
    verdict = "reached" if ratio >= target else "MISSED"
    print(f"{what:<58}{ratio:6.2f} of {whose} (at least {target:.2f}: {verdict}); {detail}", flush=True)


def rate(done: int, action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return done / (time.perf_counter() - start)


def subscribe(url: str, number: int, *, hung: int = 0, filtered: bool = False) -> None:
    """So many endpoints and no deliveries; the first `hung` of them never answer."""
    owner = account("bench", TokenScope.WEBHOOKS)
    Delivery.objects.all().delete()
    Endpoint.objects.all().delete()
    fan_out()  # what was told before is owed to nobody
    paths = ["hung" if place < hung else "ok" for place in range(number)]
    rows = [Endpoint(owner=owner, scope_read=True, url=url + path) for path in paths]
    if filtered:
        for row in rows:
            row.smallest_change, row.smallest_change_percent, row.smallest_figure = 1, 1, 1
    Endpoint.objects.bulk_create(rows)
    EndpointSecret.objects.bulk_create([EndpointSecret(endpoint=row, secret=signing.new_secret()) for row in rows])
    if filtered:
        kinds = (EventType.FIGURE_CHANGED, EventType.FIGURE_DISPUTED)
        EndpointEventType.objects.bulk_create(
            EndpointEventType(endpoint=row, type=kind) for row in rows for kind in kinds
        )
        EndpointMetric.objects.bulk_create(
            EndpointMetric(endpoint=row, metric=metric) for row in rows for metric in ("affected", "records")
        )
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")


def tell(number: int) -> None:
    """Commit so many events."""
    incident = Incident.objects.get(slug="bench")
    draft = EventDraft(EventType.FIGURE_CHANGED, figure_data(incident), incident)
    with transaction.atomic():
        Event.objects.append([draft] * number, cause="bench", actor="bench")


@contextmanager
def recorded_successes() -> Iterator[list[float]]:
    """The moments at which each successful delivery was recorded, filled in inside."""
    moments: list[float] = []

    def record(batch: Any) -> dict[int, str]:
        reasons = outcomes.record(batch)
        now = time.perf_counter()
        moments.extend(now for outcome in batch if not outcome.error)
        return reasons

    delivery.record = record  # type: ignore[attr-defined]
    try:
        yield moments
    finally:
        delivery.record = outcomes.record  # type: ignore[attr-defined]


def deliveries(url: str, number: int, *, hung: int = 0) -> float:
    """Signed, recorded deliveries a second to 200 endpoints by the running deliverer, from the commit of the events
    until the last one is recorded; what hangs is not waited for."""
    subscribe(url, AT_ONCE, hung=hung)
    expected = number // AT_ONCE * (AT_ONCE - hung)
    committed: list[float] = []
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.perf_counter()))
        tell(number // AT_ONCE)
        outbox.wake()
    [start] = committed
    delivered = Delivery.objects.filter(state=DeliveryState.DELIVERED)
    while (done := delivered.count()) < expected:
        taken = time.perf_counter() - start
        assert taken < 60, f"{done} of {expected} delivered"
        # Counting takes from what is measured, so it looks seldom while there is much to come.
        time.sleep(max(0.01, min(0.5, taken * (expected - done) / done / 2) if done else 0.1))
    taken = time.perf_counter() - start
    assert Attempt.objects.filter(error="").count() == expected
    if hung:  # nothing of it goes on into the next round
        Endpoint.objects.update(state=EndpointState.PAUSED)
        time.sleep(float(os.environ["OUTBOUND_TOTAL_TIMEOUT_SECONDS"]) + 2)
    return expected / taken
