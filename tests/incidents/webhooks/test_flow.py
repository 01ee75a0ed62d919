"""From the commit to the receiver through a real Redis and a real worker."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from incidents.webhooks import outbox
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Attempt, Delivery, DeliveryState
from tests.loopback import answer
from tests.services import wait_for
from tracker.celery import app

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_committed_event_reaches_the_receiver_by_itself(worker, subscribe, tell, loopback):
    endpoint = subscribe(loopback.url("/ok"))
    with transaction.atomic():
        event = tell()
        outbox.wake()
    wait_for(lambda: loopback.requests, "the delivery")
    head, _, body = loopback.requests[0].partition(b"\r\n\r\n")
    headers = dict(line.decode().split(": ", 1) for line in head.split(b"\r\n")[1:])
    Webhook(endpoint.secrets.get().secret).verify(body, headers)
    assert headers["webhook-id"] == event.reference
    wait_for(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == 1, "the record")


def test_a_wake_up_that_was_lost_is_made_good_by_the_sweep(worker, redis_server, subscribe, tell, loopback):
    subscribe(loopback.url("/ok"))
    tell()  # and nobody is told
    redis_server.flush()
    app.send_task("incidents.webhooks.tasks.sweep")
    wait_for(lambda: loopback.requests, "the delivery")


def test_a_deliverer_killed_between_the_post_and_the_record_delivers_again_with_the_same_id(
    worker, subscribe, tell, loopback
):
    subscribe(loopback.does("/hook", lambda connection, stopping: stopping.wait(20)))
    with transaction.atomic():
        event = tell()
        outbox.wake()
    wait_for(lambda: loopback.requests, "the first post")
    worker.kill()
    assert not Attempt.objects.exists()
    loopback.says("/hook", answer())
    Delivery.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))  # the lease runs out
    worker.start()
    app.send_task("incidents.webhooks.tasks.sweep")
    wait_for(lambda: Delivery.objects.filter(state=DeliveryState.DELIVERED).exists(), "the second post")
    assert fan_out() == 0
    assert len(loopback.requests) == 2
    assert all(event.reference.encode() in request for request in loopback.requests)
