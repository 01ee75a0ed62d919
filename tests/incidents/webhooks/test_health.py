import datetime as dt

import pytest
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks.endpoints import disable_endpoint, pause_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.health import QueueHealth, snapshot
from incidents.webhooks.leases import lease
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint
from incidents.webhooks.retention import prune

pytestmark = pytest.mark.django_db


def test_an_idle_system_has_nothing_due():
    assert snapshot() == QueueHealth(0, 0, 0, 0, 0.0, 0, 0, 0, 0)


def test_the_snapshot_counts_what_waits_and_how_long(subscribe, tell, django_assert_max_num_queries):
    first, second, paused = subscribe(), subscribe(), subscribe()
    pause_endpoint(paused)
    tell()
    assert snapshot().events_waiting == 1
    fan_out()
    Delivery.objects.filter(endpoint=first).update(next_attempt_at=timezone.now() - dt.timedelta(minutes=7))
    Delivery.objects.filter(endpoint=paused).update(next_attempt_at=timezone.now() - dt.timedelta(days=7))
    Endpoint.objects.filter(pk=second.pk).update(consecutive_failures=2)
    with django_assert_max_num_queries(8):
        now = snapshot()
    assert (now.pending, now.due, now.in_flight) == (3, 2, 0)
    assert 420 <= now.oldest_due_seconds < 480, "what waits on purpose does not raise an alarm"
    assert (now.endpoints_active, now.endpoints_failing, now.endpoints_disabled) == (2, 1, 0)
    lease(slots=1, failing_slots=0, lease_for=dt.timedelta(minutes=1))
    now = snapshot()
    assert (now.due, now.in_flight) == (1, 1)


def test_events_that_nobody_fans_out_make_the_queue_look_old(tell):
    event = tell()
    Event.objects.filter(pk=event.pk).update(occurred_at=timezone.now() - dt.timedelta(minutes=20))
    tell()
    assert 1_200 <= snapshot().oldest_due_seconds < 1_260, "no deliverer runs, so there is no delivery to be late"
    fan_out()
    assert snapshot().oldest_due_seconds == 0.0


@pytest.mark.parametrize(
    ("row", "disabled", "kept"),
    [
        ((DeliveryState.DELIVERED, 29), False, True),
        ((DeliveryState.DELIVERED, 31), False, False),
        ((DeliveryState.FAILED, 89), False, True),
        ((DeliveryState.FAILED, 91), False, False),
        ((DeliveryState.PENDING, 500), False, True),
        ((DeliveryState.PENDING, 89), True, True),
        ((DeliveryState.PENDING, 91), True, False),
    ],
)
def test_deliveries_are_kept_as_long_as_the_table_says(subscribe, tell, row, disabled, kept):
    state, days = row
    endpoint = subscribe()
    then = timezone.now() - dt.timedelta(days=days)
    done = state != DeliveryState.PENDING
    Delivery.objects.create(
        endpoint=endpoint,
        event=tell(),
        state=state,
        created_at=then,
        finished_at=then if done else None,
        next_attempt_at=None if done else then,
    )
    if disabled:
        disable_endpoint(endpoint, reason="Gone.")
    assert prune() == (0 if kept else 1)
    assert Delivery.objects.exists() == kept


def test_of_one_endpoint_only_the_newest_finished_are_kept(subscribe, tell, monkeypatch):
    monkeypatch.setattr("incidents.webhooks.retention.PER_ENDPOINT", 3)
    monkeypatch.setattr("incidents.webhooks.retention.BATCH", 2)
    crowded, other = subscribe(), subscribe()
    now = timezone.now()
    for _ in range(8):
        Delivery.objects.create(endpoint=crowded, event=tell(), state=DeliveryState.DELIVERED, finished_at=now)
    pending = Delivery.objects.create(endpoint=crowded, event=tell(), next_attempt_at=now)
    Delivery.objects.create(endpoint=other, event=tell(), state=DeliveryState.DELIVERED, finished_at=now)
    newest = set(Delivery.objects.order_by("-id").values_list("pk", flat=True)[:5])
    assert prune() == 5
    assert set(Delivery.objects.values_list("pk", flat=True)) == newest
    assert pending.pk in newest
