"""What cannot be, or looks like a slip, is held for a curator and counts nothing until it is released."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from incidents.models import Claim, Figure, Incident
from incidents.populations import WORLD, populations
from incidents.vocabulary import Basis, Decision, Metric, Polarity, Scope, Unit
from sources.models import Mention
from sources.pipeline import advance, reextract
from sources.pipeline.extract.plausibility import hold_implausible
from sources.pipeline.record.mention_reviews import judge_mention, undecided_mentions
from tests.sources.pipeline.conftest import Tell


def mention(value: int, **values: Any) -> Mention:
    kind = {"metric": Metric.AFFECTED, "unit": Unit.PEOPLE, "scope": Scope.TOTAL, "polarity": Polarity.ASSERTED}
    return Mention(value=value, **{**kind, **values})


def held(*mentions: Mention) -> dict[int | None, str]:
    hold_implausible(mentions)
    assert all(one.needs_review for one in mentions if one.held_because)
    return {one.value: one.held_because for one in mentions if one.held_because}


def test_more_people_than_there_are_is_held() -> None:
    people = populations()["NZ"][1]
    assert held(mention(people, country="NZ"), mention(people - 1)) == {}
    assert "New Zealand" in held(mention(people + 1, country="NZ"))[people + 1]
    assert "the world" in held(mention(9_000_000_000))[9_000_000_000]
    assert held(mention(9_000_000_000, unit=Unit.RECORDS)) == {}
    assert populations()[WORLD][1] > 8_000_000_000


def test_a_part_above_the_whole_is_not_held() -> None:
    """On labelled coverage the whole was misread each time, and never the part."""
    assert held(mention(400_000), mention(500_000, scope=Scope.SUBSET)) == {}


def test_a_slip_of_a_thousand_is_held_when_the_other_is_told_more_often() -> None:
    right = 500_000_000
    assert list(held(mention(right), mention(500_000), mention(right, in_title=True))) == [500_000]
    assert list(held(mention(500_000), mention(right), mention(500_000))) == [right]
    assert held(mention(500_000), mention(right)) == {}, "who could say which of the two it is?"
    assert held(mention(right, in_title=True), mention(500_000, in_title=True), mention(7)) == {}


def test_what_is_denied_is_no_assertion() -> None:
    assert held(mention(9_000_000_000, polarity=Polarity.DENIED)) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["\ufffd 5 million", "45\ufffd000", "5\ufffdmillion"])
def test_a_number_beside_a_lost_character_is_held_and_claims_nothing(
    incident: Incident, tell: Tell, number: str
) -> None:
    tell(f"Brightwater said that hackers had stolen data of {number} patients of its clinics.")
    held = undecided_mentions()
    assert held
    assert all(one.held_because.startswith("A character beside the number was lost") for one in held)
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_what_is_held_waits_for_a_curator_who_can_release_it(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell("Brightwater said that hackers had stolen data of 9.5 billion patients of its clinics.")
    [waiting] = undecided_mentions()
    assert "the world" in waiting.held_because
    assert not Claim.objects.exists()
    claim = judge_mention(waiting.pk, incident.pk, Decision.ACCEPT, reason="They count visits.", user=curator)
    assert (claim.basis, Figure.objects.get().best) == (Basis.ENTERED, 9_500_000_000)
    reextract(type(article).objects.all())
    advance(article.pk)
    assert not undecided_mentions().exists()
    assert Figure.objects.get().best == 9_500_000_000
