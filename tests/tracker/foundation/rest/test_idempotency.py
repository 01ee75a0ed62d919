"""Idempotency-Key: one effect, however often a POST is sent."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.models import Incident
from sources.models import Article
from tests.api import ROOT, client_with, problem
from tracker.foundation.access.models import IdempotencyKey, TokenScope

NEW = {"title": "A leak", "confirm": True}
PAGE = {"url": "https://paper.example/1", "title": "A leak", "text": "Northwind lost 5,000 address books."}


def post(client: APIClient, key: str = "k-1", body: Any = NEW, address: str = "incidents") -> Any:
    return client.post(f"{ROOT}/{address}", body, headers={"Idempotency-Key": key})


@pytest.mark.django_db
def test_the_second_request_gets_the_stored_answer(curator: APIClient) -> None:
    first, second = post(curator), post(curator)
    assert Incident.objects.count() == 1
    assert (second.status_code, second.content) == (201, first.content)
    for name in ("Location", "ETag", "Content-Type"):
        assert second[name] == first[name]
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first


@pytest.mark.django_db
def test_another_body_or_address_under_the_same_key_is_a_422(curator: APIClient) -> None:
    post(curator)
    problem(post(curator, body={"title": "Another"}), 422)
    problem(post(curator, address="parties", body={"name": "A"}), 422)
    assert Incident.objects.count() == 1


@pytest.mark.django_db
def test_a_weaker_token_of_the_same_owner_gets_no_stored_answer(curator: APIClient) -> None:
    """Not even where it may send the request, nor the address that the key was used for."""
    assert post(curator, body=PAGE, address="articles").status_code in (201, 202)
    post(curator, key="k-2")
    weaker = client_with([TokenScope.READ, TokenScope.SUBMIT], "mara")
    for key in ("k-1", "k-2"):
        refusal = problem(post(weaker, key=key, body=PAGE, address="articles"), 403)
        assert "`curate`, `webhooks`" in refusal["detail"]
        assert "/incidents" not in refusal["detail"]
    assert Article.objects.count() == 1
    same = client_with(TokenScope, "mara")
    assert post(same, body=PAGE, address="articles")["Idempotent-Replayed"] == "true"


@pytest.mark.django_db
def test_a_stronger_token_gets_what_a_weaker_one_was_told() -> None:
    first = post(client_with([TokenScope.SUBMIT], "mara"), body=PAGE, address="articles")
    again = post(client_with(TokenScope, "mara"), body=PAGE, address="articles")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")


@pytest.mark.django_db
def test_no_answer_is_repeated_after_a_right_was_taken_away(curator: APIClient) -> None:
    first = post(curator, body=PAGE, address="articles")
    curate, mara = Permission.objects.get(codename="scope_curate"), User.objects.get(username="mara")
    mara.user_permissions.remove(curate)
    problem(post(curator, body=PAGE, address="articles"), 403)
    mara.user_permissions.add(curate)
    assert post(curator, body=PAGE, address="articles").content == first.content


@pytest.mark.django_db
def test_who_takes_a_dead_request_over_is_who_may_see_its_answer(curator: APIClient) -> None:
    submitter = client_with([TokenScope.SUBMIT], "mara")
    post(submitter, body=PAGE, address="articles")
    IdempotencyKey.objects.update(status=None, leased_until=timezone.now() - dt.timedelta(seconds=1))
    post(curator, body=PAGE, address="articles")
    problem(post(submitter, body=PAGE, address="articles"), 403)


@pytest.mark.django_db
def test_a_key_belongs_to_its_user(curator: APIClient) -> None:
    post(curator)
    assert post(client_with(TokenScope, "noor")).status_code == 201
    assert Incident.objects.count() == 2


@pytest.mark.django_db
def test_a_request_that_failed_may_be_corrected_under_the_same_key(curator: APIClient) -> None:
    problem(post(curator, body={"title": ""}), 400)
    assert post(curator).status_code == 201


@pytest.mark.django_db
def test_a_failure_in_the_middle_leaves_neither_effect_nor_key(
    curator: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("incidents.api.incidents.Incidents.present", fail)
    with pytest.raises(ZeroDivisionError):
        post(curator)
    assert not Incident.objects.exists()
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_request_under_way_is_a_409_until_its_lease_runs_out(curator: APIClient) -> None:
    post(curator)
    IdempotencyKey.objects.update(status=None, leased_until=timezone.now() + dt.timedelta(seconds=30))
    answer = post(curator)
    assert problem(answer, 409)["type"] == "/api/problems/request-under-way"
    assert int(answer["Retry-After"]) > 0
    IdempotencyKey.objects.update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    assert post(curator).status_code == 201


@pytest.mark.django_db
def test_a_key_is_forgotten_after_a_day(curator: APIClient) -> None:
    post(curator)
    IdempotencyKey.objects.update(created_at=timezone.now() - dt.timedelta(hours=24, seconds=1))
    assert post(curator).status_code == 201
    assert Incident.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "a" * 256, "two words", "ü"])
def test_a_key_that_cannot_be_kept_is_a_400(curator: APIClient, key: str) -> None:
    refusal = problem(post(curator, key=key), 400)
    assert refusal["errors"][0]["name"] == "Idempotency-Key"


@pytest.mark.django_db
def test_without_permission_no_key_is_kept(reader: APIClient, anonymous: APIClient) -> None:
    problem(post(reader), 403)
    problem(post(anonymous), 401)
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_takes_effect() -> None:
    clients = [client_with(TokenScope, "mara") for _ in range(4)]
    together = Barrier(len(clients))

    def send(number: int) -> int:
        try:
            together.wait(10)
            return int(post(clients[number]).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = list(pool.map(send, range(len(clients))))
    assert Incident.objects.count() == 1
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
