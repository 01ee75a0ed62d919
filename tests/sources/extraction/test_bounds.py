"""Hedges, and what a negation makes of them."""

import pytest

MILLION = 1_000_000


@pytest.mark.parametrize(
    ("hedge", "low", "high"),
    [
        ("up to", None, 5),
        ("as many as", None, 5),
        ("no more than", None, 5),
        ("at most", None, 5),
        ("fewer than", None, 5),
        ("less than", None, 5),
        ("at least", 5, None),
        ("no fewer than", 5, None),
        ("more than", 5, None),
        ("well over", 5, None),
        ("north of", 5, None),
        ("in excess of", 5, None),
        ("upwards of", 5, None),
        ("about", 5, 5),
        ("roughly", 5, 5),
        ("nearly", 5, 5),
        ("an estimated", 5, 5),
        ("in the region of", 5, 5),
        ("", 5, 5),
        ("up to another", None, 5),
    ],
)
def test_a_hedge_bounds_its_number(mentions, hedge: str, low: int | None, high: int | None) -> None:
    (found,) = mentions(f"The intruders copied the records of {hedge} 5 million patients.")
    ends = [None if end is None else end * MILLION for end in (low, high)]
    assert [found.low, found.high] == ends
    assert found.value == 5 * MILLION


@pytest.mark.parametrize(
    ("after", "low", "high"),
    [("or more patients", 5_000, None), ("patients", 5_000, 5_000), ("or so patients", 5_000, 5_000)],
)
def test_a_hedge_may_follow_its_number(mentions, after: str, low: int | None, high: int | None) -> None:
    (found,) = mentions(f"The breach exposed the data of 5,000 {after}.")
    assert (found.low, found.high) == (low, high)


def test_more_than_under_a_negation_is_no_more_than(mentions) -> None:
    (found,) = mentions("The broker never obtained more than 40,000 files of patients, the leak report says.")
    assert (found.low, found.high, found.negated) == (None, 40_000, False)


def test_failing_to_protect_up_to_a_number_keeps_its_bound(mentions) -> None:
    (found,) = mentions("The lender did not protect the personal data of up to 90,000 borrowers.")
    assert (found.low, found.high, found.negated) == (None, 90_000, False)


def test_a_comparison_with_a_known_number_is_no_bound(mentions) -> None:
    found = mentions("The shop lost data of 2 million buyers. That is under the 7 million stolen records first feared.")
    assert (found[1].low, found[1].high) == (7_000_000, 7_000_000)


def test_a_range_of_counts_has_no_single_value(mentions) -> None:
    (found,) = mentions("Between 7,000 and 8,000 tenants had their bank details stolen.")
    assert (found.value, found.low, found.high, found.hedge) == (None, 7_000, 8_000, "between")


def test_an_upper_limit_may_be_named_after_the_number(mentions) -> None:
    (found,) = mentions("The theft hit 61,000 members as an upper limit, the club says.")
    assert (found.low, found.high) == (None, 61_000)
