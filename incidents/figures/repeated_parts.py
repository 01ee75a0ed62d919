"""Parts that are told again without their whole.

"5 million customers, including 140,000 whose bank details were taken" tells 140,000 as a part. When the same speaker
is later quoted with "140,000" alone, the number is still that part, and no revision of the 5 million.

| the later telling                                                  | the number is                  |
| ------------------------------------------------------------------ | ------------------------------ |
| alone, while a larger whole stands                                 | the part that it was           |
| as what replaces another figure ("fell from 5 million to 140,000") | the whole: the text says so    |
| when no larger whole was told, or texts tell it as an earlier one  | the whole: nothing contains it |
| by another named speaker, who never told it as a part              | that speaker's own figure      |

What articles tell in their own voice is mostly the responsible party's, so these two share what was told as a part.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate

from incidents.figures.assertion import Assertion
from incidents.figures.policy import Policy
from incidents.vocabulary import Polarity, RelationKind, Scope, SpeakerKind, Unit

_ONE_STORY = frozenset({SpeakerKind.UNATTRIBUTED, SpeakerKind.RESPONSIBLE_PARTY})
_REPLACING = frozenset({RelationKind.SUPERSEDES, RelationKind.CORRECTS})

_Kind = tuple[str, ...]
_Part = tuple[_Kind, str, int]  # what is counted, by whom it is told, the number


def as_repeated_parts(claims: Sequence[Assertion], policy: Policy) -> list[Assertion]:
    """The claims in the same order; those that tell a part again without its whole are marked as parts."""
    first = _first_told_as_parts(claims)
    if not first:
        return list(claims)
    wholes = _Wholes(claims, policy)
    return [
        replace(claim, part=True) if _was_a_part(claim, first) and wholes.contain(claim) else claim for claim in claims
    ]


def _first_told_as_parts(claims: Iterable[Assertion]) -> dict[_Part, dt.date]:
    """The first day on which a text called each number a part in so many words.

    Numbers taken for parts only because the article has a larger one are left out. So are those of a country: texts
    name the country of those concerned as a matter of course.
    """
    first: dict[_Part, dt.date] = {}
    for claim in claims:
        if claim.polarity is not Polarity.ASSERTED or claim.dismissed:
            continue
        number = claim.quantity.number
        day = claim.part_on if any(one.kind is RelationKind.SUBSET_OF for one in claim.relations) else None
        if claim.bucket.scope is Scope.SUBSET and claim.bucket.label and not claim.bucket.country:
            day = claim.dated
        if number is None or day is None:
            continue
        for teller in _tellers(claim):
            part = (_kind(claim), teller, number)
            first[part] = min(first.get(part, day), day)
    return first


def _was_a_part(claim: Assertion, first: dict[_Part, dt.date]) -> bool:
    number = claim.quantity.number
    replaces = any(relation.kind in _REPLACING for relation in claim.relations)
    if number is None or replaces or not _told_as_a_whole(claim) or claim.decision is not None:
        return False
    days = [first.get((_kind(claim), teller, number)) for teller in _tellers(claim)]
    return any(day is not None and day <= claim.dated for day in days)


def _told_as_a_whole(claim: Assertion) -> bool:
    asserted = claim.polarity is Polarity.ASSERTED and claim.bucket.unit is not Unit.MONEY
    return asserted and claim.bucket.scope is Scope.TOTAL and claim.current and not claim.part


def _kind(claim: Assertion) -> _Kind:
    return (claim.bucket.metric, claim.bucket.unit)


def _tellers(claim: Assertion) -> tuple[str, ...]:
    own = f"speaker {claim.speaker.key}"
    return (own, "the story") if claim.speaker.kind in _ONE_STORY else (own,)


class _Wholes:
    """The largest number of the whole that had been told by a day. Attackers' numbers, and those that some text tells
    as earlier ones, are left out."""

    def __init__(self, claims: Iterable[Assertion], policy: Policy) -> None:
        self._policy = policy
        told: dict[_Kind, list[tuple[dt.date, int]]] = {}
        for claim in claims:
            number = claim.quantity.number
            boast = policy.unverified(claim.speaker.kind, claim.bucket.metric)
            if number is None or boast or not _told_as_a_whole(claim) or claim.dismissed:
                continue
            if claim.earlier_on is None:
                told.setdefault(_kind(claim), []).append((claim.dated, number))
        self._days: dict[_Kind, list[dt.date]] = {}
        self._largest: dict[_Kind, list[int]] = {}
        for kind, rows in told.items():
            rows.sort()
            self._days[kind] = [day for day, _ in rows]
            self._largest[kind] = list(accumulate((number for _, number in rows), max))

    def contain(self, claim: Assertion) -> bool:
        """Whether a whole that is clearly larger had been told by the claim's day."""
        kind, number = _kind(claim), claim.quantity.number
        told_by_then = bisect_right(self._days.get(kind, []), claim.dated)
        if number is None or not told_by_then:
            return False
        return self._policy.rather_a_part(number, self._largest[kind][told_by_then - 1])
