"""Two workers at the candidates at once: one waits for the other where they may mean one event, and only there."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection

from incidents.models import Incident
from incidents.vocabulary import IncidentStatus
from sources.models import ArticleState
from sources.pipeline import advance, submit_text
from sources.pipeline.match import candidate_incidents
from tests.sources.pipeline.conftest import DISCLOSED

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "{name}, a chain of practices, is notifying 212,000 patients of a data breach, it said on Tuesday in {town}."


def told(name: str, town: str) -> int:
    text = TEXT.format(name=name, town=town) + f" {town} " + " ".join(f"{town}{number}" for number in range(60))
    return submit_text(text, title=f"{name} data breach", published_on=DISCLOSED).article.pk


def opened() -> list[str]:
    rows = Incident.objects.filter(status=IncidentStatus.CANDIDATE).order_by("title")
    return list(rows.values_list("title", flat=True))


@pytest.fixture
def paused(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Event, Event]]:
    """(has come, may go on): the first worker that has opened a candidate stops there, in its transaction."""
    here, go_on, link = Event(), Event(), candidate_incidents.link_found

    def stop_first(*args: Any, **named: Any) -> None:
        if not here.is_set():
            here.set()
            assert go_on.wait(30)
        link(*args, **named)

    monkeypatch.setattr(candidate_incidents, "link_found", stop_first)
    yield here, go_on
    go_on.set()


def advanced(article: int) -> ArticleState | None:
    try:
        return advance(article)
    finally:
        connection.close()


def at_once(
    first: int, second: int, paused: tuple[Event, Event]
) -> tuple[Future[Any], Future[Any], ThreadPoolExecutor]:
    pool = ThreadPoolExecutor(2)
    one = pool.submit(advanced, first)
    assert paused[0].wait(30)
    if connection.vendor == "sqlite":  # has one writer at a time: the second comes after the first
        paused[1].set()
        one.result(20)
    return one, pool.submit(advanced, second), pool


def test_candidates_of_two_organisations_do_not_wait_for_each_other(paused: tuple[Event, Event]) -> None:
    one, other, pool = at_once(told("Larkspur Dental", "Ashby"), told("Hollow Fern Clinics", "Corley"), paused)
    assert other.result(20) == ArticleState.DONE
    assert one.done() == (connection.vendor == "sqlite")
    paused[1].set()
    assert one.result(20) == ArticleState.DONE
    pool.shutdown()
    assert opened() == ["Hollow Fern Clinics data breach (May 2031)", "Larkspur Dental data breach (May 2031)"]


@pytest.mark.parametrize("other_name", ["Larkspur Dental", "Larkspur Dental Inc."])
def test_two_articles_of_one_organisation_open_one_candidate(paused: tuple[Event, Event], other_name: str) -> None:
    one, other, pool = at_once(told("Larkspur Dental", "Ashby"), told(other_name, "Corley"), paused)
    if connection.vendor == "postgresql":
        with pytest.raises(TimeoutError):
            other.result(2)
    paused[1].set()
    assert [one.result(20), other.result(20)] == [ArticleState.DONE, ArticleState.DONE]
    pool.shutdown()
    assert opened() == ["Larkspur Dental data breach (May 2031)"]
