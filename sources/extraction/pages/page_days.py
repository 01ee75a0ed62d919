"""The day on which a page says that it was published.

| the page writes                                       | its day                                     |
| ----------------------------------------------------- | ------------------------------------------- |
| one day in full, in one of its ways                   | that day                                    |
| `2026-11`, `November 2026`: no whole day              | none: the day of the feed is more exact     |
| the same, and elsewhere `1 November 2026`             | none: a search takes a month for its first  |
| `/2026/11/15-ways` in the address                     | none: 15 may be no day                      |
| `11/10/2026`, which may be one of two days            | none, unless it writes it another way too   |
| `2026-02-30`, `1899-12-31`, `2099-01-01`: cannot be   | none                                        |
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from sources.extraction.pages.clean_page import possible_day
from sources.extraction.pages.written_days import read_moment

_LONGEST = 100  # characters of a text with a day
_MOST_TEXTS = 3_000
_PUBLISHED = re.compile(
    r"(?:.*[:._-])?(?:article|og)?[:._-]?(?:publish\w*|pub-?date|published[_-](?:time|date|at)|publication_?date|"
    r"date[_-]?(?:published|created|posted)|date|issued|created|timestamp|parsely-pub-date)",
    re.IGNORECASE,
)
_LINKED = re.compile(r'"(?:datePublished|dateCreated|uploadDate)"\s*:\s*"([^"]{4,100})"')
_IN_ADDRESS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:/(\d\d?)/(\d\d?)(?=[/?#.]|$)|-(\d\d?)-(\d\d?)|[/-]?(\d\d)(\d\d))(?!\d)", re.ASCII
)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """What may be days: `declared` as that of publication, in the order of the page, and `others` that it prints."""

    declared: tuple[str, ...]
    others: tuple[str, ...]


def written_days(tree: Any, url: str) -> WrittenDays:
    """All that the page's tree and its address write as days."""
    linked = (found for script in tree.iter("script") for found in _LINKED.findall(script.text or ""))
    declared = islice(chain(_of_metas(tree), linked, _of_times(tree)), _MOST_TEXTS)
    dates = ("-".join(filter(None, found)) for found in _IN_ADDRESS.findall(url))
    texts = (text.strip() for text in tree.itertext() if len(text) <= _LONGEST and _DIGIT.search(text))
    return WrittenDays(tuple(declared), (*dates, *islice(texts, _MOST_TEXTS)))


def day_of_page(found: dt.date | None, written: WrittenDays) -> dt.date | None:
    """The day that a search of the page has `found`, if it is written in full there; else the first one that is
    declared, or that the address has."""
    others = () if found is not None and _first_of_month(found, written.declared) else written.others
    if found is not None and any(_day(words) == found for words in (*written.declared, *others)):
        return possible_day(found)
    days = (possible_day(day) for words in written.declared if (day := _day(words)))
    return next(filter(None, days), None)


def _first_of_month(found: dt.date, declared: tuple[str, ...]) -> bool:
    """Whether it may be the search's own first of a month that is declared without a day."""
    partial = (str(found.year) in words and _day(words) is None for words in declared)
    return found.day == 1 and any(partial) and not any(_day(words) for words in declared)


def _day(words: str) -> dt.date | None:
    moment = read_moment(words)
    return moment.day if moment else None


def _of_metas(tree: Any) -> Iterator[str]:
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if _PUBLISHED.fullmatch(name.strip()):
            yield meta.get("content") or ""


def _of_times(tree: Any) -> Iterator[str]:
    for time in tree.iter("time", "abbr"):
        yield time.get("datetime") or time.get("title") or "".join(time.itertext())
