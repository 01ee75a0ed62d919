"""What a person has moved to another incident stays there, whatever is matched and recorded again."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import Standing
from sources.models import Article, Coverage
from sources.pipeline import link_coverage, reject_coverage, work_off
from sources.pipeline.extract.reextraction import reextract
from sources.pipeline.match.rematching import follow_changes

TEXT = "Brightwater said on Monday that hackers had stolen the records of 40,000 patients. It has told the police."
OTHER = ledger.IncidentDraft("Osier licences")
Tell = Callable[..., Article]


@pytest.fixture(autouse=True)
def _no_candidates(settings, db: None) -> None:
    settings.OPEN_CANDIDATES = False


@pytest.fixture(params=["older", "newer"])
def pair(request: pytest.FixtureRequest, db: None) -> tuple[Incident, Incident]:
    """The incident that the articles are about for matching, and another one, opened before or after it."""
    other = ledger.open_incident(OTHER, actor=ledger.SYSTEM) if request.param == "older" else None
    incident = request.getfixturevalue("incident")
    return incident, other or ledger.open_incident(OTHER, actor=ledger.SYSTEM)


def all_again() -> None:
    """What the workers do in the time after a change, and what reading everything anew does."""
    Article.objects.update(worked_at=timezone.now() - dt.timedelta(hours=1))
    follow_changes()
    work_off(9)
    reextract(Article.objects.all())
    work_off(9)


def stays(article: Article, incident: Incident, curator: User) -> None:
    """Its article stays where it is."""


def is_linked_to_both(article: Article, other: Incident, curator: User) -> None:
    link_coverage(article, other, user=curator, note="It too.")


def goes_along(article: Article, other: Incident, curator: User) -> None:
    link_coverage(article, other, user=curator, note="Its own case.")
    covers_no_more(article, other, curator)


def covers_no_more(article: Article, other: Incident, curator: User) -> None:
    row = Coverage.objects.exclude(incident=other).get(article=article)
    reject_coverage(row.pk, user=curator, note="Not this one.")


@pytest.mark.parametrize("then", [stays, is_linked_to_both, goes_along, covers_no_more])
def test_a_claim_that_a_person_moved_keeps_its_evidence_and_its_standing(
    then: Callable[[Article, Incident, User], None], pair: tuple[Incident, Incident], tell: Tell, curator: User
) -> None:
    incident, other = pair
    article = tell(TEXT, url="https://news.example/1")
    claim = Claim.objects.get(incident=incident, value=40_000)
    ledger.move_claims(incident.pk, [claim.pk], target=other.pk, reason="Its own case", actor=ledger.Actor.of(curator))
    then(article, other, curator)
    all_again()
    claim.refresh_from_db()
    assert (claim.incident, claim.standing, claim.stories) == (other, Standing.STANDING, 1)
    assert claim.evidence.get().source == article.source_key
    assert other.figures.get(metric="affected", scope="total").best == 40_000
    assert Claim.objects.count() == 1


def test_a_moved_claim_goes_with_the_sentence_that_made_it(incident: Incident, tell: Tell, curator: User) -> None:
    other = ledger.open_incident(OTHER, actor=ledger.SYSTEM)
    tell(TEXT, url="https://news.example/1")
    claim = Claim.objects.get(incident=incident)
    ledger.move_claims(incident.pk, [claim.pk], target=other.pk, reason="Its own case", actor=ledger.Actor.of(curator))
    tell(TEXT.replace("40,000", "50,000"), url="https://news.example/1")
    claim.refresh_from_db()
    assert (claim.incident, claim.standing, claim.stories) == (other, Standing.WITHDRAWN, 0)
    assert Claim.objects.get(incident=incident).value == 50_000


def test_claims_of_a_merged_incident_that_were_moved_on_are_not_recorded_again(
    incident: Incident, tell: Tell, curator: User
) -> None:
    by = ledger.Actor.of(curator)
    tell(TEXT, url="https://news.example/1")
    kept, other = (ledger.open_incident(OTHER, actor=ledger.SYSTEM) for _ in range(2))
    ledger.merge_incidents(keep=kept.pk, absorb=incident.pk, reason="The same", actor=by)
    claim = Claim.objects.get(incident=kept)
    ledger.move_claims(kept.pk, [claim.pk], target=other.pk, reason="Its own case", actor=by)
    all_again()
    assert Claim.objects.get().incident == other
    assert Claim.objects.get().standing == Standing.STANDING
