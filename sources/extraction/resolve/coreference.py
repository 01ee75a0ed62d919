"""Who is meant by words that are no name: "the consultancy", "its statement", "Dana Reyes, the chief executive".

Two readings, both of the text around the number:

- A description of an organisation ("the firm", "the discounter", "it") means the first party named in its sentence; if
  there is none, the first one named in the last sentence before it that names any.
- A person whose office the text tells speaks for the party that is named beside the office, else for the party that
  answers for the incident, if there is only one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sources.extraction.find.word_index import MAX_WORDS, MOST_CHARACTERS, Word, Wording
from sources.extraction.lexicon.tables import load_phrases

_PHRASES = load_phrases("parties")
_OFFICE, _OFFICER_OF, _PUBLIC, _PUBLIC_BODY = _PHRASES.compiled("office", "officer_of", "public", "public_body")
_DESCRIPTION, _POSTMODIFIER, _OTHERS = _PHRASES.compiled("description", "postmodifier", "others")
_OFFICE_REACH = 90  # characters on either side of a name
_NAMED_AT_MOST = 4  # words of a person's name
_PLACES_AT_MOST = 200  # places of a name in the text that are searched for an office
_MOST_PERSONS = 100


@dataclass(frozen=True, slots=True)
class OfficePlace:
    """A place where the text tells an office beside a person's name: how many words of the text begin before the
    stretch around it, and before its end; where the printed word with the name begins; and where the office does."""

    first: int
    last: int
    name: int
    office: int


@dataclass(frozen=True, slots=True)
class Named:
    """A known name in a text: its key among the names given, the number of its first word, and where its first and its
    last printed word begin."""

    key: str
    at: int
    start: int
    last: int


class NamedWords:
    """The words of a text, and where any of some names (as compared) stands in it; of names that begin at one word the
    longest. `offices` tells by person where the text tells an office of theirs."""

    def __init__(
        self, wording: Wording, names: Iterable[str], offices: Mapping[str, Sequence[OfficePlace]] | None = None
    ) -> None:
        self._named = list(_named(wording.body, frozenset(names)))
        self._offices = offices or {}
        self._indexed = wording.indexed
        self._sentences = [self._indexed.sentence_of(one.start) for one in self._named]
        self._numbers = [one.at for one in self._named]

    @property
    def names_somebody(self) -> bool:
        return bool(self._named)

    def meant_by_description(self, words: str, position: int) -> str | None:
        """The key of the party that a description at `position` means; None when the words describe no organisation, or
        no party is named up to there."""
        if not describes_an_organisation(words):
            return None
        before = bisect_right(self._sentences, self._indexed.sentence_of(position))
        if not before:
            return None
        return self._named[bisect_left(self._sentences, self._sentences[before - 1])].key

    def employer_of(self, person: str) -> tuple[bool, str | None]:
        """(whether the text tells an office of this person, the key of the party that is named nearest to it)."""
        places = self._offices.get(person, ())
        for place in places:
            near = self._named[bisect_left(self._numbers, place.first) : bisect_left(self._numbers, place.last)]
            near = [one for one in near if not one.start <= place.name <= one.last]
            if near:
                return True, min(near, key=lambda one: abs(one.start - place.office)).key
        return bool(places), None


def office_places(text: str, wording: Wording, persons: Iterable[str]) -> dict[str, tuple[OfficePlace, ...]]:
    """By person, the places of their name in the beginning of the text where it tells an office: only persons of whom
    it tells one, of the first hundred given."""
    text, starts = text[:MOST_CHARACTERS], [word.start for word in wording.body]
    by_name: dict[str, tuple[OfficePlace, ...]] = {}
    found: dict[str, tuple[OfficePlace, ...]] = {}
    for person in islice((one for one in persons if _may_be_a_person(one)), _MOST_PERSONS):
        name = person.split()[-1]
        if name not in by_name:
            by_name[name] = tuple(_office_places(text, starts, name, wording.indexed.sentences))
        if by_name[name]:
            found[person] = by_name[name]
    return found


def _may_be_a_person(words: str) -> bool:
    names = words.split()
    return 1 <= len(names) <= _NAMED_AT_MOST and all(name[:1].isupper() for name in names)


def _office_places(text: str, starts: Sequence[int], name: str, sentences: Sequence[int]) -> Iterator[OfficePlace]:
    for match in islice(re.finditer(rf"\b{re.escape(name)}\b", text), _PLACES_AT_MOST):
        at = bisect_right(sentences, match.start())
        low = max(match.start() - _OFFICE_REACH, sentences[at - 1] if at else 0)
        high = min(match.end() + _OFFICE_REACH, sentences[at] if at < len(sentences) else len(text))
        office = _OFFICE.search(text, low, high)
        if office is not None:
            printed = bisect_right(starts, match.start())
            yield OfficePlace(
                first=bisect_left(starts, low),
                last=bisect_left(starts, high),
                name=starts[printed - 1] if printed else 0,
                office=office.start(),
            )


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


def names_an_office(words: str) -> bool:
    """True for "Chief Technology Officer Ida Brandt" and "a spokesman"."""
    return _OFFICE.search(words) is not None


def _named(words: Sequence[Word], names: frozenset[str]) -> Iterator[Named]:
    taken = -1  # where the last printed word of the last name begins
    for at, word in enumerate(words):
        if not word.headed or word.start <= taken:
            continue
        run, found = "", None
        for following in words[at : at + MAX_WORDS]:
            run = f"{run} {following.normalised}" if run else following.normalised
            if run in names:
                found = Named(run, at, word.start, following.start)
        if found is not None:
            taken = found.last
            yield found
