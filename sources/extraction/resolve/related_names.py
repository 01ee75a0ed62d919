"""Other names that a text gives an organisation, and the names of its owners and subsidiaries.

| the text says                                                                      | then                     |
| ---------------------------------------------------------------------------------- | ------------------------ |
| "Quill (formerly Pennant)", "Pennant, now called Quill", "Quill, d/b/a Pennant"      | both are one             |
| "Northwind Trading Ltd, which trades as Quill", "Northwind Trading Ltd ("Quill")"    | both are one             |
| "Northwind, the parent of Quill", "Northwind, which owns Quill", "Quill owner Northwind" | one owns the other   |
| "Quill, owned by Northwind", "Quill, a subsidiary of Northwind", "Northwind subsidiary Quill" | one owns the other |
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from incidents.names import normalise_name, spoken_names
from sources.extraction.lexicon.tables import load_phrases

_MOST_CHARACTERS = 25_000  # of title and text: no text tells further down who owns an organisation
_MOST_RELATIONS = 100

_PHRASES = load_phrases("parties")
_LISTS = _PHRASES.lists["same"], _PHRASES.lists["owns"]
_SAME, _OWNS = (
    tuple(re.compile(rf"\b{_PHRASES.parts['one']}{after.pattern}") for after in listed) for listed in _LISTS
)
# Where any of them begins: what many of them begin with, a name and its legal form, is looked for once.
_AFTER = [after.pattern.replace("(?P<other>", "(?:") for listed in _LISTS for after in listed]
_LEGAL = _PHRASES.parts["legal"]
_AFTER_LEGAL = "|".join(after.removeprefix(_LEGAL) for after in _AFTER if after.startswith(_LEGAL))
_AFTER_NAME = "|".join([f"{_LEGAL}(?:{_AFTER_LEGAL})", *(one for one in _AFTER if not one.startswith(_LEGAL))])
_BEGIN = re.compile(rf"\b(?={_PHRASES.parts['name']}(?=[ ,'\u2019])(?:{_AFTER_NAME}))")


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """Two names of which the text says that they are one organisation's, or that the one owns the other; and the words
    that say so."""

    one: str
    other: str
    same: bool
    because: str


@dataclass(frozen=True, slots=True)
class RelatedName:
    """Another name of the organisation, or the name of one that owns it or that it owns; and the words that say so."""

    name: str
    same: bool
    because: str


def stated_relations(text: str) -> tuple[StatedRelation, ...]:
    """What the beginning of a text says of names that belong together: the first hundred such words."""
    return tuple(islice(_stated(text[:_MOST_CHARACTERS]), _MOST_RELATIONS))


def related_names(organisation: str, relations: Iterable[StatedRelation]) -> list[RelatedName]:
    """The organisation's other names, owners and subsidiaries by what a text tells; each name once, in text order."""
    own = _forms(organisation)
    found: dict[str, RelatedName] = {}
    for relation in relations:
        for name, beside in ((relation.one, relation.other), (relation.other, relation.one)):
            if _forms(beside) & own and not _forms(name) & own:
                found.setdefault(normalise_name(name), RelatedName(name, relation.same, relation.because))
    return list(found.values())


def _stated(text: str) -> Iterator[StatedRelation]:
    begins = [match.start() for match in _BEGIN.finditer(text)]
    for patterns, same in ((_SAME, True), (_OWNS, False)):
        for pattern in patterns:
            for match in _without_overlaps(pattern, text, begins):
                one, other = _clean(match["one"]), _clean(match["other"])
                if len(one) > 1 and len(other) > 1:
                    yield StatedRelation(one, other, same, " ".join(match[0].split())[:200])


def _without_overlaps(pattern: re.Pattern[str], text: str, begins: Iterable[int]) -> Iterator[re.Match[str]]:
    end = 0
    for begin in begins:
        match = pattern.match(text, begin) if begin >= end else None
        if match is not None:
            end = match.end()
            yield match


def _clean(name: str) -> str:
    return re.sub(r"['\u2019]s$", "", name.strip()).strip(" .,'\u2019-")


def _forms(name: str) -> set[str]:
    return {normalise_name(form) for form in spoken_names(name)} - {""}
