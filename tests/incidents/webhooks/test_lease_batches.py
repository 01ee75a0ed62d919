"""What a batch of leases costs, and deliverers side by side."""

import threading
from collections import Counter

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Delivery, DeliveryState
from incidents.webhooks.outcomes import record
from tests.incidents.webhooks.conftest import split
from tests.incidents.webhooks.test_leases import lease_all, succeed

pytestmark = pytest.mark.django_db


def test_recording_takes_few_queries_whatever_the_batch(subscribe, tell, django_assert_max_num_queries):
    for _ in range(30):
        subscribe()
    tell()
    tell()
    fan_out()
    jobs = lease_all()
    assert len(jobs) == 60
    with django_assert_max_num_queries(10):
        record(succeed(jobs))


@pytest.mark.django_db(transaction=True)
def test_deliverers_at_the_same_time_deliver_each_event_once(subscribe, tell, loopback):
    for _ in range(5):
        subscribe(loopback.url("/ok"))
    for _ in range(20):
        tell()
    start, runs = threading.Barrier(3), []

    def one():
        try:
            start.wait()
            runs.append(deliver_due(slots=10))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run.delivered for run in runs) == 100
    assert len(loopback.requests) == 100
    reached = Counter(split(request)[0]["webhook-id"] for request in loopback.requests)
    assert reached == dict.fromkeys(Event.objects.values_list("reference", flat=True), 5)
    assert not Delivery.objects.exclude(state=DeliveryState.DELIVERED).exists()


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_updated_in_order_wait_for_a_record_without_holding_what_it_needs_next(subscribe, tell):
    subscribe()
    for _ in range(2):
        tell()
    fan_out()
    first, last = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    Delivery.objects.filter(pk=first).update(lease_token="moved")  # its row lies behind the other's now
    holds, waits, failed = threading.Event(), threading.Event(), []

    def record_both():
        try:
            with transaction.atomic():
                Delivery.objects.select_for_update().get(pk=first)
                holds.set()
                waits.wait(20)
                Delivery.objects.select_for_update(nowait=True).get(pk=last)
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=record_both)
    thread.start()
    holds.wait(20)
    threading.Timer(0.5, waits.set).start()
    assert Delivery.objects.update_in_order(lease_until=timezone.now()) == 2
    thread.join()
    assert failed == []
