"""The days that feeds and pages write.

| written                                             | is read as                                          |
| --------------------------------------------------- | --------------------------------------------------- |
| `2026-11-27T10:00Z`, `2026/11/27`, `2026.11.27`     | year, month, day                                    |
| `20261127`, `20261127T1000`, `2026-W48-5`           | the basic, week and ordinal dates of ISO 8601       |
| `Fri, 03 May 2024 19:46:51 -0700`                   | RFC 822, as written: 3 May, whatever UTC says       |
| `3 mai 2024`, `viernes, 3 de mayo de 2024`          | the month by its name in one of many languages      |
| `27/11/2026`, `11/27/2026`, `5. 3. 2024`            | day and month, where that can be only one day       |
| `1714732800`, `1714732800000`                       | seconds or milliseconds since 1970, the day in UTC  |
| `05/03/2024`, `yesterday`                           | nothing                                             |
| `May 2024`, `2024-05`, `10:30 May 2024`, `Q2 2024`  | nothing: a month is no day, and 10:30 none of it    |
| `Vol. 3 March 2024`, `p. 7 March 2024`              | nothing: the number is a volume's, or a page's      |
"""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import mktime_tz, parsedate_tz
from functools import lru_cache

from babel import Locale

from sources.extraction.lexicon.tables import load_page_phrases

_LONGEST = 100  # characters of a date
# Those whose months are known by name, and are seldom another language's.
_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "el",
    "tr",
)
_SECONDS = re.compile(r"(\d{9,10})(?:\.\d+)?|(\d{10})\d{3}", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)(.*)", re.ASCII)
_YEAR_FIRST_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?=\D|\d{4}(?:\d\d)?\b|$)(.*)", re.ASCII)
_DAY_FIRST = re.compile(r"(?:[^\W\d]+,?\s)?(\d{1,2})([-/.])( ?)(\d{1,2})\2\3(\d{4})(?!\d)")
_WORD, _PARTICLE = r"([^\W\d_]{3,20})\.?", r"(?:[^\W\d_]{1,3}['\u2019\s]\s?)?"
# What the minutes of `10:30` and `10h30` follow, the number of an issue, a quarter, a version, and of `2/3` the second
_NO_DAY = r"(?<!\d)(?<!\d[.:h])(?<!\b[^\W\d_])(?<![#/])"
_DAY_MONTH = re.compile(
    rf"{_NO_DAY}(\d{{1,2}})(?!\s?[ap]\.?m\b)[^\W\d_]{{0,2}}[.\s-]{{0,3}}{_PARTICLE}{_WORD},?[\s-]?{_PARTICLE}(\d{{4}})(?!\d)"
)
_MONTH_DAY = re.compile(rf"{_WORD}\s(\d{{1,2}})[^\W\d_]{{0,2}},?\s(\d{{4}})(?!\d)")
_WEEK = re.compile(r"\d{4}-W\d\d-\d|\d{4}W\d{3}", re.ASCII)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class WrittenMoment:
    """`day` as it is written, `instant` (aware) to tell which of two came first."""

    day: dt.date
    instant: dt.datetime


def read_moment(words: str) -> WrittenMoment | None:
    """The moment that the words name; None where they name no day, or it could be one of two."""
    words = " ".join(words.split())
    if not words or len(words) > _LONGEST:
        return None
    try:
        return _seconds(words) or _year_first(words) or _by_mail(words) or _of_day(_named(words) or _numbers(words))
    except (ValueError, OverflowError):  # the 31st of April, month 13
        return None


def _of_day(day: dt.date | None) -> WrittenMoment | None:
    return WrittenMoment(day, dt.datetime.combine(day, dt.time(), dt.UTC)) if day else None


def _seconds(words: str) -> WrittenMoment | None:
    if not (found := _SECONDS.fullmatch(words)):
        return None
    instant = dt.datetime.fromtimestamp(int(found[1] or found[2]), dt.UTC)
    return WrittenMoment(instant.date(), instant)


def _year_first(words: str) -> WrittenMoment | None:
    if found := _WEEK.match(words):
        return _of_day(dt.date.fromisoformat(found[0]))
    if found := _ORDINAL.match(words):
        day = dt.date(int(found[1]), 1, 1) + dt.timedelta(days=int(found[2]) - 1)
        return _of_day(day) if day.year == int(found[1]) else None
    if not (found := _YEAR_FIRST.match(words) or _YEAR_FIRST_BASIC.match(words)):
        return None
    day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    try:
        instant = dt.datetime.fromisoformat(f"{day.isoformat()}{found[4].rstrip()}")
    except ValueError:
        return _of_day(day)
    return WrittenMoment(day, instant if instant.tzinfo else instant.replace(tzinfo=dt.UTC))


def _by_mail(words: str) -> WrittenMoment | None:
    """RFC 822 and what is like it."""
    parts = parsedate_tz(words)
    if parts is None:
        return None
    day = dt.date(*parts[:3])
    try:
        return WrittenMoment(day, dt.datetime.fromtimestamp(mktime_tz(parts), dt.UTC))
    except (ValueError, OverflowError, OSError):  # 25 o'clock
        return _of_day(day)


def _named(words: str) -> dt.date | None:
    words = words.casefold()
    dates = [
        (found[1], found[2], found[3])
        for found in _DAY_MONTH.finditer(words)
        if not _numbered().search(words[: found.start()])
    ]
    dates += [(found[2], found[1], found[3]) for found in _MONTH_DAY.finditer(words)]
    known = ((year, _months()[month], day) for day, month, year in dates if month in _months())
    return next((dt.date(int(year), month, int(day)) for year, month, day in known), None)


def _numbers(words: str) -> dt.date | None:
    if not (found := _DAY_FIRST.match(words)):
        return None
    first, second, year = int(found[1]), int(found[4]), int(found[5])
    if found[2] == "." or first > 12 or first == second:
        return dt.date(year, second, first)
    return dt.date(year, first, second) if second > 12 else None


@lru_cache(maxsize=1)
def _numbered() -> re.Pattern[str]:
    """What stands before a number that it counts: the end of a text up to that."""
    return re.compile(rf"(?<!\w)(?:{load_page_phrases()['numbered'].pattern})\.?[\s(]{{0,2}}$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Names of months, long and short, of many languages; without those that name different ones in two of them."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for names in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in names[width].items():
                    found.setdefault(name.casefold().rstrip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
