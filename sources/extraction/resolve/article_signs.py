"""What in an article says which incident it is about, apart from names: topics, times, other breaches, a fine.

Worked out where the text is open; matching compares it with what is known of each incident.
"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from itertools import islice

from incidents.vocabulary import IncidentKind
from sources.extraction.classify.topics import LEAD_CHARACTERS, Topics, is_denied, topics_of
from sources.extraction.find.event_dates import events, named_months
from sources.extraction.find.titles import OF_YEARS, SEVERAL
from sources.extraction.find.word_index import MOST_CHARACTERS, Wording, printed_words
from sources.extraction.lexicon.matching_words import MatchingWords

EARLY_WORDS = 60  # of the text, or the first two fifths of a short one, but for a very short one
EARLY_LEAST = 25
_YEAR = re.compile(r"(?=((?:19|20)[0-9][0-9]))")
_MOST_TOPICS = 5  # words that are kept
_LONGEST_LETTERS = 30  # characters of a word of capitals that is kept
_MOST_LETTERS = 1_000  # such words


@dataclass(frozen=True, slots=True)
class AnotherBreach:
    """Words of another breach, not denied; `place` is "title", "lead" or "text", `apart` whether they say so for sure:
    "a separate breach"."""

    words: str
    place: str
    apart: bool


@dataclass(frozen=True, slots=True)
class EventDay:
    """The first day on which the event was, by the text, and the years that are named before it."""

    day: dt.date
    after_years: frozenset[int]


@dataclass(frozen=True, slots=True)
class ArticleSigns:
    """early      how many words, the title's included, count as near the beginning
    topics        the words that speak of a breach, leak or misuse of data
    many          words of the title that speak of breaches in general; empty if there are none
    several       whether it speaks of several breaches together
    counted       years since which it counts breaches ("the third since 2019")
    years_past    how many years ago the event was, as told near the beginning
    breaks_in     the number of the word in the title after which it tells what somebody is blamed for breaking into
    aftermath     words near the beginning of what follows a breach; empty if there are none
    months        the months named with their year near the beginning
    named_years   the years of all months that are named with their year
    kinds         the kinds of incidents that it has words of
    first_person  whether it says "we"
    initials      words of the title that are all in capitals
    letters       words of three letters and more, in title and text, that are all in capitals
    """

    early: int
    topics: Topics
    many: str
    several: bool
    counted: frozenset[int]
    years_past: frozenset[int]
    breaks_in: int | None
    aftermath: str
    another: AnotherBreach | None
    first_event: EventDay | None
    months: frozenset[tuple[int, int]]
    named_years: frozenset[int]
    kinds: frozenset[IncidentKind]
    first_person: bool
    initials: frozenset[str]
    letters: frozenset[str]


def article_signs(
    title: str, text: str, published: dt.date | None, wording: Wording, words: MatchingWords
) -> ArticleSigns:
    """The signs of an article, of the title and the beginning of the text."""
    text = text[:MOST_CHARACTERS]
    whole = f"{title}\n{text}"
    lead = whole[: len(title) + 1 + LEAD_CHARACTERS]
    early = wording.title_length + min(EARLY_WORDS, max(EARLY_LEAST, len(wording.body) * 2 // 5))
    many, aftermath = words.many.search(title), words.aftermath.search(lead)
    topics = topics_of(title, text)
    return ArticleSigns(
        early=early,
        topics=replace(topics, words=tuple(dict.fromkeys(topics.words))[:_MOST_TOPICS]),
        many=many.group() if many else "",
        several=SEVERAL.search(whole) is not None or OF_YEARS.search(whole) is not None,
        counted=frozenset(int(found["year"]) for found in words.counted_from.finditer(whole)),
        years_past=frozenset(_small_number(found["number"], words) for found in words.years_past.finditer(lead)),
        breaks_in=_breaks_in(wording, words),
        aftermath=aftermath.group() if aftermath else "",
        another=_another(whole, len(title), words),
        first_event=_first_event(whole, published),
        months=named_months(" ".join(printed_words(title, text, wording, early))),
        named_years=frozenset(year for year, _ in named_months(whole)),
        kinds=frozenset(kind for kind, pattern in words.kinds.items() if pattern.search(whole)),
        first_person=words.first_person.search(text) is not None,
        initials=_of_capitals(title, 2),
        letters=frozenset(one for one in _of_capitals(whole, 3) if one.isupper()),
    )


def _small_number(word: str, words: MatchingWords) -> int:
    return int(word) if word.isdecimal() else words.small_numbers.index(word.lower()) + 2


def _breaks_in(wording: Wording, words: MatchingWords) -> int | None:
    title = " ".join(word.normalised for word in wording.words[: wording.title_length])
    found = words.breaks_in.search(f"{title} ")
    return len(title[: found.start()].split()) if found else None


def _another(whole: str, title_length: int, words: MatchingWords) -> AnotherBreach | None:
    for found in words.another.finditer(whole):
        if not is_denied(whole, found):
            place = "title" if found.end() <= title_length else "text"
            place = "lead" if place == "text" and found.start() < title_length + LEAD_CHARACTERS else place
            return AnotherBreach(found.group(), place, words.apart.match(found.group()) is not None)
    return None


def _first_event(whole: str, published: dt.date | None) -> EventDay | None:
    place, day = next(events(whole, published), (0, None))
    if day is None:
        return None
    return EventDay(day, frozenset(int(found[1]) for found in _YEAR.finditer(whole, 0, place)))


def _of_capitals(words: str, least: int) -> frozenset[str]:
    found: dict[str, None] = {}
    for one in re.finditer(r"\w+", words):
        if least <= len(one[0]) <= _LONGEST_LETTERS and one[0].upper() == one[0] and not one[0].isdecimal():
            found.setdefault(one[0])
    return frozenset(islice(found, _MOST_LETTERS))
