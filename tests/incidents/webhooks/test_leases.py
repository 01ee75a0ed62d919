"""Leases, slots, and deliverers at work at the same time."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks import signing
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.leases import LeaseRotation, lease
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint
from incidents.webhooks.outcomes import record
from incidents.webhooks.posting import PostOutcome
from tests.incidents.webhooks.conftest import pass_time, split
from tests.loopback import answer, running_loopback

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def lease_all(slots=200):
    return lease(slots=slots, failing_slots=slots, lease_for=MINUTE)


def succeed(jobs):
    return [PostOutcome(job, started_at=timezone.now(), duration_ms=1, status=200) for job in jobs]


def fail(jobs):
    return [PostOutcome(job, started_at=timezone.now(), duration_ms=1, error="connect_failed") for job in jobs]


def test_a_leased_delivery_is_nobody_elses_until_the_lease_runs_out(subscribe, tell):
    subscribe()
    tell()
    fan_out()
    [job] = lease_all()
    assert lease_all() == []
    pass_time(seconds=89)
    assert lease_all() == []
    pass_time(seconds=2)
    [again] = lease_all()
    assert again.delivery_id == job.delivery_id
    assert again.token != job.token
    assert again.headers["webhook-id"] == job.headers["webhook-id"]


def test_who_lost_the_lease_records_nothing(subscribe, tell):
    subscribe()
    tell()
    fan_out()
    slow = lease_all()
    pass_time(minutes=5)
    quick = lease_all()
    record(fail(slow))
    assert not Attempt.objects.exists()
    record(succeed(quick))
    record(fail(slow))
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries.count()) == (DeliveryState.DELIVERED, 1)


def test_a_delivery_whose_endpoint_is_gone_is_a_quiet_return(subscribe, tell):
    endpoint = subscribe()
    tell()
    fan_out()
    jobs = lease_all()
    endpoint.delete()
    assert record(succeed(jobs)) == {}
    assert not Attempt.objects.exists()


def test_no_endpoint_has_more_than_two_in_flight_and_one_when_it_fails(subscribe, tell):
    endpoint = subscribe()
    for _ in range(10):
        tell()
    fan_out()
    first = lease_all()
    assert len(first) == 2
    assert lease_all() == []
    record(succeed(first[:1]))
    assert len(lease_all()) == 1
    record(fail(first[1:]))
    endpoint.refresh_from_db()
    assert endpoint.consecutive_failures == 1
    assert lease_all() == [], "one is still in flight"
    pass_time(minutes=10)
    assert len(lease_all()) == 1


def test_slots_go_round_before_anybody_gets_a_second(subscribe, tell):
    busy = subscribe()
    for _ in range(50):
        tell()
    quiet = [subscribe() for _ in range(3)]
    tell()
    fan_out()
    jobs = lease_all(slots=4)
    assert Counter(job.endpoint_id for job in jobs) == Counter([busy.pk, *(one.pk for one in quiet)])


@pytest.mark.parametrize("failures", [0, 1])
def test_endpoints_take_turns_from_one_lease_to_the_next(subscribe, tell, failures):
    endpoints = [subscribe().pk for _ in range(5)]
    for _ in range(4):
        tell()
    fan_out()
    Endpoint.objects.update(consecutive_failures=failures)
    rotation, served = LeaseRotation(), []
    for _ in range(5):
        jobs = lease(slots=2, failing_slots=2, lease_for=MINUTE, rotation=rotation)
        served += [job.endpoint_id for job in jobs]
        Delivery.objects.filter(pk__in=[job.delivery_id for job in jobs]).update(
            lease_until=None, lease_token="", state=DeliveryState.DELIVERED, next_attempt_at=None
        )
    assert sorted(served[:5]) == endpoints
    assert served[5:] == served[:5]


@pytest.mark.parametrize(
    "how", [(2, 8, True), (2, 1, False), (4, 8, False)], ids=["full", "one core", "slots to spare"]
)
def test_a_run_that_has_its_hands_full_asks_another_to_help(subscribe, tell, monkeypatch, how):
    """As long as there is a core for it; on SQLite the two would only take turns."""
    slots, cores, helped = how
    sent = []
    monkeypatch.setattr("incidents.webhooks.outbox.send_wake_up", lambda: sent.append(1))
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    with running_loopback() as receiver:
        receiver.says("/ok", answer())
        for _ in range(3):
            subscribe(receiver.url("/ok"))
        tell()
        assert deliver_due(slots=slots).delivered == 3
    assert bool(sent) == (helped and connection.vendor == "postgresql")


def test_events_that_nobody_is_owed_keep_no_other_waiting(subscribe, tell, loopback, monkeypatch):
    monkeypatch.setattr("incidents.webhooks.fanout.EVENTS_AT_ONCE", 2)
    subscribe(loopback.url("/ok"), smallest_figure=100_000_000)
    for new in (1, 2, 3, 4, 5, 200_000_000):
        tell(data={"figure": {"metric": "affected"}, "new": {"best": new, "status": "settled"}})
    run = deliver_due()
    assert (run.events, run.delivered) == (6, 1)


def test_a_well_endpoint_is_written_at_most_once_a_second(subscribe, tell):
    """Deliverers that record for it at the same time would wait for each other's commit."""
    endpoint = subscribe()
    for _ in range(4):
        tell()
    fan_out()

    def noted(outcome):
        record(outcome(lease_all(slots=1)))
        endpoint.refresh_from_db()
        return endpoint.succeeded_at

    first = noted(succeed)
    assert first is not None
    assert noted(succeed) == first
    Endpoint.objects.update(succeeded_at=first - dt.timedelta(seconds=2))
    later = noted(succeed)
    assert later > first
    Endpoint.objects.update(consecutive_failures=1, failing_since=later)
    assert noted(succeed) > later
    assert (endpoint.consecutive_failures, endpoint.failing_since) == (0, None)


def test_failing_endpoints_hold_only_their_share_of_the_slots(subscribe, tell):
    endpoints = [subscribe() for _ in range(20)]
    tell()
    fan_out()
    Endpoint.objects.filter(pk__in=[one.pk for one in endpoints[:15]]).update(consecutive_failures=3)
    jobs = lease(slots=12, failing_slots=3, lease_for=MINUTE)
    assert Counter(job.failing for job in jobs) == {True: 3, False: 5}


def test_events_of_one_endpoint_are_tried_in_their_order(subscribe, tell, loopback):
    subscribe(loopback.url("/ok"))
    events = [tell() for _ in range(6)]
    deliver_due(slots=1)
    assert [split(request)[0]["webhook-id"] for request in loopback.requests] == [one.reference for one in events]


def test_a_hung_endpoint_delays_no_other(subscribe, tell, loopback, settings):
    settings.OUTBOUND_TOTAL_TIMEOUT_SECONDS = 8
    released = threading.Event()
    subscribe(loopback.does("/hung", lambda connection, stopping: released.wait(10)))
    others = [subscribe(loopback.url("/ok")) for _ in range(5)]
    for _ in range(20):
        tell()
    seen = []

    def count(connection, stopping):
        connection.sendall(answer())
        seen.append(1)
        if len(seen) == 100:
            released.set()  # all of the others' are through: the hung one's two may go

    loopback.does("/ok", count)
    deliver_due()
    assert released.is_set()
    assert Delivery.objects.filter(endpoint__in=others, state=DeliveryState.DELIVERED).count() == 100


def test_what_is_committed_while_a_receiver_hangs_goes_out_meanwhile(subscribe, tell, loopback):
    """The run looks for new events while it waits; no second run is needed."""
    released = threading.Event()

    def answers(connection, stopping):
        connection.sendall(answer())
        released.set()

    subscribe(loopback.does("/hung", lambda connection, stopping: released.wait(10)), event_types=("incident.created",))
    subscribe(loopback.does("/ok", answers), event_types=("figure.changed",))
    first = tell("incident.created", data={})
    later: list[Event] = []

    def commit_one_more(outcomes):
        if not later:
            later.append(tell())
        return record(outcomes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("incidents.webhooks.delivery.record", commit_one_more)
        deliver_due()
    reached = {split(request)[0]["webhook-id"] for request in loopback.requests}
    assert reached == {first.reference, later[0].reference}


def test_a_run_that_takes_too_long_leaves_the_rest_and_asks_for_another(subscribe, tell, loopback, monkeypatch):
    asked = []
    monkeypatch.setattr("incidents.webhooks.outbox.send_wake_up", lambda: asked.append(1))
    subscribe(loopback.url("/ok"))
    for _ in range(5):
        tell()
    run = deliver_due(run_seconds=0)
    assert run.unfinished
    assert asked == [1]
    assert 0 < run.delivered < 5
    assert deliver_due().delivered == 5 - run.delivered


def test_a_fault_of_ours_costs_one_attempt_and_not_the_batch(subscribe, tell, loopback, monkeypatch):
    broken = subscribe(loopback.url("/broken"))
    subscribe(loopback.url("/ok"))
    tell()
    fan_out()
    original = signing.headers

    def headers(secrets, **rest):
        made = original(secrets, **rest)
        return made if secrets != [broken.secrets.get().secret] else made | {"webhook-id": "a\r\nb"}

    monkeypatch.setattr(signing, "headers", headers)
    run = deliver_due()
    assert (run.delivered, run.failed) == (1, 1)
    assert Attempt.objects.get(delivery__endpoint=broken).error == "internal_error"
