"""First step: which claims are heard at all, with the copies of one claim laid together."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.policy import NARRATORS, UNSURE_MODALITIES, Policy
from incidents.figures.resolution import ClaimRole
from incidents.vocabulary import Basis, Decision, Metric, Modality, Polarity, RelationKind, Scope, SpeakerKind

_KEPT = {Decision.ACCEPT, Decision.UNPIN, Decision.PIN}
_FIRMNESS = tuple(Modality)
_SCALE_SLIPS = (1_000, 1_000_000)  # "million" lost or put in for "thousand"


@dataclass(frozen=True, slots=True)
class ScreenedClaim:
    """One claim of one voice, with its copies. What an article says in its own voice is one voice for all articles.

    number            the one number that stands for it
    day               the day it was first said
    told_earlier_on   the last day on which a text told it as an earlier figure; None when no text does
    replaces          keys of the claims that a text tells as replaced by this one
    background        no text ever told it as a current figure
    headlines         for each story that leads with it, the last day on which it did, in order
    """

    claim: Assertion
    keys: tuple[str, ...]
    voice: str
    step: int
    number: int
    day: dt.date
    stories: int
    told_earlier_on: dt.date | None
    replaces: tuple[str, ...]
    background: bool
    headlines: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """The part that a claim plays, and the claim because of which it does."""

    part: ClaimRole
    because: ScreenedClaim | None = None


Notes = dict[str, Note]


@dataclass(frozen=True, slots=True)
class Screening:
    """Claims to weigh, denials to weigh them against, the pinned claim if there is one, notes on the claims set aside,
    and by key the number of each claim that a relation may point to."""

    claims: tuple[ScreenedClaim, ...]
    denials: tuple[ScreenedClaim, ...]
    pinned: ScreenedClaim | None
    notes: Notes
    numbers: Mapping[str, int]


def target_bucket(bucket: Bucket) -> Bucket:
    """The bucket whose figure a claim speaks to: an increment, an earlier figure or a sum speaks to the total, or to
    the part of the incident that its country or label names."""
    if bucket.scope in {Scope.SUPERSEDED, Scope.DELTA, Scope.AGGREGATE}:
        scope = Scope.SUBSET if bucket.country or bucket.label else Scope.TOTAL
        return Bucket(bucket.metric, bucket.unit, bucket.currency, scope, bucket.country, bucket.label)
    return bucket


def screen(assertions: Iterable[Assertion], policy: Policy, parts: frozenset[int] = frozenset()) -> Screening:
    """What is to be weighed, in an order that does not depend on the order given. `parts` are numbers that some text
    tells as those of a part."""
    by_key = _by_key(assertions)
    notes: Notes = {}
    asserted: list[Assertion] = []
    denied: list[Assertion] = []
    placeholders: list[Assertion] = []
    for key, claim in by_key.items():
        part = _set_aside(claim, policy)
        if part is ClaimRole.PLACEHOLDER:
            placeholders.append(claim)
        elif part is not None:
            notes[key] = Note(part)
        else:
            (denied if claim.polarity is Polarity.DENIED else asserted).append(claim)
    if asserted:
        notes.update((claim.key, Note(ClaimRole.PLACEHOLDER)) for claim in placeholders)
    claims = _without_misprints(_laid_together(asserted or placeholders, policy), notes)
    pins = [claim for claim in claims if claim.claim.decision is Decision.PIN]
    pinned = max(pins, key=lambda claim: (claim.day, claim.keys), default=None)
    firm = _without_parts(_firm(claims, notes), parts, policy, notes) if pinned is None else claims
    numbers = {key: claim.quantity.number for key, claim in by_key.items() if not claim.dismissed}
    return Screening(
        claims=tuple(firm),
        denials=tuple(_laid_together(denied, policy)),
        pinned=pinned,
        notes=notes,
        numbers={key: number for key, number in numbers.items() if number is not None},
    )


def _by_key(assertions: Iterable[Assertion]) -> dict[str, Assertion]:
    """The claims in the order of their keys. If several have one key, it is always the same one that is kept."""
    found: dict[str, Assertion] = {}
    for claim in assertions:
        known = found.setdefault(claim.key, claim)
        if known is not claim and repr(known) < repr(claim):
            found[claim.key] = claim
    return dict(sorted(found.items()))


def _set_aside(claim: Assertion, policy: Policy) -> ClaimRole | None:
    """The rule that keeps a claim out by itself, None when it is heard. A pin overrules all but a missing number."""
    kinds = {relation.kind for relation in claim.relations}
    pinned = claim.decision is Decision.PIN
    scope = claim.bucket.scope
    rules = (
        (ClaimRole.REJECTED, claim.decision is Decision.REJECT),
        (ClaimRole.OUT_OF_SCOPE, claim.decision is Decision.OUT_OF_SCOPE),
        (ClaimRole.NO_NUMBER, claim.quantity.number is None),
        (ClaimRole.INCREMENT, not pinned and (scope is Scope.DELTA or RelationKind.INCREMENTS in kinds)),
        (ClaimRole.AGGREGATE, not pinned and scope is Scope.AGGREGATE),
        (ClaimRole.PART_OF_ANOTHER, not pinned and scope is not Scope.SUBSET and _is_part(claim, kinds)),
        (ClaimRole.UNVERIFIED_VOICE, not pinned and claim.speaker.kind not in policy.carriers),
        (ClaimRole.PLACEHOLDER, is_placeholder(claim, policy) and claim.decision not in _KEPT),
    )
    return next((part for part, applies in rules if applies), None)


def _is_part(claim: Assertion, kinds: set[RelationKind]) -> bool:
    """Whether it counts a part: because every text tells it so, or because a relation does and no text gives the day
    from which that holds (where one does, incidents.figures.repeated_parts decides)."""
    return claim.part or (RelationKind.SUBSET_OF in kinds and claim.part_on is None)


def is_placeholder(claim: Assertion, policy: Policy) -> bool:
    """True for a count that stands for "nobody has counted yet"."""
    return (
        claim.bucket.metric is Metric.AFFECTED
        and claim.polarity is Polarity.ASSERTED
        and claim.quantity.number in policy.placeholders
    )


def _laid_together(claims: Iterable[Assertion], policy: Policy) -> list[ScreenedClaim]:
    """One claim for all copies (same voice, bounds and polarity): said on their first day, in as many stories as the
    most widely told copy. The measure may differ between copies: news uses its words for one another."""
    copies: dict[tuple[object, ...], list[Assertion]] = {}
    for claim in claims:
        quantity = claim.quantity
        meaning = (voice_of(claim), claim.polarity, quantity.value, quantity.low, quantity.high)
        copies.setdefault(meaning, []).append(claim)
    return [_heard(same, policy) for same in copies.values()]


def voice_of(claim: Assertion) -> str:
    """The speaker's key; one for all that articles say in their own voice."""
    return "" if claim.speaker.kind is SpeakerKind.UNATTRIBUTED else f"speaker {claim.speaker.key}"


def _heard(copies: list[Assertion], policy: Policy) -> ScreenedClaim:
    current = [claim for claim in copies if claim.current and claim.bucket.scope is not Scope.SUPERSEDED]
    earlier = [claim.dated for claim in copies if claim.bucket.scope is Scope.SUPERSEDED]
    earlier += [claim.earlier_on for claim in copies if claim.earlier_on is not None]
    first = min(current or copies, key=_place)
    number = first.quantity.number
    if number is None:
        raise ValueError(f"claim {first.key} names no number: it is set aside before copies are laid together")
    return ScreenedClaim(
        claim=first,
        keys=tuple(sorted(claim.key for claim in copies)),
        voice=voice_of(first),
        step=policy.step(first.speaker.kind, first.bucket.metric),
        number=number,
        day=min(claim.dated for claim in current or copies),
        stories=max(claim.stories for claim in copies),
        told_earlier_on=max(earlier, default=None),
        replaces=tuple(
            sorted(
                relation.target
                for claim in copies
                for relation in claim.relations
                if relation.kind in {RelationKind.SUPERSEDES, RelationKind.CORRECTS}
            )
        ),
        background=not current,
        headlines=tuple(sorted(day for claim in current for day in claim.headlines)),
    )


def _place(claim: Assertion) -> tuple[object, ...]:
    """The sort key that puts a pinned copy first, then the earliest, then the one put forward most firmly. The claim's
    own key, which is random, only decides between equals."""
    return (claim.decision is not Decision.PIN, claim.dated, _FIRMNESS.index(claim.modality), claim.key)


def _without_misprints(claims: list[ScreenedClaim], notes: Notes) -> list[ScreenedClaim]:
    """The claims without misprints: numbers of the press that mix up "thousand" and "million" in another claim's
    number, which somebody better placed, or more stories, give."""
    best: dict[int, ScreenedClaim] = {}
    for claim in claims:
        known = best.get(claim.number)
        if known is None or (claim.step, -claim.stories, claim.keys) < (known.step, -known.stories, known.keys):
            best[claim.number] = claim
    kept = []
    for claim in claims:
        intended = _meant(claim, best)
        if intended is None:
            kept.append(claim)
        else:
            notes.update((key, Note(ClaimRole.MISPRINT, intended)) for key in claim.keys)
    return kept


def _meant(claim: ScreenedClaim, best: dict[int, ScreenedClaim]) -> ScreenedClaim | None:
    if claim.claim.speaker.kind not in NARRATORS or claim.claim.decision in _KEPT:
        return None
    for slip in _SCALE_SLIPS:
        for number in (claim.number * slip, claim.number // slip if claim.number % slip == 0 else None):
            other = best.get(number) if number is not None else None
            if other is not None and (other.step, -other.stories) < (claim.step, -claim.stories):
                return other
    return None


def _without_parts(
    claims: list[ScreenedClaim], parts: frozenset[int], policy: Policy, notes: Notes
) -> list[ScreenedClaim]:
    """The claims without numbers that some text tells as a part of a larger one: told again alone, as "140,000 bank
    details" after "5 million customers, 140,000 with their bank details", each still is that part, unless the text says
    that it replaces another."""
    wholes = [one for one in claims if one.headlines and _is_count(one.claim, policy)]
    largest = max(wholes, key=lambda one: (one.number, one.keys), default=None)
    kept = []
    for one in claims:
        part = largest is not None and one.number in parts and one.number < largest.number
        if not part or one.replaces or one.claim.decision in _KEPT:
            kept.append(one)
            continue
        notes.update((key, Note(ClaimRole.PART_OF_ANOTHER, largest)) for key in one.keys)
    return kept


def _is_count(claim: Assertion, policy: Policy) -> bool:
    """Whether somebody has counted: no boast, and no number that is only thought possible."""
    return claim.modality not in UNSURE_MODALITIES and not policy.unverified(claim.speaker.kind, claim.bucket.metric)


def _firm(claims: list[ScreenedClaim], notes: Notes) -> list[ScreenedClaim]:
    """The claims that somebody made; if there are none, those worked out, and without these the projected ones."""
    groups: tuple[list[ScreenedClaim], list[ScreenedClaim], list[ScreenedClaim]] = ([], [], [])
    for claim in claims:
        if claim.claim.basis is Basis.DERIVED:
            groups[1].append(claim)
        else:
            groups[2 if claim.claim.modality is Modality.PROJECTED else 0].append(claim)
    kept = next((group for group in groups if group), [])
    for group, part in zip(groups[1:], (ClaimRole.DERIVED, ClaimRole.PROJECTION), strict=True):
        if group is not kept:
            notes.update((key, Note(part)) for claim in group for key in claim.keys)
    return kept
