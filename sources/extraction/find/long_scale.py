"""The value of a number as German, French and Spanish write it, term by term.

| the number                                   | is                                                          |
| -------------------------------------------- | ----------------------------------------------------------- |
| 87.000, 87 000, 87'000                       | 87,000: one mark before every three digits                  |
| 1,5 Mio., 1.5 millones                       | 1,500,000: after any other mark stand decimals              |
| 3,2 Mrd., 3.200 millones, tres mil millones  | thousands of millions; a Billion is a million millions      |
| zweieinhalb Millionen, deux millions et demi | halves, where they come to a whole number                   |
| zweihundertfünfzigtausend, mil quinientos    | terms that add up, each smaller than what the last counts in |
| mehrere Millionen, 12.34.567, zwei drei      | not understood: vague, or no number                         |
"""

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import prod
from re import Match

from sources.extraction.find.numerals import Numeral
from sources.extraction.lexicon.review_words import LongScaleWords

_MOST_WORDS = 12
_MOST_DIGITS = 21  # with their marks
_THOUSAND, _HUNDRED, _SCORE, _TEN = 1000, 100, 20, 10
_GROUP = 3  # digits


def read_long_scale(folded: str, start: int, words: LongScaleWords) -> Numeral | None:
    """The number that begins there; vague where it is not understood, None where digits or words are none."""
    vague = words.vague.match(folded, start)
    if vague:
        return Numeral(start, vague.end(), None, 1, 1, "vague")
    number = _LongScaleNumber(folded, start, words)
    return number.numeral() if number.read() else None


class _LongScaleNumber:
    """Reads on from term to term. `_terms` are finished, each with its magnitudes; `_part` waits for one."""

    def __init__(self, folded: str, start: int, words: LongScaleWords) -> None:
        self._folded, self._start, self._end, self._words = folded, start, start, words
        self._terms: list[tuple[Fraction, list[int]]] = []
        self._part: Fraction | None = None
        self._last = 0  # what was added to the part last
        self._marked = ""  # how it is written, if in digits
        self._understood = True

    def read(self) -> bool:
        """Whether there is a number, which may be one that is not understood."""
        if self._folded[self._start].isdigit() and not self._digits(self._start):
            return False
        whole = vars(self).copy()  # up to the last word that ends where a term does: "Eintrag" is no "ein"
        for _ in range(_MOST_WORDS):
            if not any(self._takes(place, joined=joined) for place, joined in self._places()):
                break
            if not self._folded[self._end - 1 : self._end + 1].isalpha() or self._end == len(self._folded):
                whole = {**vars(self), "_terms": self._terms.copy()}
        vars(self).update(whole)
        return self._end > self._start

    def numeral(self) -> Numeral:
        """What was read; vague where it is not understood, or comes to no whole number though it has a magnitude."""
        value = sum((term * prod(units) for term, units in self._terms), self._part or Fraction(0))
        units = self._terms[0][1] if self._terms else []
        scale = prod(units)
        before = (self._folded, max(0, self._start - _SCORE), self._start)
        is_bare = self._words.magnitude.match(self._folded, self._start) is not None
        several = is_bare and self._words.quantifier.search(*before) is not None
        if (
            not self._understood
            or several
            or self._words.point.search(*before)
            or not value
            or (value.denominator > 1 and units)
        ):
            return Numeral(self._start, self._end, None, 1, 1, "vague")
        amount = int(value) if value.denominator == 1 else Decimal(value.numerator) / value.denominator
        return Numeral(self._start, self._end, amount, scale, units[-1] if units else 1, self._marked or "words")

    def _places(self) -> Iterator[tuple[int, bool]]:
        """Where the next term may begin, and whether "and" leads to it."""
        if self._end == self._start:
            yield self._start, False
            return
        joint = self._words.joint.match(self._folded, self._end)
        if joint and (joint[0].strip(" -") == joint[0]) == self._words.in_one_word:
            yield joint.end(), True
        if self._folded[self._end : self._end + 1] in (" ", "-"):
            yield self._end + 1, False
        elif self._words.in_one_word:
            yield self._end, False

    def _takes(self, place: int, *, joined: bool) -> bool:
        """Whether a term begins there; it is taken in then."""
        words, folded = self._words, self._folded
        half = words.half_after.match(folded, self._end) if self._terms and self._part is None else None
        if half:
            self._terms[-1] = self._terms[-1][0] + Fraction(1, 2), self._terms[-1][1]
            self._end = half.end()
            return True
        for pattern, take in ((words.half, self._half), (words.magnitude, self._magnitude), (words.value, self._value)):
            match = pattern.match(folded, place)
            if match and self._is_whole(match) and take(match[0], joined=joined):
                self._end = match.end() + (match[0] in words.abbreviated and folded.startswith(".", match.end()))
                return True
        return not joined and bool(self._terms) and self._part is None and self._digits(place, more=True)

    def _is_whole(self, match: Match[str]) -> bool:
        """Whether the word ends there, if numbers are not written in one."""
        return self._words.in_one_word or not self._folded[match.end() : match.end() + 1].isalpha()

    def _half(self, word: str, *, joined: bool) -> bool:
        halves = self._words.halves[word]
        if joined or self._terms or self._part not in (None, 1) or (self._part == 1 and halves > 1):
            return False
        self._part, self._last = Fraction(halves, 2), 1
        return True

    def _magnitude(self, word: str, *, joined: bool) -> bool:
        size = self._words.magnitudes[word]
        if joined:
            return False
        if self._part is None and self._terms and size > _HUNDRED:  # "mil millones"
            if self._terms[-1][1][-1] < size and len(self._terms) == 1:
                self._terms[-1][1].append(size)
                return True
            self._understood = False
        elif self._part is None and not self._terms and word not in self._words.bare:
            self._understood = False
        part = Fraction(1) if self._part is None else self._part
        before = sum((term * prod(units) for term, units in self._terms), part)
        if self._terms and self._part is not None and self._terms[-1][1][-1] < before < size:
            self._terms, self._part, self._last = [(before, [size])], None, 0  # "dos mil quinientos millones"
            return True
        if size == _HUNDRED and not self._marked:
            self._understood = self._understood and part < _HUNDRED
            self._part, self._last = part * size, size
            return True
        self._understood = self._understood and (not self._terms or size < self._terms[-1][1][-1])
        self._terms.append((part, [size]))
        self._part, self._last = None, 0
        return True

    def _value(self, word: str, *, joined: bool) -> bool:
        if self._marked and self._part is not None:
            return False
        value = self._words.values[word]
        reversed_ = joined and self._words.in_one_word and 0 < self._last < _TEN and value >= _SCORE
        smaller = self._last >= _HUNDRED or value < _TEN <= self._last or (value < _SCORE <= self._last)
        if self._part is not None and not (reversed_ or smaller):
            self._understood = self._understood and joined
            return not joined
        self._part, self._last = (self._part or 0) + Fraction(value), value
        return True

    def _digits(self, place: int, *, more: bool = False) -> bool:
        """Take in a number in digits; one `more` of them adds to a term: "2 millions 500 mille", "3 mil 200"."""
        match = self._words.digits.match(self._folded, place)
        if match is None or len(match["digits"]) > _MOST_DIGITS:
            return False
        letter = self._words.letter.match(self._folded, match.end())
        rest = match.end() + self._folded.startswith((" ", "-"), match.end())
        unit = self._words.magnitude.match(self._folded, rest)
        value = _ungrouped(match["digits"], scaled=bool(letter or unit), comma_groups=self._words.comma_groups)
        if value is None or (more and not self._adds(value, unit[0] if unit else "")):
            return False
        if match["part"]:
            value += Fraction(unicodedata.numeric(match["part"])).limit_denominator(_TEN)
        self._part, self._end, self._marked = value, match.end(), _style(match["digits"])
        if letter:
            self._terms.append((value, [self._words.letters[letter["letter"]]]))
            self._part, self._end = None, letter.end()
        return True

    def _adds(self, value: Fraction, unit: str) -> bool:
        """Whether a number in digits belongs to the term before it. What is less than that counts in, and has no
        magnitude itself, is understood of thousands alone: "2 millones 500" may be either."""
        size = self._terms[-1][1][-1]
        if unit:
            return self._words.magnitudes[unit] < size
        self._understood = self._understood and (size == _THOUSAND or value >= size)
        return value < size


def _style(digits: str) -> str:
    if digits.isdigit():
        return "plain"
    return "decimal" if len(digits.rpartition(",")[2]) != _GROUP and "," in digits else "grouped"


def _ungrouped(digits: str, *, scaled: bool, comma_groups: bool) -> Fraction | None:
    """The number without its marks; None where it is not sure what they mean.

    "1,500" are decimals before a magnitude, unless the language's readers group with commas as well; without one it is
    a group there, and else not understood.
    """
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return None
    bare = digits.replace(" ", "").replace("'", "")
    stops, commas = bare.count("."), bare.count(",")
    behind_comma, behind_stop = (len(bare.rpartition(mark)[2]) for mark in ",.")
    if commas == 1 and not stops and behind_comma == _GROUP and bare == digits:
        if scaled == comma_groups:
            return None
        return Fraction(bare.replace(",", "" if comma_groups else "."))
    if commas > 1 or (commas and stops and bare.rfind(".") > bare.rfind(",")):
        return Fraction(bare.replace(",", ""))
    if stops and (stops > 1 or behind_stop == _GROUP or commas):
        bare = bare.replace(".", "")
    return Fraction(bare.replace(",", "."))
