"""From what is asserted to the figure that a careful curator would give. The rules: docs/figures.md.

One pass over the claims: they are sorted once, and every later step looks a thing up by key. Cost n log n.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.bounds import FigureBounds, span
from incidents.figures.disputes import after_finding, disputes, status
from incidents.figures.equivalent_units import told_in_equivalent_units
from incidents.figures.explain import reason, says, sentence
from incidents.figures.policy import DEFAULT, Policy
from incidents.figures.positions import Position, position_alone, positions
from incidents.figures.ranking import choose
from incidents.figures.repeated_parts import as_repeated_parts
from incidents.figures.resolution import ClaimRole, Resolution, Verdict
from incidents.figures.screening import Note, Notes, ScreenedClaim, Screening, screen, target_bucket
from incidents.figures.sums import sums
from incidents.vocabulary import FigureStatus, Scope, names_data

_OBJECTIONS = {ClaimRole.DISPUTES, ClaimRole.DENIES, ClaimRole.OVERRULED}
_INSTEAD = {ClaimRole.WIDENS_LOW, ClaimRole.WIDENS_HIGH, ClaimRole.FLOOR}
_NO_GROUND = {FigureStatus.PLACEHOLDER, FigureStatus.UNKNOWN}
_CONTINENTS = frozenset({"EU"})
_NO_SUMS: frozenset[int] = frozenset()


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
    """The figures of an incident by bucket, in the order of buckets. Every claim has a verdict in its own bucket. One
    that exceeds the total has one in the total's bucket too, and one that is told in two units has one for each unit.

    A part of the incident has a figure of its own and never becomes the total. But the total is no smaller: if nobody
    says how low it may be, the largest part that somebody vouches for is its low end, provided that it is most of the
    total. A part that is told again without its whole stays a part.
    """
    grouped: dict[Bucket, list[Assertion]] = {}
    for claim in as_repeated_parts(list(assertions), policy):
        grouped.setdefault(target_bucket(claim.bucket), []).append(claim)
    added_up = sums(grouped)
    resolved = {
        bucket: _resolve(grouped[bucket], policy, bucket, added_up.get(bucket, _NO_SUMS)) for bucket in sorted(grouped)
    }
    for heard_too in (told_in_equivalent_units, _outgrown):
        for bucket, more in heard_too(grouped, resolved, policy).items():
            grouped[bucket] = [*grouped.get(bucket, []), *more]
            resolved[bucket] = _resolve(grouped[bucket], policy, bucket, added_up.get(bucket, _NO_SUMS))
    floors = _largest_parts(resolved.values())
    for bucket, resolution in resolved.items():
        floor = floors.get((bucket.metric, bucket.unit, bucket.currency))
        if bucket.scope is Scope.TOTAL and floor is not None and _fits_below(floor, resolution, policy):
            resolved[bucket] = _resolve(grouped[bucket], policy, bucket, added_up.get(bucket, _NO_SUMS), floor)
    return resolved


def _outgrown(
    grouped: Mapping[Bucket, Sequence[Assertion]], resolved: Mapping[Bucket, Resolution], policy: Policy
) -> dict[Bucket, list[Assertion]]:
    """For each total that one of its parts exceeds, that part's larger claims, as claims about the total.

    No part exceeds the whole. Texts name the country of those concerned as a matter of course ("76 million
    Americans"), and the kind of data ("the bank details of 76 million"), so a number of one country or kind that is
    larger than the whole counts for the whole as well. If nobody gives the whole, so does any number of a kind of data
    or of a continent. A group ("current and former employees") slightly larger than the whole (by a tenth at most) is
    what the whole counts; one far larger was probably counted in another way.
    """
    found: dict[Bucket, list[Assertion]] = {}
    for bucket, part in resolved.items():
        total = Bucket(bucket.metric, bucket.unit, bucket.currency)
        best = resolved[total].best if total in resolved else None
        by_data = not bucket.country and names_data(bucket.label)
        by_country = bucket.country and not bucket.label and (best is not None or bucket.country in _CONTINENTS)
        slightly = best is not None and part.best is not None and part.best * 10 <= best * 11
        by_group = slightly and bool(bucket.label) and not bucket.country
        if bucket.scope is not Scope.SUBSET or not (by_data or by_country or by_group) or part.status in _NO_GROUND:
            continue
        if part.best is not None and (best is None or (part.best > best and not policy.same_number(part.best, best))):
            larger = [claim for claim in grouped[bucket] if (claim.quantity.number or 0) > (best or 0)]
            found.setdefault(total, []).extend(replace(claim, bucket=total) for claim in larger)
    return found


def _fits_below(floor: Resolution, total: Resolution, policy: Policy) -> bool:
    if floor.low is None or total.best is None or total.low is not None:
        return False
    return policy.telling_part_percent * total.best <= floor.low * 100 <= total.best * 100


def _largest_parts(resolutions: Iterable[Resolution]) -> dict[tuple[str, ...], Resolution]:
    """The part with the highest known low end, for each metric and unit, boasts and placeholders left out."""
    largest: dict[tuple[str, ...], Resolution] = {}
    for resolution in resolutions:
        bucket = resolution.bucket
        if bucket.scope is not Scope.SUBSET or resolution.low is None or resolution.status in _NO_GROUND:
            continue
        kind = (bucket.metric, bucket.unit, bucket.currency)
        known = largest.get(kind)
        if known is None or known.low is None or resolution.low > known.low:
            largest[kind] = resolution
    return largest


def _resolve(
    claims: list[Assertion],
    policy: Policy,
    bucket: Bucket,
    added_up: frozenset[int] = _NO_SUMS,
    floor: Resolution | None = None,
) -> Resolution:
    screening = screen(claims, policy, added_up)
    notes: Notes = dict(screening.notes)
    if screening.pinned is not None:
        top, range_ = _pinned(screening, screening.pinned, policy, notes)
        state = FigureStatus.SETTLED
    else:
        standing = positions(screening, policy, notes)
        if not standing:
            return _unknown(claims, screening, policy, bucket, notes)
        top, others = choose(standing, screening.claims, policy, notes)
        others = after_finding(top, others, screening.denials, policy, notes)
        range_ = span(top, others, screening.sums, policy, notes)
        disputed = disputes(top, others, screening.denials, policy, notes)
        state = status(top, disputed=disputed, policy=policy)
    for claim in top.tellings:
        notes.update(
            (key, Note(ClaimRole.CARRIES if claim is top.lead else ClaimRole.AGREES, top.lead)) for key in claim.keys
        )
    notes[top.key] = Note(ClaimRole.CARRIES)
    floor_of = ""
    if floor is not None and range_.low is None:
        range_, floor_of = (
            FigureBounds(floor.low, range_.best, range_.high),
            f"the part that is {_part_name(floor.bucket)}",
        )
    counted_part = _largest_counted_part(claims, range_, policy)
    if range_.low is None and counted_part is not None:
        range_, floor_of = (
            FigureBounds(counted_part, range_.best, range_.high),
            "a part of it that was counted by itself",
        )
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
            floor_of=floor_of,
            low=range_.low,
            pinned=screening.pinned is not None,
        ),
        floor_of=floor_of,
    )


def _largest_counted_part(claims: Iterable[Assertion], range_: FigureBounds, policy: Policy) -> int | None:
    """The largest number that is told as a part of this one, if it is most of it. Boasts and claims that a curator has
    dismissed are left out."""
    sizes = [
        claim.quantity.low
        for claim in claims
        if claim.part
        and not claim.dismissed
        and claim.quantity.low is not None
        and not policy.unverified(claim.speaker.kind, claim.bucket.metric)
    ]
    telling = [size for size in sizes if policy.telling_part_percent * range_.best <= size * 100 <= range_.best * 100]
    return max(telling, default=None)


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
    range_ = span(top, [], [], policy, notes)
    span(top, others, screening.sums, policy, notes)
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


def _against(claims: Iterable[Assertion], notes: Notes) -> list[tuple[Assertion, ClaimRole]]:
    """Claims that dispute or deny the figure or are overruled, and the other numbers of those who deny it; denials
    first, then by day."""
    objecting = {claim.key: claim for claim in claims if notes[claim.key].part in _OBJECTIONS}
    speakers = {claim.speaker.key for claim in objecting.values()}
    for claim in claims:
        if claim.speaker.key in speakers and notes[claim.key].part in _INSTEAD:
            objecting[claim.key] = claim
    pairs = [(claim, notes[key].part) for key, claim in objecting.items()]
    return sorted(pairs, key=lambda pair: (pair[1] is not ClaimRole.DENIES, pair[0].dated, pair[0].key))


def _part_name(bucket: Bucket) -> str:
    return ", ".join(filter(None, (bucket.country, bucket.label)))
