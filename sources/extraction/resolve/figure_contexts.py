"""What stands around one figure in its sentence: of which year its event is, and whose the counted things are.

Worked out where the text is open; which incident that means is decided when its coverage is recorded.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from incidents.vocabulary import DatePrecision
from sources.extraction.find.event_dates import said_on
from sources.extraction.find.titles import SEVERAL
from sources.extraction.lexicon.figure_context_words import FigureContextWords


@dataclass(frozen=True, slots=True)
class FigureSpan:
    """Where a figure stands: half-open offsets of the number and its sentence, into the title or the text; `earlier`
    says that it held before."""

    in_title: bool
    start: int
    end: int
    quote_start: int
    quote_end: int
    earlier: bool = False

    @property
    def key(self) -> str:
        """The name of the place within the article."""
        return place_key(self.start, self.end, in_title=self.in_title)


@dataclass(frozen=True, slots=True)
class FigureContext:
    """year    the year of the event in its sentence, the nearest to it
    last_year  the last year of breaches that the sentence tells of, up to where it turns to another event
    several    whether the sentence speaks of several breaches together
    whose      the name of whom the counted things are from: "are from Northwind"
    of_name    the name between the number and what it counts: "Fennel accounts"
    owned      the words for whom the counted things belong to, and the name in them: "issued by Fennel Bank"
    said_on    of an earlier figure, the day on which the sentence says that it was given, and how exact that is
    """

    year: int | None = None
    last_year: int | None = None
    several: bool = False
    whose: str = ""
    of_name: str = ""
    owned: tuple[str, str] = ("", "")
    said_on: tuple[dt.date, DatePrecision] | None = None


NO_CONTEXT = FigureContext()


def place_key(start: int, end: int, *, in_title: bool) -> str:
    """ "120-129"; "title:3-9" for what stands in the title."""
    return f"{'title:' if in_title else ''}{start}-{end}"


def figure_contexts(
    title: str, text: str, spans: Iterable[FigureSpan], published: dt.date | None, words: FigureContextWords
) -> dict[str, FigureContext]:
    """By the key of its place, what stands around each of the figures; left out where that says nothing."""
    found = {one.key: _context(title if one.in_title else text, one, published, words) for one in spans}
    return {key: context for key, context in found.items() if context != NO_CONTEXT}


def _context(text: str, span: FigureSpan, published: dt.date | None, words: FigureContextWords) -> FigureContext:
    sentence = text[span.quote_start : span.quote_end]
    whose, of_name, others = (
        pattern.match(text, span.end, span.quote_end) for pattern in (words.whose, words.of_name, words.of_others)
    )
    return FigureContext(
        year=_year_of_event(sentence, span.start - span.quote_start, words),
        last_year=_last_year(sentence, span, words),
        several=SEVERAL.search(text, span.quote_start, span.quote_end) is not None,
        whose=whose["name"] if whose and not span.in_title else "",
        of_name=of_name["name"] if of_name else "",
        owned=(others["whose"], others["name"]) if others else ("", ""),
        said_on=said_on(sentence, published) if span.earlier else None,
    )


def _year_of_event(sentence: str, at: int, words: FigureContextWords) -> int | None:
    """The nearest year before the figure, else the nearest after it; None when there is none."""
    found = [
        (match.start("year"), int(match["year"]))
        for pattern in words.years_of_events
        for match in pattern.finditer(sentence)
    ]
    return min(found, key=lambda one: (one[0] > at, abs(one[0] - at)), default=(0, None))[1]


def _last_year(sentence: str, span: FigureSpan, words: FigureContextWords) -> int | None:
    """The last year of breaches in the sentence. Years are left out if it turns to another event between them and the
    figure: "which had a breach in 2019, said that"."""
    start, end = span.start - span.quote_start, span.end - span.quote_start
    years = [
        int(match["year"])
        for pattern in words.years_of_breaches
        for match in pattern.finditer(sentence)
        if not words.now.search(sentence, match.end(), start) and not words.now.search(sentence, end, match.start())
    ]
    return max(years, default=None)
