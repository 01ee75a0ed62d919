"""What a batch of leases costs, and deliverers side by side."""

import threading
from collections import Counter

import pytest
from django.db import connection

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
