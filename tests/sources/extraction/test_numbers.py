"""Every way of writing a number, and what only looks like one."""

from decimal import Decimal

import pytest

from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.numbers import find_numbers
from sources.extraction.lexicon import load_lexicon

LEXICON = load_lexicon("en")


def numbers(text: str) -> list[tuple[str, object, object]]:
    plain = normalise(text)
    return [(text[n.start : n.end], n.low, n.high) for n in find_numbers(fold(plain), LEXICON, plain)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u202f234\u202f567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("3,50,000", 350_000),
        ("12,34,567", 1_234_567),
        ("87 million", 87_000_000),
        ("87m", 87_000_000),
        ("87M", 87_000_000),
        ("143-million", 143_000_000),
        ("1.2bn", 1_200_000_000),
        ("533 Mln", 533_000_000),
        ("650k", 650_000),
        ("45 lakh", 4_500_000),
        ("1.3 crore", 13_000_000),
        ("half a million", 500_000),
        ("a quarter of a million", 250_000),
        ("two and a half million", 2_500_000),
        ("two dozen", 24),
        ("thirty thousand", 30_000),
        ("forty-seven", 47),
        ("one hundred and fifty thousand", 150_000),
        ("one hundred thirteen thousand", 113_000),
        ("a million", 1_000_000),
        ("33. 7 million", 33_700_000),
        ("147, 500", 147_500),
        ("1.5", Decimal("1.5")),
        ("\uff15\uff10\uff10\uff10", 5_000),
    ],
)
def test_a_number_is_read_in_every_way_of_writing_it(text: str, value: object) -> None:
    assert numbers(f"There were {text} of them") == [(text, value, value)]


@pytest.mark.parametrize(
    ("text", "span", "low", "high"),
    [
        ("between 3 and 5 million", "3 and 5 million", 3_000_000, 5_000_000),
        ("50 to 60 million", "50 to 60 million", 50_000_000, 60_000_000),
        ("1-2 million", "1-2 million", 1_000_000, 2_000_000),
        ("550,000 to 1.1 million", "550,000 to 1.1 million", 550_000, 1_100_000),
        ("ranges between 550,000 up to 1 million", "550,000 up to 1 million", 550_000, 1_000_000),
        ("anywhere from 200 to 300", "200 to 300", 200, 300),
        ("between $3 and $5 million", "$3 and $5 million", 3_000_000, 5_000_000),
    ],
)
def test_a_range_has_both_ends(text: str, span: str, low: int, high: int) -> None:
    assert numbers(text) == [(span, low, high)]


def test_a_figure_raised_from_one_number_to_another_is_no_range() -> None:
    assert [span for span, _, _ in numbers("was raised from 40,000 to 50,000")] == ["40,000", "50,000"]


@pytest.mark.parametrize("text", ["millions", "hundreds of thousands", "tens of millions", "several hundred", "dozens"])
def test_a_vague_number_stays_vague(text: str) -> None:
    assert numbers(f"exposed {text} of names") == [(text, None, None)]


@pytest.mark.parametrize(
    "text",
    [
        "4% of users",
        "4 per cent of users",
        "CVE-2017-5638",
        "MS17-010",
        "a 29-year-old man",
        "a 64-bit system",
        "release 1.2.3.4",
        "call 0800 123 456",
        "at 5 p.m.",
        "on 12/05/2019",
        "Capital One customers",
        "12,34 customers",
        "the 1990's",
        "7" * 40,
    ],
)
def test_what_only_looks_like_a_quantity_is_passed_over(text: str) -> None:
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("$5m", "USD"),
        ("US$5m", "USD"),
        ("A$5m", "AUD"),
        ("£500,000", "GBP"),
        ("€1.5m", "EUR"),
        ("EUR 10,000", "EUR"),
        ("65 billion euros", "EUR"),
        ("12 million pounds", "GBP"),
        ("Rs 40 crore", "INR"),
        ("10,000 CHF", "CHF"),
    ],
)
def test_money_keeps_its_currency_in_its_span(text: str, currency: str) -> None:
    found = list(find_numbers(fold(normalise(f"It paid {text} today")), LEXICON))
    assert [(n.currency, n.end - n.start) for n in found] == [(currency, len(text))]
