"""Accounts and people: two counts, unless the coverage tells one revision in both words."""

from dataclasses import replace

import pytest

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.reconcile import reconcile_all
from incidents.figures.resolution import Resolution
from incidents.vocabulary import Decision, FigureStatus, Hedge, Metric, Modality, Unit
from tests.incidents.figures.claims import ATTACKER, COMPANY, FIRST, NOBODY, PRESS, RIVAL, claim, numbers, part

THEN = claim("then", NOBODY, 6_000, current=False, earlier_on=FIRST)
NOW = claim("now", NOBODY, 110_000, replaces=["then"])
THEN_ACCOUNTS = claim("a-then", COMPANY, 6_000, unit=Unit.ACCOUNTS, current=False, earlier_on=FIRST)
NOW_ACCOUNTS = claim("a-now", RIVAL, 110_400, unit=Unit.ACCOUNTS, part=True, current=False)
FLOOR = claim("floor", COMPANY, 100_000, hedge=Hedge.MORE_THAN)


def accounts(*claims: Assertion) -> Resolution:
    return reconcile_all(claims)[Bucket(Metric.AFFECTED, Unit.ACCOUNTS)]


def test_a_revision_told_in_both_words_replaces_the_earlier_count_of_accounts() -> None:
    found = accounts(THEN, NOW, THEN_ACCOUNTS, NOW_ACCOUNTS, FLOOR)
    assert numbers(found) == (100_000, 110_000, 110_000)
    assert part(found, "a-then") == "revised"
    assert found.sentence.startswith("110,000 people,")
    assert "the coverage tells people and accounts alike" in found.sentence


def test_so_it_does_when_the_company_once_told_the_earlier_count_as_the_current_one() -> None:
    told = replace(claim("a-first", COMPANY, 6_000, unit=Unit.ACCOUNTS, day=-900), modality=Modality.ESTIMATED)
    assert accounts(told, THEN, NOW, THEN_ACCOUNTS, NOW_ACCOUNTS, FLOOR).best == 110_000


def test_a_count_of_accounts_that_a_curator_stands_by_stays() -> None:
    kept = replace(THEN_ACCOUNTS, decision=Decision.ACCEPT)
    assert accounts(THEN, NOW, kept, NOW_ACCOUNTS, FLOOR).best == 6_000


def test_the_figure_of_people_stays_as_it_was() -> None:
    people = Bucket(Metric.AFFECTED, Unit.PEOPLE)
    without = reconcile_all([THEN, NOW, FLOOR])[people]
    beside = reconcile_all([THEN, NOW, FLOOR, THEN_ACCOUNTS, NOW_ACCOUNTS])[people]
    assert without == beside


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param(
            [THEN, NOW, replace(THEN_ACCOUNTS, current=True, earlier_on=None), NOW_ACCOUNTS], id="not earlier"
        ),
        pytest.param([THEN, NOW, THEN_ACCOUNTS], id="the new number is of people only"),
        pytest.param([THEN, replace(NOW, relations=()), THEN_ACCOUNTS, NOW_ACCOUNTS], id="nothing is told as replaced"),
        pytest.param(
            [THEN, NOW, replace(THEN_ACCOUNTS, bucket=Bucket(Metric.AFFECTED, Unit.PAYMENT_CARDS)), NOW_ACCOUNTS],
            id="cards are no people",
        ),
        pytest.param(
            [claim("p", COMPANY, 69_000), claim("a", COMPANY, 14_000, unit=Unit.ACCOUNTS, earlier_on=FIRST)],
            id="two counts of two things",
        ),
    ],
)
def test_otherwise_accounts_are_a_count_of_their_own(claims: list[Assertion]) -> None:
    both = reconcile_all(claims)
    for bucket, resolution in both.items():
        own = [one for one in claims if one.bucket == bucket]
        assert resolution == reconcile_all(own)[bucket]


def test_a_number_that_replaces_the_earlier_one_counts_what_the_party_only_bounds() -> None:
    wider = [claim("w1", NOBODY, 160_000, stories=2), claim("w2", RIVAL, 167_000)]
    found = reconcile_all([THEN, NOW, FLOOR, *wider])[Bucket(Metric.AFFECTED, Unit.PEOPLE)]
    assert (numbers(found), found.status) == ((100_000, 110_000, 167_000), FigureStatus.DISPUTED)


def test_a_number_that_replaces_nothing_and_that_its_voice_does_not_hold_counts_nothing() -> None:
    said = [claim("n", NOBODY, 110_000), claim("w1", NOBODY, 160_000, stories=2)]
    found = reconcile_all([FLOOR, *said])[Bucket(Metric.AFFECTED, Unit.PEOPLE)]
    assert found.best == 100_000


@pytest.mark.parametrize("speaker", [PRESS, RIVAL, ATTACKER])
def test_of_two_who_stand_alike_the_larger_number_is_the_whole_whatever_the_keys(speaker) -> None:
    other = replace(speaker, key="other", name="Another One")
    for first, second in (("a", "b"), ("b", "a")):
        found = reconcile_all([claim(first, speaker, 20_000), claim(second, other, 18_000)])
        assert found[Bucket(Metric.AFFECTED, Unit.PEOPLE)].best == 20_000


def test_of_two_copies_the_firmer_one_speaks_whatever_the_keys() -> None:
    for first, second in (("a", "b"), ("b", "a")):
        copies = [claim(first, COMPANY, 900), claim(second, COMPANY, 900, modality=Modality.POSSIBLE)]
        assert reconcile_all(copies)[Bucket(Metric.AFFECTED, Unit.PEOPLE)].status is FigureStatus.SETTLED
