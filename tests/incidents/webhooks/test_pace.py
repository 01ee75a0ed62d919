"""Endpoints that rest after failures, that have a rate limit, and that want each incident's events in order."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from incidents.models import EventType, Incident
from incidents.webhooks import schedule
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import resume_endpoint, update_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.health import snapshot
from incidents.webhooks.leases import lease
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState
from incidents.webhooks.outcomes import record
from incidents.webhooks.posting import PostOutcome
from incidents.webhooks.requested_deliveries import replay_failed, send_test_event
from tests.incidents.webhooks.conftest import pass_time, split
from tests.loopback import answer

pytestmark = pytest.mark.django_db


def lease_all(slots=200):
    return lease(slots=slots, failing_slots=slots, lease_for=dt.timedelta(minutes=1))


def fail(jobs):
    record([PostOutcome(job, started_at=timezone.now(), duration_ms=1, error="connect_failed") for job in jobs])


def succeed(jobs):
    record([PostOutcome(job, started_at=timezone.now(), duration_ms=1, status=200) for job in jobs])


# --- Rest after failures


def fail_in_a_row(times):
    for _ in range(times):
        fail(lease_all(slots=1))


@pytest.fixture
def busy(subscribe, tell):
    """An endpoint with thirty deliveries due."""
    endpoint = subscribe()
    for _ in range(30):
        tell()
    fan_out()
    return endpoint


def test_an_endpoint_that_fails_five_times_in_a_row_rests_and_then_gets_one_try(busy):
    fail_in_a_row(4)
    assert len(lease_all()) == 1, "four failures are not enough"
    pass_time(minutes=2)
    fail_in_a_row(1)
    assert lease_all() == []
    pass_time(seconds=9)
    assert lease_all() == []
    pass_time(seconds=2)
    [probe] = lease_all()
    fail([probe])
    pass_time(seconds=11)
    assert lease_all() == [], "the second rest is longer"
    pass_time(seconds=10)
    assert len(lease_all()) == 1


def test_a_resting_endpoint_uses_up_no_attempts_of_what_waits(busy):
    fail_in_a_row(5)
    for _ in range(5):
        assert lease_all() == []
    assert Delivery.objects.filter(attempts=0).count() == 25


def test_a_success_ends_the_rest_and_everything_flows_again(busy):
    fail_in_a_row(5)
    pass_time(minutes=1)
    succeed(lease_all())
    busy.refresh_from_db()
    assert (busy.consecutive_failures, busy.failing_since, busy.rests_until) == (0, None, None)
    assert len(lease_all()) == 2


@pytest.mark.parametrize("wakes", ["test", "replay", "resume"])
def test_who_asks_for_a_try_does_not_wait_for_the_rest_to_end(busy, wakes):
    fail_in_a_row(5)
    if wakes == "test":
        send_test_event(busy)
    elif wakes == "replay":
        Delivery.objects.filter(attempts=1).update(state=DeliveryState.FAILED, next_attempt_at=None)
        assert replay_failed(busy) == 5
    else:
        Endpoint.objects.update(state=EndpointState.PAUSED)
        assert resume_endpoint(busy)
    assert lease_all()


def test_a_resting_endpoint_does_not_make_the_queue_look_old(busy):
    pass_time(hours=1)
    assert snapshot().oldest_due_seconds > 3_000
    fail_in_a_row(5)
    assert (snapshot().due, snapshot().oldest_due_seconds) == (0, 0.0)


# --- A rate limit


def leased_at_once():
    count = 0
    while jobs := lease_all():
        succeed(jobs)
        count += len(jobs)
    return count


@pytest.mark.parametrize("limit", [60, 6, 1])
def test_a_rate_limit_is_kept_with_ten_seconds_worth_at_once(subscribe, tell, limit):
    subscribe(rate_limit_per_minute=limit)
    for _ in range(limit * 3):
        tell()
    fan_out()
    start, leased = time.monotonic(), []
    for _ in range(24):  # two minutes of a sweep every five seconds, besides those that the test takes
        leased.append(leased_at_once())
        pass_time(seconds=5)
    minutes = 2 + (time.monotonic() - start) / 60
    assert 1 <= leased[0] <= 1 + limit / 6 * minutes
    assert limit * 1.9 <= sum(leased) <= 1 + limit * (minutes + 1 / 6)


def test_a_rate_limit_slows_nobody_else_and_does_not_look_like_a_late_queue(subscribe, tell):
    subscribe(rate_limit_per_minute=1)
    quick = subscribe()
    for _ in range(5):
        tell()
    fan_out()
    succeed(lease_all())
    pass_time(minutes=1)
    succeed(lease_all())
    while jobs := lease_all():
        assert {job.endpoint_id for job in jobs} == {quick.pk}
        succeed(jobs)
    assert Delivery.objects.pending().count() == 3
    assert snapshot().due == 0


def test_a_higher_rate_limit_counts_at_once(subscribe, tell):
    endpoint = subscribe(rate_limit_per_minute=1)
    for _ in range(3):
        tell()
    fan_out()
    succeed(lease_all())
    assert lease_all() == []
    update_endpoint(endpoint, {"rate_limit_per_minute": None})
    assert len(lease_all()) == 2


# --- In order


def events_of(jobs):
    return list(Delivery.objects.filter(pk__in=[job.delivery_id for job in jobs]).values_list("event", flat=True))


def test_in_order_an_event_waits_for_those_before_it_about_the_same_incident(subscribe, tell):
    subscribe(in_order=True)
    other = Incident.objects.create(title="Another", slug="another")
    first, second = tell(), tell()
    elsewhere = tell(about=other)
    fan_out()
    jobs = lease_all()
    assert events_of(jobs) == [first.pk]
    assert lease_all() == [], "one at a time"
    fail(jobs)
    jobs = lease_all()
    assert events_of(jobs) == [elsewhere.pk], "another incident does not wait for the one that failed"
    succeed(jobs)
    assert lease_all() == [], "the second waits for the first to be tried again"
    assert snapshot().due == 0, "and waits on purpose"
    pass_time(seconds=6)
    jobs = lease_all()
    assert events_of(jobs) == [first.pk]
    succeed(jobs)
    assert events_of(lease_all()) == [second.pk]


def test_in_order_what_is_given_up_holds_nothing_up(subscribe, tell):
    subscribe(in_order=True)
    first, second = tell(), tell()
    fan_out()
    Delivery.objects.filter(event=first).update(attempts=schedule.MAX_ATTEMPTS - 1)
    fail(lease_all())
    assert Delivery.objects.get(event=first).state == DeliveryState.FAILED
    assert events_of(lease_all()) == [second.pk]


def test_in_order_an_event_that_comes_while_another_is_put_off_waits_for_it(subscribe, tell):
    subscribe(in_order=True)
    first = tell()
    fan_out()
    fail(lease_all())
    second = tell()
    fan_out()
    assert lease_all() == []
    assert Delivery.objects.get(event=second).next_attempt_at == Delivery.objects.get(event=first).next_attempt_at
    pass_time(seconds=6)
    for event in (first, second):
        jobs = lease_all()
        assert events_of(jobs) == [event.pk]
        succeed(jobs)


def test_without_order_again_nothing_waits_for_its_turn(subscribe, tell):
    endpoint = subscribe(in_order=True)
    tell()
    fan_out()
    fail(lease_all())
    second = tell()
    fan_out()
    assert lease_all() == []
    update_endpoint(endpoint, {"in_order": False})
    assert events_of(lease_all()) == [second.pk]


def test_a_long_queue_in_order_costs_the_same_queries_as_a_short_one(subscribe, tell, django_assert_max_num_queries):
    subscribe(in_order=True)
    for _ in range(60):
        tell()
    fan_out()
    fail(lease_all())
    with django_assert_max_num_queries(12):
        assert lease_all() == []
    with django_assert_max_num_queries(1):
        assert lease_all() == [], "what cannot go is put off, and nobody looks again"


def test_without_the_option_a_failed_event_is_overtaken(subscribe, tell):
    subscribe()
    first, second = tell(), tell()
    fan_out()
    fail(lease_all(slots=1))
    assert events_of(lease_all()) == [second.pk]
    assert first.pk != second.pk


def test_in_order_events_arrive_in_order_through_failures(subscribe, tell, loopback):
    subscribe(loopback.url("/hook"), in_order=True)
    events = [tell() for _ in range(4)]
    loopback.says("/hook", answer(status="503 Busy"))
    deliver_due()
    loopback.says("/hook", answer())
    pass_time(seconds=6)
    deliver_due()
    ids = [split(request)[0]["webhook-id"] for request in loopback.requests]
    assert ids == [events[0].reference, *(event.reference for event in events)]


def test_in_order_what_is_about_no_incident_waits_for_nothing(subscribe, tell):
    endpoint = subscribe(in_order=True)
    tell()
    fan_out()
    fail(lease_all())
    tested = send_test_event(endpoint)
    tell(EventType.ENDPOINT_DISABLED, about=None, data={"endpoint": {"reference": "EP-0000-0000"}, "reason": "x"})
    fan_out()
    assert [job.delivery_id for job in lease_all()] == [tested.pk]
