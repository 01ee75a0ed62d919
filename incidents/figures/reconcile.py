"""From what is asserted to the figure that a careful curator would give. The rules: docs/figures.md.

One pass over the claims: they are sorted once, and every later step looks a thing up by key. Cost n log n.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.bounds import FigureBounds, span
from incidents.figures.disputes import disputes, status, without_overtaken
from incidents.figures.explain import reason, says, sentence
from incidents.figures.leading_count import with_leading_count
from incidents.figures.policy import DEFAULT, Policy
from incidents.figures.positions import Position, position_alone, positions
from incidents.figures.ranking import choose
from incidents.figures.resolution import ClaimRole, Resolution, Verdict
from incidents.figures.screening import Note, Notes, ScreenedClaim, Screening, screen, target_bucket
from incidents.vocabulary import FigureStatus, Hedge, Metric, Scope

_OBJECTIONS = {ClaimRole.DISPUTES, ClaimRole.DENIES, ClaimRole.OVERRULED}
_NO_PARTS: frozenset[int] = frozenset()
_INSTEAD = {ClaimRole.WIDENS_LOW, ClaimRole.WIDENS_HIGH, ClaimRole.FLOOR}


def reconcile(assertions: Iterable[Assertion], policy: Policy = DEFAULT, bucket: Bucket | None = None) -> Resolution:
    """The figure of one bucket, with each claim's part in it.

    All assertions must speak to one bucket (`target_bucket`); give `bucket` where there may be none at all. Raises
    ValueError on assertions of several buckets, or of none.
    """
    claims = list(assertions)
    homes = {target_bucket(claim.bucket) for claim in claims} | ({bucket} if bucket else set())
    if len(homes) != 1:
        raise ValueError(f"expected claims of one bucket, got {len(homes)}: use reconcile_all for several")
    return _resolve(claims, policy, homes.pop())


def reconcile_all(assertions: Iterable[Assertion], policy: Policy = DEFAULT) -> dict[Bucket, Resolution]:
    """The figures of an incident by bucket, in the order of buckets. Every claim has a verdict.

    The count that the news tells as people, accounts or records in turn is one figure (`leading_count`). A part of the
    incident has a figure of its own; only where nobody gives the whole, the part that the news leads with stands for it
    as well ("1.4 million Americans").
    """
    grouped: dict[Bucket, list[Assertion]] = {}
    for claim in assertions:
        grouped.setdefault(target_bucket(claim.bucket), []).append(claim)
    parts = _told_as_parts(claim for claims in grouped.values() for claim in claims)

    def resolve(claims: Sequence[Assertion], bucket: Bucket) -> Resolution:
        return _resolve(
            list(claims), policy, bucket, parts[bucket.metric] if bucket.scope is Scope.TOTAL else _NO_PARTS
        )

    grouped = with_leading_count(grouped, resolve)
    resolved = {bucket: resolve(grouped[bucket], bucket) for bucket in sorted(grouped)}
    for total, more in _led_parts(grouped, resolved).items():
        resolved[total] = _resolve([*grouped.get(total, []), *more], policy, total)
    return resolved


def _told_as_parts(claims: Iterable[Assertion]) -> Mapping[Metric, frozenset[int]]:
    """By metric, the numbers that some text tells as those of a part of the incident."""
    found: dict[Metric, set[int]] = defaultdict(set)
    for claim in claims:
        number = claim.quantity.number
        part = claim.part_on is not None or (claim.bucket.scope is Scope.SUBSET and claim.bucket.label)
        if part and number is not None and not claim.dismissed:
            found[claim.bucket.metric].add(number)
    return defaultdict(frozenset, {metric: frozenset(numbers) for metric, numbers in found.items()})


def _led_parts(
    grouped: Mapping[Bucket, Sequence[Assertion]], resolved: Mapping[Bucket, Resolution]
) -> dict[Bucket, list[Assertion]]:
    """For each whole that nobody counts, the claims about parts that sources lead with, as claims about the whole."""
    found: dict[Bucket, list[Assertion]] = {}
    for bucket, part in resolved.items():
        total = Bucket(bucket.metric, bucket.unit, bucket.currency)
        counted = total in resolved and resolved[total].best is not None
        if bucket.scope is Scope.SUBSET and not counted and part.best is not None:
            led = [replace(claim, bucket=total) for claim in grouped[bucket] if claim.headlines]
            if led:
                found.setdefault(total, []).extend(led)
    return found


def _resolve(
    claims: list[Assertion],
    policy: Policy,
    bucket: Bucket,
    parts: frozenset[int] = _NO_PARTS,
) -> Resolution:
    screening = screen(claims, policy, parts)
    notes: Notes = dict(screening.notes)
    if screening.pinned is not None:
        top, range_ = _pinned(screening, screening.pinned, policy, notes)
        state = FigureStatus.SETTLED
    else:
        standing = positions(screening, policy, notes)
        if not standing:
            return _unknown(claims, screening, policy, bucket, notes)
        top, others = choose(standing, policy)
        others = without_overtaken(top, others, screening.denials, policy, notes)
        range_ = span(top, others, policy, notes)
        disputed = disputes(top, others, screening.denials, policy, notes)
        state = status(top, disputed=disputed, policy=policy)
    for claim in top.tellings:
        notes.update(
            (key, Note(ClaimRole.CARRIES if claim is top.lead else ClaimRole.AGREES, top.lead)) for key in claim.keys
        )
    notes[top.key] = Note(ClaimRole.CARRIES)
    against = _against(claims, notes)
    return Resolution(
        bucket=bucket,
        low=range_.low,
        best=range_.best,
        high=range_.high,
        status=state,
        winner=top.key,
        verdicts=_verdicts(claims, notes),
        policy=policy.name,
        policy_version=policy.version,
        sentence=sentence(
            bucket,
            top.lead,
            state,
            against,
            pinned=screening.pinned is not None,
        ),
    )


def _pinned(screening: Screening, pin: ScreenedClaim, policy: Policy, notes: Notes) -> tuple[Position, FigureBounds]:
    """The pinned claim's own number and bounds. Claims that contradict it are overruled, the others still stand."""
    top = position_alone(pin, policy)
    others = positions(
        replace(
            screening, claims=tuple(claim for claim in screening.claims if claim is not pin), pinned=None, numbers={}
        ),
        policy,
        notes,
    )
    range_ = span(top, [], policy, notes)
    span(top, others, policy, notes)
    disputes(top, others, screening.denials, policy, notes)
    for key, note in notes.items():
        if note.part in {ClaimRole.DISPUTES, ClaimRole.DENIES}:
            notes[key] = Note(ClaimRole.OVERRULED, pin)
    return top, range_


def _unknown(claims: list[Assertion], screening: Screening, policy: Policy, bucket: Bucket, notes: Notes) -> Resolution:
    for denial in screening.denials:
        notes.update((key, Note(ClaimRole.DENIES_ANOTHER_NUMBER)) for key in denial.keys)
    return Resolution(
        bucket=bucket,
        low=None,
        best=None,
        high=None,
        status=FigureStatus.UNKNOWN,
        winner=None,
        verdicts=_verdicts(claims, notes),
        policy=policy.name,
        policy_version=policy.version,
        sentence=sentence(bucket, None, FigureStatus.UNKNOWN),
    )


def _verdicts(claims: Iterable[Assertion], notes: Notes) -> tuple[Verdict, ...]:
    by_key = {claim.key: claim for claim in claims}
    return tuple(
        Verdict(key=key, part=notes[key].part, says=says(by_key[key]), reason=reason(notes[key]))
        for key in sorted(by_key)
    )


def _place_of_objection(objection: tuple[Assertion, ClaimRole]) -> tuple[object, ...]:
    """Denials first, then by day; of one day the number without a hedge."""
    claim, role = objection
    return role is not ClaimRole.DENIES, claim.dated, claim.quantity.hedge is not Hedge.EXACT, claim.key


def _against(claims: Iterable[Assertion], notes: Notes) -> list[tuple[Assertion, ClaimRole]]:
    """Claims that dispute or deny the figure or are overruled, and the other numbers of those who deny it; denials
    first, then by day."""
    objecting = {claim.key: claim for claim in claims if notes[claim.key].part in _OBJECTIONS}
    speakers = {claim.speaker.key for claim in objecting.values()}
    for claim in claims:
        if claim.speaker.key in speakers and notes[claim.key].part in _INSTEAD:
            objecting[claim.key] = claim
    pairs = [(claim, notes[key].part) for key, claim in objecting.items()]
    return sorted(pairs, key=_place_of_objection)
