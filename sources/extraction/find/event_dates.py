"""The days on which an article says that its event happened: "noticed on January 5", "since mid-July".

A text is full of days, and most of them are days on which somebody said something. A day counts here when the verb or
noun nearest to it in its sentence tells of the event itself: began, was noticed, was stolen, the attack.
"""

import datetime as dt
import re
from collections.abc import Iterator

from incidents.vocabulary import DatePrecision
from sources.extraction.lexicon.tables import load_phrases, month_forms

_MONTHS = month_forms()
_PHRASES = load_phrases("event_dates")
_DATE, _ABBREVIATED, _JUST_NOW, _INTRODUCES, _UNTIL = _PHRASES.compiled(
    "date", "abbreviated", "just_now", "introduces", "until"
)
_HAPPENED, _REPORTED, _BEGINS_BESIDE = _PHRASES.compiled("happened", "reported", "begins_beside")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")
_A_COMMA = 40  # characters of distance that a comma between the two counts for
_LONGEST = 2_000  # characters of a sentence; one without a stop is read in pieces
_REACH = 90  # characters between a day and the word that it belongs to


def events(text: str, published: dt.date | None) -> Iterator[tuple[int, dt.date]]:
    """The days on which the event, by the text, began, happened or was noticed, in text order, each with its place
    in the text, to within a few characters; the first of the month if only a month is given. A day without a year is
    the latest such day up to publication; if the day of publication is unknown too, it is left out.

    A day given by its name only ("on Thursday") is taken to be that of publication.
    """
    plain = _ABBREVIATED.sub(r"\1 ", text)
    for sentence in _SENTENCE.finditer(plain):
        for begin in range(sentence.start(), sentence.end(), _LONGEST):
            part = plain[begin : min(begin + _LONGEST, sentence.end())]
            days = list(_days(part, published))
            if days:
                dated = _DatedSentence(part)
                yield from ((begin + at, day) for at, end, day in days if dated.is_of_event(at, end))


def said_on(sentence: str, published: dt.date | None) -> tuple[dt.date, DatePrecision] | None:
    """The latest day on which, by the sentence, somebody said so before ("in September it had spoken of..."), and how
    exact it is; for a month, its first day. None when the sentence tells no such day."""
    plain = _ABBREVIATED.sub(r"\1 ", sentence)
    dated = _DatedSentence(plain)
    found = [(day, plain[at:end]) for at, end, day in _days(plain, published) if not dated.is_of_event(at, end)]
    if not found:
        return None
    day, words = max(found)
    numbered = _DATE.search(words)
    exact = numbered is None or bool(numbered["before"] or numbered["after"])
    return day, DatePrecision.DAY if exact else DatePrecision.MONTH


def named_months(text: str) -> frozenset[tuple[int, int]]:
    """Every (year, month) that the text names with both."""
    found = _DATE.finditer(_ABBREVIATED.sub(r"\1 ", text))
    return frozenset((int(one["year"]), _MONTHS[one["month"].lower()]) for one in found if one["year"])


def _days(sentence: str, published: dt.date | None) -> Iterator[tuple[int, int, dt.date]]:
    dates, year, years = list(_DATE.finditer(sentence)), None, []
    for one in reversed(dates):
        # "between 13 May and 30 July 2017": the year is given once.
        year = int(one["year"]) if one["year"] else year
        years.append(year)
    for one, year in zip(dates, reversed(years), strict=True):
        day = _day(one, sentence, published, year)
        if day is not None:
            yield one.start(), one.end(), day
    if published is not None:
        for now in _JUST_NOW.finditer(sentence):
            yield now.start(), now.end(), published


def _day(one: re.Match[str], sentence: str, published: dt.date | None, year: int | None) -> dt.date | None:
    if _UNTIL.search(sentence, max(0, one.start() - _REACH), one.start()):
        return None
    month, number = _MONTHS[one["month"].lower()], int(one["before"] or one["after"] or 0)
    bare = not number and not one["year"]
    if bare and not _INTRODUCES.search(sentence, max(0, one.start() - _REACH), one.start()):
        return None
    if year is None and published is None:
        return None
    if year is None and published is not None:
        year = published.year - ((month, number or 1) > (published.month, published.day))
    try:
        return dt.date(year or 0, month, number or 1)
    except ValueError:
        return None


class _DatedSentence:
    """A sentence, and which of its days are those of the event."""

    def __init__(self, sentence: str) -> None:
        self._sentence = _BEGINS_BESIDE.sub(lambda found: found["subject"].ljust(len(found[0])), sentence)

    def is_of_event(self, start: int, end: int) -> bool:
        """Whether the word nearest to the day tells of the event itself, and not of somebody's report of it."""
        happened = _nearest(_HAPPENED, self._sentence, start, end)
        return happened is not None and happened <= _nearest_or_far(_REPORTED, self._sentence, start, end)


def _nearest(pattern: re.Pattern[str], sentence: str, start: int, end: int) -> int | None:
    low, high = max(0, start - _REACH), min(len(sentence), end + _REACH)
    before = [_distance(sentence, found.end(), start) for found in pattern.finditer(sentence, low, start)]
    after = [_distance(sentence, end, found.start()) for found in pattern.finditer(sentence, end, high)]
    return min((*before, *after), default=None)


def _distance(sentence: str, start: int, end: int) -> int:
    """The distance in characters; a comma counts for many: "will open in April, a year after the theft"."""
    return end - start + _A_COMMA * sentence.count(",", start, end)


def _nearest_or_far(pattern: re.Pattern[str], sentence: str, start: int, end: int) -> int:
    nearest = _nearest(pattern, sentence, start, end)
    return _REACH + 1 if nearest is None else nearest
