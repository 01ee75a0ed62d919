"""How far the other positions widen the figure around the number of the top one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from incidents.figures.policy import Policy
from incidents.figures.rule_application import Case, Finding
from incidents.figures.speaker_positions import Position, joint_bounds
from incidents.figures.speaker_ranking import NARRATORS
from incidents.figures.verdicts import ClaimRole
from incidents.vocabulary import Hedge, SpeakerKind

_ROUNDED = {Hedge.ABOUT}


@dataclass(frozen=True, slots=True)
class FigureBounds:
    """low <= best <= high where known; None is an open end. All are None where nothing stands."""

    low: int | None
    best: int | None
    high: int | None


def span(top: Position, others: Sequence[Position], policy: Policy) -> FigureBounds:
    """The range of the standing positions around the top one's number.

    Whoever gives the same number keeps the hedge that the top one dropped. A floor gives the low end, and a ceiling the
    high end, where the top one leaves it open. What widens the range moves its end, or opens the high one.

    An attacker's number is taken as the most that it may be: a boast has no floor, and opens no end. Nor has a number a
    floor that is only alleged, while nobody says "at least".
    """
    low, high = _shared_bounds(top, others)
    by_role: dict[ClaimRole, list[Position]] = defaultdict(list)
    for other in others:
        by_role[_role(other, top, policy)].append(other)
    below = [_lower_end(other) for other in by_role[ClaimRole.WIDENS_LOW]]
    floors = [_lower_end(other) for other in by_role[ClaimRole.FLOOR]]
    alleged = all(one.alleged for one in (top, *by_role[ClaimRole.AGREES]))
    if low is None or top.boast or (alleged and not floors):
        low = max(floors, default=None)
    lows = below if low is None else [low, *below]
    above = [_upper_end(other) for other in by_role[ClaimRole.WIDENS_HIGH]]
    if high is None and not above:
        high = min((other.high for other in by_role[ClaimRole.CEILING] if other.high is not None), default=None)
    elif None in above:
        high = None
    else:
        high = max(end for end in (top.number, high, *above) if end is not None)
    return FigureBounds(low=min(*lows, top.number) if lows else None, best=top.number, high=high)


def _lower_end(other: Position) -> int:
    return other.number if other.low is None else other.low


def _upper_end(other: Position) -> int | None:
    return other.number if other.high is None and other.boast else other.high


def carrying(case: Case) -> Iterator[Finding]:
    """Find the claim that is quoted for the figure."""
    return case.beside_top(case.top.claims if case.top else (), lambda claim, top: claim is top.lead)


def agreeing(case: Case) -> Iterable[Finding]:
    """Find the other claims that the figure is made of, and the positions with the same number."""
    claims = case.beside_top(case.top.claims if case.top else (), lambda claim, top: True)
    return chain(claims, bound(ClaimRole.AGREES)(case))


def bound(role: ClaimRole) -> Callable[[Case], Iterable[Finding]]:
    """Find the positions that do this to the range around the top number."""
    return lambda case: case.beside_top(case.others, lambda other, top: _role(other, top, case.policy) is role)


def _role(other: Position, top: Position, policy: Policy) -> ClaimRole:
    """What a standing position does to the range around the top number, whether or not it disputes it.

    A lower number that is open upward is a floor, unless a better-placed speaker gives it: then so much is confirmed.
    A higher one is a ceiling if it is an older "up to" of no better-placed speaker.
    """
    if policy.same_number(other.number, top.number):
        return ClaimRole.AGREES
    if other.kind is SpeakerKind.UNATTRIBUTED and top.kind not in NARRATORS and not top.boast:
        return ClaimRole.UNNAMED
    if other.number < top.number:
        open_above = other.high is None or other.high > top.number
        return ClaimRole.FLOOR if open_above and other.step >= top.step else ClaimRole.WIDENS_LOW
    settled_within = other.low is None and other.day < top.day and top.step <= other.step
    return ClaimRole.CEILING if settled_within and not other.boast else ClaimRole.WIDENS_HIGH


def _shared_bounds(top: Position, others: Iterable[Position]) -> tuple[int | None, int | None]:
    """The bounds of those who give the same number. If the top one says "about", it has not left out a hedge: then
    what articles make of it in their own voice ("up to") is no bound."""
    hedged = top.lead.claim.quantity.hedge in _ROUNDED and top.kind not in NARRATORS
    same = [other for other in others if other.number == top.number]
    same = [other for other in same if not (hedged and other.kind in NARRATORS)]
    opens_low = any(other.low is None for other in same)
    opens_high = any(other.high is None for other in same)
    if not same or ((opens_low or top.low is None) and (opens_high or top.high is None)):
        return top.low, top.high
    ends = [(position.low, position.high) for position in (top, *same)]
    return joint_bounds(ends, [position.lead for position in (top, *same)])
