"""Who is meant by words that are no name: "the consultancy", "its statement", "Dana Reyes, the chief executive".

Two readings, both of the text around the number:

- A description of an organisation ("the firm", "the discounter", "it") means the first party named in its sentence; if
  there is none, the first one named in the last sentence before it that names any.
- A person whose office the text tells speaks for the party that is named beside the office, else for the party that
  answers for the incident, if there is only one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from incidents.names import normalise_name
from sources.extraction.find.word_index import LONGEST_WORD, MAX_WORDS, MOST_CHARACTERS
from sources.extraction.lexicon.tables import load_phrases

_WORD = re.compile(r"[^\W_]+(?:['\u2019&.-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?][\"'\u201d\u2019)]*\s+(?=[^a-z])|\n+")
_PHRASES = load_phrases("parties")
_OFFICE, _OFFICER_OF, _PUBLIC, _PUBLIC_BODY = _PHRASES.compiled("office", "officer_of", "public", "public_body")
_DESCRIPTION, _POSTMODIFIER, _OTHERS = _PHRASES.compiled("description", "postmodifier", "others")
_OFFICE_REACH = 90  # characters on either side of a name
_NAMED_AT_MOST = 4  # words of a person's name
_PLACES_AT_MOST = 200  # places of a name in the text that are searched for an office


@dataclass(frozen=True, slots=True)
class Named:
    """A known name in a text: its key among the names given, and where it stands."""

    key: str
    start: int
    end: int


class NamedText:
    """A text, and where any of some names (as compared) stands in it; of names that begin at one word the longest."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self.text = text = text[:MOST_CHARACTERS]
        self._named = list(_named(text, frozenset(names)))
        self._starts = [one.start for one in self._named]
        self._employers: dict[str, tuple[bool, str | None]] = {}
        self._ends = [match.end() for match in _SENTENCE_END.finditer(text)]

    @property
    def names_somebody(self) -> bool:
        return bool(self._named)

    def meant_by_description(self, words: str, position: int) -> str | None:
        """The key of the party that a description at `position` means; None when the words describe no organisation, or
        no party is named up to there."""
        if not describes_an_organisation(words):
            return None
        before = bisect_left(self._starts, self._sentence(position)[1])
        if not before:
            return None
        begin, _ = self._sentence(self._starts[before - 1])
        return self._named[bisect_left(self._starts, begin)].key

    def employer_of(self, person: str) -> tuple[bool, str | None]:
        """(whether the text tells an office of this person, the key of the party that is named nearest to it)."""
        names = person.split()
        if not 1 <= len(names) <= _NAMED_AT_MOST or not all(name[:1].isupper() for name in names):
            return False, None
        if person not in self._employers:
            self._employers[person] = self._employer_of(names[-1])
        return self._employers[person]

    def _employer_of(self, name: str) -> tuple[bool, str | None]:
        told = False
        for match in islice(re.finditer(rf"\b{re.escape(name)}\b", self.text), _PLACES_AT_MOST):
            low, high = max(0, match.start() - _OFFICE_REACH), match.end() + _OFFICE_REACH
            start, end = self._sentence(match.start())
            low, high = max(low, start), min(high, end)
            office = _OFFICE.search(self.text, low, high)
            if office is None:
                continue
            told = True
            near = self._named[bisect_left(self._starts, low) : bisect_left(self._starts, high)]
            near = [one for one in near if not _within(one, match)]
            if near:
                return True, min(near, key=lambda one: abs(one.start - office.start())).key
        return told, None

    def _sentence(self, position: int) -> tuple[int, int]:
        at = bisect_right(self._ends, position)
        return (self._ends[at - 1] if at else 0, self._ends[at] if at < len(self._ends) else len(self.text))


def describes_an_organisation(words: str) -> bool:
    """True for "the firm", "its statement", "the Oslo company", "it": a pronoun, or a description whose noun is common
    and does not mean somebody else."""
    parts = _POSTMODIFIER.split(words, maxsplit=1)[0].split()
    if not parts or not _DESCRIPTION.fullmatch(parts[0]):
        return False
    return len(parts) == 1 or (parts[-1][:1].islower() and not _OTHERS.match(parts[-1]))


def is_officer_of(words: str) -> str:
    """Whose officer the words describe: "Northwind" of "the head of Northwind"; empty where they describe none."""
    found = _OFFICER_OF.fullmatch(words.strip())
    return found["whom"] if found else ""


def describes_a_public_body(words: str) -> bool:
    """True for "the agency" and "the department"."""
    return _PUBLIC.fullmatch(words.strip()) is not None


def is_a_public_body(name: str) -> bool:
    """Whether a name is one of those that are called "the agency" for short: "Office of Wetland Surveys"."""
    return _PUBLIC_BODY.search(name) is not None


def tells_an_office(words: str) -> bool:
    """True for "Chief Technology Officer Ida Brandt" and "a spokesman"."""
    return _OFFICE.search(words) is not None


def _within(one: Named, match: "re.Match[str]") -> bool:
    return one.start <= match.start() < one.end


def _named(text: str, names: frozenset[str]) -> Iterator[Named]:
    words = [
        (part, match.start(), match.end(), not match[0][:1].islower())
        for match in _WORD.finditer(text)
        if len(match[0]) <= LONGEST_WORD
        for part in normalise_name(match[0]).split()
    ]
    taken = 0
    for at, (_, start, _, capital) in enumerate(words):
        if not capital or start < taken:
            continue
        run, found = "", None
        for part, _, end, _ in words[at : at + MAX_WORDS]:
            run = f"{run} {part}" if run else part
            if run in names:
                found = Named(run, start, end)
        if found is not None:
            taken = found.end
            yield found
