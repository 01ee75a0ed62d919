"""Articles are matched anew when a person has changed an incident or a party."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents import ledger
from incidents.models import Incident, Party
from incidents.vocabulary import IncidentStatus, Role
from sources.models import Article, ArticleState, ChangesFollowed, Coverage, CoverageState, Rematching
from sources.pipeline import advance, leases, reject_coverage, work_off
from sources.pipeline.match import rematching
from sources.pipeline.match.rematching import follow_changes
from sources.tasks import prune

DAY = dt.date(2031, 5, 5)
TEXT = "Brightwater said on Monday that hackers had stolen the records of 40,000 patients. It has told the police."
Tell = Callable[..., Article]


@pytest.fixture(autouse=True)
def _no_candidates(settings, db: None) -> None:
    settings.OPEN_CANDIDATES = False


@pytest.fixture
def known(tell: Tell) -> Article:
    """An article that was done an hour ago, and fits nothing."""
    article = tell(TEXT, title="Brightwater loses patients' records to hackers", url="https://news.example/1")
    an_hour_ago()
    return article


def an_hour_ago() -> None:
    Article.objects.update(worked_at=timezone.now() - dt.timedelta(hours=1))


def opened(by: ledger.Actor, *, named: str = "Brightwater Inc.", day: dt.date | None = DAY) -> Incident:
    party = ledger.known_party(named)
    draft = ledger.IncidentDraft(
        title=f"{named} breach",
        status=IncidentStatus.OPEN,
        disclosed_on=day,
        involvements=[ledger.InvolvementDraft(party, Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=by)


def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rematching, "_SETTLED_AFTER", dt.timedelta(0))


def states(incident: Incident) -> list[str]:
    return list(Coverage.objects.filter(incident=incident).values_list("state", flat=True))


def test_an_incident_that_is_opened_after_the_news_finds_it(known: Article, curator: User) -> None:
    incident = opened(ledger.Actor.of(curator))
    assert states(incident) == []
    assert follow_changes() == 1
    known.refresh_from_db()
    assert known.state == ArticleState.EXTRACTED
    work_off(5)
    assert states(incident) == [CoverageState.CONFIRMED]
    assert incident.figures.get(metric="affected", scope="total").best == 40_000


def test_a_day_that_was_missing_decides_a_suggestion(known: Article, curator: User) -> None:
    by = ledger.Actor.of(curator)
    incident = opened(by, day=None)
    follow_changes()
    work_off(5)
    assert states(incident) == [CoverageState.SUGGESTED]
    an_hour_ago()
    ledger.update_incident(incident.pk, {"disclosed_on": DAY}, actor=by)
    assert follow_changes() == 1
    work_off(5)
    assert states(incident) == [CoverageState.CONFIRMED]


def test_a_party_that_is_known_by_another_name_is_found_by_it(
    known: Article, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(monkeypatch)
    incident = opened(ledger.SYSTEM, named="Larkspur Clinics Holding")
    assert follow_changes() == 0
    party = Party.objects.get(name="Larkspur Clinics Holding")
    ledger.update_party(party.pk, {"aliases": ["Brightwater"]}, actor=ledger.Actor.of(curator))
    assert follow_changes() == 1
    work_off(5)
    assert states(incident) == [CoverageState.CONFIRMED]


def test_a_change_is_followed_once(known: Article, curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    settled(monkeypatch)
    opened(ledger.Actor.of(curator))
    assert follow_changes() == 1
    Article.objects.update(state=ArticleState.DONE)
    an_hour_ago()
    assert follow_changes() == 0


def test_changes_are_followed_a_few_at_a_time(known: Article, curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rematching, "CHANGES_AT_ONCE", 1)
    opened(ledger.Actor.of(curator), named="Hollow Fern")
    opened(ledger.Actor.of(curator))
    assert [follow_changes() for _ in range(3)] == [0, 1, 0]


def test_a_change_does_not_wait_behind_what_the_system_tells(
    known: Article, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "CHANGES_AT_ONCE", 2)
    busy = opened(ledger.SYSTEM, named="Hollow Fern")
    for number in range(5):
        ledger.update_incident(busy.pk, {"title": f"Breach {number}"}, actor=ledger.SYSTEM)
    opened(ledger.Actor.of(curator))
    assert follow_changes() == 1


@pytest.mark.parametrize("named", ["Hollow Fern", "Oak"])
def test_an_article_without_its_name_is_left_alone(known: Article, curator: User, named: str) -> None:
    opened(ledger.Actor.of(curator), named=named)
    assert follow_changes() == 0


def test_an_article_of_long_before_is_left_alone(known: Article, curator: User) -> None:
    opened(ledger.Actor.of(curator), day=DAY + dt.timedelta(days=300))
    assert follow_changes() == 0


def test_an_article_that_was_matched_against_it_already_is_left_alone(known: Article, curator: User) -> None:
    opened(ledger.Actor.of(curator))
    Article.objects.update(worked_at=timezone.now() + dt.timedelta(seconds=2))
    assert follow_changes() == 0


def test_what_the_system_opens_is_not_followed(known: Article) -> None:
    opened(ledger.SYSTEM)
    assert follow_changes() == 0


def test_what_matching_does_not_go_by_is_not_followed(known: Article, curator: User) -> None:
    incident = opened(ledger.SYSTEM)
    ledger.update_incident(incident.pk, {"summary": "Patients' records."}, actor=ledger.Actor.of(curator))
    assert follow_changes() == 0


def test_a_curators_word_on_a_link_stays(known: Article, curator: User) -> None:
    by = ledger.Actor.of(curator)
    incident = opened(by)
    follow_changes()
    work_off(5)
    reject_coverage(Coverage.objects.get(incident=incident).pk, user=curator, note="Another Brightwater.")
    work_off(5)
    an_hour_ago()
    ledger.update_incident(incident.pk, {"title": "Brightwater theft of records"}, actor=by)
    assert follow_changes() == 1
    work_off(5)
    assert states(incident) == [CoverageState.REJECTED]


def test_an_emptied_database_is_followed_from_its_beginning(known: Article, curator: User) -> None:
    ChangesFollowed.objects.all().delete()
    opened(ledger.Actor.of(curator))
    assert follow_changes() == 1


def left_of(row: Any) -> int:
    left: int = row.articles_left
    return left


def progress() -> list[tuple[str, int, int, int]]:
    """(state, percent looked through, articles, those left) of each rematching."""
    rows = Rematching.objects.with_progress().order_by("pk")
    return [(row.state, row.looked_percent, row.articles, left_of(row)) for row in rows]


def test_progress_is_told_while_articles_are_looked_through_and_matched(
    known: Article, tell: Tell, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (2, 3):
        tell(
            f"{TEXT} It has {number} clinics.", title="Brightwater loses records", url=f"https://news.example/{number}"
        )
    an_hour_ago()
    monkeypatch.setattr(rematching, "PORTION", known.pk + 1)
    monkeypatch.setattr(rematching, "LOOK_SECONDS", 0.0)
    incident = opened(ledger.Actor.of(curator))
    assert progress() == []
    assert follow_changes() == 2
    assert progress() == [("looking", 100 * (known.pk + 1) // (known.pk + 2), 2, 2)]
    assert follow_changes() == 1
    assert progress() == [("matching", 100, 3, 3)]
    advance(known.pk)
    assert progress() == [("matching", 100, 3, 2)]
    work_off(5)
    rematching.finish_rematchings()
    assert progress() == [("done", 100, 3, 0)]
    row = Rematching.objects.get()
    assert row.incident == incident
    assert row.finished_at is not None


def test_an_article_that_is_given_up_is_not_waited_for(known: Article, curator: User) -> None:
    opened(ledger.Actor.of(curator))
    follow_changes()
    lease = leases.take(known.pk)
    assert lease is not None
    leases.give_up(lease, "It cannot be matched.")
    assert follow_changes() == 0
    assert progress() == [("done", 100, 1, 0)]


def test_a_change_before_the_look_through_is_looked_through_with_it(
    known: Article, curator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rematching, "_look_through_portion", lambda: None)
    by = ledger.Actor.of(curator)
    incident = opened(by)
    follow_changes()
    ledger.update_incident(incident.pk, {"title": "Brightwater theft"}, actor=by)
    follow_changes()
    monkeypatch.undo()
    assert progress() == [("waiting", 0, 0, 0)]
    assert follow_changes() == 1
    assert len(progress()) == 1


def test_what_was_done_long_ago_is_removed(known: Article, curator: User) -> None:
    opened(ledger.Actor.of(curator))
    follow_changes()
    work_off(5)
    follow_changes()
    prune()
    assert progress() == [("done", 100, 1, 0)]
    Rematching.objects.update(finished_at=timezone.now() - dt.timedelta(days=31))
    prune()
    assert progress() == []
