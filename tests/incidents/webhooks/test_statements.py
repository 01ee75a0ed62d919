"""Statements that are compiled once: the same text, other values each time."""

import datetime as dt

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Attempt, Delivery
from incidents.webhooks.statements import Among, Given, Statement, insert

pytestmark = pytest.mark.django_db
COLUMNS = ("delivery_id", "number", "started_at", "duration_ms", "status", "error", "detail", "answer")


@pytest.fixture
def deliveries(subscribe, tell):
    for _ in range(4):
        subscribe()
    tell()
    fan_out()
    return list(Delivery.objects.order_by("pk"))


def test_a_set_of_keys_is_one_value_whatever_its_size(deliveries):
    statement = Statement(lambda: Delivery.objects.filter(Among("pk", "ids")).order_by("pk").values_list("pk"))
    keys = [row.pk for row in deliveries]
    for some in ([], keys[1:2], keys):
        assert statement.rows(ids=some) == [(pk,) for pk in some]
    assert statement.rows(ids=set(keys), limit=2) == [(pk,) for pk in keys[:2]]


def test_it_is_compiled_at_its_first_run_alone():
    built = []

    def build():
        built.append(1)
        return Delivery.objects.filter(pk=Given("key", models.BigIntegerField())).values_list("pk")

    statement = Statement(build)
    assert (statement.rows(key=1), statement.rows(key=2)) == ([], [])
    assert built == [1]


def test_a_moment_may_be_moved_on_within_the_statement(deliveries):
    due = Given("now") + dt.timedelta(hours=1)
    statement = Statement(lambda: Delivery.objects.filter(next_attempt_at__lte=due).values_list("pk"))
    now = deliveries[0].next_attempt_at
    assert len(statement.rows(now=now)) == 4
    assert len(statement.rows(now=now - dt.timedelta(minutes=59))) == 4
    assert statement.rows(now=now - dt.timedelta(minutes=61)) == []


def test_an_update_tells_how_many_rows_it_changed(deliveries):
    statement = Statement(
        lambda: Delivery.objects.filter(Among("pk", "ids")),
        lease_token=Given("token", models.TextField()),
        lease_until=Given("until"),
        last_status=Given("status", models.IntegerField()),
    )
    until = timezone.now()
    assert statement.run(ids=[deliveries[0].pk, deliveries[2].pk], token="100% 'mine'", until=until, status=None) == 2
    held = Delivery.objects.get(pk=deliveries[2].pk)
    assert (held.lease_token, held.lease_until, held.last_status) == ("100% 'mine'", until, None)
    assert Delivery.objects.filter(lease_token="").count() == 2


def test_rows_are_put_in_by_one_statement_as_they_are(deliveries):
    started = timezone.now()
    rows = [
        (deliveries[0].pk, 1, started, 12, 200, "", "", 'it\'s "fine", 100 %s größer\n\\'),
        (deliveries[1].pk, 2, started + dt.timedelta(microseconds=1), 0, None, "connect_failed", "…", ""),
    ]
    with CaptureQueriesContext(connection) as captured:
        insert(Attempt, COLUMNS, rows)
    assert len(captured) == 1
    assert list(Attempt.objects.order_by("number").values_list(*COLUMNS)) == rows
    insert(Attempt, COLUMNS, [])
    assert Attempt.objects.count() == 2
