"""The names that a title and the beginning of a text have, each with its places."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from incidents.names import normalise_name
from sources.extraction.find.stopwords import ENDS_NO_NAME, NO_NAME, PLACES
from sources.extraction.lexicon import Lexicon
from sources.extraction.lexicon.naming import NamingWords, load_naming_words

MOST_NAMES = 40
MOST_PLACES = 25  # of one name
MOST_NAME_WORDS = 7
SHORTEST = 2
# A word with a capital, or one like "eBay" and "23andMe".
_WORD = r"(?:[A-Z\u00c0-\u00de]|[a-z]{1,2}[A-Z]|\d{1,4}(?:[A-Z][a-z]|[a-z]{3}))[\w&'.+-]{0,60}+"
_TOKEN = re.compile(rf"(?<![\w@/.'-]){_WORD}")
_SMALL = re.compile(r"(?<![\w@./-])[a-z][\w'-]{1,40}")
_SPLIT = re.compile(r"'s(?![a-z])|'$|[.,'+-]+$")
_PARTS = re.compile(r"\s(?:[|\u2022]|[-\u2014]{1,3})\s")  # "Norbank hacked | Gazette"


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Half-open [start, end) offsets of a name into the title or the text, and whether a sentence begins with it."""

    in_title: bool
    start: int
    end: int
    opens: bool


@dataclass(slots=True)
class NamedOrganisation:
    """A name as first printed, its normalised forms, and where it stands in reading order."""

    name: str
    forms: set[str] = field(default_factory=set)
    places: list[NamePlace] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NamedTexts:
    """A title and the beginning of a text, normalised, with the sentences and the words that it writes small."""

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    lexicon: Lexicon
    words: NamingWords
    small: frozenset[str]


def named_texts(title: str, text: str, sentences: Iterable[tuple[int, int]], lexicon: Lexicon) -> NamedTexts:
    """The texts made ready; all of the text given is read, so give it cut."""
    small = frozenset(_SMALL.findall(text)) | (frozenset() if is_shouted(title) else frozenset(_SMALL.findall(title)))
    return NamedTexts(title, text, tuple(sentences), lexicon, load_naming_words(lexicon.language), small)


def is_shouted(title: str) -> bool:
    """Whether nearly all words of a title have capitals, which then tell nothing."""
    long = [word for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.7 * len(long)


def find_names(texts: NamedTexts) -> list[NamedOrganisation]:
    """The first names in reading order; shorter forms of a name and its initials count as the name."""
    by_key: dict[str, NamedOrganisation] = {}
    found = list(_names(texts, texts.text, texts.sentences, in_title=False, known=set()))
    known = {normalise_name(name) for name, _ in found}
    titled = list(_names(texts, texts.title, _title_parts(texts.title), in_title=True, known=known))
    for name, place in (*titled, *found):
        key = normalise_name(name)
        if not key or (key not in by_key and len(by_key) >= MOST_NAMES):
            continue
        entry = by_key.setdefault(key, NamedOrganisation(name, {key}))
        if len(entry.places) < MOST_PLACES:
            entry.places.append(place)
    return _merged(list(by_key.values()), texts.words)


def _title_parts(title: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for mark in _PARTS.finditer(title):
        yield begin, mark.start()
        begin = mark.end()
    yield begin, len(title)


def _names(
    texts: NamedTexts, text: str, stretches: Iterable[tuple[int, int]], *, in_title: bool, known: set[str]
) -> Iterator[tuple[str, NamePlace]]:
    """The names of each stretch of a text, in order."""
    for begin, end in stretches:
        shouted = is_shouted(text[begin:end])
        for run in _runs(texts, text, begin, end):
            for piece in _pieces(texts, text, run, known) if shouted else (run,):
                kept = _trimmed(texts, text, piece, begin, known)
                if not kept:
                    continue
                start, stop = kept[0][0], kept[-1][1]
                name, opens = " ".join(text[start:stop].split()), start == begin
                is_known = normalise_name(name) in known
                if _is_name(texts, name, capital_counts=is_known or not (opens or shouted)):
                    yield name, NamePlace(in_title, start, stop, opens)


def _runs(texts: NamedTexts, text: str, begin: int, limit: int) -> Iterator[list[tuple[int, int]]]:
    """The words with capitals that stand together in a stretch."""
    run: list[tuple[int, int]] = []
    previous = begin
    for token in _TOKEN.finditer(text, begin, limit):
        start = token.start()
        shape = _SPLIT.search(token[0])
        end = start + (shape.start() if shape else len(token[0]))
        between = text[previous:start]
        joined = between == " " or (len(between) < 8 and between.strip() in texts.words.joins)
        if run and (not joined or len(run) >= MOST_NAME_WORDS):
            yield run
            run = []
        run.append((start, end))
        previous = token.end()
        abbreviated = shape is not None and shape[0] == "." and token[0][:-1].lower() in texts.lexicon.abbreviations
        if shape and not abbreviated:
            yield run
            run = []
    if run:
        yield run


def _pieces(
    texts: NamedTexts, text: str, run: list[tuple[int, int]], known: set[str]
) -> Iterator[list[tuple[int, int]]]:
    """The names in a run where all words have capitals: those that the text has elsewhere, and what stands between
    ordinary words."""
    piece: list[tuple[int, int]] = []
    at = 0
    while at < len(run):
        sizes = range(min(MOST_NAME_WORDS, len(run) - at), 0, -1)
        longest = next((n for n in sizes if normalise_name(text[run[at][0] : run[at + n - 1][1]]) in known), 0)
        if longest or _is_ordinary(texts, text[run[at][0] : run[at][1]].lower()):
            if piece:
                yield piece
            if longest:
                yield run[at : at + longest]
            piece = []
        else:
            piece.append(run[at])
        at += longest or 1
    if piece:
        yield piece


def _is_ordinary(texts: NamedTexts, word: str) -> bool:
    return word not in texts.words.leading and (
        word in texts.small
        or word in ENDS_NO_NAME
        or word in texts.words.titled
        or (word in texts.lexicon.units.nouns and word not in texts.words.firms)
        or word in texts.lexicon.common_words
    )


def _trimmed(
    texts: NamedTexts, text: str, piece: list[tuple[int, int]], begin: int, known: set[str]
) -> list[tuple[int, int]]:
    """The piece without words at its ends that name nobody: those of the lists, one that opens a sentence and is also
    written small, and what somebody is: "Interim CEO of"."""
    words = [text[start:end].lower() for start, end in piece]
    first = max((number + 1 for number, word in enumerate(words) if word in texts.words.offices), default=0)
    last = len(words)
    while first < last and _begins_none(
        texts, words[first], opens=piece[first][0] == begin and words[first] not in known, alone=first + 1 == last
    ):
        first += 1
    while last > first and words[last - 1] in ENDS_NO_NAME:
        last -= 1
    return piece[first:last]


def _begins_none(texts: NamedTexts, word: str, *, opens: bool, alone: bool) -> bool:
    if word in NO_NAME:
        return alone or word not in texts.words.leading
    return word in texts.lexicon.starters or (opens and (word in texts.small or word in texts.words.titled))


def _is_name(texts: NamedTexts, name: str, *, capital_counts: bool) -> bool:
    lower = name.lower()
    if (
        len(name) < SHORTEST
        or lower in NO_NAME
        or texts.words.describes.search(name)
        or not any(map(str.isalpha, name))
    ):
        return False
    if " " in name:
        return True
    if name in texts.lexicon.names_skipped or lower in texts.lexicon.common_words:
        return False
    return capital_counts or not (_is_ordinary(texts, lower) or lower in texts.words.firms)


def is_place(texts: NamedTexts, lower: str) -> bool:
    """Whether a name in small letters is that of a country, a people, a city or a part of a country."""
    scopes, joined = texts.lexicon.scopes, lower.rstrip(".").replace(" ", "-")
    return (
        lower.rstrip(".") in PLACES or joined in scopes.countries or lower in scopes.countries or joined in scopes.areas
    )


def _merged(found: list[NamedOrganisation], words: NamingWords) -> list[NamedOrganisation]:
    """Names of which one is the beginning of the other, or its initials, as one, under the form first printed."""
    kept: list[NamedOrganisation] = []
    for entry in found:
        [form] = entry.forms
        other = next((one for one in kept if any(_same(form, known, words) for known in one.forms)), None)
        if other is None:
            kept.append(entry)
        else:
            other.forms |= entry.forms
            other.places = sorted(
                [*other.places, *entry.places][:MOST_PLACES], key=lambda place: (not place.in_title, place.start)
            )
    return kept


def _same(form: str, known: str, words: NamingWords) -> bool:
    shorter, longer = sorted((form, known), key=len)
    if longer.startswith(f"{shorter} "):
        return len(shorter) > SHORTEST and shorter not in words.unfit
    initials = "".join(word[0] for word in longer.split() if word not in words.unwritten)
    return len(shorter) > SHORTEST and " " not in shorter and shorter == initials
