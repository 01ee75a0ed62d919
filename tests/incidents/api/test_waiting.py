"""A request for events waits for the next one, without the database and in bounded number."""

import threading
import time
from typing import Any

import pytest
from django.db import connections
from rest_framework.test import APIClient

from incidents.models import Event, Incident
from incidents.vocabulary import Visibility
from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import waiting
from tracker.foundation.rest.streams import AT_ONCE

EVENTS = f"{ROOT}/events"


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is done while a request sleeps: each entry is called once."""
    planned: list[Any] = []

    def sleep(seconds: float) -> None:
        assert 0 < seconds <= waiting.PAUSE_SECONDS
        if planned:
            planned.pop(0)()

    monkeypatch.setattr(waiting.time, "sleep", sleep)
    return planned


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["0", "16", "-1", "01", "1.5", "x", "100", "٣"])
def test_seconds_are_bounded(anonymous: APIClient, text: str) -> None:
    assert problem(anonymous.get(f"{EVENTS}?wait={text}"), 400)["errors"][0]["name"] == "wait"


@pytest.mark.django_db
def test_what_is_there_is_told_at_once(anonymous: APIClient, naps: list[Any]) -> None:
    fill(1)
    naps.append(lambda: pytest.fail("it waited"))
    told = anonymous.get(f"{EVENTS}?wait=15").json()
    assert told["results"] == anonymous.get(EVENTS).json()["results"] != []
    assert anonymous.head(f"{EVENTS}?after=9999&wait=15").status_code == 200


@pytest.mark.django_db
def test_what_comes_meanwhile_is_told(anonymous: APIClient, naps: list[Any]) -> None:
    fill(1)
    last = Event.objects.latest("sequence").sequence
    naps += [lambda: None, lambda: fill(2)]
    rows = anonymous.get(f"{EVENTS}?after={last}&wait=15").json()["results"]
    assert naps == []
    assert rows[0]["sequence"] == last + 1


@pytest.mark.django_db
def test_nothing_is_told_when_the_time_is_over(
    anonymous: APIClient, curator: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "SECOND", 0.02)
    hidden = fill(1)
    Incident.objects.filter(pk=hidden.pk).update(visibility=Visibility.INTERNAL)
    begun = time.monotonic()
    assert anonymous.get(f"{EVENTS}?wait=10").json()["results"] == []
    assert time.monotonic() - begun >= 0.19
    assert curator.get(f"{EVENTS}?wait=10").json()["results"] != []


@pytest.mark.django_db
def test_who_finds_no_place_is_told_to_come_back(
    anonymous: APIClient, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_places", threading.BoundedSemaphore(1))
    waiting._places.acquire()
    answer = anonymous.get(f"{EVENTS}?wait=15")
    problem(answer, 503)
    assert answer["Retry-After"] == "2"
    waiting._places.release()
    exports = [waiting.long_held.acquire(blocking=False) for _ in range(AT_ONCE)]
    problem(anonymous.get(f"{EVENTS}?wait=15"), 503)
    assert waiting._places.acquire(blocking=False)  # what it had taken is given back
    waiting._places.release()
    for _ in exports:
        waiting.long_held.release()
    assert all(exports)
    settings.WEB_WAITS_AT_ONCE = 0
    problem(anonymous.get(f"{EVENTS}?wait=15"), 503)
    assert anonymous.get(EVENTS).status_code == 200


@pytest.mark.django_db
def test_nobody_waits_in_more_than_half_of_the_places(
    anonymous: APIClient, reader: APIClient, naps: list[Any], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    curator = client_with([TokenScope.CURATE], "mara")
    settings.WEB_WAITS_AT_ONCE, settings.WEB_WORKERS = 2, 2
    monkeypatch.setattr(waiting, "_places", threading.BoundedSemaphore(9))
    monkeypatch.setattr(waiting, "long_held", threading.BoundedSemaphore(9))
    monkeypatch.setattr(waiting, "SECOND", 0.01)
    codes: list[int] = []

    def wait(client: APIClient, **sent: Any) -> int:
        return int(client.get(f"{EVENTS}?after=9999&wait=15", **sent).status_code)

    def meanwhile() -> None:  # two of rita's wait already
        refused = client_with([TokenScope.READ], "rita").get(f"{EVENTS}?after=9999&wait=15")
        assert "may wait at once" in problem(refused, 429)["detail"]
        assert refused["Retry-After"] == "2"
        codes.extend([wait(curator), wait(anonymous), wait(anonymous, REMOTE_ADDR="203.0.113.9")])

    naps += [lambda: codes.append(wait(client_with([TokenScope.READ], "rita"))), meanwhile]
    assert wait(reader) == 200
    assert codes == [200] * 4
    assert wait(reader) == 200  # the places are given back


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_meanwhile(naps: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SECOND", 0.02)
    open_meanwhile: list[bool] = []
    naps.append(lambda: open_meanwhile.extend(each.connection is not None for each in connections.all()))
    assert APIClient().get(f"{EVENTS}?wait=10").json()["results"] == []
    assert open_meanwhile == [False]
    assert waiting._places.acquire(blocking=False)  # the place is free again
    waiting._places.release()
