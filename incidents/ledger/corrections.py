"""Which claims speak of the same words because a curator corrected one as another: of these one counts.

| beside a claim there is...               | then it is accepted or pinned                              |
| ---------------------------------------- | ---------------------------------------------------------- |
| the claim that it was corrected as       | only once that one is rejected                             |
| the claim that it corrects               | only once that one is rejected                             |
| another correction of the same claim     | only once that one is rejected                             |
| another claim corrected as the same one  | whatever became of that one: both were read, each somewhere |

The correction does not give way by itself: a curator made it, and which of two curators is right is for them to say.
"""

from __future__ import annotations

from incidents.ledger.errors import ChangeRefused
from incidents.models import Claim, ClaimRelation
from incidents.vocabulary import Decision, RelationKind

_DISMISSED = (Decision.REJECT, Decision.OUT_OF_SCOPE)


def standing_corrections(claim: Claim) -> list[Claim]:
    """The claims that a curator has put in the place of this one, through any number of steps, and that count."""
    return _standing(claim, {claim.pk})


def check_corrected_once(claim: Claim) -> None:
    """Raise ChangeRefused if a claim stands beside which this one may not count as well. Call it with the incident
    locked."""
    standing = standing_corrections(claim)
    if standing:
        was = f"It was corrected as {standing[0].reference}, which counts in its place"
        remedy = "correct that claim if it is wrong, or reject it first if this one was right"
        raise ChangeRefused(f"{was}: {remedy}.")
    corrected = _reached({claim.pk}, "target", by="claim")
    standing = _standing(claim, corrected)
    if standing:
        other = standing[0].reference
        if standing[0].pk in corrected:
            raise ChangeRefused(f"It corrects {other}, which was accepted since: reject {other} first.")
        raise ChangeRefused(f"The claim that it corrects was corrected as {other} since: reject {other} first.")


def _standing(claim: Claim, of: set[int]) -> list[Claim]:
    """Those that count among these and their corrections, but for the claim itself, the latest first."""
    found = _reached(of, "claim", by="target") - {claim.pk}
    return list(Claim.objects.filter(pk__in=found).exclude(decision__in=_DISMISSED).order_by("-pk")) if found else []


def _reached(start: set[int], end: str, *, by: str) -> set[int]:
    """The keys of these claims and of all that curators' corrections lead to from them, in this direction."""
    rows = ClaimRelation.objects.filter(kind=RelationKind.CORRECTS, source="")
    found, layer = set(start), set(start)
    while layer:
        layer = set(rows.filter(**{f"{by}__in": layer}).values_list(end, flat=True)) - found
        found |= layer
    return found
