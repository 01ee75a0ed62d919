"""Third step: which voice gives the number, how far the others widen it, and whether somebody disputes it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.figures.hearing import Heard, Note, Notes, is_placeholder
from incidents.figures.policy import AUTHORITIES, NARRATORS, Policy, Preference
from incidents.figures.resolution import Part
from incidents.figures.vocabulary import FigureStatus, Hedge, Modality, SpeakerKind
from incidents.figures.voices import Voice, joint_bounds, voice_alone

_SURE_VOICES = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_UNSURE_MODALITIES = {Modality.POSSIBLE, Modality.ESTIMATED, Modality.ALLEGED, Modality.PROJECTED}
_CEILINGS = {Hedge.UP_TO, Hedge.LESS_THAN, Hedge.VAGUE, Hedge.BETWEEN}
_ROUNDED = {Hedge.ABOUT}
_FLOORS = {Hedge.AT_LEAST, Hedge.MORE_THAN}


@dataclass(frozen=True, slots=True)
class Span:
    """low <= best <= high where known; None is an open end."""

    low: int | None
    best: int
    high: int | None


def choose(standing: Sequence[Voice], told: Iterable[Heard], policy: Policy, notes: Notes) -> tuple[Voice, list[Voice]]:
    """The voice that gives the number, and the others that stand beside it. `told` are all claims that are heard."""
    ordered = sorted(standing, key=lambda voice: _order(voice, policy))
    top, others = ordered[0], ordered[1:]
    if policy.preference is not Preference.RANK:
        return top, others
    newer = _overtakes(top, others, told, policy)
    if newer is not None:
        for claim in top.tellings:
            notes.update((key, Note(Part.OVERTAKEN, newer.lead)) for key in claim.keys)
        return newer, [voice for voice in others if voice is not newer]
    finer = _refines(top, others) or _counts_within_floor(top, others, told, policy)
    if finer is not None:
        return finer, [voice for voice in ordered if voice is not finer]
    return top, others


def _order(voice: Voice, policy: Policy) -> tuple[object, ...]:
    """Sorts the preferred voice first: by step, then the newest, then the most stories. Where all that is alike, the
    larger number is rather the whole and the other a part; the key, which is random, only tells equals apart."""
    age = dt.date.max.toordinal() - voice.day.toordinal()
    match policy.preference:
        case Preference.RECENCY:
            return (voice.boast, age, voice.step, -voice.stories, -voice.number, voice.key)
        case Preference.SIZE:
            return (-voice.number, voice.step, age, -voice.stories, voice.key)
        case _:
            return (voice.step, age, -voice.stories, -voice.number, voice.key)


def _overtakes(top: Voice, others: Iterable[Voice], told: Iterable[Heard], policy: Policy) -> Voice | None:
    """The press voice whose fresh figure corrects a party's old one.

    Years later, coverage of a settlement or a judgment carries what the investigation found, without always naming
    it; and at any time a number that nobody has given before is news that somebody told it, unless a newspaper is
    named for it. It counts when it is near the old figure: far from it, it is rather another incident's, and news of a
    smaller number is rather of a part. An authority's finding stands until there is such news of it.
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


def _refines(top: Voice, others: Iterable[Voice]) -> Voice | None:
    """The responsible party's later figure that keeps within an authority's "up to" or "at least"."""
    if top.kind not in AUTHORITIES or not top.ranged:
        return None
    for voice in others:
        later = voice.kind is SpeakerKind.RESPONSIBLE_PARTY and voice.day > top.day and not voice.ranged
        if later and top.holds(voice.number) and voice.number != top.number:
            return voice
    return None


def _counts_within_floor(top: Voice, others: Iterable[Voice], told: Iterable[Heard], policy: Policy) -> Voice | None:
    """Who counts what the responsible party only bounds from below.

    "More than 100 million" is no count: rounded down, it says so much is confirmed. A plain count that keeps within it,
    is near it, and is told no earlier is the same thing counted; the floor stays the low end. Not so a number far above
    it, one that itself has an open end or is only thought possible, an attacker's, and one that texts tell as earlier.
    Where no voice gives such a count today, one is heard that a text tells as what replaced the earlier figure ("the
    number is now 117 million and may be 167 million").
    """
    if top.kind is not SpeakerKind.RESPONSIBLE_PARTY or top.low is None or top.high is not None:
        return None
    replacing = sorted((claim for claim in told if claim.replaces), key=lambda claim: (claim.step, claim.number))
    for voice in (*others, *(voice_alone(claim, policy) for claim in replacing)):
        plain = voice.low == voice.high == voice.number and voice.lead.claim.modality not in _UNSURE_MODALITIES
        heard = voice.day >= top.day and not voice.boast and not voice.background
        near = not policy.same_number(voice.number, top.number) and not policy.far_apart(voice.number, top.number)
        if plain and heard and near and voice.number > top.number:
            return voice
    return None


def span(top: Voice, others: Sequence[Voice], sums: Sequence[Heard], policy: Policy, notes: Notes) -> Span:
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

    What an attacker says is at most so much: a boast has no floor, and opens no end. A sum of unlike things that
    exceeds the number raises the high end, or gives it where it is open.
    """
    low, high = _shared_bounds(top, others)
    ends: dict[Part, list[int | None]] = {}
    for voice in others:
        part = _part(voice, top, policy)
        for claim in voice.tellings:
            notes.update((key, Note(part, top.lead)) for key in claim.keys)
        ends.setdefault(part, []).append(_end(voice, top, part))
    for added_up in sums:
        notes.update((key, Note(Part.ADDS_UP, top.lead)) for key in added_up.keys)
    ends[Part.ADDS_UP] = [added_up.number for added_up in sums if added_up.number > top.number]
    return Span(
        low=_low_end(None if top.boast else low, top.number, ends),
        best=top.number,
        high=_high_end(high, top.number, ends),
    )


def _shared_bounds(top: Voice, others: Iterable[Voice]) -> tuple[int | None, int | None]:
    """The bounds of those who give the same number. Who says "about" has dropped no hedge: what articles make of it in
    their own voice ("up to") is no bound, nor what those said before whom an authority that says so has examined."""
    hedged = top.lead.claim.quantity.hedge in _ROUNDED and top.kind not in NARRATORS
    same = [voice for voice in others if voice.number == top.number]
    same = [voice for voice in same if not (hedged and (voice.kind in NARRATORS or _is_examined(voice, top)))]
    opens_low = any(voice.low is None for voice in same)
    opens_high = any(voice.high is None for voice in same)
    if not same or ((opens_low or top.low is None) and (opens_high or top.high is None)):
        return top.low, top.high
    ends = [(voice.low, voice.high) for voice in (top, *same)]
    return joint_bounds(ends, [voice.lead for voice in (top, *same)])


def _is_examined(voice: Voice, top: Voice) -> bool:
    """Whether an authority gives the number, and the voice is a party's or an outsider's that spoke before it."""
    return top.kind in AUTHORITIES and voice.kind not in AUTHORITIES and voice.day < top.day


def _part(voice: Voice, top: Voice, policy: Policy) -> Part:
    if policy.same_number(voice.number, top.number):
        return Part.AGREES
    if voice.kind is SpeakerKind.UNATTRIBUTED and top.kind not in NARRATORS and not top.boast:
        return Part.UNNAMED
    if voice.number < top.number:
        open_above = voice.high is None or voice.high > top.number
        return Part.FLOOR if open_above and voice.step >= top.step else Part.WIDENS_LOW
    settled_within = voice.low is None and voice.day < top.day and top.step <= voice.step
    return Part.CEILING if settled_within and not voice.boast else Part.WIDENS_HIGH


def after_finding(
    top: Voice, others: Sequence[Voice], denials: Iterable[Heard], policy: Policy, notes: Notes
) -> list[Voice]:
    """The others without those whom a plain finding has answered: who spoke before it, with another number, and does
    not deny it. An authority's answers everybody but an attacker, whose number stays a ceiling; the responsible party's
    plain count answers what somebody who has no part in it only thought possible, or bounded from above, unless it
    denies that very number: then the two stand against each other. A floor ("at least 38 million") leaves open how many
    more there are, and answers nobody who says more."""
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
            notes.update((key, Note(Part.FOUND_OTHERWISE, top.lead)) for key in claim.keys)
    return kept


def _is_above_floor(voice: Voice, top: Voice) -> bool:
    return top.high is None and voice.number > top.number


def _without_press_parts(top: Voice, others: Sequence[Voice], policy: Policy, notes: Notes) -> list[Voice]:
    """The others without newspapers' far smaller numbers beside the responsible party's own count: nobody owns up to
    more than was lost, so whoever a newspaper has found is rather among those. "Up to" is no count, and owns up to
    nothing."""
    owned = top.kind is SpeakerKind.RESPONSIBLE_PARTY and top.low is not None
    kept = []
    for voice in others:
        part = owned and voice.kind is SpeakerKind.PRESS and policy.rather_a_part(voice.number, top.number)
        if not part or voice.holds(top.number):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(Part.PART_OF_ANOTHER, top.lead)) for key in claim.keys)
    return kept


def _is_guess(voice: Voice) -> bool:
    """Whether it is an outsider's, and no count: possible, estimated, or at most so much."""
    unsure = voice.lead.claim.modality in _UNSURE_MODALITIES or voice.low is None
    return voice.kind is SpeakerKind.OTHER and unsure


def _end(voice: Voice, top: Voice, part: Part) -> int | None:
    """Where the voice puts the end that its part speaks to; None for an open high end, and for a low one where the
    voice is an outsider's that guessed before: "up to 9 million" is no floor beneath the later "up to 10 million"."""
    guessed = voice.low is None and top.low is None and _is_guess(voice) and voice.day < top.day
    if part is Part.WIDENS_LOW and guessed:
        return None
    if part in {Part.FLOOR, Part.WIDENS_LOW}:
        return voice.number if voice.low is None else voice.low
    return voice.number if voice.high is None and voice.boast else voice.high


def _low_end(own: int | None, best: int, ends: Mapping[Part, Sequence[int | None]]) -> int | None:
    floors = [end for end in ends.get(Part.FLOOR, ()) if end is not None]
    low = max(floors, default=None) if own is None else own
    known = [end for end in (low, *ends.get(Part.WIDENS_LOW, ())) if end is not None]
    return min(*known, best) if known else None


def _high_end(own: int | None, best: int, ends: Mapping[Part, Sequence[int | None]]) -> int | None:
    """The highest end above; open where the top voice leaves it open and nobody else says how high, or where one
    above does."""
    wider = list(ends.get(Part.WIDENS_HIGH, ()))
    added_up = ends.get(Part.ADDS_UP, ())
    if own is None and not wider:
        ceilings = [end for end in (*ends.get(Part.CEILING, ()), *added_up) if end is not None]
        return min(ceilings, default=None)
    known = [end for end in (own, *wider, *added_up) if end is not None]
    return None if None in wider else max(*known, best)


def disputes(top: Voice, others: Iterable[Voice], denials: Iterable[Heard], policy: Policy, notes: Notes) -> bool:
    """True when a named speaker contradicts the top voice; the contradicting claims are noted."""
    disputed = False
    others = list(others)
    for voice in others:
        if _contradicts(voice, top, policy):
            disputed = True
            for claim in voice.tellings:
                notes.update((key, Note(Part.DISPUTES, top.lead)) for key in claim.keys)
    asserts = {voice.lead.voice: voice for voice in (top, *others)}
    for denial in denials:
        part = _denial(denial, top, asserts.get(denial.voice), policy)
        notes.update((key, Note(part, top.lead)) for key in denial.keys)
        disputed = disputed or part is Part.DENIES
    return disputed


def _contradicts(voice: Voice, top: Voice, policy: Policy) -> bool:
    """Whether a standing voice disputes the top one.

    Never: who is not named, boasts, and who gives as good as the same number. Not by being older: a newspaper whose
    figure the party has since replaced, and anybody before an authority's finding, but for who says more than its
    floor. Not by intervals that overlap ("up to 87 million" and "no more than 30 million"): there the denial shows the
    dispute.
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


def _overlap(one: Voice, other: Voice) -> bool:
    lows = [voice.low for voice in (one, other) if voice.low is not None]
    highs = [voice.high for voice in (one, other) if voice.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _denies(denial: Heard, top: Voice, policy: Policy) -> bool:
    denied_above = denial.claim.quantity.hedge in _FLOORS and top.number >= denial.number
    return denied_above or policy.same_number(denial.number, top.number)


def _denial(denial: Heard, top: Voice, own: Voice | None, policy: Policy) -> Part:
    """What a denial does: it disputes the number that it denies, if a named speaker makes it and has not said that
    very number since. Denying "more than 50 million" denies all that is above."""
    speaker = denial.claim.speaker
    if own is not None and policy.same_number(own.number, denial.number):
        return Part.RETRACTED
    if not _denies(denial, top, policy):
        return Part.DENIES_ANOTHER_NUMBER
    if not speaker.named or policy.unverified(speaker.kind, denial.claim.bucket.metric):
        return Part.DENIES_ANOTHER_NUMBER
    return Part.DENIES


def status(top: Voice, *, disputed: bool, policy: Policy) -> FigureStatus:
    """How sure the figure is, unless it is pinned, which settles it; the first row that fits.

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
