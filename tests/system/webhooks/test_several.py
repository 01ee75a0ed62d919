"""Several deliverers at once, and a clock that is set back under them."""

import datetime as dt
import os
import signal
from collections.abc import Callable

import pytest
from django.utils import timezone

from incidents.webhooks.models import Delivery
from tests.services import wait_for
from tests.system.webhooks.conftest import Nursery, all_delivered, commit, let_leases_run_out, subscribe
from tests.system.webhooks.receiver import CountingReceiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("number", [2, 4])
def test_several_deliverers_at_once_deliver_everything_once(
    number: int, nursery: Nursery, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    subscribe(receiver, 100)
    receiver.hold()
    commit(10)
    for _ in range(number):
        nursery.start_one()
    wait_for(lambda: receiver.waiting == 200, "all that may be in flight")
    receiver.release()
    for _ in range(10):
        commit()
    nursery.start_one()  # as a wake-up would: those at work may have finished between two commits
    wait_for(all_delivered, "everything to be delivered")
    assert reckon(f"{number} deliverers at once") == 0


def test_a_clock_set_back_by_an_hour_and_by_two_delays_nothing_for_long(
    nursery: Nursery, receiver: CountingReceiver, reckon: Callable[[str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first time a deliverer is killed at the same moment, the second time it lives through it."""
    real, off = timezone.now, dt.timedelta()
    monkeypatch.setattr(timezone, "now", lambda: real() + off)
    subscribe(receiver, 50)
    receiver.hold()
    commit(4)
    process = nursery.start_one()
    wait_for(lambda: receiver.waiting == 100, "posts in flight")
    os.kill(process, signal.SIGKILL)
    off = dt.timedelta(hours=-1)
    nursery.set_clock(off.total_seconds())
    commit()
    assert Delivery.objects.filter(next_attempt_at__gt=timezone.now()).count() == 200

    nursery.start_one()
    wait_for(lambda: not Delivery.objects.filter(next_attempt_at__gt=timezone.now()).exists(), "what is due to be due")
    # A minute, and what the new one takes from now on; it puts leases right after the instants that are due.
    longest = timezone.now() + dt.timedelta(seconds=90)
    wait_for(
        lambda: not Delivery.objects.filter(lease_until__gt=longest).exists(), "the dead one's to be free soon", 20
    )
    let_leases_run_out()
    nursery.start_one()
    wait_for(lambda: receiver.waiting == 100, "posts in flight again")
    off = dt.timedelta(hours=-2)
    nursery.set_clock(off.total_seconds())
    receiver.release()
    commit(2)
    nursery.start_one()
    wait_for(all_delivered, "everything to be delivered")
    assert reckon("a clock set back by an hour, and by another") == 100
