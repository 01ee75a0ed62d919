"""A count that is expected to grow has no end above."""

import pytest

from incidents.vocabulary import Hedge, Scope

TITLE = "Norbank hacked"


@pytest.mark.parametrize(
    "text",
    [
        "Norbank was hacked and expects the toll of victims to climb beyond the 4,000 told in May.",
        "Norbank was hacked. It expected the number of affected customers to rise well above 4,000.",
        "The number of stolen records is expected to exceed 4,000, Norbank said.",
        "Data of 4,000 Norbank customers was stolen, a number that it expects to rise.",
        "Hackers took data of about 4,000 customers, and the total is likely to grow.",
        "Data of 4,000 customers was stolen, but the count is certain to go up.",
    ],
)
def test_a_count_that_is_expected_to_grow_is_the_least_and_open_above(mentions, text: str) -> None:
    (found,) = mentions(text, TITLE)
    assert (found.hedge, found.low, found.high, found.scope) == (Hedge.AT_LEAST, 4_000, None, Scope.TOTAL)


@pytest.mark.parametrize(
    ("text", "hedge", "high"),
    [
        ("Norbank does not expect the number of hacked customers to exceed 4,000.", Hedge.EXACT, 4_000),
        ("Data of 4,000 customers was stolen, and the price of shares is expected to rise.", Hedge.EXACT, 4_000),
        ("Data of 4,000 customers was stolen, a number that is not expected to rise.", Hedge.EXACT, 4_000),
        ("Data of 4,000 customers was stolen, and the number is expected to fall.", Hedge.EXACT, 4_000),
        ("Data of up to 4,000 customers was stolen, a figure that is expected to rise.", Hedge.UP_TO, 4_000),
    ],
)
def test_other_expectations_open_no_end(mentions, text: str, hedge: Hedge, high: int | None) -> None:
    (found,) = mentions(text, TITLE)
    assert (found.hedge, found.high) == (hedge, high)


def test_where_it_is_told_how_far_it_grows_the_first_number_keeps_its_end(mentions) -> None:
    now, then = mentions("The hack hit 4,000 customers, and the number is set to rise to 90,000.", TITLE)
    assert [(now.value, now.high), (then.value, then.high)] == [(4_000, 4_000), (90_000, 90_000)]


def test_a_count_that_has_grown_is_an_earlier_one(mentions) -> None:
    text = "Norbank was hacked. The number of victims has climbed beyond the 4,000 reported last week."
    (found,) = mentions(text, TITLE)
    assert found.scope is Scope.SUPERSEDED
