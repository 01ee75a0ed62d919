"""The total beside what is not: other units, sums of unlike things, and parts."""

from incidents.vocabulary import Hedge, Unit
from tests.incidents.figures.claims import COMPANY, COURT, NOBODY, REGULATOR, claim, numbers, part, total


def test_units_are_never_merged() -> None:
    cards = claim("b", COMPANY, 40_000_000, unit=Unit.PAYMENT_CARDS)
    assert numbers(total(claim("a", COMPANY, 70_000_000), cards)) == (70_000_000, 70_000_000, 70_000_000)


def test_a_sum_of_people_and_cards_is_a_ceiling_and_never_the_figure() -> None:
    found = total(
        claim("a", COMPANY, 70_000_000, day=3),
        claim("b", COMPANY, 40_000_000, unit=Unit.PAYMENT_CARDS),
        claim("c", NOBODY, 110_000_000, hedge=Hedge.UP_TO, day=3),
    )
    assert numbers(found) == (70_000_000, 70_000_000, 110_000_000)
    assert part(found, "c") == "adds_up"


def test_a_sum_that_nothing_adds_up_to_is_a_claim_like_others() -> None:
    found = total(
        claim("b", COMPANY, 40_000_000, unit=Unit.PAYMENT_CARDS),
        claim("c", NOBODY, 110_000_000, hedge=Hedge.UP_TO, day=3),
    )
    assert found.best == 110_000_000


def test_a_part_of_the_incident_never_becomes_the_total() -> None:
    found = total(claim("a", COMPANY, 900), claim("b", COMPANY, 400, country="GB", day=5))
    assert numbers(found) == (900, 900, 900)


def test_a_countrys_part_that_exceeds_the_total_is_heard_as_the_total() -> None:
    found = total(claim("a", COMPANY, 53_000, hedge=Hedge.MORE_THAN), claim("b", COURT, 76_600, country="US", day=300))
    assert numbers(found) == (76_600, 76_600, 76_600)
    assert part(found, "a") == "floor"


def test_a_continents_part_is_the_whole_where_nobody_gives_one() -> None:
    assert total(claim("a", REGULATOR, 9_400, country="EU")).best == 9_400
    assert numbers(total(claim("a", COMPANY, 50_000), claim("b", REGULATOR, 9_400, country="EU"))) == (
        50_000, 50_000, 50_000,
    )  # fmt: skip


def test_a_named_group_that_exceeds_the_total_stays_a_group() -> None:
    found = total(claim("a", COMPANY, 53_000), claim("b", COURT, 76_600, label="former customers", day=300))
    assert found.best == 53_000


def test_a_part_by_kind_of_data_never_replaces_the_whole() -> None:
    found = total(claim("a", COMPANY, 9_700), claim("b", COMPANY, 480, label="with bank details", day=9))
    assert numbers(found) == (9_700, 9_700, 9_700)


def test_a_part_by_kind_of_data_is_the_whole_where_nobody_gives_one() -> None:
    found = total(claim("b", COMPANY, 480, label="with bank details"), claim("c", COMPANY, 12, label="with passports"))
    assert numbers(found) == (480, 480, 480)


def test_a_part_by_kind_of_data_that_exceeds_the_total_is_heard_as_the_total() -> None:
    found = total(claim("a", NOBODY, 300), claim("b", COMPANY, 4_000, label="with bank details", day=9))
    assert found.best == 4_000
