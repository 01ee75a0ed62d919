"""A claim that was read wrongly is corrected: another takes its place, with its evidence, and outlives all readings."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    Actor,
    ChangeRefused,
    ClaimDraft,
    OddEntry,
    RelationDraft,
    correct_claim,
    known_party,
    record_claims,
    review_claim,
)
from incidents.models import Claim, Event, Figure, Incident
from incidents.vocabulary import Decision, Hedge, RelationKind
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db
M = 1_000_000
WHY = "It counts accounts."


def read(incident: Incident, *drafts: ClaimDraft, source: str = "article:1") -> list[Claim]:
    recorded = record_claims(incident.pk, drafts, source=source, cause=source, actor=SYSTEM)
    return list(recorded.claims)


def standing(incident: Incident) -> set[tuple[str, int | None, str]]:
    rows = Claim.objects.of(incident).filter(decision__in=["", Decision.ACCEPT, Decision.PIN])
    return set(rows.values_list("unit", "value", "speaker_kind"))


def test_the_right_claim_has_the_evidence_and_the_wrong_one_is_rejected_with_the_reason(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"unit": "accounts"}, actor=curator, reason=WHY)
    old.refresh_from_db()
    assert (old.decision, old.unit) == (Decision.REJECT, "people")
    assert old.reviews.get().reason == f"{WHY} Corrected as {new.reference}."
    assert (new.unit, new.value, new.basis, new.decision, new.stories) == ("accounts", 12 * M, "entered", "accept", 1)
    assert (new.known_on, new.claimed_on, new.printed) == (old.known_on, old.claimed_on, old.printed)
    shared = ("source", "story", "locator", "url", "publisher", "title", "quote", "published_on", "headline")
    assert list(new.evidence.values_list(*shared)) == list(old.evidence.values_list(*shared))
    assert list(new.relations.values_list("kind", "target")) == [(RelationKind.CORRECTS, old.pk)]
    assert {(figure.unit, figure.best) for figure in Figure.objects.filter(incident=incident, best__gt=0)} == {
        ("accounts", 12 * M)
    }


def test_subscribers_are_told_what_takes_the_place_of_what(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"unit": "accounts"}, actor=curator, reason=WHY)
    told = Event.objects.get(type="claim.corrected")
    assert (told.data["claim"]["reference"], told.data["corrected"]["reference"]) == (new.reference, old.reference)
    assert (told.data["claim"]["unit"], told.data["corrected"]["unit"]) == ("accounts", "people")
    assert told.data["claim"]["quote"] == told.data["corrected"]["quote"]
    assert (told.data["reason"], told.cause, told.actor) == (WHY, f"claim:{new.reference}", curator.name)


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "accounts"},
        {"metric": "fine", "unit": "money", "currency": "GBP"},
        {"value": 13 * M},
        {"hedge": "up_to"},
        {"hedge": "about"},
        {"scope": "subset", "scope_country": "GB"},
        {"scope": "superseded"},
        {"speaker_words": "Troy Hunt"},
        {"speaker_kind": "researcher"},
        {"claimed_on": dt.date(2031, 1, 1)},
        {"modality": "alleged"},
        {"polarity": "denied"},
    ],
)
def test_a_correction_survives_the_same_reading_a_better_one_and_none(
    incident: Incident, says: Maker, curator: Actor, changes: dict[str, Any]
) -> None:
    wrong = says(12)
    [old] = read(incident, wrong)
    new = correct_claim(old.pk, changes, actor=curator, reason=WHY)
    quote = new.evidence.get().quote
    for drafts in ([wrong], [], [wrong, says(99)], [replace(wrong, evidence=None)], [wrong]):
        read(incident, *drafts)
        old.refresh_from_db()
        new.refresh_from_db()
        assert (old.decision, new.decision) == (Decision.REJECT, Decision.ACCEPT)
        assert new.evidence.get().quote == quote
        assert new.relations.filter(kind=RelationKind.CORRECTS, target=old).exists()
    [again] = read(incident, wrong, source="article:2")
    assert (again.pk, again.decision) == (old.pk, Decision.REJECT)


def test_correcting_twice_changes_nothing(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"hedge": "about"}, actor=curator, reason=WHY)
    events = Event.objects.count()
    assert correct_claim(old.pk, {"hedge": "about"}, actor=curator, reason=WHY) == new
    assert Event.objects.count() == events


def test_a_claim_that_was_corrected_is_not_corrected_otherwise(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"value": 90 * M}, actor=curator, reason=WHY)
    with pytest.raises(ChangeRefused, match=f"corrected as {new.reference} already"):
        correct_claim(old.pk, {"value": 5 * M}, actor=curator, reason=WHY)
    assert standing(incident) == {("people", 90 * M, old.speaker_kind)}
    review_claim(new.pk, Decision.REJECT, reason="Neither.", actor=curator)
    again = correct_claim(old.pk, {"value": 5 * M}, actor=curator, reason=WHY)
    assert Figure.objects.get(incident=incident).best == again.value == 5 * M


def test_of_two_that_correct_a_claim_the_second_corrects_the_first(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    [old] = read(incident, says(12))
    first = correct_claim(old.pk, {"value": 90 * M}, actor=curator, reason=WHY)
    second = correct_claim(first.pk, {"value": 5 * M}, actor=curator, reason=WHY)
    assert standing(incident) == {("people", 5 * M, old.speaker_kind)}
    assert Figure.objects.get(incident=incident).best == second.value


def test_a_pin_goes_on_to_the_claim_that_takes_the_place(incident: Incident, says: Maker, curator: Actor) -> None:
    old, _ = read(incident, says(12), says(15, story="story:b"))
    review_claim(old.pk, Decision.PIN, reason="Audited.", actor=curator)
    new = correct_claim(old.pk, {"value": 13 * M}, actor=curator, reason=WHY)
    assert new.decision == Decision.PIN
    assert Figure.objects.get(incident=incident).best == 13 * M


def test_what_is_right_after_all_is_corrected_back(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, {"unit": "accounts"}, actor=curator, reason=WHY)
    back = correct_claim(new.pk, {"unit": "people"}, actor=curator, reason="People after all.")
    assert back == old
    assert standing(incident) == {("people", 12 * M, old.speaker_kind)}
    assert [(row.claim, row.target) for row in old.related_by.all() | old.relations.all()] == [(old, new)]


def test_a_correction_to_a_known_claim_adds_to_it(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    [known] = read(incident, says(13, story="story:b"), source="article:2")
    assert correct_claim(old.pk, {"value": 13 * M}, actor=curator, reason=WHY) == known
    known.refresh_from_db()
    assert set(known.evidence.values_list("source", flat=True)) == {"article:1", "article:2"}
    assert known.stories == 2


def test_how_a_claim_replaces_another_goes_on_with_it(incident: Incident, says: Maker, curator: Actor) -> None:
    old = says(10)
    newer = replace(says(12), relations=(RelationDraft(RelationKind.SUPERSEDES, old.fingerprint),))
    first, second = read(incident, old, newer)
    new = correct_claim(second.pk, {"speaker_words": "Troy Hunt"}, actor=curator, reason=WHY)
    assert new.relations.filter(kind=RelationKind.SUPERSEDES, target=first).exists()


@pytest.mark.parametrize(
    ("changes", "becomes"),
    [
        (
            {"metric": "fine", "unit": "money", "currency": "GBP"},
            {"value": 1200 * M, "currency": "GBP", "low": 1200 * M},
        ),
        ({"metric": "fine", "unit": "money", "currency": "JPY"}, {"value": 12 * M}),
        ({"hedge": Hedge.UP_TO}, {"value": 12 * M, "low": None, "high": 12 * M}),
        ({"value": 13 * M}, {"value": 13 * M, "low": 13 * M, "high": 13 * M}),
        ({"hedge": Hedge.BETWEEN, "low": 5, "high": 9}, {"value": None, "low": 5, "high": 9}),
        ({"hedge": Hedge.ABOUT, "low": 10 * M, "high": 13 * M}, {"value": 12 * M, "low": 10 * M, "high": 13 * M}),
        ({"scope": "subset", "scope_label": "children"}, {"scope": "subset", "scope_label": "children"}),
        ({"speaker_words": "Osier Data"}, {"speaker_words": "Osier Data", "speaker_kind": "other"}),
        ({"speaker_kind": "unattributed"}, {"speaker_words": "", "speaker_party": None}),
    ],
)
def test_what_follows_from_a_change_follows_it(
    incident: Incident, says: Maker, curator: Actor, changes: dict[str, Any], becomes: dict[str, Any]
) -> None:
    [old] = read(incident, says(12))
    new = correct_claim(old.pk, changes, actor=curator, reason=WHY, confirmed=True)
    assert {name: getattr(new, name) for name in becomes} == becomes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric": "fine"}, "unit"),
        ({"scope_country": "GB"}, "scope_country"),
        ({"scope": "subset"}, "scope_label"),
        ({"hedge": "between"}, "low"),
        ({"low": 13, "high": 3}, "low"),
        ({"low": 10 * M}, "low"),
        ({"metric": "fine", "unit": "money", "currency": "XXQ"}, "currency"),
        ({"metric": "fine", "unit": "money"}, "currency"),
        ({"claimed_on": dt.date(2099, 1, 1)}, "claimed_on"),
        ({"unit": "people", "value": 10_000_000_000}, "value"),
        ({"value": None, "low": None, "high": None}, "value"),
    ],
)
def test_a_correction_is_judged_as_an_entry_is(
    incident: Incident, says: Maker, curator: Actor, changes: dict[str, Any], field: str
) -> None:
    [old] = read(incident, says(12))
    with pytest.raises(ValidationError) as refused:
        correct_claim(old.pk, changes, actor=curator, reason=WHY)
    assert field in refused.value.message_dict
    assert Claim.objects.count() == 1


def test_old_faults_of_a_claim_hold_no_correction_up(incident: Incident, says: Maker, curator: Actor) -> None:
    draft = says(12)
    bucket = replace(draft.bucket, country="GB")
    [old] = read(incident, replace(draft, bucket=bucket, evidence=None, quantity=bounds(0, Hedge.EXACT)))
    assert correct_claim(old.pk, {"unit": "accounts"}, actor=curator, reason=WHY).scope_country == "GB"


def test_without_a_change_or_a_reason_nothing_is_corrected(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    for changes in ({}, {"unit": "people", "value": 12 * M}):
        with pytest.raises(ChangeRefused):
            correct_claim(old.pk, changes, actor=curator, reason=WHY)
    with pytest.raises(ValidationError):
        correct_claim(old.pk, {"unit": "accounts"}, actor=curator, reason="  ")
    with pytest.raises(OddEntry):
        correct_claim(old.pk, {"value": 0}, actor=curator, reason=WHY)
    assert Claim.objects.count() == 1


def test_a_party_takes_the_place_of_the_words(incident: Incident, says: Maker, curator: Actor) -> None:
    [old] = read(incident, says(12))
    party = known_party("Osier Data")
    new = correct_claim(old.pk, {"speaker_party": party}, actor=curator, reason=WHY)
    assert (new.speaker_party, new.speaker_words, new.speaker_kind) == (party, "", "other")
