"""What a step back of the clock leaves behind is put right, and what other deliverers write is left alone."""

import datetime as dt

import pytest
from django.utils import timezone

from incidents.webhooks import clock
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.leases import LEASE_MARGIN, lease
from incidents.webhooks.models import Delivery, Endpoint

pytestmark = pytest.mark.django_db
LEASE_FOR = dt.timedelta(seconds=20)
LONGEST = LEASE_FOR + LEASE_MARGIN


@pytest.fixture
def held(subscribe, tell, monkeypatch):
    """A delivery that a deliverer holds, before another one looks at its clock for the first time."""
    monkeypatch.setattr(clock, "watch", clock.Watch())
    subscribe()
    tell()
    fan_out()
    [job] = lease(slots=1, failing_slots=1, lease_for=LEASE_FOR)
    return Delivery.objects.get(pk=job.delivery_id)


def shift(monkeypatch, step):
    before = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: before + step)
    return before + step


def test_what_was_written_a_moment_after_the_look_at_the_clock_is_no_step_back(held, monkeypatch):
    now = shift(monkeypatch, -dt.timedelta(seconds=1))
    Endpoint.objects.update(rests_until=now + clock.LONGEST_REST + dt.timedelta(seconds=1))
    rests_until = Endpoint.objects.get().rests_until
    assert clock.mend(LONGEST) == 0
    assert Delivery.objects.get().lease_until == held.lease_until
    assert Endpoint.objects.get().rests_until == rests_until


def test_after_a_step_back_leases_and_rests_end_as_if_they_began_now(held, monkeypatch):
    Endpoint.objects.update(rests_until=timezone.now() + clock.LONGEST_REST)
    now = shift(monkeypatch, -dt.timedelta(hours=1))
    assert clock.mend(LONGEST) == 3, "the lease, the due time and the rest"
    assert Delivery.objects.get().lease_until == now + LONGEST
    assert Delivery.objects.get().next_attempt_at == now
    assert Endpoint.objects.get().rests_until is None


def test_while_the_clock_goes_forward_nothing_is_asked(held, django_assert_num_queries):
    clock.mend(LONGEST)
    with django_assert_num_queries(0):
        assert clock.mend(LONGEST) == 0
