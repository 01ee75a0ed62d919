"""What keeps a claim from being weighed: by itself, or beside the others."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.copies import ScreenedClaim
from incidents.figures.policy import UNSURE_MODALITIES, Policy
from incidents.figures.rule_application import Case, Finding
from incidents.figures.speaker_ranking import NARRATORS
from incidents.vocabulary import Basis, Decision, Modality, Polarity, RelationKind, Scope

_Find = Callable[[Case], Iterable[Finding]]
_SCALE_SLIPS = (1_000, 1_000_000)  # "million" lost or put in for "thousand"


def target_bucket(bucket: Bucket) -> Bucket:
    """The bucket whose figure a claim speaks to: an increment, an earlier figure or a sum speaks to the total, or to
    the part of the incident that its country or label names."""
    if bucket.scope in {Scope.SUPERSEDED, Scope.DELTA, Scope.AGGREGATE}:
        scope = Scope.SUBSET if bucket.country or bucket.label else Scope.TOTAL
        return Bucket(bucket.metric, bucket.unit, bucket.currency, scope, bucket.country, bucket.label)
    return bucket


def each(condition: Callable[[Assertion], bool]) -> _Find:
    """Find the claims of which the condition holds."""
    return lambda case: ((claim, None) for claim in case.undecided(case.claims.values()) if condition(claim))


def unpinned(condition: Callable[[Assertion], bool]) -> _Find:
    """Find the claims of which the condition holds, but for pinned ones."""
    return each(lambda claim: claim.decision is not Decision.PIN and condition(claim))


def decided(decision: Decision) -> _Find:
    """Find the claims of which a curator's latest review says this."""
    return each(lambda claim: claim.decision is decision)


def has_no_number(claim: Assertion) -> bool:
    """Whether it names no number at all."""
    return claim.quantity.number is None


def is_increment(claim: Assertion) -> bool:
    """Whether it counts what was added to an earlier figure."""
    return claim.bucket.scope is Scope.DELTA or _relates(claim, RelationKind.INCREMENTS)


def is_aggregate(claim: Assertion) -> bool:
    """Whether it is a sum over several incidents."""
    return claim.bucket.scope is Scope.AGGREGATE


def is_part(claim: Assertion, part_numbers: Collection[int] = ()) -> bool:
    """Whether it counts a part of a larger number.

    It does if every text tells it so, if a relation does and no text gives the day from which that holds, or if its
    number is among those that others tell as a part's. A figure of a part is no part of itself.
    """
    as_part = claim.part or (_relates(claim, RelationKind.SUBSET_OF) and claim.part_on is None)
    return (as_part and claim.bucket.scope is not Scope.SUBSET) or claim.quantity.number in part_numbers


def _relates(claim: Assertion, kind: RelationKind) -> bool:
    return any(relation.kind is kind for relation in claim.relations)


def by_unverified_speakers(case: Case) -> Iterable[Finding]:
    """Find the claims of speakers that the policy sets aside."""
    return unpinned(lambda claim: claim.speaker.kind not in case.policy.carriers)(case)


def placeholders(case: Case) -> Iterable[Finding]:
    """Find the placeholders that no curator stands by, where anybody gives another number."""
    asserted = case.polarised(Polarity.ASSERTED)
    found = [claim for claim in asserted if case.policy.is_placeholder(claim) and not claim.endorsed]
    return ((claim, None) for claim in found if len(found) < len(asserted))


def misprints(case: Case) -> Iterator[Finding]:
    """Find the numbers of the press that mix up "thousand" and "million" in another claim's, which somebody better
    placed, or more stories, give."""
    best: dict[int, ScreenedClaim] = {}
    for claim in sorted(case.screened, key=lambda claim: (claim.step, -claim.stories, claim.place)):
        best.setdefault(claim.number, claim)
    for claim in case.screened:
        intended = _intended(claim, best)
        if intended is not None:
            yield claim, intended.claim


def _intended(claim: ScreenedClaim, best: Mapping[int, ScreenedClaim]) -> ScreenedClaim | None:
    if claim.claim.speaker.kind not in NARRATORS or claim.claim.endorsed:
        return None
    for slip in _SCALE_SLIPS:
        for number in (claim.number * slip, claim.number // slip if claim.number % slip == 0 else None):
            other = best.get(number) if number is not None else None
            if other is not None and (other.step, -other.stories) < (claim.step, -claim.stories):
                return other
    return None


def beside_others(condition: Callable[[ScreenedClaim], bool]) -> _Find:
    """Find the claims of which the condition holds, where it does not hold of all."""

    def find(case: Case) -> Iterable[Finding]:
        claims = case.unless_pinned()
        found = [claim for claim in claims if condition(claim)]
        return ((claim, None) for claim in found if len(found) < len(claims))

    return find


def is_projection(claim: ScreenedClaim) -> bool:
    """Whether somebody says what may come."""
    return claim.claim.modality is Modality.PROJECTED and not is_derived(claim)


def is_derived(claim: ScreenedClaim) -> bool:
    """Whether nobody said it: it is an earlier figure that was worked out from another claim."""
    return claim.claim.basis is Basis.DERIVED and claim.background


def parts_by_number(case: Case) -> Iterator[Finding]:
    """Find the claims whose number some text tells as a part of a larger one that the news leads with.

    Given again alone, as "140,000 bank details" after "5 million customers, 140,000 with their bank details", each
    still is that part, unless the text says that it replaces another.
    """
    claims = case.unless_pinned()
    largest = max((one.number for one in claims if one.headlines and _is_count(one.claim, case.policy)), default=0)
    smaller = {number for number in case.part_numbers if number < largest}
    for one in claims:
        if is_part(one.claim, smaller) and not one.replaces and not one.claim.endorsed:
            yield one, None


def _is_count(claim: Assertion, policy: Policy) -> bool:
    """Whether somebody has counted: no boast, and no number that is only thought possible."""
    return claim.modality not in UNSURE_MODALITIES and not policy.unverified(claim.speaker.kind, claim.bucket.metric)
