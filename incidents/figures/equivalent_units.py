"""Counts that the coverage gives in two units, as people and as accounts.

Units are never merged or added up: 14,000 accounts that were broken into, and 6.9 million users whose data was read
through them, are two counts. But coverage also uses the two words as if they meant the same, and this shows where:

| the coverage revises 6 million users to 110 million, and it... | so the figure of accounts                      |
| -------------------------------------------------------------- | ---------------------------------------------- |
| gives both numbers for accounts too, the 6 million as earlier  | takes the claims about users into account: the |
|                                                                | earlier number was replaced in the other word  |
| gives only one of them for accounts, or neither as earlier     | rests on the claims about accounts alone       |

Each unit keeps a figure of its own, and a claim its own unit.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.policy import Policy
from incidents.figures.resolution import Resolution
from incidents.vocabulary import ALIKE_UNITS, Metric, Polarity, RelationKind, Scope

_REPLACING = frozenset({RelationKind.SUPERSEDES, RelationKind.CORRECTS})


def told_in_equivalent_units(
    grouped: Mapping[Bucket, Sequence[Assertion]], resolved: Mapping[Bucket, Resolution], policy: Policy
) -> dict[Bucket, list[Assertion]]:
    """The claims of other units that tell a revision, by the total whose figure takes them into account: one that rests
    on an earlier number because nobody has given a newer one in its own unit."""
    totals = [bucket for bucket in sorted(grouped) if bucket.scope is Scope.TOTAL and bucket.unit in ALIKE_UNITS]
    totals = [bucket for bucket in totals if bucket.metric is Metric.AFFECTED]
    found: dict[Bucket, list[Assertion]] = {}
    for bucket in totals:
        old = _earlier_number(resolved[bucket].winner, grouped[bucket])
        if old is None:
            continue
        told = _numbers(grouped[bucket])
        for other in totals:
            newer = _replacing(old, grouped[other], policy) if other != bucket else ()
            if any(_among(number, told, policy) for number in newer):
                found.setdefault(bucket, []).extend(grouped[other])
    return found


def _earlier_number(winner: str | None, claims: Sequence[Assertion]) -> int | None:
    """The number that the figure rests on, if a text tells it as an earlier one; None if not, or if a curator has
    stood by it."""
    carries = next((claim for claim in claims if claim.key == winner), None)
    if carries is None or carries.decision is not None:
        return None
    number = carries.quantity.number
    told = [claim for claim in claims if claim.quantity.number == number and _counts(claim)]
    return number if any(claim.bucket.scope is Scope.SUPERSEDED or claim.earlier_on for claim in told) else None


def _replacing(old: int, claims: Sequence[Assertion], policy: Policy) -> set[int]:
    """The numbers of which a text says that they replaced the old one, or one as good as the same."""
    numbers = {claim.key: claim.quantity.number for claim in claims if _counts(claim)}
    found = set()
    for claim in claims:
        new = numbers.get(claim.key)
        for relation in claim.relations:
            replaced = numbers.get(relation.target) if relation.kind in _REPLACING else None
            if replaced is not None and new is not None and policy.same_number(replaced, old) and new != replaced:
                found.add(new)
    return found


def _counts(claim: Assertion) -> bool:
    return claim.polarity is Polarity.ASSERTED and not claim.dismissed


def _numbers(claims: Iterable[Assertion]) -> list[int]:
    numbers = {claim.quantity.number for claim in claims if _counts(claim)}
    return sorted(number for number in numbers if number is not None)


def _among(number: int, numbers: Sequence[int], policy: Policy) -> bool:
    """Whether one of the sorted `numbers` is as good as the same number."""
    at = bisect_left(numbers, number)
    return any(policy.same_number(number, near) for near in numbers[max(0, at - 1) : at + 1])
