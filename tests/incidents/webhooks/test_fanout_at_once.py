"""Several processes that fan out at the same time."""

import threading

import pytest
from django.db import connection, transaction

from incidents.models import Event
from incidents.webhooks import fanout
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Delivery, FanoutCursor
from tests.incidents.webhooks.test_fanout import owed

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_fan_outs_at_the_same_time_owe_everything_once(subscribe, tell):
    endpoints = [subscribe() for _ in range(5)]
    for _ in range(10):
        tell()
    start, done = threading.Barrier(4), []

    def one():
        try:
            start.wait()
            done.append(fan_out())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 10
    assert Delivery.objects.count() == 10 * len(endpoints)
    assert FanoutCursor.objects.get().last == max(Event.objects.values_list("sequence", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_fan_out_does_not_wait_for_another(subscribe, tell):
    """It finds the cursor's row locked, and has nothing to do. On SQLite every writer waits for every other."""
    subscribe()
    tell()
    fan_out()
    tell()
    found = []

    def one():
        try:
            found.append(fan_out())
        finally:
            connection.close()

    with transaction.atomic():
        FanoutCursor.objects.select_for_update().get()
        thread = threading.Thread(target=one)
        thread.start()
        if connection.features.has_select_for_update_skip_locked:
            thread.join(10)
            assert found == [0]
    thread.join()
    assert found[0] + fan_out() == 1


def test_a_fan_out_that_another_has_forestalled_looks_again_for_what_came_meanwhile(subscribe, tell, monkeypatch):
    """Whoever was told of the newer event may have found the cursor taken by this one, and gone."""
    endpoint = subscribe()
    tell()
    portion = fanout._fan_out_some

    def forestalled():
        monkeypatch.setattr(fanout, "_fan_out_some", portion)
        portion()
        tell()
        return 0

    monkeypatch.setattr(fanout, "_fan_out_some", forestalled)
    assert fan_out(portions=1) == 1
    assert len(owed(endpoint)) == 2
