"""Numbers in words for people."""

import pytest

from incidents.figures.assertion import Bucket
from incidents.figures.number_words import spell, spell_amount, spell_in, spell_money
from incidents.figures.quantity import Quantity
from incidents.site.words import counted_words
from incidents.vocabulary import Metric, Unit


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (999_999, "999,999"),
        (1_000_000, "1 million"),
        (145_500_000, "145.5 million"),
        (1_234_567, "1,234,567"),
        (1_000_000_000, "1 billion"),
        (2_000_000_000_000, "2 trillion"),
    ],
)
def test_round_numbers_are_told_in_words(number: int, words: str) -> None:
    assert spell(number) == words


@pytest.mark.parametrize(
    ("amount_minor", "currency", "words"),
    [
        (50_000_000, "GBP", "GBP 500,000"),
        (500_000_000_000, "USD", "USD 5 billion"),
        (123_456, "EUR", "EUR 1,234.56"),
        (1_500, "JPY", "JPY 1,500"),
    ],
)
def test_money_is_told_in_major_units(amount_minor: int, currency: str, words: str) -> None:
    assert spell_money(amount_minor, currency) == words


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, Unit.PEOPLE, "1 person"),
        (1, Unit.EMAIL_ADDRESSES, "1 email address"),
        (1, Unit.PAYMENT_CARDS, "1 payment card"),
        (1, Unit.OTHER, "1 item"),
        (2, Unit.PEOPLE, "2 people"),
        (1_000_000, Unit.RECORDS, "1 million records"),
    ],
)
def test_one_is_no_plural(number: int, unit: Unit, words: str) -> None:
    assert spell_amount(Quantity(number, number, number), Bucket(Metric.AFFECTED, unit)) == words
    assert counted_words(number, unit) == words


def test_only_money_is_told_with_its_currency() -> None:
    assert spell_in(50_000_000, Bucket(Metric.FINE, Unit.MONEY, "GBP")) == "GBP 500,000"
    assert spell_in(50_000_000, Bucket(Metric.AFFECTED, Unit.PEOPLE)) == "50 million"
