"""Other names that a text gives an organisation, and the names of its owners and subsidiaries.

| the text says                                                                      | then                     |
| ---------------------------------------------------------------------------------- | ------------------------ |
| "Quill (formerly Pennant)", "Pennant, now called Quill", "Quill, d/b/a Pennant"      | both are one             |
| "Northwind Trading Ltd, which trades as Quill", "Northwind Trading Ltd ("Quill")"    | both are one             |
| "Northwind, the parent of Quill", "Northwind, which owns Quill", "Quill owner Northwind" | one owns the other   |
| "Quill, owned by Northwind", "Quill, a subsidiary of Northwind", "Northwind subsidiary Quill" | one owns the other |
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.names import normalise_name, spoken_names
from sources.extraction.lexicon.tables import load_phrases

_MOST_CHARACTERS = 25_000  # of title and text: no text tells further down who owns an organisation

_LISTS = load_phrases("parties").lists
_SAME, _OWNS = _LISTS["same"], _LISTS["owns"]


@dataclass(frozen=True, slots=True)
class RelatedName:
    """Another name of the organisation, or the name of one that owns it or that it owns; and the words that say so."""

    name: str
    same: bool
    because: str


def related_names(organisation: str, text: str) -> list[RelatedName]:
    """The organisation's other names, owners and subsidiaries by the text; each name once, in text order."""
    own = _forms(organisation)
    found: dict[str, RelatedName] = {}
    for one, other, same, because in _told(text[:_MOST_CHARACTERS]):
        for name, beside in ((one, other), (other, one)):
            if _forms(beside) & own and not _forms(name) & own:
                found.setdefault(normalise_name(name), RelatedName(name, same, because))
    return list(found.values())


def _told(text: str) -> Iterator[tuple[str, str, bool, str]]:
    for patterns, same in ((_SAME, True), (_OWNS, False)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                one, other = _clean(match["one"]), _clean(match["other"])
                if len(one) > 1 and len(other) > 1:
                    yield one, other, same, " ".join(match[0].split())[:200]


def _clean(name: str) -> str:
    return re.sub(r"['\u2019]s$", "", name.strip()).strip(" .,'\u2019-")


def _forms(name: str) -> set[str]:
    return {normalise_name(form) for form in spoken_names(name)} - {""}
