"""Third step: which voice gives the number (`bounds`: how far others widen it, `disputes`: who disputes it)."""

import datetime as dt
from collections.abc import Iterable, Sequence

from incidents.figures.policy import AUTHORITIES, NARRATORS, UNSURE_MODALITIES, Policy, Preference
from incidents.figures.positions import Position, position_alone
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes, ScreenedClaim
from incidents.vocabulary import SpeakerKind


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
        plain = voice.low == voice.high == voice.number and voice.lead.claim.modality not in UNSURE_MODALITIES
        heard = voice.day >= top.day and not voice.boast and not voice.background
        near = not policy.same_number(voice.number, top.number) and not policy.far_apart(voice.number, top.number)
        if plain and heard and near and voice.number > top.number:
            return voice
    return None
