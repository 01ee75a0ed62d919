"""What the summary of a fine tells of its other steps: an intention before it, and that it was cut."""

from __future__ import annotations

import datetime as dt
import html
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache

from incidents.vocabulary import DatePrecision
from sources.importers.cells import LARGEST
from sources.importers.rows import MONTHS
from sources.importers.tables import table_of

_CURRENCIES = {"€": "EUR", "£": "GBP", "eur": "EUR", "gbp": "GBP", "sek": "SEK", "nok": "NOK"}
_NUMBER = r"\d+(?:[.,](?: ?\d{3}(?!\d)|\d+))*"
_BEFORE = r"(?P<cur{at}>€|£|EUR|GBP|SEK|NOK)\s?(?P<sum{at}>{number})(?P<scale{at}>\s?million|M\b|k\b)?(?!\d)"
_BEHIND = r"(?P<psum{at}>{number})(?P<pscale{at}>\s?million)?\s?(?P<pcur{at}>€|£|EUR|euros?)"
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SCALES = {"million": 1_000_000, "m": 1_000_000, "k": 1_000}
_LONGEST = 20_000  # characters of a summary that are looked at
_QUOTED = 300


@dataclass(frozen=True, slots=True)
class StatedSum:
    """A sum of a step, in minor units, with the sentence that tells it and the month of the step where it does."""

    minor: int
    currency: str
    quote: str
    month: dt.date | None = None
    precision: DatePrecision = DatePrecision.MONTH


@dataclass(frozen=True, slots=True)
class FineSteps:
    """The sum that was intended; the sum of the fine before it was cut, and after."""

    intention: StatedSum | None = None
    first: StatedSum | None = None
    last: StatedSum | None = None


def steps_in(summary: str) -> FineSteps:
    """What a summary tells; nothing where it tells none in words that are known."""
    text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", summary[:_LONGEST])))
    intention = _found("intended", text)
    cut = _found("cut", text)
    if cut is not None:
        first, last = _sum(cut, ""), _sum(cut, "2")
        if first is not None and last is not None and first.currency == last.currency and last.minor < first.minor:
            return FineSteps(_intention(intention), first, last)
    reduced = _found("reduced", text)
    return FineSteps(_intention(intention), None, _sum(reduced, "2") if reduced is not None else None)


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    def money(at: str) -> str:
        return f"(?:{_BEFORE}|{_BEHIND})".replace("{number}", _NUMBER).replace("{at}", at)

    listed = table_of("gdpr_fines")["steps"][name]["patterns"]
    made = (words.replace("{money2}", money("2")).replace("{money}", money("")) for words in listed)
    return tuple(re.compile(words, re.IGNORECASE) for words in made)


def _found(name: str, text: str) -> re.Match[str] | None:
    if table_of("gdpr_fines")["steps"][name]["sign"] not in text:
        return None
    return next((found for pattern in _patterns(name) if (found := pattern.search(text))), None)


def _intention(found: re.Match[str] | None) -> StatedSum | None:
    return None if found is None else _sum(found, "", month=found["month"])


def _sum(found: re.Match[str], at: str, *, month: str | None = None) -> StatedSum | None:
    groups = found.groupdict()
    number = groups.get(f"sum{at}") or groups.get(f"psum{at}")
    scale = (groups.get(f"scale{at}") or groups.get(f"pscale{at}") or "").strip().casefold()
    currency = (groups.get(f"cur{at}") or groups.get(f"pcur{at}") or "").casefold()
    if not number:
        return None
    minor = _minor(number.replace(" ", ""), scale)
    code = _CURRENCIES.get(currency, "EUR")
    return None if minor is None else StatedSum(minor, code, _sentence(found), _month(month))


def _minor(number: str, scale: str) -> int | None:
    """Minor units of a number as printed: 28,000 and 50.000 have thousands, 9,55 million and 183.39M a fraction. None
    for more than can be kept."""
    if not scale and _GROUPED.fullmatch(number):
        number = re.sub(r"[.,]", "", number)
    try:
        minor = int(Decimal(number.replace(",", ".")) * _SCALES.get(scale, 1) * 100)
    except InvalidOperation:
        return None
    return minor if minor <= LARGEST else None


def _sentence(found: re.Match[str]) -> str:
    return found[0].strip(" ,")[:_QUOTED]


def _month(text: str | None) -> dt.date | None:
    name, _, year = (text or "").partition(" ")
    names = [one.casefold() for one in MONTHS]
    return dt.date(int(year), names.index(name.casefold()) + 1, 1) if name.casefold() in names else None
