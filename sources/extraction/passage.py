"""What a passage of a text says that somebody has selected: its sentences, and its number as the grammar reads it.

Unlike `read`, it takes any number of the passage: whoever selected it has said that it counts something.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sources.extraction.article import ArticleText
from sources.extraction.budget import Budget
from sources.extraction.find.hedging import Bounded, bound, find_hedge
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.numbers import Number, find_numbers
from sources.extraction.find.sentences import split_sentences
from sources.extraction.language import detect_language
from sources.extraction.lexicon import FOR_REVIEW, Lexicon, language_to_read_in, load_lexicon, load_review_lexicon
from sources.extraction.mention import ExtractedMention
from sources.extraction.read import read
from sources.extraction.review_reader import ReviewText

LONGEST = 2000  # characters of a passage with its sentences
_AROUND = 4000  # characters before and behind, in which its sentences begin and end


@dataclass(frozen=True, slots=True)
class Passage:
    """Half-open [start, end) code-point offsets into the text: of the number if there is one, else of what was
    selected; and of the quote. `mention` is what the extractor makes of the number by itself, if anything."""

    start: int
    end: int
    quote_start: int
    quote_end: int
    number: Bounded | None = None
    currency: str = ""
    mention: ExtractedMention | None = None


def read_passage(text: str, start: int, end: int) -> Passage | None:
    """The passage; None where nothing is selected, or more than LONGEST characters are."""
    start, end = max(0, start), min(end, len(text))
    selected = text[start:end]
    start, end = start + len(selected) - len(selected.lstrip()), end - len(selected) + len(selected.rstrip())
    if not 0 < end - start <= LONGEST:
        return None
    language = detect_language("", text)
    reviewed = load_review_lexicon(language) if language in FOR_REVIEW else None
    supported = load_lexicon(language_to_read_in(language))
    base = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    plain = normalise(text[base : end + _AROUND])
    first, last = _sentences(split_sentences(plain, reviewed or supported), start - base, end - base)
    if last - first > LONGEST:
        first, last = start - base, end - base
    quote, at = text[base + first : base + last], base + first
    if reviewed:
        found = _in_review(ReviewText(quote, reviewed, None, Budget()), start - at, end - at)
    else:
        found = _in_english(plain[first:last], quote, supported, start - at, end - at)
    if found is None:
        return Passage(start, end, at, base + last)
    number, bounded, mentions = found
    own = next((one for one in mentions if one.start < number.end and number.start < one.end), None)
    return Passage(at + number.start, at + number.end, at, base + last, bounded, number.currency or "", own)


_Found = tuple[Number, Bounded, Iterable[ExtractedMention]]


def _in_english(plain: str, quote: str, lexicon: Lexicon, start: int, end: int) -> _Found | None:
    """The number that was selected in the sentences, its bounds, and what is read in them."""
    folded = fold(plain)
    number = _chosen(find_numbers(folded, lexicon, plain), start, end)
    if number is None:
        return None
    bounded = bound(number, *find_hedge(folded, number, 0, len(folded), lexicon))
    return number, bounded, read(ArticleText("", "", quote)).mentions


def _in_review(text: ReviewText, start: int, end: int) -> _Found | None:
    """The same, in a language of few words."""
    number = _chosen(text.numbers(), start, end)
    if number is None:
        return None
    return number, text.bounded(number, number.end, *text.sentence(number)), text.mentions()


def _sentences(spans: Iterable[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """Where the sentences that the passage touches begin and end."""
    touched = [(first, last) for first, last in spans if first < end and start < last]
    return (min(start, touched[0][0]), max(end, touched[-1][1])) if touched else (start, end)


def _chosen(numbers: Iterable[Number], start: int, end: int) -> Number | None:
    """The first number that was selected, a part of it being enough; else the only one of the sentences."""
    found = list(numbers)
    touched = [number for number in found if number.start < end and start < number.end]
    return next(iter(touched), found[0] if len(found) == 1 else None)
