"""Whether a number and the words that are said to print it agree.

| printed                       | may be                                                  |
| ----------------------------- | ------------------------------------------------------- |
| `9 million`, `9m`, `9 Mio.`   | 9,000,000                                               |
| `816.000`, `1,234,567`        | 816000 and 816 as well, where the sign may be a point   |
| `3 to 5 million`              | 3 or 3,000,000, and 5,000,000                           |
| `2 Billionen`                 | 2 times 10**9 or 10**12: languages differ               |
| `nine`, `½`, `12%`            | nothing that can be compared                            |

It decides nothing by itself: where they do not agree, a person is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from incidents.rounding import rounded_from
from incidents.vocabulary import Hedge

_LONGEST: Final = 100  # characters of what is printed
_SCALES: Final = (
    (re.compile(r"k|thousands?|tausend|mille|mil|duizend|tusen"), (3,)),
    (re.compile(r"lakhs?|lacs?"), (5,)),
    (re.compile(r"m|mn|mm|mln|mio|mi[lj]+i?[oó]\w*"), (6,)),
    (re.compile(r"crores?|cr"), (7,)),
    (re.compile(r"mrd|mia|mld|mi[lj]+i?ard\w*"), (9,)),
    (re.compile(r"b|bn|bil+i?[oó]\w*"), (9, 12)),
    (re.compile(r"tn|tril+i?[oó]\w*"), (12, 18)),
)
_NUMBER = re.compile(r"(?<![\w.,])(\d+(?:[.,'\u2019 ]\d+)*)(?!\d|[.,]\d|\s*%)[\s-]?([^\W\d_]*)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{2,3})+")
_DECIMAL = re.compile(r"\d+(?:,\d{3})*\.\d+|\d+(?:\.\d{3})*,\d+")


def agree(printed: str, numbers: Iterable[int | Decimal], hedge: Hedge) -> bool:
    """Whether one of the numbers is one that is printed, or that one in exact digits; true where none can be read."""
    readings = readings_of(printed)
    return not readings or any(_is(reading, number, hedge) for reading in readings for number in numbers)


def readings_of(printed: str) -> frozenset[Decimal]:
    """All that the numbers of these words may be; empty for words that cannot be read, or are too many."""
    words = unicodedata.normalize("NFKC", printed).casefold()
    if len(words) > _LONGEST or "\N{FRACTION SLASH}" in words:
        return frozenset()
    found = [(list(_plain(number)), _scales(word)) for number, word in _NUMBER.findall(words)]
    shared = {scale for _, scales in found for scale in scales}
    return frozenset(
        value.scaleb(scale) for values, scales in found for value in values for scale in scales or {0} | shared
    )


def _plain(number: str) -> Iterator[Decimal]:
    """What the digits alone may be."""
    number = re.sub(r"['\u2019 ]", "", number)
    if number.isdecimal():
        yield Decimal(number)
    if _GROUPED.fullmatch(number):
        yield Decimal(re.sub(r"[.,]", "", number))
    if _DECIMAL.fullmatch(number):
        whole, part = re.split(r"[.,](?=\d+$)", number)
        yield Decimal(f"{re.sub(r'[.,]', '', whole)}.{part}")


def _scales(word: str) -> tuple[int, ...]:
    return next((powers for pattern, powers in _SCALES if pattern.fullmatch(word)), ())


def _is(reading: Decimal, number: int | Decimal, hedge: Hedge) -> bool:
    if reading == number:
        return True
    lowest, highest = rounded_from(int(reading), hedge) if reading >= 1 else (reading, reading)
    return lowest <= number <= highest
