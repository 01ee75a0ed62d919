"""Second step: what each speaker says today, after all that was revised, retracted or told as an earlier figure."""

import datetime as dt
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from incidents.figures.policy import AUTHORITIES, NARRATORS, Policy
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes, ScreenedClaim, Screening
from incidents.rounding import digits, retells
from incidents.vocabulary import Basis, Hedge, SpeakerKind

_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Position:
    """One speaker's number today. `lead` is the claim to quote; low and high are the bounds of its tellings."""

    lead: ScreenedClaim
    tellings: tuple[ScreenedClaim, ...]
    number: int
    low: int | None
    high: int | None
    day: dt.date
    stories: int
    boast: bool

    @property
    def kind(self) -> SpeakerKind:
        return self.lead.claim.speaker.kind

    @property
    def step(self) -> int:
        return self.lead.step

    @property
    def key(self) -> str:
        return self.lead.claim.key

    @property
    def ranged(self) -> bool:
        """True when one end is open."""
        return (self.low is None) != (self.high is None)

    @property
    def worked_out(self) -> bool:
        return self.lead.claim.basis is Basis.DERIVED

    @property
    def background(self) -> bool:
        """True when no text ever told it as a current figure."""
        return all(claim.background for claim in self.tellings)

    @property
    def headlines(self) -> tuple[dt.date, ...]:
        """For each story that leads with its number, the last day on which it did, in order."""
        return tuple(sorted(day for claim in self.tellings for day in claim.headlines))

    def holds(self, number: int) -> bool:
        """True when its own bounds allow the number."""
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)


def positions(screening: Screening, policy: Policy, notes: Notes) -> list[Position]:
    """The standing voices, each with its latest figure. Notes say of the other claims what replaced them."""
    by_voice: dict[str, list[ScreenedClaim]] = {}
    for claim in sorted(screening.claims, key=lambda claim: (claim.voice, claim.day, claim.keys)):
        by_voice.setdefault(claim.voice, []).append(claim)
    retractions = _last_denials(screening.denials)
    standing = []
    for said in by_voice.values():
        kept = _not_retracted(said, retractions, notes)
        if kept:
            standing.append(_latest(kept, policy, notes))
    return _without_rounder(_not_told_as_earlier(standing, _EarlierFigures(screening), notes))


def _without_rounder(standing: Sequence[Position]) -> list[Position]:
    """The voices, each that gives another's number in rounder words laid together with that one."""
    finest = sorted(standing, key=lambda voice: (-digits(voice.number), voice.step, voice.key))
    kept: list[Position] = []
    for voice in finest:
        at = next((at for at, fine in enumerate(kept) if _is_rounder(voice, fine)), None)
        if at is None:
            kept.append(voice)
        else:
            kept[at] = replace(kept[at], tellings=(*kept[at].tellings, *voice.tellings))
    return kept


def _is_rounder(voice: Position, fine: Position) -> bool:
    return voice.boast == fine.boast and _retells(voice.lead, fine.number)


def position_alone(claim: ScreenedClaim, policy: Policy) -> Position:
    """The voice that says this one claim."""
    return _voice([claim], policy)


def _last_denials(denials: Iterable[ScreenedClaim]) -> dict[tuple[str, int], ScreenedClaim]:
    last: dict[tuple[str, int], ScreenedClaim] = {}
    for denial in sorted(denials, key=lambda denial: (denial.day, denial.keys)):
        last[denial.voice, denial.number] = denial
    return last


def _not_retracted(
    said: list[ScreenedClaim], denials: dict[tuple[str, int], ScreenedClaim], notes: Notes
) -> list[ScreenedClaim]:
    """The claims that their own speaker has not denied on a later day."""
    kept = []
    for claim in said:
        denial = denials.get((claim.voice, claim.number))
        if denial is not None and denial.day > claim.day:
            notes.update((key, Note(ClaimRole.RETRACTED, denial)) for key in claim.keys)
        else:
            kept.append(claim)
    return kept


def _latest(said: list[ScreenedClaim], policy: Policy, notes: Notes) -> Position:
    """What one voice says now. `said` is in the order of days.

    A new number replaces the last one, upward or downward. An old number told again does not come back, and a rounder
    number does not replace the exact one. If a speaker gives several numbers on one day, the largest is taken as the
    whole and the others as its parts; if articles do so in their own voice, the most widely told is taken. A number is
    passed over if a text says that another one of that day replaces it (a story was issued again). A number that
    articles give in their own voice far below the last, without calling it a revision, is probably a part.
    """
    led = [claim for claim in said if claim.headlines]
    said, passed = (led, [claim for claim in said if not claim.headlines]) if led else (said, [])
    now = said[0].number
    revised = {claim.number for claim in said if claim.replaces}
    replacing = _replacing(said)
    seen: set[int] = set()
    for _, group in groupby([claim for claim in said if not claim.background] or said, key=lambda claim: claim.day):
        stories: dict[int, int] = {}
        rounder: set[int] = set()
        for claim in group:
            stories[claim.number] = stories.get(claim.number, 0) + claim.stories
            if seen and _retells(claim, now):
                rounder.add(claim.number)
        fresh = stories.keys() - seen - rounder
        seen.update(stories)
        if fresh:
            narrator = said[0].claim.speaker.kind in NARRATORS
            if narrator and now not in fresh:
                fresh = {number for number in fresh if number in revised or not policy.rather_a_part(number, now)}
            choice = fresh | ({now} if now in stories else set())
            choice = {number for number in choice if not choice & replacing.get(number, set())} or choice
            if not choice:
                continue
            now = max(choice, key=lambda number: (stories[number] if narrator else 0, number))
    tellings = [claim for claim in (*said, *passed) if claim.number == now]
    voice = _voice(tellings, policy)
    retold: list[ScreenedClaim] = []
    for claim in (*said, *passed):
        if claim.number == now:
            continue
        if _retells(claim, now):
            retold.append(claim)
        else:
            notes.update((key, Note(ClaimRole.REVISED, voice.lead)) for key in claim.keys)
    return _voice(tellings, policy, retold)


def _replacing(said: Iterable[ScreenedClaim]) -> dict[int, set[int]]:
    """For each number that the voice says was replaced, the numbers that replace it."""
    numbers = {key: claim.number for claim in said for key in claim.keys}
    found: dict[int, set[int]] = {}
    for claim in said:
        for number in {numbers[key] for key in claim.replaces if key in numbers} - {claim.number}:
            found.setdefault(number, set()).add(claim.number)
    return found


def _retells(claim: ScreenedClaim, fine: int) -> bool:
    """Whether the claim gives the exact number in rounder words."""
    return retells(claim.number, claim.claim.quantity.hedge, fine)


def _voice(tellings: Sequence[ScreenedClaim], policy: Policy, rounder: Sequence[ScreenedClaim] = ()) -> Position:
    low, high = joint_bounds([(claim.claim.quantity.low, claim.claim.quantity.high) for claim in tellings], tellings)
    fits = [claim for claim in tellings if (claim.claim.quantity.low, claim.claim.quantity.high) == (low, high)]
    lead = min(fits or tellings, key=lambda claim: (claim.day, -claim.stories, claim.keys))
    return Position(
        lead=lead,
        tellings=(*tellings, *rounder),
        number=lead.number,
        low=low,
        high=high,
        day=min(claim.day for claim in tellings),
        stories=max(claim.stories for claim in (*tellings, *rounder)),
        boast=policy.unverified(lead.claim.speaker.kind, lead.claim.bucket.metric),
    )


def joint_bounds(
    ends: Sequence[tuple[int | None, int | None]], tellings: Sequence[ScreenedClaim]
) -> tuple[int | None, int | None]:
    """The bounds of several tellings of one number.

    Retelling drops a hedge, it does not invent one: beside "up to 87 million", a bare "87 million" is the same claim
    told short. Where tellings open both ends ("up to" here, "at least" there), only the number is sure. A vague
    telling ("some millions") tells nothing about the ends that another one tells.
    """
    firm = [
        pair
        for pair, claim in zip(ends, tellings, strict=True)
        if claim.claim.quantity.hedge is not Hedge.VAGUE and pair != (None, None)
    ]
    lows, highs = [low for low, _ in firm], [high for _, high in firm]
    if not firm:
        return None, None
    if None in lows and None in highs:
        number = tellings[0].number
        return number, number
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    return (None if None in lows else min(known_lows), None if None in highs else max(known_highs))


def _not_told_as_earlier(standing: list[Position], told: "_EarlierFigures", notes: Notes) -> list[Position]:
    """The voices but for those whose number a text tells as an earlier one and a newer number has replaced."""
    newest = _newest(standing)
    kept = []
    for voice in standing:
        day = told.day(voice)
        newer = None if day is None else next((other for other in newest if _may_replace(other, voice)), None)
        if day is None or day < voice.day or newer is None or not _follows(newer, voice, day):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.TOLD_AS_EARLIER, newer.lead)) for key in claim.keys)
    return kept


def _follows(newer: Position, voice: Position, told_on: dt.date) -> bool:
    """Whether the newer number can be the one that made a text call the voice's own an earlier figure."""
    return voice.background or newer.day > voice.day or newer.day >= told_on


def _newest(standing: Iterable[Position]) -> list[Position]:
    """The newest voices first; no boasts, and nothing that was only ever told as earlier."""
    ordered = sorted(standing, key=lambda voice: (voice.day, voice.stories, voice.key), reverse=True)
    return [voice for voice in ordered if not voice.boast and not voice.background]


def _may_replace(other: Position, voice: Position) -> bool:
    """Whether the other's number can have replaced the voice's: it is that of a speaker who ranks no lower, or of
    articles in their own voice. A rival's figure is no revision."""
    no_rival = other.step <= voice.step or other.kind is SpeakerKind.UNATTRIBUTED
    return other.number != voice.number and no_rival


class _EarlierFigures:
    """Until which day, and by whom, a number was told as an earlier figure.

    A text that tells a figure as a speaker's earlier one closes that speaker's figure. What articles say in their own
    voice ("raised from 3 to 5 million") closes anybody's number but an authority's finding. A claim that replaces
    another closes it for speakers who rank no higher: a rival's lower figure is no revision.
    """

    def __init__(self, screening: Screening) -> None:
        self._own: dict[tuple[str, int], dt.date] = {}
        self._by_step: dict[tuple[int, int], dt.date] = {}
        self._narrated: dict[int, dt.date] = {}
        for claim in screening.claims:
            if claim.told_earlier_on is not None:
                self._tell(claim, claim.number, claim.told_earlier_on, NARRATORS, by_step=False)
            for target in claim.replaces:
                number = screening.numbers.get(target)
                if number is not None and number != claim.number:
                    self._tell(claim, number, claim.day, {SpeakerKind.UNATTRIBUTED}, by_step=True)

    def _tell(
        self, claim: ScreenedClaim, number: int, day: dt.date, narrators: Iterable[SpeakerKind], *, by_step: bool
    ) -> None:
        _later(self._own, (claim.voice, number), day)
        if by_step:
            _later(self._by_step, (claim.step, number), day)
        if claim.claim.speaker.kind in narrators:
            _later(self._narrated, number, day)

    def day(self, voice: Position) -> dt.date | None:
        """The last day on which the voice's number was told as an earlier one; None when it never was."""
        days = [self._own.get((voice.lead.voice, voice.number))]
        days += [self._by_step.get((step, voice.number)) for step in range(voice.step + 1)]
        if voice.kind not in AUTHORITIES:
            days.append(self._narrated.get(voice.number))
        return max((day for day in days if day is not None), default=None)


def _later(days: dict[_Key, dt.date], key: _Key, day: dt.date) -> None:
    days[key] = max(days.get(key, day), day)
