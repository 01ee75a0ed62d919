"""Counts of accounts that the coverage tells of people as well, and the reverse.

Units are never merged or added up: 14,000 accounts that were broken into, and 6.9 million users whose data was read
through them, are two counts. But coverage also takes the words for one another, and it shows that it does:

| the coverage tells                                          | so the figure of accounts                        |
| ----------------------------------------------------------- | ------------------------------------------------ |
| that 6 million users became 110 million                     |                                                  |
| and both numbers of accounts too, the 6 million as earlier  | hears what is told of users: the earlier number  |
|                                                             | has been replaced, though in the other word      |
| but only one of the numbers of accounts, or none as earlier | keeps to accounts                                |

Each unit keeps a figure of its own, and a claim its own unit.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.policy import Policy
from incidents.figures.vocabulary import ALIKE_UNITS, Metric, Polarity, RelationKind, Scope

_REPLACING = frozenset({RelationKind.SUPERSEDES, RelationKind.CORRECTS})


def told_alike(grouped: Mapping[Bucket, Sequence[Assertion]], policy: Policy) -> dict[Bucket, list[Assertion]]:
    """For each total that is told in another unit as well, the claims of that unit, which its figure hears."""
    totals = [bucket for bucket in sorted(grouped) if bucket.scope is Scope.TOTAL and bucket.unit in ALIKE_UNITS]
    totals = [bucket for bucket in totals if bucket.metric is Metric.AFFECTED]
    if len(totals) < 2:
        return {}
    revisions = {bucket: _revisions(grouped[bucket]) for bucket in totals}
    found: dict[Bucket, list[Assertion]] = {}
    for bucket in totals:
        told, earlier = _numbers(grouped[bucket]), _numbers(filter(_is_earlier, grouped[bucket]))
        for other in totals:
            pairs = revisions[other] if other != bucket else ()
            if any(_among(old, earlier, policy) and _among(new, told, policy) for old, new in pairs):
                found.setdefault(bucket, []).extend(grouped[other])
    return found


def _counts(claim: Assertion) -> bool:
    return claim.polarity is Polarity.ASSERTED and not claim.dismissed


def _is_earlier(claim: Assertion) -> bool:
    return claim.bucket.scope is Scope.SUPERSEDED or claim.earlier_on is not None


def _revisions(claims: Sequence[Assertion]) -> set[tuple[int, int]]:
    """(old, new) of each number that a text tells as replaced by another."""
    numbers = {claim.key: claim.quantity.number for claim in claims if _counts(claim)}
    found = set()
    for claim in claims:
        new = numbers.get(claim.key)
        for relation in claim.relations:
            old = numbers.get(relation.target) if relation.kind in _REPLACING else None
            if old is not None and new is not None and old != new:
                found.add((old, new))
    return found


def _numbers(claims: Iterable[Assertion]) -> list[int]:
    numbers = {claim.quantity.number for claim in claims if _counts(claim)}
    return sorted(number for number in numbers if number is not None)


def _among(number: int, numbers: Sequence[int], policy: Policy) -> bool:
    """Whether one of the numbers, which are sorted, is as good as this one."""
    at = bisect_left(numbers, number)
    return any(policy.same_number(number, near) for near in numbers[max(0, at - 1) : at + 1])
