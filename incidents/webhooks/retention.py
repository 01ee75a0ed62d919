"""How long finished deliveries are kept, with their attempts. Events are kept for ever, and `/events` lists them.

| what                                            | kept     |
| ----------------------------------------------- | -------- |
| delivered                                       | KEEP_DELIVERED_DAYS, 30 days |
| failed, withheld                                | KEEP_FAILED_DAYS, 90 days |
| pending, of an endpoint that is not active      | 90 days  |
| finished, of one endpoint                       | the newest 10,000 |
| notices to owners                               | 90 days  |
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, Notice

WAITING_DAYS = 90
NOTICE_DAYS = 90
PER_ENDPOINT = 10_000
BATCH = 1_000


def prune() -> int:
    """The number of deliveries removed, in small transactions."""
    now = timezone.now()
    Notice.objects.filter(created_at__lt=now - dt.timedelta(days=NOTICE_DAYS)).delete()
    delivered = Q(state=DeliveryState.DELIVERED, finished_at__lt=now - dt.timedelta(days=settings.KEEP_DELIVERED_DAYS))
    failed = Q(
        state__in=[DeliveryState.FAILED, DeliveryState.WITHHELD],
        finished_at__lt=now - dt.timedelta(days=settings.KEEP_FAILED_DAYS),
    )
    waiting = Q(state=DeliveryState.PENDING, created_at__lt=now - dt.timedelta(days=WAITING_DAYS)) & ~Q(
        endpoint__state=EndpointState.ACTIVE
    )
    count = sum(remove(Delivery.objects.filter(old)) for old in (delivered, failed, waiting))
    finished = ~Q(deliveries__state=DeliveryState.PENDING)
    crowded = Endpoint.objects.annotate(finished=Count("deliveries", filter=finished)).filter(finished__gt=PER_ENDPOINT)
    for pk in crowded.order_by("pk").values_list("pk", flat=True):
        own = Delivery.objects.filter(endpoint=pk).exclude(state=DeliveryState.PENDING).order_by("-id")
        oldest_kept = own.values_list("pk", flat=True)[PER_ENDPOINT - 1 : PER_ENDPOINT].get()
        count += remove(own.filter(pk__lt=oldest_kept))
    return count


def remove(rows: QuerySet[Delivery]) -> int:
    """The number of these deliveries, which are gone with their attempts, a portion at a time."""
    count = 0
    while ids := list(rows.values_list("pk", flat=True)[:BATCH]):
        Delivery.objects.filter(pk__in=ids).delete()
        count += len(ids)
    return count
