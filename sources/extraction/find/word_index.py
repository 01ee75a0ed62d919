"""A title and a text, cut into words for many look-ups, and the places of names in them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidents.names import normalise_name, site_name

MAX_WORDS = 6  # of a name that is looked for
MOST_CHARACTERS = 40_000  # of a text that is matched: it names whom it is about before that
LONGEST_WORD = 1_000  # characters; the longest address seen in real coverage has 417
_WORD = re.compile(r"[^\W_]+(?:['\u2019&.-][^\W_]+)*")
_OPENS = re.compile(r"[.!?:;\n\u2022\"\u201c\u2014-]\s*\W*$")
_POSSESSIVE = re.compile(r"['\u2019]s$")
_LOOK_BACK = 8  # characters before a word that show whether it opens a sentence


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, as names are compared and as printed; whether it has a capital or a digit, whether it stands
    where every word has one, and whether only a space separates it from the word before; and the name in a web address
    that begins with this word. In an address, only that name counts as written with a capital."""

    normalised: str
    printed: str
    capital: bool
    opens: bool
    joined: bool
    site: str = ""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A name found: the number of its first word in title and text together."""

    name: str
    at: int
    in_title: bool


class Wording:
    """A title and a text, cut into words once, for many look-ups."""

    def __init__(self, *, title: str, text: str) -> None:
        title_words = list(_words(title))
        self.words = (*title_words, *_words(text))
        self.title_length = len(title_words)
        self.small = frozenset(word.normalised for word in self.words if not word.capital)
        # One printed word may be very many words as names are compared.
        shouted = {one for one in {word.printed for word in self.words} if _POSSESSIVE.sub("", one).isupper()}
        self.shouted = frozenset(word.normalised for word in self.words if word.printed in shouted)
        self.sites = frozenset(word.site for word in self.words if word.site)
        self.shouted_title = _is_shouted(title_words)
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

    def _is_a_name(self, name: str, at: int) -> bool:
        if name not in self.small or self.words[at].site:
            return True
        return not self.words[at].opens and not (at < self.title_length and self.shouted_title)


def _is_shouted(words: list[Word]) -> bool:
    """Whether the title writes all its words with capitals, so that a capital does not show a name."""
    long = [word for word in words if len(word.normalised) > 3]
    return len(long) >= 3 and sum(word.capital for word in long) >= 0.8 * len(long)


def _words(text: str) -> Iterable[Word]:
    """The words of the text. A possessive "s" is a word of its own: `Facebook's` names Facebook, and `Information
    Commissioner's Office` has the same words as that name when it is compared."""
    last = -1
    for match in _WORD.finditer(text):
        printed = match.group()
        if len(printed) > LONGEST_WORD:
            continue
        joined, last = match.start() == last + 1 and text[last] == " ", match.end()
        if "." in printed and not text.startswith("@", max(0, match.start() - 1)):
            site = site_name(_POSSESSIVE.sub("", printed))
            if site:
                yield from _of_address(printed, site)
                continue
        capital = not printed[:1].islower()
        opens = capital and _opens(text, match.start())
        for part in _parts(printed):
            yield Word(part, printed, capital and part != "s", opens, joined)


def _of_address(printed: str, site: str) -> Iterator[Word]:
    before, _, suffix = printed.rpartition(f"{site}.")
    run = normalise_name(site)
    for label in _parts(before):
        yield Word(label, printed, False, False, False)
    for at, part in enumerate(run.split()):
        yield Word(part, printed, True, False, at > 0, "" if at else run)
    for label in _parts(suffix):
        yield Word(label, printed, False, False, False)


def _parts(printed: str) -> list[str]:
    plain = printed.isascii() and printed.isalnum()  # nearly all words are
    return [printed.lower()] if plain else normalise_name(printed).split()


def _opens(text: str, start: int) -> bool:
    return start == 0 or _OPENS.search(text[max(0, start - _LOOK_BACK) : start]) is not None
