"""The day that a sentence tells for a step."""

import calendar
import datetime as dt
import re

from incidents.vocabulary import DatePrecision
from sources.extraction.find.document import Document
from sources.extraction.lexicon.proceeding_words import DayWords

Day = tuple[dt.date, DatePrecision]
_FORMS = "1234"
_MONTH_ONLY, _YEAR_ONLY = "3", "4"


def day_of_step(document: Document, begin: int, end: int, published: dt.date | None, words: DayWords) -> Day | None:
    """(day, its precision) that the span gives, if not after the day of publication. If only a month or year is given,
    the day is the first of it."""
    for match in words.dates.finditer(document.folded, begin, end):
        day = _date(match, words)
        if (
            day is not None
            and (published is None or day[0] <= published)
            and not _dates_event(document, begin, match, words)
        ):
            return day
    ago = _years_ago(document, begin, end, published, words)
    if ago is not None:
        return ago
    recent = words.recent.search(document.folded, begin, end)
    if recent is None or published is None:
        return None
    if recent["yesterday"]:
        return published - dt.timedelta(days=1), DatePrecision.DAY
    back = (published.weekday() - words.weekdays.index(recent["weekday"])) % 7
    return published - dt.timedelta(days=back), DatePrecision.DAY


def _years_ago(document: Document, begin: int, end: int, published: dt.date | None, words: DayWords) -> Day | None:
    """The year that "two years ago" means, unless it dates an event: "over the breach two years ago"."""
    if published is None:
        return None
    for back, pattern in words.years_ago:
        match = pattern.search(document.folded, begin, end)
        if match is not None and words.dated_event.search(document.folded[begin : match.start()]) is None:
            return dt.date(published.year - back, 1, 1), DatePrecision.YEAR
    return None


def _dates_event(document: Document, begin: int, match: re.Match[str], words: DayWords) -> bool:
    """Whether a month or year dates the event behind the step: "over the theft of data in 2016"."""
    rough = match[f"year{_YEAR_ONLY}"] or match[f"year{_MONTH_ONLY}"]
    return bool(rough) and words.dated_event.search(document.folded[begin : match.start()]) is not None


def _date(match: re.Match[str], words: DayWords) -> Day | None:
    form = next(form for form in _FORMS if match[f"year{form}"])
    year = int(match[f"year{form}"])
    if form == _YEAR_ONLY:
        return dt.date(year, 1, 1), DatePrecision.YEAR
    month = next(at for at, name in enumerate(words.months, start=1) if name[:3] == match[f"month{form}"][:3])
    if form == _MONTH_ONLY:
        return dt.date(year, month, 1), DatePrecision.MONTH
    day = int(match[f"day{form}"])
    possible = 1 <= day <= calendar.monthrange(year, month)[1]
    return (dt.date(year, month, day), DatePrecision.DAY) if possible else None
