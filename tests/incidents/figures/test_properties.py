"""What holds for every set of claims, whatever they say."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.figures.assertion import Assertion, Relation
from incidents.figures.policy import POLICIES, Policy
from incidents.figures.quantity import Quantity, bounds
from incidents.figures.reconcile import reconcile, reconcile_all
from incidents.vocabulary import (
    Basis,
    Decision,
    FigureStatus,
    Hedge,
    Modality,
    Polarity,
    RelationKind,
    Scope,
    Standing,
    Unit,
)
from tests.incidents.figures import claims as made

SPEAKERS = [
    made.COMPANY,
    made.RIVAL,
    made.REGULATOR,
    made.COURT,
    made.PRESS,
    made.RESEARCHER,
    made.ATTACKER,
    made.NOBODY,
]
NUMBERS = st.integers(0, 12).map(
    lambda step: [0, 1, 499, 500, 501, 980, 1_000, 5_000, 10**6, 5 * 10**6, 10**9, 3, 77][step]
)
KEYS = [f"c{number}" for number in range(12)]
policies = st.sampled_from(sorted(POLICIES.values(), key=lambda policy: policy.name))


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    if draw(st.booleans()):
        return bounds(draw(NUMBERS), draw(st.sampled_from(Hedge)))
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Quantity(None, draw(st.sampled_from([low, None])), draw(st.sampled_from([high, None])), Hedge.BETWEEN)


@st.composite
def assertions(draw: st.DrawFn, key: str) -> Assertion:
    current = draw(st.booleans())
    targets = draw(st.lists(st.sampled_from(KEYS), max_size=2))
    claim = made.claim(
        key,
        draw(st.sampled_from(SPEAKERS)),
        None,
        quantity=draw(quantities()),
        day=draw(st.integers(0, 1_500)),
        scope=draw(
            st.sampled_from([Scope.TOTAL, Scope.TOTAL, Scope.TOTAL, Scope.SUPERSEDED, Scope.DELTA, Scope.SUBSET])
        ),
        country=draw(st.sampled_from(["", "", "", "GB"])),
        unit=draw(st.sampled_from([Unit.PEOPLE, Unit.PEOPLE, Unit.ACCOUNTS, Unit.PAYMENT_CARDS])),
        polarity=draw(st.sampled_from([Polarity.ASSERTED, Polarity.ASSERTED, Polarity.DENIED])),
        modality=draw(st.sampled_from(Modality)),
        basis=draw(st.sampled_from(Basis)),
        decision=draw(st.sampled_from([None, None, None, *Decision])),
        current=current,
        part=not current and draw(st.booleans()),
        earlier_on=draw(st.sampled_from([None, made.FIRST + dt.timedelta(days=700)])),
        stories=draw(st.integers(0, 4)),
    )
    kinds = draw(st.lists(st.sampled_from(RelationKind), min_size=len(targets), max_size=len(targets)))
    relations = tuple(Relation(kind, target) for kind, target in zip(kinds, targets, strict=True) if target != key)
    return replace(claim, relations=relations)


several = st.integers(0, len(KEYS)).flatmap(lambda count: st.tuples(*(assertions(key) for key in KEYS[:count])))


@given(several, policies, st.randoms())
def test_the_order_of_the_claims_does_not_matter(claims: tuple[Assertion, ...], policy: Policy, dice: object) -> None:
    shuffled = list(claims)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reconcile_all(shuffled, policy) == reconcile_all(claims, policy)


@given(several, policies)
def test_low_is_at_most_best_and_best_at_most_high(claims: tuple[Assertion, ...], policy: Policy) -> None:
    for resolution in reconcile_all(claims, policy).values():
        if resolution.best is None:
            assert (resolution.low, resolution.high, resolution.winner) == (None, None, None)
            assert resolution.status_by_rules is FigureStatus.UNKNOWN
            continue
        assert resolution.low is None or resolution.low <= resolution.best
        assert resolution.high is None or resolution.best <= resolution.high


@given(several, policies)
def test_every_claim_has_one_verdict_in_its_bucket_with_a_reason(claims: tuple[Assertion, ...], policy: Policy) -> None:
    found = reconcile_all(claims, policy)
    keys = [verdict.key for resolution in found.values() for verdict in resolution.verdicts]
    assert set(keys) == {claim.key for claim in claims}
    for resolution in found.values():
        keys = [verdict.key for verdict in resolution.verdicts]
        assert len(keys) == len(set(keys))
        assert all(verdict.reason.endswith(".") and "None" not in verdict.reason for verdict in resolution.verdicts)
        assert resolution.sentence.endswith(".")


@given(several, policies)
def test_the_winner_stands_and_gives_the_best_number(claims: tuple[Assertion, ...], policy: Policy) -> None:
    by_key = {claim.key: claim for claim in claims}
    for resolution in reconcile_all(claims, policy).values():
        if resolution.winner is not None:
            assert resolution.standings[resolution.winner] is Standing.STANDING
            assert by_key[resolution.winner].quantity.number == resolution.best


@given(several, policies, st.data())
def test_a_rejected_claim_changes_no_figure(claims: tuple[Assertion, ...], policy: Policy, data: st.DataObject) -> None:
    rejected = replace(
        data.draw(assertions("rejected")), decision=data.draw(st.sampled_from([Decision.REJECT, Decision.OUT_OF_SCOPE]))
    )
    before, after = reconcile_all(claims, policy), reconcile_all([*claims, rejected], policy)
    for bucket, resolution in before.items():
        assert made.numbers(after[bucket]) == made.numbers(resolution)
        assert (after[bucket].status_by_rules, after[bucket].winner) == (resolution.status_by_rules, resolution.winner)


@given(several, policies, st.integers(1, 10**9))
def test_a_pinned_claim_wins(claims: tuple[Assertion, ...], policy: Policy, number: int) -> None:
    others = [replace(claim, decision=None) if claim.decision is Decision.PIN else claim for claim in claims]
    pin = made.claim("pin", made.PRESS, number, decision=Decision.PIN)
    resolution = reconcile_all([*others, pin], policy)[made.PEOPLE]
    assert (resolution.best, resolution.status_by_rules) == (number, FigureStatus.SETTLED)
    assert number == next(c.quantity.number for c in [*others, pin] if c.key == resolution.winner)


@given(several, policies)
def test_doing_it_twice_gives_the_same(claims: tuple[Assertion, ...], policy: Policy) -> None:
    assert reconcile_all(claims, policy) == reconcile_all([*claims, *claims], policy)


@given(several)
def test_an_explanation_is_plain_data(claims: tuple[Assertion, ...]) -> None:
    import json

    for resolution in reconcile_all(claims).values():
        assert json.loads(json.dumps(resolution.as_data()))["best"] == resolution.best


@settings(max_examples=20)
@given(several)
def test_claims_of_several_buckets_are_refused_by_the_verb_for_one(claims: tuple[Assertion, ...]) -> None:
    apart = [*claims, made.claim("x", made.COMPANY, 1), made.claim("y", made.COMPANY, 1, unit=Unit.FILES)]
    with pytest.raises(ValueError, match="reconcile_all"):
        reconcile(apart)
