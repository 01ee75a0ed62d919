"""The numbers that tell whether webhooks flow: for `/metrics` and `/healthz`. A queue that grows old is the alarm."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from incidents.webhooks import fanout
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """Counts of now; `oldest_due_seconds` is 0 when nothing is due.

    `due` and `oldest_due_seconds` leave out what waits on purpose (DeliveryQuerySet.late): paused and disabled
    endpoints, endpoints that rest or have used their rate limit, retries to come. An event that has not been fanned out
    makes the queue as old as it is: while no deliverer runs, there are no deliveries that could be late.
    """

    events_waiting: int
    pending: int
    due: int
    in_flight: int
    oldest_due_seconds: float
    failed: int
    endpoints_active: int
    endpoints_failing: int
    endpoints_disabled: int


def snapshot() -> QueueHealth:
    """The state of the queue: a handful of queries, on indexes."""
    now = timezone.now()
    pending = Delivery.objects.pending()
    queue = Delivery.objects.late(now).aggregate(count=Count("pk"), oldest=Min("next_attempt_at"))
    waiting = fanout.waiting()
    moments = (queue["oldest"], fanout.oldest_waiting() if waiting else None)
    oldest = min((moment for moment in moments if moment), default=now)
    endpoints = Endpoint.objects.aggregate(
        active=Count("pk", filter=Q(state=EndpointState.ACTIVE)),
        failing=Count("pk", filter=Q(state=EndpointState.ACTIVE, consecutive_failures__gt=0)),
        disabled=Count("pk", filter=Q(state=EndpointState.DISABLED)),
    )
    return QueueHealth(
        events_waiting=waiting,
        pending=pending.count(),
        due=queue["count"],
        in_flight=Delivery.objects.leased(now).count(),
        oldest_due_seconds=max(0.0, (now - oldest).total_seconds()),
        failed=Delivery.objects.filter(state=DeliveryState.FAILED).count(),
        endpoints_active=endpoints["active"],
        endpoints_failing=endpoints["failing"],
        endpoints_disabled=endpoints["disabled"],
    )
