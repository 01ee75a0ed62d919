"""A deliverer that is killed at the worst moments loses nothing."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection, transaction

from incidents.webhooks.models import Attempt, Endpoint
from tests.services import Worker, wait_for
from tests.system.webhooks.conftest import Nursery, all_delivered, commit, let_leases_run_out, subscribe
from tests.system.webhooks.receiver import CountingReceiver
from tracker.celery import app

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 50
IN_FLIGHT = 200


def test_deliverers_killed_fifty_times_with_200_in_flight_lose_nothing(
    redis_url: str, nursery: Nursery, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    """Every second one is killed while all wait for their answers, the others just after all are answered: then some
    of the attempts are recorded, and some are not. Every tenth is a whole Celery worker."""
    subscribe(receiver, IN_FLIGHT)
    worker = Worker(redis_url, queues="deliveries", concurrency=1)
    for kill in range(KILLS):
        receiver.hold()
        let_leases_run_out()
        whole = kill % 10 == 9
        commit(wake=whole)
        if whole:
            worker.start()
        else:
            process = nursery.start_one()
        wait_for(lambda: receiver.waiting >= IN_FLIGHT, f"{IN_FLIGHT} in flight, for kill {kill}")
        if kill % 4 > 1:
            receiver.release()
            time.sleep(random.uniform(0, 0.06))
        if whole:
            worker.kill()
        else:
            with suppress(ProcessLookupError):  # of a few, everything was recorded by then
                os.kill(process, signal.SIGKILL)
        wait_for(lambda: receiver.waiting == 0, "the killed to be gone")
    receiver.release()
    let_leases_run_out()
    nursery.start_one()
    wait_for(all_delivered, "everything to be delivered")
    duplicates = reckon(f"{KILLS} kills with {IN_FLIGHT} in flight")
    assert duplicates >= KILLS // 2 * IN_FLIGHT, "half of the kills leave all of their posts unanswered"


def test_a_crash_between_the_post_and_the_record_delivers_again_with_the_same_id(
    deliverer: Worker, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    """The test holds what the record has to write to; so the answers are there, and the record never comes."""
    subscribe(receiver, 20)
    receiver.hold()
    commit()
    wait_for(lambda: receiver.waiting == 20, "the posts")
    with transaction.atomic():
        if connection.vendor == "postgresql":
            list(Endpoint.objects.select_for_update())
        receiver.release()
        wait_for(lambda: receiver.waiting == 0, "the answers")
        time.sleep(0.5)
        deliverer.kill()
    assert not Attempt.objects.exists()
    let_leases_run_out()
    deliverer.start()
    app.send_task("incidents.webhooks.tasks.sweep")
    wait_for(all_delivered, "everything to be delivered")
    assert reckon("a crash between the post and the record") == 20
