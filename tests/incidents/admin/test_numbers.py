"""Numbers as they are typed and as they are shown."""

from typing import NamedTuple

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from incidents.admin.numbers import as_typed, bounds_words, bucket_words, typed_number
from incidents.figures.assertion import Bucket
from incidents.figures.number_words import held_words
from incidents.vocabulary import Metric, Scope, Unit

PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)


class HeldNumbers(NamedTuple):
    low: int | None
    best: int | None
    high: int | None


@pytest.mark.parametrize(
    ("text", "currency", "number"),
    [
        ("87000000", "", 87_000_000),
        ("87,000,000", "", 87_000_000),
        ("87 000 000", "", 87_000_000),
        ("87 million", "", 87_000_000),
        ("1.5bn", "", 1_500_000_000),
        ("212k", "", 212_000),
        ("500,000", "GBP", 50_000_000),
        ("0.5", "EUR", 50),
        ("1,000", "JPY", 1_000),
        ("1.234", "KWD", None),
        ("87.000", "", None),
        ("0.5", "", None),
        ("87 mill", "", None),
        ("-1", "", None),
        ("", "", None),
        ("1e9", "", None),
        ("8,7", "", None),
        ("8,7 million", "", None),
        ("0,5", "EUR", None),
        ("1,5bn", "", None),
        ("12,34,5", "", None),
        ("87,0000", "", None),
        ("1,000,00", "", None),
        ("12 34", "", None),
        ("1,000 000", "", None),
        ("1'00", "", None),
        ("8,", "", None),
        ("1000,5", "", None),
        ("3,2,1 million", "", None),
        ("12,34,567", "", 1_234_567),
        ("1,000.50", "GBP", 100_050),
        ("1'234'567", "", 1_234_567),
        ("87\u202f000\u202f000", "", 87_000_000),
    ],
)
def test_a_typed_number_is_read_or_refused(text: str, currency: str, number: int | None) -> None:
    if number is None:
        with pytest.raises(ValidationError):
            typed_number(text, currency)
    else:
        assert typed_number(text, currency) == number


@given(st.integers(0, 2**63 - 1), st.sampled_from(["", "EUR", "JPY"]))
def test_what_is_shown_for_typing_is_read_back_as_the_same(number: int, currency: str) -> None:
    assert typed_number(as_typed(number, currency), currency) == number


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (30, 87, "30 to 87"),
        (None, 87, "up to 87"),
        (30, None, "at least 30"),
        (87, 87, "87"),
        (None, None, ""),
        (0, 0, "0"),
    ],
)
def test_an_open_end_is_told_as_open_and_never_as_zero(low: int | None, high: int | None, words: str) -> None:
    assert bounds_words(low, high, PEOPLE) == words


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (30, 87, 87, "87 (30 to 87)"),
        (None, 87, 87, "up to 87"),
        (87, 87, None, "at least 87"),
        (None, 87, 90, "87 (up to 90)"),
        (80, 87, None, "87 (at least 80)"),
        (87, 87, 87, "87"),
        (None, 87, None, "87"),
        (None, None, None, "unknown"),
    ],
)
def test_a_figure_tells_each_number_once(low: int | None, best: int | None, high: int | None, words: str) -> None:
    assert held_words(HeldNumbers(low, best, high), PEOPLE) == words


@pytest.mark.parametrize(
    ("bucket", "words"),
    [
        (PEOPLE, "affected people"),
        (Bucket(Metric.RECORDS, Unit.RECORDS), "records"),
        (Bucket(Metric.MARKET_VALUE_LOSS, Unit.MONEY, "EUR"), "market value loss (EUR)"),
        (Bucket(Metric.AFFECTED, Unit.PEOPLE, "", Scope.SUBSET, "GB"), "affected people, subset: GB"),
    ],
)
def test_a_bucket_is_named_in_words(bucket: Bucket, words: str) -> None:
    assert bucket_words(bucket) == words
