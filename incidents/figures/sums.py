"""Numbers that the coverage made by adding up unlike things: "as many as 110 million" of 70 million people and
40 million cards. Nobody counted them, and the two may overlap: such a sum is a ceiling, whoever repeats it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.policy import AUTHORITIES, NARRATORS
from incidents.vocabulary import Polarity, Scope, SpeakerKind, Unit

_COUNTERS = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_ADDENDS = 32  # of the own unit, the newest: keeps the search linear in the number of claims

_FirstDays = dict[int, dt.date]


def sums(grouped: Mapping[Bucket, Sequence[Assertion]]) -> dict[Bucket, frozenset[int]]:
    """For each total, the numbers that are sums. Such a number was first told as "up to" by an article or the press,
    and equals two counts together, one of this unit and one of another, that others had given by that day."""
    totals = {bucket: claims for bucket, claims in grouped.items() if _adds_up(bucket)}
    counts = {bucket: _first_days(claim for claim in claims if _counted(claim)) for bucket, claims in totals.items()}
    found = {}
    for bucket, claims in totals.items():
        others = _earliest(
            days for other, days in counts.items() if other.metric == bucket.metric and other.unit != bucket.unit
        )
        if others:
            own = sorted(counts[bucket].items(), key=lambda item: (item[1], item[0]), reverse=True)[:_ADDENDS]
            found[bucket] = frozenset(
                number for number, day in _told_as_ceilings(claims).items() if _is_sum(number, day, own, others)
            )
    return found


def _adds_up(bucket: Bucket) -> bool:
    return bucket.scope is Scope.TOTAL and bucket.unit is not Unit.MONEY


def _counted(claim: Assertion) -> bool:
    return claim.speaker.kind in _COUNTERS and _current(claim)


def _current(claim: Assertion) -> bool:
    told = claim.bucket.scope is Scope.TOTAL and claim.polarity is Polarity.ASSERTED
    return told and not claim.dismissed


def _first_days(claims: Iterable[Assertion]) -> _FirstDays:
    return _earliest({claim.quantity.number: claim.dated} for claim in claims if claim.quantity.number is not None)


def _earliest(several: Iterable[_FirstDays]) -> _FirstDays:
    first: _FirstDays = {}
    for days in several:
        for number, day in days.items():
            first[number] = min(first.get(number, day), day)
    return first


def _told_as_ceilings(claims: Iterable[Assertion]) -> _FirstDays:
    """Numbers whose first telling is the coverage's own "up to", with that day."""
    first: dict[int, Assertion] = {}
    for claim in claims:
        number = claim.quantity.number
        if number is None or not _current(claim):
            continue
        known = first.get(number)
        if known is None or (claim.dated, claim.key) < (known.dated, known.key):
            first[number] = claim
    return {
        number: claim.dated
        for number, claim in first.items()
        if claim.speaker.kind in NARRATORS and claim.quantity.low is None and claim.quantity.high == number
    }


def _is_sum(number: int, day: dt.date, own: Sequence[tuple[int, dt.date]], others: _FirstDays) -> bool:
    for addend, said_on in own:
        other_said_on = others.get(number - addend)
        if other_said_on is not None and max(said_on, other_said_on) <= day:
            return True
    return False
