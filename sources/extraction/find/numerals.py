"""The value of a number as it is written, by a grammar of five rules.

| rule   | is                                                  | for example                                |
| ------ | --------------------------------------------------- | ------------------------------------------ |
| vague  | magnitudes whose coefficient is no number           | several hundred thousand, tens of millions |
| share  | a fraction of a sum                                 | half a million, two thirds of 3 million    |
| sum    | terms, each smaller than the unit of the one before | two thousand five hundred, 2 crore 50 lakh |
| term   | a coefficient times all its magnitudes              | 1.5 lakh crore, 2½ million, 40-odd thousand |
| broken | what begins like a number, and goes on unlike one   | 40 something thousand, twenty nineteen     |

What is broken, and what comes to no whole number though it has a magnitude, is vague: it stands for some number, and
for none that can be told.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod
from re import Match

from sources.extraction.lexicon.numbering import NumberWords
from sources.extraction.mention import Amount

Exact = int | Fraction  # ints where possible: Fractions are slow

_MOST_DIGITS = 15
MOST_CHARACTERS = _MOST_DIGITS + 6  # of a numeral in digits, with the marks between its groups
_MOST_TERMS = 6
_SAME_MARKS = re.compile(r"\d{1,3}(?P<mark>, |[ ,'.])\d{3}(?:(?P=mark)\d{3})*(?:(?!(?P=mark))[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?")
_DECIMAL = re.compile(r"\d*(?:\. ?\d+|,\d\d?)")
_SINGLE_STOP = re.compile(r"\d{1,3}\.\d{3}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number expression: half-open span, its value (None when vague), and how it is written.

    scale      the product of its magnitudes, 1 without one
    magnitude  the last of them, which "50 to 60 thousand" shares
    """

    start: int
    end: int
    value: Amount | None
    scale: int
    magnitude: int
    style: str  # "grouped", "plain", "decimal", "words", "vague"


@dataclass(frozen=True, slots=True)
class _Term:
    end: int
    value: Exact
    scale: int
    magnitude: int
    style: str
    short: bool  # its magnitude is a letter: "4k"


def whole(amount: Decimal | int) -> Amount:
    """The same number as an int where it is one."""
    return int(amount) if amount % 1 == 0 else amount


def read_numeral(folded: str, start: int, words: NumberWords) -> Numeral | None:
    """The number that begins there; None where digits or words are none (12,34)."""
    vague = words.vague.match(folded, start)
    if vague:
        return _vague(start, vague.end())
    share = words.share.match(folded, start)
    numeral = _share(folded, share, words) if share else _sum(folded, start, words)
    if numeral is None:
        return None
    if _YEAR.fullmatch(folded, numeral.start, numeral.end):
        return numeral  # "in 2019 hundreds of thousands"
    broken = words.broken.match(folded, numeral.end)
    if broken is None and numeral.style == "words":
        broken = words.again.match(folded, numeral.end)
    return _vague(start, broken.end()) if broken else numeral


def _vague(start: int, end: int) -> Numeral:
    return Numeral(start, end, None, 1, 1, "vague")


def _share(folded: str, share: Match[str], words: NumberWords) -> Numeral | None:
    """The share of a sum: of one in words if no "of" leads to it."""
    if not share["of"] and not folded[share.end() : share.end() + 1].isalpha():
        return None
    whole = _sum(folded, share.end(), words)
    if whole is None or whole.value is None or _YEAR.fullmatch(folded, whole.start, whole.end):
        return None
    value = Fraction(whole.value) * _fraction(share, words)
    if value.denominator > 1:
        return _vague(share.start(), whole.end)
    return Numeral(share.start(), whole.end, int(value), whole.scale, whole.magnitude, "words")


def _fraction(share: Match[str], words: NumberWords) -> Fraction:
    if share["part"]:
        return _part(share["part"])
    count = share["count"] or ""
    numerator = int(count) if count.isdigit() else _in_words(count, words)
    return Fraction(numerator, words.fractions[share["fraction"]])


def _sum(folded: str, start: int, words: NumberWords) -> Numeral | None:
    first = last = _term(folded, start, words)
    if first is None or last is None:
        return None
    value = first.value
    for _ in range(_MOST_TERMS):
        following = _following(folded, last, words)
        if following is None:
            break
        value, last = value + following.value, following
    if value.denominator == 1:
        amount: Amount | None = int(value)
    else:
        amount = Decimal(value.numerator) / value.denominator if first.scale == 1 else None
    style = first.style if amount is not None else "vague"
    return Numeral(start, last.end, amount, first.scale, first.magnitude, style)


def _following(folded: str, last: _Term, words: NumberWords) -> _Term | None:
    """The term that is added to the last one. Numbers in digits add up only if both have magnitudes."""
    link = words.link.match(folded, last.end) if last.scale > 1 else None
    term = _term(folded, link.end(), words) if link else None
    if link is None or term is None or term.value >= last.scale:
        return None
    if last.style == "words" or term.style == "words":
        return term if last.style == term.style or (term.scale > 1 and not link["and"]) else None
    return term if term.scale > 1 and not link["and"] and last.short is term.short else None


def _term(folded: str, start: int, words: NumberWords) -> _Term | None:
    match = words.digits.match(folded, start) or words.words.match(folded, start)
    if match is None or not match[0]:
        return None
    in_digits = match.re is words.digits
    units = [words.magnitudes[word] for word in _WORD.findall(match["magnitude"] or "") if word in words.magnitudes]
    if in_digits and match["short"]:
        units = [words.short_magnitudes[match["short"]]]
    coefficient = _in_digits(match, scaled=bool(units)) if in_digits else _coefficient(match, words)
    if coefficient is None:
        return None
    scale = prod(units)
    value = (coefficient + _half(match, words)) * scale
    style = _style(match["digits"]) if in_digits else "words"
    short = in_digits and bool(match["short"])
    return _Term(match.end(), value, scale, units[-1] if units else 1, style, short) if value else None


def _half(match: Match[str], words: NumberWords) -> Exact:
    """What "and a half" adds to a coefficient: before its magnitude, or behind it."""
    fraction = match["half"] or match["half_after"]
    return Fraction(_in_words(match["half_count"] or "", words), words.fractions[fraction]) if fraction else 0


def _style(digits: str) -> str:
    if digits.isdigit():
        return "plain"
    return "decimal" if _DECIMAL.fullmatch(digits) and not digits.endswith(".000") else "grouped"


def _in_digits(match: Match[str], *, scaled: bool) -> Exact | None:
    """The coefficient of a match of `words.digits`; None where the grouping is no number or is too long."""
    digits = match["digits"]
    part = _part(match["part"]) if match["part"] else 0
    if not digits:
        return part
    if len(digits) > MOST_CHARACTERS or (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()):
        return None
    value = _ungrouped(digits, scaled=scaled)
    return None if value is None else value + part


def _ungrouped(digits: str, *, scaled: bool) -> Exact | None:
    """The number without the marks between its groups, `scaled` by a magnitude or not.

    Behind a single stop three digits are decimals where a magnitude follows, and thousands where they are zeros.
    """
    zeros = digits.endswith(".000")
    if digits.isdigit():
        return int(digits)
    if _SINGLE_STOP.fullmatch(digits) and scaled == zeros:
        return None
    if _DECIMAL.fullmatch(digits) and (scaled or "." in digits) and not zeros:
        return Fraction(digits.replace(" ", "").replace(",", "."))
    grouped = _SAME_MARKS.fullmatch(digits)
    if (grouped is None and _INDIAN.fullmatch(digits) is None) or digits[0] == "0":
        return None
    whole, _, decimals = digits.replace(grouped["mark"] if grouped else ",", "").replace(",", ".").partition(".")
    return Fraction(f"{whole}.{decimals}") if decimals else int(whole)


def _part(text: str) -> Fraction:
    """The value of ½ or 1/2."""
    if len(text) > 1:
        return Fraction(text)
    return Fraction(unicodedata.numeric(text)).limit_denominator(10)


def _coefficient(match: Match[str], words: NumberWords) -> Exact:
    value: Exact = _in_words(match["words"], words)
    for place, digit in enumerate(_WORD.findall(match["decimals"] or ""), start=1):
        value += Fraction(words.ones[digit], 10**place)
    return value


def _in_words(phrase: str, words: NumberWords) -> int:
    """The value of "two hundred and fifty"; 1 for an article and for nothing."""
    value = None
    for word in _WORD.findall(phrase):
        if word in words.magnitudes:
            value = (value or 1) * words.magnitudes[word]
        elif word in words.ones:
            value = (value or 0) + words.ones[word]
    return 1 if value is None else value
