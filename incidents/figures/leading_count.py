"""One incident, one headline: the count that the news tells as people, accounts or records in turn.

Where sources lead with counts in several of these words, or tell in one what a source leads with in another, all that
is claimed about the whole in these words is one figure, in the word of the claim that carries it. Cards, devices and
whatever else is counted apart stay figures of their own, and so does what no source leads with in a word of its own
("17 million records of 6 million people"). Nothing is added up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.quantity import Quantity
from incidents.figures.verdicts import Resolution
from incidents.rounding import is_rounding_of
from incidents.vocabulary import ALIKE_UNITS, Metric, Scope, Unit


def with_leading_count(
    grouped: Mapping[Bucket, Sequence[Assertion]], resolve: Callable[[Sequence[Assertion], Bucket], Resolution]
) -> dict[Bucket, list[Assertion]]:
    """The claims by bucket, those of the leading count in one. `resolve` works out the figure of a bucket."""
    alike = [bucket for bucket in sorted(grouped) if _is_alike(bucket)]
    heads = dict.fromkeys(claim.quantity for bucket in alike for claim in grouped[bucket] if claim.headlines)
    led = [bucket for bucket in alike if any(_gives_one_of(claim, heads) for claim in grouped[bucket])]
    found = {bucket: list(claims) for bucket, claims in grouped.items()}
    if len(led) < 2:
        return found
    claims = [claim for bucket in led for claim in found.pop(bucket)]
    units = {claim.key: claim.bucket.unit for claim in claims}
    winner = resolve([_in_unit(claim, led[0].unit) for claim in claims], led[0]).winner
    host = replace(led[0], unit=units[winner] if winner is not None else led[0].unit)
    found[host] = [_in_unit(claim, host.unit) for claim in claims]
    return found


def _gives_one_of(claim: Assertion, heads: Iterable[Quantity]) -> bool:
    """Whether the claim gives a number that a source leads with, exactly or in rounder words."""
    mine = claim.quantity
    for one in heads:
        if one.number is not None and mine.number is not None:
            rounder = is_rounding_of(mine.number, mine.hedge, one.number) or is_rounding_of(
                one.number, one.hedge, mine.number
            )
            if rounder or one.number == mine.number:
                return True
    return False


def _is_alike(bucket: Bucket) -> bool:
    return bucket.metric is Metric.AFFECTED and bucket.scope is Scope.TOTAL and bucket.unit in ALIKE_UNITS


def _in_unit(claim: Assertion, unit: Unit) -> Assertion:
    own = claim.counted_in or claim.bucket.unit
    return replace(claim, bucket=replace(claim.bucket, unit=unit), counted_in=own if own is not unit else None)
