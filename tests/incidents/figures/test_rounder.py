"""Numbers told in rounder words, and groups that are nearly the whole."""

import random

import pytest

from incidents.figures.assertion import Speaker
from incidents.figures.copies import lay_together
from incidents.figures.policy import DEFAULT
from incidents.figures.speaker_positions import lay_rounder_together, positions
from incidents.rounding import digits, is_rounding_of
from incidents.vocabulary import FigureStatus, Hedge, SpeakerKind
from tests.incidents.figures.claims import COMPANY, NOBODY, RIVAL, claim, figure, numbers


def test_more_than_a_rounder_number_does_not_replace_the_exact_count() -> None:
    found = figure(claim("a", NOBODY, 429_600), claim("b", NOBODY, 420_000, hedge=Hedge.MORE_THAN, day=200))
    assert (numbers(found), found.status_by_rules) == ((429_600, 429_600, 429_600), FigureStatus.PROVISIONAL)


def test_more_than_a_number_well_below_it_replaces_it() -> None:
    found = figure(claim("a", COMPANY, 429_600), claim("b", COMPANY, 350_000, hedge=Hedge.MORE_THAN, day=200))
    assert (numbers(found), found.status_by_rules) == ((350_000, 350_000, None), FigureStatus.SETTLED)


def test_each_rounder_number_goes_to_the_first_finer_one_that_it_tells() -> None:
    dice = random.Random(7)  # made-up numbers, the same in every run
    kinds = [SpeakerKind.PRESS, SpeakerKind.OTHER, SpeakerKind.THREAT_ACTOR]
    claims = [
        claim(
            f"k{dice.random()}",
            Speaker(f"s{number}", f"Speaker {number}", dice.choice(kinds)),
            dice.randrange(90, 130) * 10 ** dice.randrange(3) * 10 + dice.choice([0, 0, 0, 1, 7]),
            hedge=dice.choice([Hedge.EXACT, Hedge.MORE_THAN, Hedge.NEARLY]),
        )
        for number in range(200)
    ]
    standing = positions(lay_together(claims, DEFAULT), DEFAULT)
    expected: dict[str, list[str]] = {}
    numbers_of: dict[str, tuple[int, bool]] = {}
    for one in sorted(standing, key=lambda one: (-digits(one.number), one.step, one.key)):
        hedge = one.lead.claim.quantity.hedge
        finer = (
            key
            for key, (fine, boast) in numbers_of.items()
            if boast is one.boast and is_rounding_of(one.number, hedge, fine)
        )
        first = next(finer, one.key)
        if first == one.key:
            numbers_of[one.key] = (one.number, one.boast)
        expected.setdefault(first, []).extend(one.keys)
    assert {one.key: list(one.keys) for one in lay_rounder_together(standing)} == expected
    assert 20 < len(expected) < 180


@pytest.mark.parametrize(("exact", "best"), [(9_433, 10_000), (9_434, 9_434), (10_638, 10_638), (10_639, 10_000)])
def test_a_plain_number_is_rounded_by_six_per_cent_at_most(exact: int, best: int) -> None:
    assert figure(claim("a", COMPANY, 10_000), claim("b", RIVAL, exact, day=1)).best == best
