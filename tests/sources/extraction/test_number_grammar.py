"""The number grammar by its rules: what adds up and multiplies, what is a share, and what is not understood."""

import pytest

from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.numbers import find_numbers
from sources.extraction.lexicon import load_lexicon

LEXICON = load_lexicon("en")
VAGUE = (None, None)


def ends(phrase: str, noun: str = "tenants") -> list[tuple[object, object]]:
    plain = normalise(f"The leak exposed {phrase} {noun} in all")
    return [(number.low, number.high) for number in find_numbers(fold(plain), LEXICON, plain)]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        # a coefficient times all its magnitudes
        ("7 hundred thousand", 700_000),
        ("3.5 hundred thousand", 350_000),
        ("fourteen hundred", 1_400),
        ("two thousand million", 2_000_000_000),
        ("0.2 lakh crore", 200_000_000_000),
        ("9 lacs", 900_000),
        ("3.1 Cr", 31_000_000),
        ("6MM", 6_000_000),
        ("1.5 milliards of", 1_500_000_000),
        ("2 Mrd", 2_000_000_000),
        # fractions of it
        ("4¼ million", 4_250_000),
        ("½m", 500_000),
        ("3 1/4 million", 3_250_000),
        ("3/4 million", 750_000),
        ("4 and a half thousand", 4_500),
        ("four-and-a-half thousand", 4_500),
        ("two and three-quarter million", 2_750_000),
        ("three and half million", 3_500_000),
        ("a billion and a half", 1_500_000_000),
        ("three point four five million", 3_450_000),
        ("zero point six million", 600_000),
        # shares of a number
        ("a half-billion", 500_000_000),
        ("half of 7 million", 3_500_000),
        ("half-a-million", 500_000),
        ("half a dozen", 6),
        ("two thirds of 6,000", 4_000),
        ("three-quarters of a million", 750_000),
        # terms, each below the unit of the one before
        ("nine thousand two hundred and six", 9_206),
        ("3 crore 20 lakh", 32_000_000),
        ("one lakh ten thousand", 110_000),
        ("2 million 400 thousand", 2_400_000),
        ("nine hundred ninety thousand nine hundred ninety", 990_990),
        # other marks of decimals and groups
        ("3,7 million", 3_700_000),
        ("0,25 million", 250_000),
        (".75 million", 750_000),
        ("412.000", 412_000),
        ("2,345,678.00", 2_345_678),
        ("2.345.678,00", 2_345_678),
        ("2\u2019345\u2019678", 2_345_678),
        ("412\u2009000", 412_000),
        ("1.375 million", 1_375_000),
        # what stands between or behind
        ("64\u2060 million", 64_000_000),
        ("64 million\u00b2", 64_000_000),
        ("64 million3", 64_000_000),
        ("30-odd thousand", 30_000),
        ("a hundred-odd thousand", 100_000),
        ("3.3+ million", 3_300_000),
    ],
)
def test_a_number_is_worth_all_that_it_is_written_with(phrase: str, value: int) -> None:
    assert ends(phrase) == [(value, value)]


@pytest.mark.parametrize("bar", ["\u2044", "\u2215", "/"])
@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("1/2 million", [500_000]),
        ("3/4 million", [750_000]),
        ("3 1/4 million", [3_250_000]),
        ("1 1/2m", [1_500_000]),
        ("1/4 of 8,000", [2_000]),
        ("1/2 of 4 million", [2_000_000]),
        ("2/3 of 9 million", [6_000_000]),
        ("half or 1/2 a million", [500_000]),
        ("2/3 of", []),
        ("nearly 5/6 of the", []),
        ("1/3 of a million", [None]),
        ("2/3 million", [None]),
        ("24/7 for 5,000", [5_000]),
        ("9/11 and 400", [400]),
    ],
)
def test_a_fraction_is_one_number_whatever_its_bar(phrase: str, found: list[object], bar: str) -> None:
    assert [low for low, _ in ends(phrase.replace("/", bar))] == found


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("300k-400k", 300_000, 400_000),
        ("2.2m\u20132.5m", 2_200_000, 2_500_000),
        ("30-40,000", 30_000, 40_000),
        ("30 to 40,000", 30_000, 40_000),
        ("15-25 thousand", 15_000, 25_000),
        ("three to four hundred thousand", 300_000, 400_000),
        ("sixty to one hundred thousand", 60_000, 100_000),
        ("one hundred to two hundred thousand", 100_000, 200_000),
        ("between one hundred and two hundred", 100, 200),
        ("one to one and a half million", 1_000_000, 1_500_000),
        ("half a million to a million", 500_000, 1_000_000),
        ("300 000 to 400 000", 300_000, 400_000),
    ],
)
def test_the_ends_of_a_range_share_the_magnitude_that_is_written_once(phrase: str, low: int, high: int) -> None:
    assert ends(phrase) == [(low, high)]


@pytest.mark.parametrize(
    "phrase",
    [
        "several hundred thousand",
        "a few hundred million",
        "a couple hundred thousand",
        "a couple of million",
        "several 100,000",
        "hundreds",
        "tens-of-thousands of",
        "tens of thousand",
        "million",
        "NN million",
        "umpteen thousand",
        "hundred and sixty thousand",
        "64 something million",
        "64-ish million",
        "64 milion",
        "64 mill.",
        "64 'million'",
        "64 (sixty-four) million",
        "64k million",
        "6 thousands of",
        "twenty eleven",
        "a third of a million",
        "⅔ million",
        "1.23456789 million",
        "2.000 million",
        "several hundred to a thousand",
        "5-50,000",
        "20 to 1 million",
    ],
)
def test_a_magnitude_whose_coefficient_is_not_understood_has_no_value(phrase: str) -> None:
    assert ends(phrase) == [VAGUE]


@pytest.mark.parametrize(
    "phrase",
    [
        "one in six",
        "3 out of 8",
        "1 in 20 million",
        "2/3 of",
        "two thirds of",
        "6pc of",
        "6 pc of",
        "23.456",
        "6,000,00",
        "6.1e5",
        "4 x 10^5",
        "10\u2075",
    ],
)
def test_a_share_a_power_and_digits_that_may_be_either_are_no_numbers(phrase: str) -> None:
    assert ends(phrase) == []


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("in 2019 four million", [2019, 4_000_000]),
        ("on 3 May half a million", [3, 500_000]),
        ("100, 200 and 300", [100, 200, 300]),
        ("64 million and 500 thousand", [64_000_000, 500_000]),
        ("64 firms, thousands and 5 million", [64, None, 5_000_000]),
        ("64 firms millions of", [64, None]),
    ],
)
def test_numbers_that_stand_apart_are_not_put_together(phrase: str, found: list[object]) -> None:
    assert [low for low, _ in ends(phrase)] == found


def test_there_is_no_fraction_of_a_person(mentions) -> None:
    assert mentions("Hackers stole the data of 3.4 tenants.", "Norbank hacked") == ()


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("EUR30m", "EUR", 30_000_000),
        ("RMB 6 billion", "CNY", 6_000_000_000),
        ("Rs7,000", "INR", 7_000),
        ("£3½m", "GBP", 3_500_000),
        ("€2,5m", "EUR", 2_500_000),
        ("£700.000", "GBP", 700_000),
        ("30 m€", "EUR", 30_000_000),
        ("6 million rand", "ZAR", 6_000_000),
        ("6 million lira", "TRY", 6_000_000),
        ("6 million Danish kroner", "DKK", 6_000_000),
        ("6,000 lei", "RON", 6_000),
        ("several hundred thousand euros", "EUR", None),
    ],
)
def test_a_sum_is_read_by_the_same_grammar(text: str, currency: str, value: int | None) -> None:
    plain = normalise(f"The watchdog fined Norbank {text} in May")
    (found,) = find_numbers(fold(plain), LEXICON, plain)
    assert (found.currency, found.value, plain[found.start : found.end]) == (currency, value, text)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("A Copenhagen court fined Norbank 6 million kroner.", "DKK"),
        ("Norway's watchdog fined Norbank 6 million kroner.", "NOK"),
        ("Norbank of Dubai was fined 6m dirhams.", "AED"),
        ("Mexican authorities fined Norbank 6 million pesos.", "MXN"),
        ("The Swiss court fined Norbank 6 million francs.", "CHF"),
        ("Norbank was fined 6 million kroner.", None),
        ("Norbank, which is in Oslo and in Copenhagen, was fined 6 million kroner.", None),
        ("Danish bank Norbank was fined 6 million kronerx.", None),
    ],
)
def test_a_currency_of_several_countries_is_that_of_the_only_one_told_of(text: str, currency: str | None) -> None:
    plain = normalise(text)
    (found,) = find_numbers(fold(plain), LEXICON, plain)
    assert (found.currency, found.value) == (currency, 6_000_000)


def test_a_range_of_sums_has_the_currency_of_its_ends() -> None:
    (found,) = find_numbers("$1.2m-$1.5m", LEXICON)
    assert (found.currency, found.low, found.high) == ("USD", 1_200_000, 1_500_000)
