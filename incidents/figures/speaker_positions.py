"""What each speaker says now: one position of each, after all that was revised, taken back or given as earlier."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from incidents.figures.copies import ScreenedClaim
from incidents.figures.policy import Policy
from incidents.figures.speaker_ranking import NARRATORS
from incidents.rounding import digits, is_rounding_of, rounded_from
from incidents.vocabulary import Hedge, Modality, Scope, SpeakerKind


@dataclass(frozen=True, slots=True)
class Position:
    """One speaker's number now. `lead` is the claim to quote; low and high are the bounds of its claims."""

    lead: ScreenedClaim
    claims: tuple[ScreenedClaim, ...]
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
    def keys(self) -> tuple[str, ...]:
        """The keys of all claims that give its number."""
        return tuple(key for claim in self.claims for key in claim.keys)

    @property
    def ranged(self) -> bool:
        """True when one end is open."""
        return (self.low is None) != (self.high is None)

    @property
    def background(self) -> bool:
        """True when no text ever gave it as a current figure."""
        return all(claim.background for claim in self.claims)

    @property
    def headlines(self) -> tuple[dt.date, ...]:
        """For each story that leads with its number, the last day on which it did, in order."""
        return tuple(sorted(day for claim in self.claims for day in claim.headlines))

    @property
    def alleged(self) -> bool:
        """True when nobody gives its number but as alleged."""
        return all(claim.claim.modality is Modality.ALLEGED for claim in self.claims)

    def holds(self, number: int) -> bool:
        """True when its own bounds allow the number."""
        return (self.low is None or self.low <= number) and (self.high is None or number <= self.high)

    def leaves_open(self, number: int) -> bool:
        """True when it is a floor, and the number lies above it."""
        return self.high is None and number > self.number

    def overlaps(self, other: "Position") -> bool:
        """True when the bounds of both allow some number."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return not lows or not highs or max(lows) <= min(highs)


def positions(claims: Iterable[ScreenedClaim], policy: Policy) -> list[Position]:
    """What each speaker says now.

    A new number replaces the last one, upward or downward. An old number given again does not come back, and a rounder
    number does not replace the exact one. If a speaker gives several numbers on one day, the largest is taken as the
    whole and the others as its parts; if articles do so in their own voice, the most widely given is taken. A number is
    passed over if a text says that another one of that day replaces it (a story was issued again). A number that
    articles give in their own voice far below the last, without calling it a revision, is probably a part. What
    sources lead with goes before what they do not, but for a part.
    """
    by_speaker: dict[str, list[ScreenedClaim]] = {}
    for claim in sorted(claims, key=lambda claim: (claim.day, claim.place)):
        by_speaker.setdefault(claim.speaker_key, []).append(claim)
    return [_latest(own, policy) for own in by_speaker.values()]


def _latest(claims: list[ScreenedClaim], policy: Policy) -> Position:
    if claims[0].claim.speaker.kind is SpeakerKind.REGISTER:
        return position(_newest_of_register(claims), policy)
    led = [claim for claim in claims if claim.headlines and claim.claim.bucket.scope is not Scope.SUBSET]
    now = _latest_number(led or claims, policy)
    exact = [claim for claim in claims if claim.number == now]
    return position(exact, policy, rounder=[claim for claim in claims if _is_rounding_of(claim, now)])


def _newest_of_register(claims: Sequence[ScreenedClaim]) -> list[ScreenedClaim]:
    """The claim of one register that counts now: a row holds one number at a time, so the newest replaces the others,
    also one that it gave before. Of one day it is the one that no other replaces, then the largest."""
    replaced = {key for claim in claims for key in claim.replaces}
    last = max(claim.day for claim in claims)
    of_day = [claim for claim in claims if claim.day == last]
    able = [claim for claim in of_day if not replaced.intersection(claim.keys)] or of_day
    return [max(able, key=lambda claim: (claim.number, claim.place))]


def _latest_number(claims: Sequence[ScreenedClaim], policy: Policy) -> int:
    """The number that one speaker gives now; `claims` is in the order of days."""
    now = claims[0].number
    narrator = claims[0].claim.speaker.kind in NARRATORS
    revisions = {claim.number for claim in claims if claim.replaces}
    replaced_by = _replaced_by(claims)
    known: set[int] = set()
    for _, of_day in groupby(
        [claim for claim in claims if not claim.background] or claims, key=lambda claim: claim.day
    ):
        stories: dict[int, int] = defaultdict(int)
        rounder: set[int] = set()
        for claim in of_day:
            stories[claim.number] += claim.stories
            if known and _is_rounding_of(claim, now):
                rounder.add(claim.number)
        fresh = stories.keys() - known - rounder
        known.update(stories)
        if narrator and now not in fresh:
            fresh = {number for number in fresh if number in revisions or not policy.rather_a_part(number, now)}
        if fresh:
            choice = fresh | (stories.keys() & {now})
            choice = {number for number in choice if not choice & replaced_by[number]} or choice
            now = max(choice, key=lambda number: (stories[number] if narrator else 0, number))
    return now


def _replaced_by(claims: Iterable[ScreenedClaim]) -> defaultdict[int, set[int]]:
    """For each number that the speaker says was replaced, the numbers that replace it."""
    numbers = {key: claim.number for claim in claims for key in claim.keys}
    found: defaultdict[int, set[int]] = defaultdict(set)
    for claim in claims:
        for number in {numbers[key] for key in claim.replaces if key in numbers} - {claim.number}:
            found[number].add(claim.number)
    return found


def _is_rounding_of(claim: ScreenedClaim, fine: int) -> bool:
    """Whether the claim gives the exact number in rounder words."""
    return is_rounding_of(claim.number, claim.claim.quantity.hedge, fine)


def position(claims: Sequence[ScreenedClaim], policy: Policy, rounder: Sequence[ScreenedClaim] = ()) -> Position:
    """The position of the speaker who gives one number in these claims, and some in rounder words."""
    low, high = joint_bounds([(claim.claim.quantity.low, claim.claim.quantity.high) for claim in claims], claims)
    fits = [claim for claim in claims if (claim.claim.quantity.low, claim.claim.quantity.high) == (low, high)]
    lead = min(fits or claims, key=lambda claim: (claim.day, -claim.stories, claim.place))
    return Position(
        lead=lead,
        claims=(*claims, *rounder),
        number=lead.number,
        low=low,
        high=high,
        day=min(claim.day for claim in claims),
        stories=max(claim.stories for claim in (*claims, *rounder)),
        boast=policy.unverified(lead.claim.speaker.kind, lead.claim.bucket.metric),
    )


def joint_bounds(
    ends: Sequence[tuple[int | None, int | None]], claims: Sequence[ScreenedClaim]
) -> tuple[int | None, int | None]:
    """The bounds of several claims of one number.

    To repeat a claim may drop a hedge, not invent one: beside "up to 87 million", a bare "87 million" is the same claim
    in short. Where claims open both ends ("up to" here, "at least" there), only the number is sure. A vague claim
    ("some millions") says nothing about the ends that another one gives.
    """
    firm = [
        pair
        for pair, claim in zip(ends, claims, strict=True)
        if claim.claim.quantity.hedge is not Hedge.VAGUE and pair != (None, None)
    ]
    lows, highs = [low for low, _ in firm], [high for _, high in firm]
    if not firm:
        return None, None
    if None in lows and None in highs:
        number = claims[0].number
        return number, number
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    return (None if None in lows else min(known_lows), None if None in highs else max(known_highs))


def lay_rounder_together(standing: Iterable[Position]) -> list[Position]:
    """The positions, the finest number first, each that gives a finer one's number in rounder words laid together with
    the first such. Boasts and counts stay apart. Cost n log n."""
    finest = sorted(standing, key=lambda one: (-digits(one.number), one.step, one.lead.place))
    kept: list[Position] = []
    rounder: defaultdict[int, list[ScreenedClaim]] = defaultdict(list)
    for _, as_fine in groupby(finest, key=lambda one: digits(one.number)):
        finer = {
            boast: _FirstWithin([(one.number, at) for at, one in enumerate(kept) if one.boast is boast])
            for boast in (True, False)
        }
        for one in as_fine:
            at = finer[one.boast].find(*rounded_from(one.number, one.lead.claim.quantity.hedge))
            if at is None:
                kept.append(one)
            else:
                rounder[at] += one.claims
    return [replace(one, claims=(*one.claims, *rounder[at])) for at, one in enumerate(kept)]


class _FirstWithin:
    """Finds the first of some places whose number lies within bounds: a table of the least place of every 2**k."""

    def __init__(self, numbered: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(numbered)
        self._numbers = [number for number, _ in ordered]
        self._least = [[place for _, place in ordered]]
        while len(self._least[-1]) > (width := 1 << len(self._least) - 1):
            row = self._least[-1]
            self._least.append([min(pair) for pair in zip(row, row[width:], strict=False)])

    def find(self, low: int, high: int) -> int | None:
        start, end = bisect_left(self._numbers, low), bisect_right(self._numbers, high)
        if start >= end:
            return None
        power = (end - start).bit_length() - 1
        row = self._least[power]
        return min(row[start], row[end - (1 << power)])
