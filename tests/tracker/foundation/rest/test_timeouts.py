"""No request holds the database for longer than its time, and what is cut off leaves nothing behind."""

import threading
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.test import Client
from rest_framework.test import APIClient

from incidents.models import Party
from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.deadline import QUERY_CANCELED, Deadline, DeadlineExceeded, bounded

pytestmark = pytest.mark.django_db(transaction=True)

COUNTING = "WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < {}) SELECT MAX(n) FROM up"
SLOW = {"postgresql": "SELECT pg_sleep(60)", "sqlite": COUNTING.format(4_000_000_000)}
QUICK = {"postgresql": "SELECT pg_sleep(0.3)", "sqlite": COUNTING.format(1_000_000)}

NOTHING = dict.fromkeys(SLOW, "SELECT 1")


def run(statements: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements[connection.vendor])
        cursor.fetchall()


def test_a_statement_is_ended_in_the_database_when_the_time_is_over() -> None:
    began = time.monotonic()
    with pytest.raises(OperationalError), bounded(Deadline(0.2)) as deadline:
        run(SLOW)
    assert deadline.struck
    assert time.monotonic() - began < 30, "the statement would have taken a minute or more"
    run(QUICK)  # the connection is as before: nothing of the limit stays for whoever has it next


def test_a_cancel_that_comes_too_late_strikes_no_other_statement(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "postgresql":
        in_time = raw.cancel_safe
        monkeypatch.setattr(type(raw), "cancel_safe", lambda _: (time.sleep(0.1), in_time()))
    at_once = threading.Timer
    monkeypatch.setattr(threading, "Timer", lambda _, call: at_once(0, call))
    with bounded(Deadline(10)) as deadline:
        deadline.extend_for_stream(0.0)
        run(NOTHING)
    for _ in range(3):
        run(QUICK)  # the cancel would come while the first of these is at work


def test_a_cancelled_end_of_a_cursor_is_late_too() -> None:
    class QueryCanceled(Exception):
        sqlstate = QUERY_CANCELED

    assert Deadline(1).is_cause_of(QueryCanceled())
    assert not Deadline(1).is_cause_of(Exception())


def test_many_statements_share_one_time() -> None:
    def all_of_them() -> None:
        for _ in range(200):
            run(QUICK)

    with pytest.raises(DeadlineExceeded), bounded(Deadline(0.5)):
        all_of_them()


def test_what_was_begun_is_rolled_back() -> None:
    @transaction.atomic
    def half() -> None:
        Party.objects.create(name="Half of it")
        run(SLOW)

    with pytest.raises(OperationalError), bounded(Deadline(0.3)):
        half()
    assert not Party.objects.exists()


@pytest.mark.parametrize("format_asked", ["", "?format=ndjson", "?format=csv"])
def test_a_list_that_takes_too_long_is_a_problem_that_says_what_to_narrow(
    settings: Any, anonymous: APIClient, format_asked: str
) -> None:
    fill(1)
    settings.WEB_READ_TIMEOUT_SECONDS = settings.WEB_STREAM_TIMEOUT_SECONDS = 1e-9
    answer = anonymous.get(f"{ROOT}/incidents{format_asked}")
    refusal = problem(answer, 503)
    assert refusal["type"] == "/api/problems/too-slow"
    assert "fewer or rarer words" in refusal["remedy"]
    assert int(answer["Retry-After"]) > 0
    settings.WEB_READ_TIMEOUT_SECONDS = settings.WEB_STREAM_TIMEOUT_SECONDS = 60
    assert anonymous.get(f"{ROOT}/incidents{format_asked}").status_code == 200


def test_a_page_of_the_admin_that_takes_too_long_says_so(settings: Any) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root", password="a long enough one"))
    settings.WEB_READ_TIMEOUT_SECONDS = 1e-9
    answer = client.get("/admin/incidents/incident/")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "text/html" in answer["Content-Type"]


def test_a_write_that_takes_too_long_leaves_nothing(settings: Any) -> None:
    client = client_with(TokenScope, "mara")
    assert client.get(f"{ROOT}/parties").status_code == 200  # notes the token's use, which may fail without a word
    settings.WEB_WRITE_TIMEOUT_SECONDS = 1e-9
    answer = client.post(f"{ROOT}/parties", {"name": "Half of it"}, format="json")
    assert answer.status_code == 503
    assert not Party.objects.exists()


def test_health_asks_no_database(settings: Any, django_assert_num_queries: Any) -> None:
    settings.WEB_READ_TIMEOUT_SECONDS = 1e-9
    with django_assert_num_queries(0):
        assert Client().get("/healthz").status_code == 200
