"""How far matching articles anew has come, over REST."""

import datetime as dt

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from sources.models import Article, ArticleState, Rematching, RematchingState
from tests.api import ROOT, fill, problem

pytestmark = pytest.mark.django_db

ROWS = f"{ROOT}/rematchings"


@pytest.fixture
def row() -> Rematching:
    incident, now = fill(1), timezone.now()
    made = Rematching.objects.create(
        incident=incident, changed_at=now, state=RematchingState.LOOKING, looked_to=30, look_to=120, articles=3
    )
    for number in range(2):
        Article.objects.create(
            url=f"https://news.example/{number}", state=ArticleState.EXTRACTED, next_attempt_at=now, rematching=made
        )
    return made


def test_curators_read_how_many_of_how_many_and_since_when(curator: APIClient, row: Rematching) -> None:
    shown = curator.get(f"{ROWS}/{row.pk}").json()
    assert (shown["incident"], shown["state"], shown["looked_percent"]) == (row.incident.reference, "looking", 25)
    assert (shown["articles"], shown["articles_left"], shown["finished_at"]) == (3, 2, None)
    assert dt.datetime.fromisoformat(shown["begun_at"]) == row.begun_at


def test_rematchings_are_found_by_incident_and_state(curator: APIClient, row: Rematching) -> None:
    def count(asked: str) -> int:
        return len(curator.get(f"{ROWS}?{asked}").json()["results"])

    assert count(f"incident={row.incident.reference}&state=looking") == 1
    assert count("state=done") == count("begun_before=2001-01-01T00:00:00Z") == 0


def test_readers_are_told_nothing_of_them(reader: APIClient, row: Rematching) -> None:
    problem(reader.get(ROWS), 403)
