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

_WORD = r"[A-Z0-9][\w&'\u2019.+]{0,30}"
_NAME = rf"{_WORD}(?:[ -](?:(?:of|and|&|for|de) )?{_WORD}){{0,4}}"
_ONE, _OTHER = rf"(?P<one>{_NAME})", rf"(?P<other>{_NAME})"
_LEGAL = r"(?:,? (?:Inc|Ltd|LLC|Corp|plc|PLC|GmbH|AG|SA|BV|Co)\b\.?)?"
_QUOTE = "[\"\u201c\u201d'\u2018\u2019]"
_KIND = r"(?:[a-z][\w-]{1,30}+ ){0,3}?"
_UNIT = r"(?:subsidiary|unit|division|brand|arm|affiliate|business|chain|app|platform)"
_OWNER = r"(?:parent(?: company| firm| group)?|owners?|holding company|operator)"

_MOST_CHARACTERS = 25_000  # of title and text: no text tells further down who owns an organisation
_MOST_RELATIONS = 100

_SAME = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_ONE}{_LEGAL},? \(?(?:formerly|previously)(?: (?:known|called|trading|named))?(?: as)? {_OTHER}",
        (
            rf"\b{_ONE}{_LEGAL},? \(?(?:which is |who is |is )?(?:now|also|better|otherwise|commonly) "
            rf"(?:known as|called|named|trading as) {_OTHER}"
        ),
        (
            rf"\b{_ONE}{_LEGAL},? (?:which (?:trades|operates|does business)|trading|operating|doing business)"
            rf" (?:as|under the name(?: of)?) {_OTHER}"
        ),
        rf"\b{_ONE}{_LEGAL},? \(?(?i:d/?b/?a|t/a),? {_OTHER}",
        rf"\b{_ONE}{_LEGAL} \((?:the )?{_QUOTE}(?:the )?{_OTHER}{_QUOTE}\)",
    )
)
_OWNS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            rf"\b{_ONE}{_LEGAL},? (?:the |its |a |an )?(?:[\w.-]{{1,30}}+ ){{0,3}}?{_OWNER} of (?:the |its )?"
            rf"{_KIND}{_OTHER}"
        ),
        (
            rf"\b{_ONE}{_LEGAL},? (?:the |a )?(?:company|firm|group) (?:behind|that (?:owns|runs|operates)) "
            rf"(?:the )?{_KIND}{_OTHER}"
        ),
        rf"\b{_ONE}{_LEGAL},? which (?:also )?(?:owns|runs|operates|acquired|bought) (?:the )?{_KIND}{_OTHER}",
        rf"\b{_ONE}(?:['\u2019]s)? {_OWNER},? {_OTHER}",
        rf"\b{_ONE}{_LEGAL},? (?:which is |that is |is )?(?:wholly |majority |part-)?owned by (?:the )?{_KIND}{_OTHER}",
        rf"\b{_ONE}{_LEGAL},? (?:which is |is )?an? {_KIND}{_UNIT} of (?:the )?{_KIND}{_OTHER}",
        rf"\b{_ONE}(?:['\u2019]s)? {_UNIT} {_OTHER}",
    )
)


@dataclass(frozen=True, slots=True)
class ToldRelation:
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


def told_relations(text: str) -> tuple[ToldRelation, ...]:
    """What the beginning of a text says of names that belong together: the first hundred such words."""
    return tuple(islice(_told(text[:_MOST_CHARACTERS]), _MOST_RELATIONS))


def related_names(organisation: str, told: Iterable[ToldRelation]) -> list[RelatedName]:
    """The organisation's other names, owners and subsidiaries by what a text tells; each name once, in text order."""
    own = _forms(organisation)
    found: dict[str, RelatedName] = {}
    for relation in told:
        for name, beside in ((relation.one, relation.other), (relation.other, relation.one)):
            if _forms(beside) & own and not _forms(name) & own:
                found.setdefault(normalise_name(name), RelatedName(name, relation.same, relation.because))
    return list(found.values())


def _told(text: str) -> Iterator[ToldRelation]:
    for patterns, same in ((_SAME, True), (_OWNS, False)):
        for pattern in patterns:
            for match in pattern.finditer(text):
                one, other = _clean(match["one"]), _clean(match["other"])
                if len(one) > 1 and len(other) > 1:
                    yield ToldRelation(one, other, same, " ".join(match[0].split())[:200])


def _clean(name: str) -> str:
    return re.sub(r"['\u2019]s$", "", name.strip()).strip(" .,'\u2019-")


def _forms(name: str) -> set[str]:
    return {normalise_name(form) for form in spoken_names(name)} - {""}
