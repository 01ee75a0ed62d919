"""A title and a text, cut into words once, for many look-ups, and the places of names in them.

`index_words` cuts a text, where texts are opened; what it gives is stored, and `Wording` answers from it, long after,
which names stand where. Beyond the words as names are compared nothing of the text is kept: no small word's capital, no
mark but those that part clauses.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from incidents.names import normalise_name, site_name

MAX_WORDS = 6  # of a name that is looked for
MOST_CHARACTERS = 40_000  # of a text that is matched: it names whom it is about before that
LONGEST_WORD = 1_000  # characters; the longest address seen in real coverage has 417
MOST_WORDS = 12_000  # that are kept; so many characters of prose have some 7,000
MOST_LETTERS = 300_000  # of all words kept; one character may be compared as eighteen
_WORD = re.compile(r"[^\W_]+(?:['\u2019&.-][^\W_]+)*")
_OPENS = re.compile(r"[.!?:;\n\u2022\"\u201c\u2014-]\s*\W*$")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)]*\s+(?=[^a-z])|\n+")
_CLAUSE_END = re.compile(r"[,;:](?!\d)")
_LOOK_BACK = 8  # characters before a word that show whether it opens a sentence
_MOST_MARKS = 3


class Word(NamedTuple):
    """One word of a text, as names are compared.

    capital  written with a capital or a digit; in a web address only the name in it counts as that
    opens    it stands where every word has a capital
    joined   only a space separates it from the word before
    upper    all of what is printed together with it is in capitals
    shouted  the same, but for a possessive "s"
    headed   what is printed together with it begins with no small letter
    marks    how many marks that part clauses stand between it and the word before, three at most
    site     the name in a web address that begins with this word
    start    where what is printed together with it begins in the title or the text
    """

    normalised: str
    capital: bool
    opens: bool
    joined: bool
    upper: bool
    shouted: bool
    headed: bool
    marks: int
    start: int
    site: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name found: the number of its first word in title and text together."""

    name: str
    at: int
    in_title: bool


@dataclass(frozen=True, slots=True)
class IndexedWords:
    """The words of a title, of the first 40,000 characters of a text, and of given sentences further down.

    words      as compared, with spaces between them
    traits     two hexadecimal digits a word: its traits in the order of `Word`
    steps      from each word's start to the next one's, in characters, over all three
    title      how many of the words are the title's
    near       how many are the title's and those of the beginning
    sites      (number of a word, how many words are the name of the web address that begins there)
    sentences  where sentences of the beginning end, in characters
    """

    words: str
    traits: str
    steps: tuple[int, ...]
    title: int
    near: int
    sites: tuple[tuple[int, int], ...] = ()
    sentences: tuple[int, ...] = ()

    def sentence_of(self, position: int) -> int:
        """The number of the sentence that holds the position."""
        return bisect_right(self.sentences, position)


def index_words(title: str, text: str, further_down: Iterable[tuple[int, int]] = ()) -> IndexedWords:
    """The words of the title, of the beginning of the text, and of these stretches of the rest."""
    beginning = text[:MOST_CHARACTERS]
    titled = _capped(_words(title, 0, len(title)), MOST_WORDS, MOST_LETTERS)
    early = _capped(_words(beginning, 0, len(beginning)), MOST_WORDS, MOST_LETTERS)
    rest = chain.from_iterable(_words(text, begin, end) for begin, end in further_down)
    near = [*titled, *early]
    kept = [*near, *_capped(rest, MOST_WORDS - len(early), MOST_LETTERS)]
    starts = [word.start for word in kept]
    return IndexedWords(
        words=" ".join(word.normalised for word in kept),
        traits="".join(f"{_traits_of(word):02x}" for word in kept),
        steps=tuple(one - other for one, other in zip(starts, [0, *starts], strict=False)),
        title=len(titled),
        near=len(near),
        sites=tuple((at, len(word.site.split())) for at, word in enumerate(kept) if word.site),
        sentences=tuple(end.end() for end in _SENTENCE_END.finditer(beginning)),
    )


def _capped(words: Iterable[Word], most: int, letters: int) -> list[Word]:
    kept: list[Word] = []
    for word in words:
        letters -= len(word.normalised)
        if letters < 0 or len(kept) >= most:
            break
        kept.append(word)
    return kept


def _traits_of(word: Word) -> int:
    return (
        word.capital
        | word.opens << 1
        | word.joined << 2
        | word.upper << 3
        | word.shouted << 4
        | word.headed << 5
        | min(word.marks, _MOST_MARKS) << 6
    )


def _flags(traits: int) -> tuple[bool, bool, bool, bool, bool, bool, int]:
    return (
        bool(traits & 1),
        bool(traits & 2),
        bool(traits & 4),
        bool(traits & 8),
        bool(traits & 16),
        bool(traits & 32),
        traits >> 6,
    )


_FLAGS = tuple(map(_flags, range(256)))  # by two digits what they stand for, in the order of `Word`


class Wording:
    """The words of a title and the beginning of a text, for many look-ups; `body` are those of the text alone."""

    def __init__(self, indexed: IndexedWords) -> None:
        self.indexed = indexed
        words = indexed.words.split(" ") if indexed.words else []
        sites = {at: " ".join(words[at : at + count]) for at, count in indexed.sites}
        traits = bytes.fromhex(indexed.traits)
        described = zip(words, traits, accumulate(indexed.steps), strict=True)
        whole = [Word(word, *_FLAGS[bits], start) for word, bits, start in described]
        for at, site in sites.items():
            whole[at] = whole[at]._replace(site=site)
        self.words, self._rest = tuple(whole[: indexed.near]), tuple(whole[indexed.near :])
        self.title_length = indexed.title
        self.body = self.words[indexed.title :]
        self.small = frozenset(word.normalised for word in self.words if not word.capital)
        self.shouted = frozenset(word.normalised for word in self.words if word.shouted)
        self.sites = frozenset(word.site for word in self.words if word.site)
        self.shouted_title = _is_shouted(self.words[: self.title_length])
        self._runs: dict[str, list[int]] | None = None

    def __len__(self) -> int:
        return len(self.words)

    def runs(self) -> dict[str, list[int]]:
        """Every run of up to six words that begins with a capital or a digit, as names are compared, and its places.
        All callers share one dictionary: never change it."""
        if self._runs is None:
            self._runs = self._all_runs()
        return self._runs

    def _all_runs(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, word in enumerate(self.words):
            if not word.capital:
                continue
            end = self.title_length if at < self.title_length else len(self.words)
            run = ""
            for following in self.words[at : min(end, at + MAX_WORDS)]:
                run = f"{run} {following.normalised}" if run else following.normalised
                found.setdefault(run, []).append(at)
        return found

    def sightings(self, names: Iterable[str], runs: dict[str, list[int]]) -> list[Sighting]:
        """The places of any of these names (as compared), in order; of names that begin at one word the longest.

        A name of one word that the text also writes small ("gap", "target") counts only where nothing else explains
        the capital: within a sentence, and not in a title that writes every word with one.
        """
        longest: dict[int, str] = {}
        for name in names:
            for at in runs.get(name, ()):
                if len(name) > len(longest.get(at, "")) and self._is_a_name(name, at):
                    longest[at] = name
        return [Sighting(longest[at], at, at < self.title_length) for at in sorted(longest)]

    def between(self, begin: int, end: int, *, in_title: bool) -> Sequence[Word]:
        """The words that begin within [begin, end) of the title or the text, if they are kept: those of the beginning
        of a text, and those of the sentences further down that were asked for."""
        if in_title:
            words: Sequence[Word] = self.words[: self.title_length]
        else:
            words = self.body if end <= MOST_CHARACTERS else self._rest
        low = bisect_left(words, begin, key=_start)
        return words[low : bisect_left(words, end, lo=low, key=_start)]

    def _is_a_name(self, name: str, at: int) -> bool:
        if name not in self.small or self.words[at].site:
            return True
        return not self.words[at].opens and not (at < self.title_length and self.shouted_title)


def printed_words(title: str, text: str, wording: Wording, count: int) -> Iterator[str]:
    """What is printed with each of the first words; a printed word that is several comes as often."""
    for at, word in enumerate(wording.words[:count]):
        found = _WORD.match(title if at < wording.title_length else text, word.start)
        yield found.group() if found else ""


def _start(word: Word) -> int:
    return word.start


def _is_shouted(words: Sequence[Word]) -> bool:
    """Whether the title writes all its words with capitals, so that a capital does not show a name."""
    long = [word for word in words if len(word.normalised) > 3]
    return len(long) >= 3 and sum(word.capital for word in long) >= 0.8 * len(long)


def _words(text: str, begin: int, limit: int) -> Iterator[Word]:
    """The words of a stretch of the text. A possessive "s" is a word of its own: `Facebook's` names Facebook, and
    `Information Commissioner's Office` has the same words as that name when it is compared."""
    last = -1
    for match in _WORD.finditer(text, begin, limit):
        printed, start = match.group(), match.start()
        if len(printed) > LONGEST_WORD:
            continue
        joined = start == last + 1 and text[last] == " "
        marks = len(_CLAUSE_END.findall(text, max(last, begin), start + 1)) if start > last + 1 else 0
        last = match.end()
        bare = printed if printed.isalnum() else _POSSESSIVE.sub("", printed)
        upper = printed.isupper()
        shape = (upper, upper if bare is printed else bare.isupper(), not printed[0].islower())
        if "." in printed and not text.startswith("@", max(0, start - 1)):
            site = site_name(bare)
            if site:
                yield from _of_address(printed, site, shape, marks, start)
                continue
        capital = shape[2]
        opens = capital and _opens(text, start)
        for at, part in enumerate(_parts(printed)):
            yield Word(part, capital and part != "s", opens, joined, *shape, 0 if at else marks, start)


def _of_address(printed: str, site: str, shape: tuple[bool, bool, bool], marks: int, start: int) -> Iterator[Word]:
    before, _, suffix = printed.rpartition(f"{site}.")
    run = normalise_name(site)
    parts = [(part, False, "") for part in _parts(before)]
    parts += [(part, True, "" if at else run) for at, part in enumerate(run.split())]
    parts += [(part, False, "") for part in _parts(suffix)]
    inside = range(len(_parts(before)) + 1, len(parts) - len(_parts(suffix)))
    for at, (part, named, begins) in enumerate(parts):
        yield Word(part, named, False, at in inside, *shape, 0 if at else marks, start, begins)


def _parts(printed: str) -> list[str]:
    plain = printed.isascii() and printed.isalnum()  # nearly all words are
    return [printed.lower()] if plain else normalise_name(printed).split()


def _opens(text: str, start: int) -> bool:
    if start > 1 and text[start - 1] == " " and text[start - 2].isalnum():
        return False  # as nearly always
    return start == 0 or _OPENS.search(text[max(0, start - _LOOK_BACK) : start]) is not None
