"""The total beside what is not: other units, sums of unlike things, and parts."""

from dataclasses import replace
from typing import Any

import pytest

from incidents.figures.assertion import Bucket
from incidents.figures.screening import target_bucket
from incidents.vocabulary import Decision, Metric, Scope, Unit
from tests.incidents.figures.claims import COMPANY, COURT, FIRST, NOBODY, claim, figure, numbers, part, total


def test_units_are_never_merged() -> None:
    cards = claim("b", COMPANY, 40_000_000, unit=Unit.PAYMENT_CARDS)
    assert numbers(total(claim("a", COMPANY, 70_000_000), cards)) == (70_000_000, 70_000_000, 70_000_000)


def test_a_part_of_the_incident_never_becomes_the_total() -> None:
    found = total(claim("a", COMPANY, 900), claim("b", COMPANY, 400, country="GB", day=5))
    assert numbers(found) == (900, 900, 900)


def test_a_named_group_that_exceeds_the_total_stays_a_group() -> None:
    found = total(claim("a", COMPANY, 53_000), claim("b", COURT, 76_600, label="former customers", day=300))
    assert found.best == 53_000


def test_a_part_by_kind_of_data_never_replaces_the_whole() -> None:
    found = total(claim("a", COMPANY, 9_700), claim("b", COMPANY, 480, label="with bank details", day=9))
    assert numbers(found) == (9_700, 9_700, 9_700)


def test_what_every_text_tells_as_a_part_is_a_part() -> None:
    found = figure(claim("a", COMPANY, 900), claim("b", COMPANY, 300, day=1, current=False, part=True))
    assert part(found, "b") == "part_of_another"


@pytest.mark.parametrize(
    ("number", "more", "rule"),
    [
        (140_000, {}, "part_of_another"),
        (150_000, {}, "unnamed"),
        (140_000, {"decision": Decision.ACCEPT}, "unnamed"),
        (140_000, {"replaces": ["a"]}, "carries"),
    ],
)
def test_the_number_of_a_part_told_again_alone_is_still_that_part(number: int, more: dict[str, Any], rule: str) -> None:
    whole = claim("a", COMPANY, 5_000_000, headlines=(FIRST,))
    minors = claim("b", COMPANY, 140_000, label="minors")
    assert part(total(whole, minors, claim("c", NOBODY, number, day=9, **more)), "c") == rule


@pytest.mark.parametrize(("country", "label"), [("GB", ""), ("", "minors")])
def test_an_increase_of_a_part_speaks_to_the_part(country: str, label: str) -> None:
    increase = Bucket(Metric.AFFECTED, Unit.PEOPLE, scope=Scope.DELTA, country=country, label=label)
    assert target_bucket(increase) == replace(increase, scope=Scope.SUBSET)
