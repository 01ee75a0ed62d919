"""Tokens that cannot be used are limited by address; those that can go on to work."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, problem
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import create_token

pytestmark = pytest.mark.django_db
ADDRESS = f"{ROOT}/regulators"


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.THROTTLE_BAD_TOKENS = "3/hour"


def send(token: str, **more: Any) -> Any:
    return APIClient().get(ADDRESS, headers={"Authorization": f"Bearer {token}"}, **more)


def guess(number: int) -> str:
    return f"pit_{number:043d}"


def test_after_some_the_next_is_a_429_with_the_time_to_wait() -> None:
    for number in range(3):
        problem(send(guess(number)), 401)
    refused = send(guess(4))
    assert problem(refused, 429)["type"] == "/api/problems/too-many-requests"
    assert 0 < int(refused["Retry-After"]) <= 3600


def test_one_bad_client_does_not_keep_an_office_out() -> None:
    good = client_with([TokenScope.READ])
    for number in range(9):
        send(guess(number))
    assert good.get(ADDRESS).status_code == 200
    assert APIClient().get(ADDRESS).status_code == 200, "nor who sends none"
    problem(send(guess(1), REMOTE_ADDR="203.0.113.9"), 401)


@pytest.mark.parametrize("change", [{"revoked_at": "2026-01-01T00:00Z"}, {"expires_at": "2026-01-01T00:00Z"}])
def test_a_token_that_was_taken_back_or_ran_out_counts_as_bad(change: dict[str, str]) -> None:
    issued = create_token(owner=User.objects.create_user("mara"), name="old", scopes=[TokenScope.READ])
    ApiToken.objects.update(**change)
    assert [send(issued.secret).status_code for _ in range(4)] == [401, 401, 401, 429]


@pytest.mark.parametrize("token", ["pit_short", "x" * 47, "pit_" + "é" * 43, "pit_" + "a" * 44])
def test_what_has_not_the_shape_of_a_token_asks_no_database(token: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        problem(APIClient().get(ADDRESS, HTTP_AUTHORIZATION=f"Bearer {token}"), 401)
    assert len(queries) == 0


def test_the_same_bad_token_again_asks_no_database() -> None:
    send(guess(1))
    with CaptureQueriesContext(connection) as queries:
        problem(send(guess(1)), 401)
    assert len(queries) == 0


def test_without_the_cache_bad_tokens_are_refused_one_by_one_and_good_ones_work(monkeypatch: Any) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionError("no cache")

    for name in ("get", "set", "add", "incr"):
        monkeypatch.setattr(type(cache._connections["default"]), name, fail)  # type: ignore[attr-defined]
    assert [send(guess(number)).status_code for number in range(5)] == [401] * 5
    assert client_with([TokenScope.READ]).get(ADDRESS).status_code == 200


def test_behind_a_proxy_the_caller_is_counted(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    def forwarded(number: int, by: str) -> int:
        headers = {"Authorization": f"Bearer {guess(number)}", "X-Forwarded-For": f"1.1.1.{number}, {by}"}
        return int(APIClient().get(ADDRESS, headers=headers).status_code)

    assert [forwarded(number, "203.0.113.9") for number in range(4)] == [401, 401, 401, 429]
    assert forwarded(5, "203.0.113.10") == 401
