"""What a curator says of an article and an incident holds when the incident is merged with another."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import IncidentStatus, Standing
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import confirm_coverage, reject_coverage, work_off
from sources.pipeline.match.rematching import follow_changes
from tests.sources.pipeline.conftest import DISCLOSED, Tell

TEXT = "Brightwater said on Monday that hackers had stolen the records of 40,000 patients. It has told the police."
Both = tuple[Incident, Incident, Article]


@pytest.fixture(autouse=True)
def _no_candidates(settings, db: None) -> None:
    settings.OPEN_CANDIDATES = False


@pytest.fixture
def both(incident: Incident, tell: Tell) -> Both:
    """An article that matching has confirmed for two incidents."""
    draft = ledger.IncidentDraft(title="Clinics breach", status=IncidentStatus.OPEN, disclosed_on=DISCLOSED)
    twin = ledger.open_incident(draft, actor=ledger.SYSTEM)
    article = tell(TEXT, url="https://news.example/1")
    Coverage.objects.create(article=article, incident=twin, state=CoverageState.CONFIRMED, score=0.9)
    return incident, twin, article


def link(article: Article, incident: Incident) -> Coverage:
    return Coverage.objects.get(article=article, incident=incident)


def merged(keep: Incident, absorb: Incident, by: User) -> None:
    ledger.merge_incidents(keep=keep.pk, absorb=absorb.pk, reason="The same", actor=ledger.Actor.of(by))
    Article.objects.update(worked_at=timezone.now() - dt.timedelta(hours=1))
    follow_changes()
    work_off(5)


def standing(incident: Incident) -> list[int | None]:
    return list(Claim.objects.of(incident).filter(standing=Standing.STANDING).values_list("value", flat=True))


@pytest.mark.parametrize("kept", [0, 1])
@pytest.mark.parametrize("rejected", [0, 1])
def test_a_rejected_article_brings_nothing_back(both: Both, curator: User, kept: int, rejected: int) -> None:
    *two, article = both
    reject_coverage(link(article, two[rejected]).pk, user=curator, note="Another clinic.")
    merged(two[kept], two[1 - kept], curator)
    assert standing(two[kept]) == []
    assert not Coverage.objects.exclude(state=CoverageState.REJECTED).exists()


@pytest.mark.parametrize("kept", [0, 1])
def test_an_article_that_is_about_the_one_and_not_the_other_is_about_both_as_one(
    both: Both, curator: User, kept: int
) -> None:
    *two, article = both
    confirm_coverage(link(article, two[0]).pk, user=curator, note="It is.")
    reject_coverage(link(article, two[1]).pk, user=curator, note="Not that one.")
    merged(two[kept], two[1 - kept], curator)
    assert standing(two[kept]) == [40_000]


def test_a_rejection_after_the_merge_is_of_all_that_was_merged(both: Both, curator: User) -> None:
    kept, absorbed, article = both
    confirm_coverage(link(article, absorbed).pk, user=curator, note="It is.")
    merged(kept, absorbed, curator)
    assert standing(kept) == [40_000]
    reject_coverage(link(article, kept).pk, user=curator, note="Another clinic.")
    assert standing(kept) == []
    work_off(5)
    assert standing(kept) == []


def test_a_suggestion_waits_no_longer_once_the_other_is_judged(both: Both, curator: User) -> None:
    kept, absorbed, article = both
    Coverage.objects.filter(pk=link(article, absorbed).pk).update(state=CoverageState.SUGGESTED)
    confirm_coverage(link(article, kept).pk, user=curator, note="It is.")
    merged(kept, absorbed, curator)
    assert not Coverage.objects.suggested().exists()
