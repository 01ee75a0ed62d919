import pytest
from django.core.exceptions import ValidationError

from incidents.ledger import SYSTEM, Actor, ChangeRefused, VersionConflict, record_claims, review_claim
from incidents.models import Claim, Event, EventType, Figure, Incident, Review
from incidents.vocabulary import Decision, SpeakerKind, Standing
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db


@pytest.fixture
def claims(incident: Incident, says: Maker) -> dict[int, Claim]:
    """One of the company (50 million), one of a newspaper (90 million)."""
    drafts = [says(50), says(90, words="The Daily Pillar", kind=SpeakerKind.PRESS)]
    record_claims(incident.pk, drafts, source="article:1", cause="article:1", actor=SYSTEM)
    return {claim.value // 1_000_000: claim for claim in Claim.objects.all() if claim.value}


def test_a_pinned_claim_wins_and_tells_why(claims: dict[int, Claim], curator: Actor) -> None:
    assert Figure.objects.get().best == 50_000_000
    review_claim(claims[90].pk, Decision.PIN, reason="The court file has it.", actor=curator)
    assert Figure.objects.get().best == 90_000_000
    event = Event.objects.get(type=EventType.CLAIM_REVIEWED)
    assert (event.data["decision"], event.data["reason"], event.actor) == ("pin", "The court file has it.", "mara")


def test_a_bucket_has_one_pin(claims: dict[int, Claim], curator: Actor) -> None:
    review_claim(claims[90].pk, Decision.PIN, reason="First thought.", actor=curator)
    review_claim(claims[50].pk, Decision.PIN, reason="Second thought.", actor=curator)
    assert Claim.objects.filter(decision=Decision.PIN).get().value == 50_000_000
    assert Figure.objects.get().best == 50_000_000


def test_a_rejected_claim_is_set_aside(claims: dict[int, Claim], curator: Actor) -> None:
    review_claim(claims[50].pk, Decision.REJECT, reason="That was another year.", actor=curator)
    assert Figure.objects.get().best == 90_000_000
    claims[50].refresh_from_db()
    assert claims[50].standing == Standing.SET_ASIDE


def test_a_rejection_outlives_a_second_reading(incident: Incident, says: Maker, claims, curator: Actor) -> None:
    review_claim(claims[50].pk, Decision.REJECT, reason="That was another year.", actor=curator)
    record_claims(incident.pk, [], source="article:1", cause="article:1", actor=SYSTEM)
    record_claims(incident.pk, [says(50)], source="article:1", cause="article:1", actor=SYSTEM)
    assert Claim.objects.get(value=50_000_000).decision == Decision.REJECT
    assert Figure.objects.get().best is None


def test_the_same_review_twice_is_silent(claims: dict[int, Claim], curator: Actor) -> None:
    review_claim(claims[50].pk, Decision.ACCEPT, reason="Checked.", actor=curator)
    events = Event.objects.count()
    review_claim(claims[50].pk, Decision.ACCEPT, reason="Checked.", actor=curator)
    assert (Event.objects.count(), Review.objects.count()) == (events, 1)


@pytest.mark.parametrize("decision", list(Decision))
def test_every_review_needs_a_reason(decision: Decision, claims: dict[int, Claim], curator: Actor) -> None:
    with pytest.raises(ValidationError) as caught:
        review_claim(claims[50].pk, decision, reason="  ", actor=curator)
    assert list(caught.value.message_dict) == ["reason"]
    assert not Review.objects.exists()


def test_taking_back_a_pin_that_is_not_there_is_refused(claims: dict[int, Claim], curator: Actor) -> None:
    with pytest.raises(ChangeRefused, match="not pinned"):
        review_claim(claims[50].pk, Decision.UNPIN, reason="Never mind.", actor=curator)


def test_a_review_made_to_an_older_version_is_refused(
    incident: Incident, claims: dict[int, Claim], curator: Actor
) -> None:
    incident.refresh_from_db()
    read = incident.version
    review_claim(claims[90].pk, Decision.ACCEPT, reason="Checked.", actor=curator, expected_version=read)
    with pytest.raises(VersionConflict, match="changed meanwhile"):
        review_claim(claims[50].pk, Decision.REJECT, reason="Late.", actor=curator, expected_version=read)
    assert Claim.objects.get(pk=claims[50].pk).decision == ""
