"""From what is asserted to the figure that a careful curator would give. The rules: docs/figures.md.

One pass over the claims: they are sorted once, and every later step looks a thing up by key. Cost n log n.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.bounds import FigureBounds, span
from incidents.figures.confidence import MetricTotals, confidence, held_as
from incidents.figures.disputes import status
from incidents.figures.explain import says, sentence
from incidents.figures.leading_count import with_leading_count
from incidents.figures.policy import DEFAULT, Policy
from incidents.figures.rule_application import Case
from incidents.figures.rules import RULES
from incidents.figures.screening import target_bucket
from incidents.figures.verdicts import ClaimRole, Resolution, Verdict
from incidents.rounding import is_rounding_of
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
    totals = _metric_totals(grouped)
    parts = _part_numbers(claim for claims in grouped.values() for claim in claims)

    def resolve(claims: Sequence[Assertion], bucket: Bucket) -> Resolution:
        part_numbers = parts[bucket.metric] if bucket.scope is Scope.TOTAL else _NO_PARTS
        return _resolve(list(claims), policy, bucket, part_numbers, totals[bucket.metric, bucket.currency])

    grouped = with_leading_count(grouped, resolve)
    resolved = {bucket: resolve(grouped[bucket], bucket) for bucket in sorted(grouped)}
    for total, more in _led_parts(grouped, resolved).items():
        resolved[total] = _resolve(
            [*grouped.get(total, []), *more], policy, total, totals=totals[total.metric, total.currency]
        )
    return resolved


def _metric_totals(grouped: Mapping[Bucket, Sequence[Assertion]]) -> dict[tuple[Metric, str], MetricTotals]:
    """By metric and currency, what is claimed of the incident, whatever the figure."""
    claims: dict[tuple[Metric, str], list[Assertion]] = defaultdict(list)
    for bucket, some in grouped.items():
        claims[bucket.metric, bucket.currency] += some
    return {key: MetricTotals.of(some) for key, some in claims.items()}


def _part_numbers(claims: Iterable[Assertion]) -> Mapping[Metric, frozenset[int]]:
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
    """For each whole that nobody counts, or counts in rounder words only, the claims about parts that sources lead
    with, as claims about the whole: "193,814 Americans" after "200,000 people". Where somebody counts it, those of a
    country whose number a title gives and that is larger: no whole is smaller than its part."""
    found: dict[Bucket, list[Assertion]] = {}
    for bucket, part in resolved.items():
        total = Bucket(bucket.metric, bucket.unit, bucket.currency)
        if bucket.scope is not Scope.SUBSET or part.best is None:
            continue
        whole = resolved[total].best if total in resolved else None
        led = [replace(claim, bucket=total) for claim in grouped[bucket] if claim.headlines]
        if whole is not None and (whole == part.best or not is_rounding_of(whole, Hedge.ABOUT, part.best)):
            led = [claim for claim in led if bucket.country and claim.titled and (claim.quantity.low or 0) > whole]
        if led:
            found.setdefault(total, []).extend(led)
    return found


def _resolve(
    claims: Iterable[Assertion],
    policy: Policy,
    bucket: Bucket,
    part_numbers: frozenset[int] = _NO_PARTS,
    totals: MetricTotals | None = None,
) -> Resolution:
    case = Case(_by_key(claims), policy, part_numbers)
    for rule in RULES:
        case.apply(rule)
    top, pinned = case.top, case.pinned is not None
    range_ = span(top, () if pinned else case.others, policy) if top is not None else FigureBounds(None, None, None)
    sure = confidence(case, totals or MetricTotals.of(case.claims.values()))
    by_rules = FigureStatus.SETTLED if pinned else status(top, disputed=case.disputed, policy=policy)
    state = held_as(by_rules, sure)
    return Resolution(
        bucket=bucket,
        low=range_.low,
        best=range_.best,
        high=range_.high,
        status=state,
        winner=top.key if top else None,
        verdicts=tuple(
            Verdict(key, note.rule.name, note.rule.effect, says(case.claims[key]), note.reason)
            for key, note in sorted(case.notes.items(), key=lambda one: case.claims[one[0]].place)
        ),
        policy=policy.name,
        policy_version=policy.version,
        sentence=sentence(
            bucket, top.lead if top else None, state, _against(case), pinned=pinned, because=sure.because
        ),
        status_by_rules=by_rules,
        confidence=sure.value,
        because=sure.because,
        signs=sure.signs,
    )


def _by_key(claims: Iterable[Assertion]) -> dict[str, Assertion]:
    """The claims as they were recorded. If several have one key, it is always the same one that is kept."""
    found: dict[str, Assertion] = {}
    for claim in claims:
        known = found.setdefault(claim.key, claim)
        if known is not claim and repr(known) < repr(claim):
            found[claim.key] = claim
    return dict(sorted(found.items(), key=lambda one: one[1].place))


def _place_of_objection(objection: tuple[Assertion, ClaimRole]) -> tuple[object, ...]:
    """Denials first, then by day; of one day the number without a hedge."""
    claim, role = objection
    return role is not ClaimRole.DENIES, claim.dated, claim.quantity.hedge is not Hedge.EXACT, claim.place


def _against(case: Case) -> list[tuple[Assertion, ClaimRole]]:
    """Claims that dispute or deny the figure or are overruled, and the other numbers of those who deny it; denials
    first, then by day."""
    roles = [(claim, case.notes[key].rule.name) for key, claim in case.claims.items()]
    speakers = {claim.speaker.key for claim, role in roles if role in _OBJECTIONS}
    objections = [
        (claim, role)
        for claim, role in roles
        if role in _OBJECTIONS or (role in _INSTEAD and claim.speaker.key in speakers)
    ]
    return sorted(objections, key=_place_of_objection)
