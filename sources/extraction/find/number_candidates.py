"""A number with its sentence, its hedge and the noun that it counts: what the later rules decide about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from re import Match, Pattern

from incidents.vocabulary import Hedge, Unit
from sources.extraction.budget import MOST_FIGURES, MOST_NUMBERS
from sources.extraction.find.document import Document
from sources.extraction.find.hedging import find_hedge, growing_after, hedge_after
from sources.extraction.find.nouns import Counted, counted_after, counted_before
from sources.extraction.find.numbers import Number, find_numbers
from sources.extraction.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number with its context. `start` is where the hedged phrase begins ("up to 87 million"), at or before it."""

    number: Number
    sentence: int
    begin: int
    limit: int
    hedge: Hedge
    hedge_text: str
    start: int
    counted: Counted
    inherited: bool = False

    @property
    def unit(self) -> Unit | None:
        return self.counted.unit

    @property
    def noun_end(self) -> int:
        """Where the counted noun ends, or the number itself if no noun follows."""
        return max(self.number.end, self.counted.end)


def near(
    document: Document, pattern: Pattern[str], candidate: Candidate, reach: tuple[int, int], *, printed: bool = False
) -> list[Match[str]]:
    """What a pattern of the lexicon matches in the candidate's sentence, at most so many characters before the hedged
    phrase and after the counted noun; in the text's own case if `printed`."""
    low, high = candidate.start - reach[0], candidate.noun_end + reach[1]
    found = document.matches(pattern, candidate.begin, candidate.limit, printed=printed)
    return [match for match in found if low <= match.start() and match.end() <= high]


_YEAR = re.compile(r"(?:19[5-9]\d|20[0-4]\d)$")
_YEARS = re.compile(r"(?:19|20)\d\d\D+(?:(?:19|20)\d\d|\d\d)")


def find_candidates(document: Document) -> Iterator[Candidate]:
    """Every number that may be a quantity, in text order, with its context in its sentence. Numbers beyond the budget
    of a text are left out, and the document's budget notes that."""
    found = 0
    for at, number in enumerate(_numbers(document.folded, document.plain, document.lexicon.language)):
        if at == MOST_NUMBERS:
            document.budget.note(MOST_NUMBERS, "numbers")
            return
        candidate = _candidate(document, number)
        if candidate is None:
            continue
        if found == MOST_FIGURES:
            document.budget.note(MOST_FIGURES, "figures")
            return
        found += 1
        yield candidate


def has_money(document: Document) -> bool:
    """Whether any of the numbers is a sum of money."""
    numbers = _numbers(document.folded, document.plain, document.lexicon.language)
    return any(number.currency for number in numbers)


@lru_cache(maxsize=2)
def _numbers(folded: str, plain: str, language: str) -> tuple[Number, ...]:
    """The numbers of a text up to the budget, and one more: several readers ask for those of one text in turn."""
    return tuple(islice(find_numbers(folded, load_lexicon(language), plain), MOST_NUMBERS + 1))


def _candidate(document: Document, number: Number) -> Candidate | None:
    lexicon, folded = document.lexicon, document.folded
    if number.currency is None and (number.value == 1 or number.is_fractional):
        return None  # "one of the victims", "in one case"; there is no fraction of a person
    index = document.sentence_index(number.start)
    begin, limit = document.sentences[index]
    limit = max(limit, number.end)
    if _is_label(document, number, begin):
        return None
    hedge, words, start = find_hedge(folded, number, begin, limit, lexicon)
    counted = Counted(None, "", number.end, number.end)
    if number.currency is None:
        counted = _counted(document, number, begin, start, limit)
        if hedge is Hedge.EXACT:
            hedge, words = hedge_after(folded, max(number.end, counted.end), limit, lexicon)
        if _is_year(document, number, hedge, counted):
            return None
        growing = growing_after(hedge, folded, max(number.end, counted.end), limit, lexicon)
        hedge, words = (Hedge.AT_LEAST, growing) if growing else (hedge, words)
    return Candidate(number, index, begin, limit, hedge, words, start, counted)


def _counted(document: Document, number: Number, begin: int, start: int, limit: int) -> Counted:
    counted = counted_after(document.folded, number.end, limit, document.lexicon)
    if counted.unit is None and not counted.excluded and counted.link != "anaphor":
        before = counted_before(document.folded, begin, start, document.lexicon)
        if before.unit is not None:
            return before
    return counted


def of_data(document: Document, begin: int, end: int) -> bool:
    """Whether "data of" or the like ends at `begin`, before the hedge, or at `end`, before the number.

    In "data about 2,400 residents" what looks like a hedge is the link between the two.
    """
    pattern, low = document.lexicon.events.data_of, max(0, begin - 100)
    return any(pattern.search(document.folded, low, stop) is not None for stop in {begin, end})


def _is_year(document: Document, number: Number, hedge: Hedge, counted: Counted) -> bool:
    """Four plain digits of our time are a year, unless a hedge and a counted noun speak for a number."""
    printed = document.folded[number.start : number.end]
    if number.is_range:
        return _YEARS.fullmatch(printed) is not None
    if not _YEAR.match(printed):
        return False
    if counted.unit is None or hedge is Hedge.EXACT:
        return counted.unit is None or not of_data(document, number.start, number.start)
    before = document.folded[max(0, number.start - 12) : number.start]
    return document.lexicon.number_grammar.year_before.search(before) is not None


def _is_label(document: Document, number: Number, begin: int) -> bool:
    """Whether the number names or dates something: version 11.2, May 17, Suite 1200, 17 May."""
    if number.scale > 1 or number.style in {"words", "vague", "grouped"}:
        return False
    grammar, folded = document.lexicon.number_grammar, document.folded
    before = folded[max(begin, number.start - 14) : number.start]
    day = number.value is not None and number.value <= 31
    if grammar.month_before.search(before) or (day and grammar.month_after.match(folded, number.end)):
        return True
    return bool(grammar.label_before.search(before) or grammar.age_after.match(folded, number.end))
