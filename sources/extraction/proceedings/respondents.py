"""Against whom a step goes, in the words of the text."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sources.extraction.find.document import Document
from sources.extraction.lexicon.proceeding_words import RespondentWords
from sources.extraction.proceedings.actors import ProceedingActor

_SHORTEST = 2
_WORD = re.compile(r"\w+")


class Respondents:
    """Finds against whom each step of one document goes; a sentence is searched for names once."""

    def __init__(self, document: Document, actors: Sequence[ProceedingActor], words: RespondentWords) -> None:
        self._document, self._actors, self._words = document, actors, words
        self._found: dict[tuple[int, int], list[tuple[int, int, str]]] = {}

    def nearest(self, span: tuple[int, int], parts: Sequence[tuple[int, int]]) -> str:
        """The name nearest to the span that is fined, sued or pays, from the first of `parts` that has one; else
        empty."""
        named = next((found for part in parts if (found := self._named(part))), [])
        gaps = [(max(start - span[1], span[0] - end, 0), name) for start, end, name in named]
        return min(gaps, key=lambda one: one[0], default=(0, ""))[1]

    def _named(self, part: tuple[int, int]) -> list[tuple[int, int, str]]:
        """The names in the part, each with the span of the words that say so."""
        if part not in self._found:
            self._found[part] = list(self._names(part))
        return self._found[part]

    def _names(self, part: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
        for pattern in (self._words.before, self._words.after, self._words.possessive):
            position = part[0]
            while match := pattern.search(self._document.plain, position, part[1]):
                position = match.start("name") + 1
                name = _name(self._document, match, part[0], self._actors, self._words)
                if name:
                    yield match.start(), match.end(), name


def _name(
    document: Document, match: re.Match[str], begin: int, actors: Sequence[ProceedingActor], words: RespondentWords
) -> str:
    start, end = match.span("name")
    sign = document.lexicon.money.sign.match(document.folded, start)
    if sign and document.folded[sign.end() : sign.end() + 1].isdigit():
        return ""  # "fined EUR 3,000"
    if any(actor.start < end and start < actor.end for actor in actors):
        return ""
    parts = match["name"].rstrip(".'-").removesuffix("'s").split()
    while parts and (parts[0] in document.lexicon.names_skipped or words.days.fullmatch(parts[0])):
        parts = parts[1:]
    while parts and (parts[-1] in document.lexicon.names_skipped or parts[-1][0].islower()):
        parts = parts[:-1]
    if (
        not parts
        or len(" ".join(parts)) < _SHORTEST
        or parts[0].strip(".") in words.skipped
        or words.number.fullmatch(parts[0])
    ):
        return ""
    # A word that the text also writes small names nobody: "Customers will pay".
    if len(parts) == 1 and start <= begin + 4 and _is_written_small(document.plain, parts[0]):
        return ""
    if parts[0].lower() in document.lexicon.scopes.countries and len(parts) == 1:
        return ""
    return " ".join(parts)


def _is_written_small(plain: str, name: str) -> bool:
    small = name.lower()
    first = _WORD.match(small)
    if first is None or first[0] not in _words(plain):
        return False
    return first[0] == small or re.search(rf"\b{re.escape(small)}\b", plain) is not None


@lru_cache(maxsize=1)
def _words(plain: str) -> frozenset[str]:
    """The words of the text that is being read."""
    return frozenset(_WORD.findall(plain))
