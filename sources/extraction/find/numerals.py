"""The value of a number as it is written."""

from dataclasses import dataclass
from decimal import Decimal
from re import Match

from sources.extraction.lexicon.words import NumberWords
from sources.extraction.mention import Amount

_MOST_DIGITS = 15
MOST_CHARACTERS = _MOST_DIGITS + 6  # of a numeral in digits, with the marks between its groups


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number expression: half-open span, its value (None when vague), and how it is written.

    scale  the magnitude word's factor, 1 without one
    mantissa the number before its magnitude, which "50 to 60 million" shares
    """

    start: int
    end: int
    value: Amount | None
    mantissa: Amount | None
    scale: int
    style: str  # "grouped", "plain", "decimal", "words", "vague"


def whole(amount: Decimal) -> Amount:
    """The same number as an int where it is one."""
    return int(amount) if amount == amount.to_integral_value() else amount


def from_digits(match: Match[str], words: NumberWords) -> Numeral | None:
    """The numeral of a match of `words.digits`; None where the grouping is no number (12,34) or is too long."""
    digits = match["digits"]
    if len(digits) > MOST_CHARACTERS:
        return None
    mantissa = _ungrouped(digits)
    if mantissa is None:
        return None
    unit = match["magnitude"] or match["short"]
    scale = words.magnitudes.get(unit) or words.short_magnitudes[unit] if unit else 1
    style = "grouped" if digits[-1].isdigit() and not digits.isdigit() and "." not in digits[-4:] else "plain"
    if "." in digits and style == "plain":
        style = "decimal"
    return Numeral(match.start(), match.end(), whole(mantissa * scale), whole(mantissa), scale, style)


def _ungrouped(digits: str) -> Decimal | None:
    if ". " in digits:
        return Decimal(digits.replace(" ", ""))
    for mark in (", ", ",", "'", " "):
        if mark in digits:
            return _joined(digits, mark)
    if digits.count(".") > 1:
        return Decimal(digits.replace(".", ""))
    if len(digits) > 1 and digits[0] == "0" and digits[1] != ".":
        return None
    return Decimal(digits)


def _joined(digits: str, mark: str) -> Decimal | None:
    """The groups as one number: 1,234,567 and 3,50,000, the last of three digits, those before it of two or three."""
    head, *groups = digits.partition(".")[0].split(mark)
    even = len({len(group) for group in groups[:-1]}) <= 1
    if len(groups[-1]) != 3 or not even or head.startswith("0"):
        return None
    return Decimal(digits.replace(mark, ""))


def from_words(start: int, phrase: str, words: NumberWords) -> Numeral | None:
    """The numeral of "thirty thousand", "half a million", "two and a half million", "a dozen"."""
    total, group, scale = Decimal(0), Decimal(0), 1
    fraction = Decimal(0)
    for index, word in enumerate(_words(phrase, words)):
        if word.replace("_", " ") in words.fractions:
            fraction = Decimal(str(words.fractions[word.replace("_", " ")]))
        elif word in words.ones:
            if group % 10 and words.ones[word] < 10 and index:
                return None
            group += words.ones[word]
        elif word in words.magnitudes:
            factor = words.magnitudes[word]
            group = (group + fraction or Decimal(1)) * factor
            fraction = Decimal(0)
            scale = max(scale, factor)
            if factor > 100:
                total, group = total + group, Decimal(0)
    value = total + group
    if not value or fraction:
        return None
    return Numeral(start, start + len(phrase), whole(value), whole(value / scale), scale, "words")


def _words(phrase: str, words: NumberWords) -> list[str]:
    """The words, a fraction of several of them as one: "three quarters of a million"."""
    for fraction in words.fractions:
        if " " in fraction or "-" in fraction:
            phrase = phrase.replace(fraction, fraction.replace(" ", "_").replace("-", "_"))
    return phrase.replace("-", " ").split()
