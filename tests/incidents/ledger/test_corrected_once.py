"""Of a claim and what it was corrected as one counts, whichever a curator accepts first."""

import pytest

from incidents.ledger import (
    SYSTEM,
    Actor,
    ChangeRefused,
    ClaimDraft,
    ItemsRefused,
    ReviewDraft,
    correct_claim,
    enter_claim,
    record_claims,
    review_claim,
    review_claims,
)
from incidents.models import Claim, Event, Figure, Incident, Review
from incidents.vocabulary import Decision
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db
M = 1_000_000
WHY = "It is so."


def read(incident: Incident, *drafts: ClaimDraft, source: str = "article:1") -> list[Claim]:
    return list(record_claims(incident.pk, drafts, source=source, cause=source, actor=SYSTEM).claims)


def judge(claim: Claim, decision: Decision, curator: Actor) -> Claim:
    return review_claim(claim.pk, decision, reason=f"{WHY} {decision}", actor=curator)


def refuses(claim: Claim, curator: Actor, words: str) -> None:
    """Neither accepting nor pinning the claim goes through, and nothing is stored of it."""
    before = (Review.objects.count(), Event.objects.count(), Claim.objects.get(pk=claim.pk).decision)
    for decision in (Decision.ACCEPT, Decision.PIN):
        with pytest.raises(ChangeRefused, match=words):
            judge(claim, decision, curator)
        with pytest.raises(ItemsRefused):
            review_claims([ReviewDraft(claim.pk, decision, WHY)], actor=curator)
    assert (Review.objects.count(), Event.objects.count(), Claim.objects.get(pk=claim.pk).decision) == before


def test_a_claim_that_was_corrected_is_accepted_only_once_its_correction_is_rejected(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"value": 90 * M}, actor=curator, reason=WHY)
    words = f"corrected as {new.reference}, which counts in its place: .*reject it first"
    refuses(old, curator, words)
    with pytest.raises(ChangeRefused, match=words):
        enter_claim(incident.pk, says(12), actor=curator, reason="Again.", confirmed=True)
    for decision in (Decision.PIN, Decision.UNPIN):
        judge(new, decision, curator)
        refuses(old, curator, words)
    judge(new, Decision.REJECT, curator)
    judge(old, Decision.ACCEPT, curator)
    assert Figure.objects.get(incident=incident).best == 12 * M
    refuses(new, curator, f"It corrects {old.reference}, which was accepted since")
    judge(old, Decision.OUT_OF_SCOPE, curator)
    assert judge(new, Decision.PIN, curator).decision == Decision.PIN


def test_it_is_the_last_of_several_corrections_that_stands_against_the_first(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    [old] = read(incident, says(12))
    first = correct_claim(old.pk, {"value": 90 * M}, actor=curator, reason=WHY)
    second = correct_claim(first.pk, {"value": 91 * M}, actor=curator, reason=WHY)
    refuses(old, curator, f"corrected as {second.reference}")
    refuses(first, curator, f"corrected as {second.reference}")
    for state in (Decision.REJECT, Decision.OUT_OF_SCOPE):
        judge(old, state, curator)
        with pytest.raises(ChangeRefused, match=f"corrected as {second.reference} already"):
            correct_claim(old.pk, {"value": 5 * M}, actor=curator, reason=WHY)
    judge(second, Decision.REJECT, curator)
    third = correct_claim(old.pk, {"value": 5 * M}, actor=curator, reason=WHY)
    refuses(first, curator, f"The claim that it corrects was corrected as {third.reference} since")


def test_two_that_were_corrected_as_one_both_count_when_that_one_does_not(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    one, two = read(incident, says(12), says(13, story="story:b"))
    new = correct_claim(one.pk, {"value": 14 * M}, actor=curator, reason=WHY)
    assert correct_claim(two.pk, {"value": 14 * M}, actor=curator, reason=WHY) == new
    refuses(two, curator, f"corrected as {new.reference}")
    judge(new, Decision.REJECT, curator)
    for claim in (one, two):
        assert judge(claim, Decision.ACCEPT, curator).decision == Decision.ACCEPT
    refuses(new, curator, "It corrects .*, which was accepted since")
