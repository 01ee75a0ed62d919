"""The total beside what is not: other units, sums of unlike things, and parts."""

from incidents.vocabulary import Unit
from tests.incidents.figures.claims import COMPANY, COURT, claim, numbers, total


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
