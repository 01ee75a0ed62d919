"""How far the others widen the figure around the number of the top voice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.figures.policy import NARRATORS, Policy
from incidents.figures.positions import Position, joint_bounds
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes
from incidents.vocabulary import Hedge, SpeakerKind

_ROUNDED = {Hedge.ABOUT}


@dataclass(frozen=True, slots=True)
class FigureBounds:
    """low <= best <= high where known; None is an open end."""

    low: int | None
    best: int
    high: int | None


def span(top: Position, others: Sequence[Position], policy: Policy, notes: Notes) -> FigureBounds:
    """The range of the standing voices around the top one's number, with each voice's part noted.

    | a standing voice                                  | does                                       |
    | ------------------------------------------------- | ------------------------------------------ |
    | gives the same number                             | keeps its hedge, if the top one dropped it |
    | is the article's own, beside a named speaker's    | nothing: it retells somebody               |
    | is below, and its bounds end below                | lowers the low end                         |
    | is below, but open upward ("more than")           | is a floor: gives the low end where open   |
    | ... and of a better-placed voice than the top one | lowers the low end: so much is confirmed   |
    | is above                                          | raises the high end, or opens it           |
    | is above, but an older "up to" of no better voice | is a ceiling: gives the high end where open |

    An attacker's number is taken as the most that it may be: a boast has no floor, and opens no end.
    """
    low, high = _shared_bounds(top, others)
    ends: dict[ClaimRole, list[int | None]] = {}
    for voice in others:
        part = _part(voice, top, policy)
        for claim in voice.tellings:
            notes.update((key, Note(part, top.lead)) for key in claim.keys)
        ends.setdefault(part, []).append(_end(voice, top, part))
    return FigureBounds(
        low=_low_end(None if top.boast else low, top.number, ends),
        best=top.number,
        high=_high_end(high, top.number, ends),
    )


def _shared_bounds(top: Position, others: Iterable[Position]) -> tuple[int | None, int | None]:
    """The bounds of those who give the same number. If the top voice says "about", it has not left out a hedge: then
    what articles make of it in their own voice ("up to") is no bound."""
    hedged = top.lead.claim.quantity.hedge in _ROUNDED and top.kind not in NARRATORS
    same = [voice for voice in others if voice.number == top.number]
    same = [voice for voice in same if not (hedged and voice.kind in NARRATORS)]
    opens_low = any(voice.low is None for voice in same)
    opens_high = any(voice.high is None for voice in same)
    if not same or ((opens_low or top.low is None) and (opens_high or top.high is None)):
        return top.low, top.high
    ends = [(voice.low, voice.high) for voice in (top, *same)]
    return joint_bounds(ends, [voice.lead for voice in (top, *same)])


def _part(voice: Position, top: Position, policy: Policy) -> ClaimRole:
    if policy.same_number(voice.number, top.number):
        return ClaimRole.AGREES
    if voice.kind is SpeakerKind.UNATTRIBUTED and top.kind not in NARRATORS and not top.boast:
        return ClaimRole.UNNAMED
    if voice.number < top.number:
        open_above = voice.high is None or voice.high > top.number
        return ClaimRole.FLOOR if open_above and voice.step >= top.step else ClaimRole.WIDENS_LOW
    settled_within = voice.low is None and voice.day < top.day and top.step <= voice.step
    return ClaimRole.CEILING if settled_within and not voice.boast else ClaimRole.WIDENS_HIGH


def _end(voice: Position, top: Position, part: ClaimRole) -> int | None:
    """The low or high end that the voice gives, whichever the part is about. None for an open high end."""
    if part in {ClaimRole.FLOOR, ClaimRole.WIDENS_LOW}:
        return voice.number if voice.low is None else voice.low
    return voice.number if voice.high is None and voice.boast else voice.high


def _low_end(own: int | None, best: int, ends: Mapping[ClaimRole, Sequence[int | None]]) -> int | None:
    floors = [end for end in ends.get(ClaimRole.FLOOR, ()) if end is not None]
    low = max(floors, default=None) if own is None else own
    known = [end for end in (low, *ends.get(ClaimRole.WIDENS_LOW, ())) if end is not None]
    return min(*known, best) if known else None


def _high_end(own: int | None, best: int, ends: Mapping[ClaimRole, Sequence[int | None]]) -> int | None:
    """The highest of the high ends; open if the top voice leaves it open and nobody else says how high, or if a voice
    above leaves it open."""
    wider = list(ends.get(ClaimRole.WIDENS_HIGH, ()))
    if own is None and not wider:
        ceilings = [end for end in ends.get(ClaimRole.CEILING, ()) if end is not None]
        return min(ceilings, default=None)
    known = [end for end in (own, *wider) if end is not None]
    return None if None in wider else max(*known, best)
