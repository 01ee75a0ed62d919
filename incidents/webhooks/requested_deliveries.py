"""Deliveries that an owner asks for: a test event, and those that have finished once more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from incidents.webhooks import outbox
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint


def send_test_event(endpoint: Endpoint) -> Delivery:
    """A delivery of type `webhook.test`, due now even if the endpoint rests. It is in this endpoint's log alone."""
    with transaction.atomic():
        _end_rest(Endpoint.objects.filter(pk=endpoint.pk))
        delivery = Delivery.objects.create(endpoint=endpoint, event=None, next_attempt_at=timezone.now())
        outbox.wake()
    return delivery


def replay_delivery(delivery: Delivery) -> bool:
    """True when it was finished and is due again, with the same id and the whole schedule before it."""
    return replay(Delivery.objects.filter(pk=delivery.pk)) == 1


def replay_failed(endpoint: Endpoint) -> int:
    """How many failed deliveries of the endpoint are due again."""
    return replay(Delivery.objects.filter(endpoint=endpoint).failed())


def replay_since(endpoint: Endpoint, moment: dt.datetime) -> int:
    """How many finished deliveries of the endpoint that were owed at the moment or later are due again, in their order.

    What it was never owed, such as what it missed while it was disabled, is not among them: `/events` has that.
    """
    return replay(Delivery.objects.filter(endpoint=endpoint, created_at__gte=moment))


def replay(deliveries: Any) -> int:
    """How many of these deliveries were finished and are due again; pending ones are left alone.

    Whoever asks for it expects it now: an endpoint that rests after failures is tried at once.
    """
    with transaction.atomic():
        _end_rest(Endpoint.objects.filter(pk__in=deliveries.order_by().values("endpoint")))
        count = deliveries.exclude(state=DeliveryState.PENDING).update(
            state=DeliveryState.PENDING,
            attempts=0,
            next_attempt_at=timezone.now(),
            finished_at=None,
            reason="",
            lease_token="",
            lease_until=None,
        )
        if count:
            outbox.wake()
    return int(count)


def _end_rest(endpoints: Any) -> None:
    endpoints.exclude(rests_until=None).update(rests_until=None)
