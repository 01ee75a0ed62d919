"""Whose incident an article in a language that is read for review is about: a rule with points, no model.

| of a name with capitals                                            | points |
| ------------------------------------------------------------------ | ------ |
| it has a legal form ("Norbank AG"), or is headed ("Université de")  | 3      |
| words of a kind of organisation stand before it ("der Anbieter")    | 3      |
| something is lost by it or done to it ("bei", "gegen", "chez")      | 1      |
| it does what such organisations do ("meldete", "a confirmé")        | 2      |
| it stands in the title                                             | 2      |
| it stands in the text as well, or twice                             | 1      |

The name with most points is taken if it has three, not from its place in the title and text alone; of two alike, the
first. Words that name no organisation are listed, and no name is written small elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sources.extraction.find.normalise import fold
from sources.extraction.lexicon import ReviewLexicon
from sources.extraction.lexicon.accents import without_accents

MOST_READ = 1_500  # characters of the text
_LEAST = 3
_MOST_NAMES = 60  # of each text
_SURE, _TITLED, _ACTS = 3, 2, 2
_BEFORE, _MOST_WORDS = 40, 6
_CAPITAL = re.compile(r"(?<![\w-])(?:[A-Z]|[a-z]{1,2}[A-Z])[\w&+-]{0,60}(?:\.[A-Z]\.?)*")
_SMALL = re.compile(r"(?<![\w-])[a-z][\w-]+")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A name in one of the texts, and what speaks for it there; `strong` is more than its place."""

    key: str
    name: str
    points: int
    strong: bool


def name_party(title: str, text: str, lexicon: ReviewLexicon) -> str | None:
    """The organisation, as first printed; None where too little speaks for any. Both texts normalised."""
    text = text[:MOST_READ]
    small = {word for one in (title, text) for word in _SMALL.findall(without_accents(one))}
    titled, in_body = (list(islice(_names(one, lexicon, small), _MOST_NAMES)) for one in (title, text))
    points: dict[str, int] = {}
    strong: set[str] = set()
    printed: dict[str, str] = {}
    for one in (*titled, *in_body):
        longer = next((key for key in printed if _is_same(key, one.key)), one.key)
        printed.setdefault(longer, one.name)
        points[longer] = points.get(longer, 0) + one.points
        strong |= {longer} if one.strong else set()
    in_title, in_text = ({one.key for one in found} for found in (titled, in_body))
    for key in points:
        points[key] += _TITLED * any(_is_same(key, one) for one in in_title)
        points[key] += any(_is_same(key, one) for one in in_text)
    likely = [key for key in points if key in strong and points[key] >= _LEAST]
    return printed[max(likely, key=lambda key: points[key])] if likely else None


def _is_same(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or longer.startswith(f"{shorter} ")


def _names(text: str, lexicon: ReviewLexicon, small: set[str]) -> Iterator[_Stretch]:
    bare, words = without_accents(text), lexicon.parties
    folded = fold(bare)
    for start, end in _runs(bare, folded, lexicon):
        name = folded[start:end]
        if len(name) < 3 or (" " not in name and (name in small or words.nobody.fullmatch(name))):
            continue
        before = folded[max(0, start - _BEFORE) : start]
        sure = bool(words.kinds.search(before) or _has_form(name, lexicon))
        owner, acts = words.owners.search(before) is not None, words.acts.match(folded, end) is not None
        points = _SURE * sure + owner + _ACTS * acts
        yield _Stretch(name, text[start:end], points, points > 0)


def _has_form(name: str, lexicon: ReviewLexicon) -> bool:
    words, (first, *rest) = lexicon.parties, name.split(" ")
    return bool(rest) and (words.heads.fullmatch(first) is not None or words.legal.fullmatch(rest[-1]) is not None)


def _runs(bare: str, folded: str, lexicon: ReviewLexicon) -> Iterator[tuple[int, int]]:
    """The spans of words with capitals that stand together, without those at their ends that name nobody."""
    run: list[tuple[int, int]] = []
    for word in _CAPITAL.finditer(bare):
        between = folded[run[-1][1] : word.start()] if run else ""
        headed = run and lexicon.parties.heads.fullmatch(folded, *run[-1]) and lexicon.parties.of.fullmatch(between)
        if run and ((between != " " and not headed) or len(run) >= _MOST_WORDS):
            yield from _trimmed(folded, run, lexicon)
            run = []
        run.append(word.span())
    yield from _trimmed(folded, run, lexicon)


def _trimmed(folded: str, run: list[tuple[int, int]], lexicon: ReviewLexicon) -> Iterator[tuple[int, int]]:
    while run and _is_nobody(folded, run[0], lexicon, alone=len(run) == 1):
        run = run[1:]
    while run and lexicon.units.noun.fullmatch(folded, *run[-1]):
        run = run[:-1]
    if run:
        yield run[0][0], run[-1][1]


def _is_nobody(folded: str, span: tuple[int, int], lexicon: ReviewLexicon, *, alone: bool) -> bool:
    """Whether no name begins with the word: it names nobody, is counted, or says what kind of organisation it is."""
    words = lexicon.parties
    if words.heads.fullmatch(folded, *span):
        return alone
    return bool(
        words.nobody.fullmatch(folded, *span)
        or lexicon.units.noun.fullmatch(folded, *span)
        or words.kinds.fullmatch(folded, *span)
        or folded[slice(*span)] in lexicon.starters
    )
