"""Third step: which voice gives the number, how far the others widen it, and whether somebody disputes it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.figures.policy import AUTHORITIES, NARRATORS, Policy, Preference
from incidents.figures.positions import Position, joint_bounds, position_alone
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes, ScreenedClaim, is_placeholder
from incidents.figures.vocabulary import FigureStatus, Hedge, Modality, SpeakerKind

_SURE_VOICES = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_UNSURE_MODALITIES = {Modality.POSSIBLE, Modality.ESTIMATED, Modality.ALLEGED, Modality.PROJECTED}
_CEILINGS = {Hedge.UP_TO, Hedge.LESS_THAN, Hedge.VAGUE, Hedge.BETWEEN}
_ROUNDED = {Hedge.ABOUT}
_FLOORS = {Hedge.AT_LEAST, Hedge.MORE_THAN}


@dataclass(frozen=True, slots=True)
class FigureBounds:
    """low <= best <= high where known; None is an open end."""

    low: int | None
    best: int
    high: int | None


def choose(
    standing: Sequence[Position], told: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> tuple[Position, list[Position]]:
    """The voice that gives the number, and the others that stand beside it. `told` are all claims to be weighed."""
    ordered = sorted(standing, key=lambda voice: _order(voice, policy))
    top, others = ordered[0], ordered[1:]
    if policy.preference is not Preference.RANK:
        return top, others
    newer = _overtakes(top, others, told, policy)
    if newer is not None:
        for claim in top.tellings:
            notes.update((key, Note(ClaimRole.OVERTAKEN, newer.lead)) for key in claim.keys)
        return newer, [voice for voice in others if voice is not newer]
    finer = _refines(top, others) or _counts_within_floor(top, others, told, policy)
    if finer is not None:
        return finer, [voice for voice in ordered if voice is not finer]
    return top, others


def _order(voice: Position, policy: Policy) -> tuple[object, ...]:
    """The sort key that puts the preferred voice first: by step, then the newest, then the most stories. Of equals the
    larger number is probably the whole and the other a part; the voice's key, which is random, decides last."""
    age = dt.date.max.toordinal() - voice.day.toordinal()
    match policy.preference:
        case Preference.RECENCY:
            return (voice.boast, age, voice.step, -voice.stories, -voice.number, voice.key)
        case Preference.SIZE:
            return (-voice.number, voice.step, age, -voice.stories, voice.key)
        case _:
            return (voice.step, age, -voice.stories, -voice.number, voice.key)


def _overtakes(
    top: Position, others: Iterable[Position], told: Iterable[ScreenedClaim], policy: Policy
) -> Position | None:
    """The press voice whose fresh figure corrects a party's old one.

    Years later, coverage of a settlement or a judgment gives what the investigation found, without always naming the
    investigation. And at any time, a number that nobody has given before, and that is not a named newspaper's, is news
    from somebody. Either counts when it is near the old figure: a number far from it is probably another incident's,
    and a new but smaller one probably a part's. An authority's finding stands until there is such a new number.
    """
    if top.kind in NARRATORS or top.boast:
        return None
    first: dict[int, dt.date] = {}
    for claim in told:
        first[claim.number] = min(first.get(claim.number, claim.day), claim.day)
    for voice in others:
        if voice.kind not in NARRATORS or policy.same_number(voice.number, top.number):
            continue
        found = top.kind in AUTHORITIES
        near = abs(voice.number - top.number) * 100 <= policy.stale_drift_percent * top.number
        within = near and not (found and policy.far_apart(voice.number, top.number))
        fresh = voice.kind is SpeakerKind.UNATTRIBUTED and top.day < voice.day == first.get(voice.number)
        news = fresh and not policy.rather_a_part(voice.number, top.number)
        if within and (news or (not found and policy.stale(top.day, voice.day))):
            return voice
    return None


def _refines(top: Position, others: Iterable[Position]) -> Position | None:
    """The responsible party's later figure that keeps within an authority's "up to" or "at least"."""
    if top.kind not in AUTHORITIES or not top.ranged:
        return None
    for voice in others:
        later = voice.kind is SpeakerKind.RESPONSIBLE_PARTY and voice.day > top.day and not voice.ranged
        if later and top.holds(voice.number) and voice.number != top.number:
            return voice
    return None


def _counts_within_floor(
    top: Position, others: Iterable[Position], told: Iterable[ScreenedClaim], policy: Policy
) -> Position | None:
    """The voice that counts what the responsible party only bounds from below.

    "More than 100 million" is no count: it is rounded down, and says how much is confirmed. A plain count above it,
    near it, and told no earlier counts the same thing; the floor stays the low end. Left out are numbers far above it,
    with an open end or only thought possible, attackers' numbers, and those that texts tell as earlier ones. If no
    voice gives such a count today, a claim is taken that, by its text, replaces an earlier figure ("the number is now
    117 million and may be 167 million").
    """
    if top.kind is not SpeakerKind.RESPONSIBLE_PARTY or top.low is None or top.high is not None:
        return None
    replacing = sorted((claim for claim in told if claim.replaces), key=lambda claim: (claim.step, claim.number))
    for voice in (*others, *(position_alone(claim, policy) for claim in replacing)):
        plain = voice.low == voice.high == voice.number and voice.lead.claim.modality not in _UNSURE_MODALITIES
        heard = voice.day >= top.day and not voice.boast and not voice.background
        near = not policy.same_number(voice.number, top.number) and not policy.far_apart(voice.number, top.number)
        if plain and heard and near and voice.number > top.number:
            return voice
    return None


def span(
    top: Position, others: Sequence[Position], sums: Sequence[ScreenedClaim], policy: Policy, notes: Notes
) -> FigureBounds:
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

    An attacker's number is taken as the most that it may be: a boast has no floor, and opens no end. A sum of unlike
    things that exceeds the number raises the high end, or gives it where it is open.
    """
    low, high = _shared_bounds(top, others)
    ends: dict[ClaimRole, list[int | None]] = {}
    for voice in others:
        part = _part(voice, top, policy)
        for claim in voice.tellings:
            notes.update((key, Note(part, top.lead)) for key in claim.keys)
        ends.setdefault(part, []).append(_end(voice, top, part))
    for added_up in sums:
        notes.update((key, Note(ClaimRole.ADDS_UP, top.lead)) for key in added_up.keys)
    ends[ClaimRole.ADDS_UP] = [added_up.number for added_up in sums if added_up.number > top.number]
    return FigureBounds(
        low=_low_end(None if top.boast else low, top.number, ends),
        best=top.number,
        high=_high_end(high, top.number, ends),
    )


def _shared_bounds(top: Position, others: Iterable[Position]) -> tuple[int | None, int | None]:
    """The bounds of those who give the same number. If the top voice says "about", it has not left out a hedge: then
    neither what articles make of it in their own voice ("up to") is a bound, nor, where an authority says so, what
    parties and outsiders said before that."""
    hedged = top.lead.claim.quantity.hedge in _ROUNDED and top.kind not in NARRATORS
    same = [voice for voice in others if voice.number == top.number]
    same = [voice for voice in same if not (hedged and (voice.kind in NARRATORS or _is_examined(voice, top)))]
    opens_low = any(voice.low is None for voice in same)
    opens_high = any(voice.high is None for voice in same)
    if not same or ((opens_low or top.low is None) and (opens_high or top.high is None)):
        return top.low, top.high
    ends = [(voice.low, voice.high) for voice in (top, *same)]
    return joint_bounds(ends, [voice.lead for voice in (top, *same)])


def _is_examined(voice: Position, top: Position) -> bool:
    """Whether an authority gives the number, and the voice is that of a party or an outsider who spoke before it."""
    return top.kind in AUTHORITIES and voice.kind not in AUTHORITIES and voice.day < top.day


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


def after_finding(
    top: Position, others: Sequence[Position], denials: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> list[Position]:
    """The others without those that the top voice's plain finding has answered: they gave another number before it, and
    do not deny it. An authority's finding answers everybody but attackers, whose number stays a ceiling. The
    responsible party's plain count answers outsiders who only thought a number possible, or bounded it from above;
    but if the party denies that very number, the two stand against each other. A floor ("at least 38 million") leaves
    open how many more there are, so it does not answer those who say more."""
    others = _without_press_parts(top, others, policy, notes)
    if top.low is None or not (top.kind in AUTHORITIES or (top.kind is SpeakerKind.RESPONSIBLE_PARTY and top.high)):
        return list(others)
    denials = list(denials)
    deniers = {denial.voice for denial in denials if _denies(denial, top, policy)}
    denied = [denial.number for denial in denials if denial.voice == top.lead.voice and top.kind not in AUTHORITIES]
    kept = []
    for voice in others:
        answered = voice.day < top.day and voice.kind not in AUTHORITIES and voice.lead.voice not in deniers
        answered = answered and not _is_above_floor(voice, top)
        answered = answered and (top.kind in AUTHORITIES or _is_guess(voice))
        answered = answered and not any(policy.same_number(number, voice.number) for number in denied)
        if not answered or voice.boast or voice.holds(top.number) or policy.same_number(voice.number, top.number):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.FOUND_OTHERWISE, top.lead)) for key in claim.keys)
    return kept


def _is_above_floor(voice: Position, top: Position) -> bool:
    return top.high is None and voice.number > top.number


def _without_press_parts(top: Position, others: Sequence[Position], policy: Policy, notes: Notes) -> list[Position]:
    """The others without newspapers' far smaller numbers beside the responsible party's own count: nobody admits to
    more than was lost, so those whom a newspaper has found are probably among those counted. "Up to" is no count, and
    admits nothing."""
    owned = top.kind is SpeakerKind.RESPONSIBLE_PARTY and top.low is not None
    kept = []
    for voice in others:
        part = owned and voice.kind is SpeakerKind.PRESS and policy.rather_a_part(voice.number, top.number)
        if not part or voice.holds(top.number):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.PART_OF_ANOTHER, top.lead)) for key in claim.keys)
    return kept


def _is_guess(voice: Position) -> bool:
    """Whether it is an outsider's number and no count: possible, estimated, or an "up to"."""
    unsure = voice.lead.claim.modality in _UNSURE_MODALITIES or voice.low is None
    return voice.kind is SpeakerKind.OTHER and unsure


def _end(voice: Position, top: Position, part: ClaimRole) -> int | None:
    """The low or high end that the voice gives, whichever the part is about. None for an open high end, and for the
    low end of an outsider's earlier guess: "up to 9 million" is no floor beneath the later "up to 10 million"."""
    guessed = voice.low is None and top.low is None and _is_guess(voice) and voice.day < top.day
    if part is ClaimRole.WIDENS_LOW and guessed:
        return None
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
    added_up = ends.get(ClaimRole.ADDS_UP, ())
    if own is None and not wider:
        ceilings = [end for end in (*ends.get(ClaimRole.CEILING, ()), *added_up) if end is not None]
        return min(ceilings, default=None)
    known = [end for end in (own, *wider, *added_up) if end is not None]
    return None if None in wider else max(*known, best)


def disputes(
    top: Position, others: Iterable[Position], denials: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> bool:
    """True when a named speaker contradicts the top voice; the contradicting claims are noted."""
    disputed = False
    others = list(others)
    for voice in others:
        if _contradicts(voice, top, policy):
            disputed = True
            for claim in voice.tellings:
                notes.update((key, Note(ClaimRole.DISPUTES, top.lead)) for key in claim.keys)
    asserts = {voice.lead.voice: voice for voice in (top, *others)}
    for denial in denials:
        part = _denial(denial, top, asserts.get(denial.voice), policy)
        notes.update((key, Note(part, top.lead)) for key in denial.keys)
        disputed = disputed or part is ClaimRole.DENIES
    return disputed


def _contradicts(voice: Position, top: Position, policy: Policy) -> bool:
    """Whether a standing voice disputes the top one.

    These never do: articles in their own voice, boasts, and who gives as good as the same number. Nor do older
    figures that have been replaced: a newspaper's by the party's, and anybody's by an authority's finding, unless it
    is above the finding's floor. Nor do overlapping ranges ("up to 87 million" and "no more than 30 million"): there
    it is the denial that shows the dispute.
    """
    if voice.kind is SpeakerKind.UNATTRIBUTED or voice.boast or policy.same_number(voice.number, top.number):
        return False
    if voice.day <= top.day and voice.kind is SpeakerKind.PRESS and top.kind is not SpeakerKind.PRESS:
        return False
    answered = voice.day < top.day and top.kind in AUTHORITIES and voice.kind not in AUTHORITIES
    if answered and not _is_above_floor(voice, top):
        return False
    if voice.holds(top.number) or (voice.ranged and _overlap(voice, top)):
        return False
    outside = top.ranged and not _overlap(voice, top)
    return outside or policy.far_apart(voice.number, top.number)


def _overlap(one: Position, other: Position) -> bool:
    lows = [voice.low for voice in (one, other) if voice.low is not None]
    highs = [voice.high for voice in (one, other) if voice.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _denies(denial: ScreenedClaim, top: Position, policy: Policy) -> bool:
    denied_above = denial.claim.quantity.hedge in _FLOORS and top.number >= denial.number
    return denied_above or policy.same_number(denial.number, top.number)


def _denial(denial: ScreenedClaim, top: Position, own: Position | None, policy: Policy) -> ClaimRole:
    """What a denial does: it disputes the number that it denies, if a named speaker makes it and does not now give that
    very number. Denying "more than 50 million" denies all that is above."""
    speaker = denial.claim.speaker
    if own is not None and policy.same_number(own.number, denial.number):
        return ClaimRole.RETRACTED
    if not _denies(denial, top, policy):
        return ClaimRole.DENIES_ANOTHER_NUMBER
    if not speaker.named or policy.unverified(speaker.kind, denial.claim.bucket.metric):
        return ClaimRole.DENIES_ANOTHER_NUMBER
    return ClaimRole.DENIES


def status(top: Position, *, disputed: bool, policy: Policy) -> FigureStatus:
    """How sure the figure is, if it is not pinned (a pinned one is settled): the first row that fits.

    | the figure                                                          | status      |
    | ------------------------------------------------------------------- | ----------- |
    | is a placeholder, and nobody has said another                       | placeholder |
    | is denied or contradicted by a named speaker                        | disputed    |
    | is a court's, a regulator's or the responsible party's, plainly said | settled     |
    | ... but as possible, estimated, alleged, projected, or only worked out | provisional |
    | ... but as a ceiling ("up to"), a range, or vaguely                 | provisional |
    | is anybody else's: press, researchers, attackers, the article's own | provisional |

    A floor ("more than 53 million") is plainly said: so much is confirmed, and the open end shows that it may grow.
    """
    if is_placeholder(top.lead.claim, policy):
        return FigureStatus.PLACEHOLDER
    if disputed:
        return FigureStatus.DISPUTED
    claim = top.lead.claim
    if top.kind not in _SURE_VOICES or claim.modality in _UNSURE_MODALITIES or top.worked_out:
        return FigureStatus.PROVISIONAL
    if claim.quantity.hedge in _CEILINGS or top.low is None:
        return FigureStatus.PROVISIONAL
    return FigureStatus.SETTLED
