"""How an endpoint's deliveries have gone of late: worked out from its attempts when asked for.

An endpoint keeps at most some ten thousand finished deliveries (`retention`), so this stays a matter of milliseconds.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone

from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint

DEFAULT_HOURS, MOST_HOURS = 24, 7 * 24
PERCENTILES: Final = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour's attempts."""

    at: dt.datetime
    succeeded: int
    failed: int


@dataclass(frozen=True, slots=True)
class EndpointHealth:
    """The last `hours`, up to now. Rates and latencies are None where there is nothing to work them out from.

    `latency_ms` are percentiles by nearest rank of the attempts that were answered, whatever the answer; `by_hour`
    holds every hour, the oldest first, also those without an attempt.
    """

    hours: int
    succeeded: int
    failed: int
    success_rate: float | None
    latency_ms: dict[str, int | None]
    pending: int
    given_up: int
    oldest_pending_at: dt.datetime | None
    by_hour: tuple[Hour, ...]


def endpoint_health(endpoint: Endpoint, *, hours: int = DEFAULT_HOURS) -> EndpointHealth:
    """Six queries, whatever the number of attempts."""
    now = timezone.now()
    first = now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=hours - 1)
    attempts = Attempt.objects.filter(delivery__endpoint=endpoint, started_at__gte=first).order_by()
    by_hour = _by_hour(attempts, first, hours)
    succeeded, failed = sum(each.succeeded for each in by_hour), sum(each.failed for each in by_hour)
    kept = Delivery.objects.filter(endpoint=endpoint).aggregate(
        pending=Count("pk", filter=Q(state=DeliveryState.PENDING)),
        given_up=Count("pk", filter=Q(state=DeliveryState.FAILED)),
        oldest=Min("created_at", filter=Q(state=DeliveryState.PENDING)),
    )
    return EndpointHealth(
        hours=hours,
        succeeded=succeeded,
        failed=failed,
        success_rate=round(succeeded / (succeeded + failed), 4) if succeeded + failed else None,
        latency_ms=_latencies(attempts.exclude(status=None)),
        pending=kept["pending"],
        given_up=kept["given_up"],
        oldest_pending_at=kept["oldest"],
        by_hour=by_hour,
    )


def _by_hour(attempts: QuerySet[Attempt], first: dt.datetime, hours: int) -> tuple[Hour, ...]:
    rows = attempts.values_list(TruncHour("started_at", tzinfo=dt.UTC)).annotate(
        succeeded=Count("pk", filter=Q(error="")), failed=Count("pk", filter=~Q(error=""))
    )
    counted = {at: (succeeded, failed) for at, succeeded, failed in rows}
    moments = [first + dt.timedelta(hours=number) for number in range(hours)]
    return tuple(Hour(at, *counted.get(at, (0, 0))) for at in moments)


def _latencies(answered: QuerySet[Attempt]) -> dict[str, int | None]:
    """By name, the smallest duration that so many per cent of the attempts do not exceed."""
    count = answered.count()
    in_order = answered.order_by("duration_ms").values_list("duration_ms", flat=True)
    return {
        f"p{percent}": in_order[max(0, math.ceil(count * percent / 100) - 1)] if count else None
        for percent in PERCENTILES
    }
