"""What a curator may decide about a claim, in words, and the form that asks for the decision and the reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.urls import reverse
from django.utils import timezone

from incidents.admin.confirmations import ReasonForm
from incidents.ledger.corrections import standing_corrections
from incidents.models import Claim, ClaimRelation, Review
from incidents.vocabulary import Decision, RelationKind

QUESTIONS: Final = {
    Decision.ACCEPT: "Accept claims",
    Decision.REJECT: "Reject claims",
    Decision.PIN: "Pin claims",
    Decision.UNPIN: "Take pins back",
    Decision.OUT_OF_SCOPE: "Mark claims as out of scope",
}
DONE: Final = {
    Decision.ACCEPT: "{what} accepted.",
    Decision.REJECT: "{what} rejected.",
    Decision.PIN: "{what} pinned.",
    Decision.UNPIN: "The pin of {what} taken back.",
    Decision.OUT_OF_SCOPE: "{what} marked as out of scope.",
}
AS_DECIDED: Final = {
    Decision.ACCEPT: "accepted",
    Decision.REJECT: "rejected",
    Decision.PIN: "pinned",
    Decision.UNPIN: "pin taken back",
    Decision.OUT_OF_SCOPE: "out of scope",
}
DISMISSED: Final = (Decision.REJECT, Decision.OUT_OF_SCOPE)  # it counts nothing, and can be accepted again
MEANS: Final = {
    Decision.ACCEPT: "Accept: the claim was read rightly and counts.",
    Decision.REJECT: "Reject: the claim was read wrongly or is false; it counts nothing.",
    Decision.PIN: "Pin: this claim gives the figure, whatever else is said.",
    Decision.UNPIN: "Take the pin back: the claims give the figure again.",
    Decision.OUT_OF_SCOPE: "Out of scope: a true claim, but not about this incident.",
}


def decided_words(decision: str, actor: str = "", at: dt.datetime | None = None) -> str:
    """`accepted by anna, 3 May`, with the year where that is another; without a review, `accepted`."""
    words = AS_DECIDED[Decision(decision)]
    if at is None:
        return words
    year = "" if at.year == timezone.now().year else f" {at.year}"
    return f"{words} by {actor}, {at.day} {at:%B}{year}"


def decided_by_claim(claims: Iterable[Claim]) -> dict[int, str]:
    """By the key of each claim on which somebody decided, the latest in words: a query if there are any."""
    decided = {claim.pk: claim.decision for claim in claims if claim.decision}
    if not decided:
        return {}
    reviews = Review.objects.filter(claim__in=decided).order_by("reviewed_at", "pk")
    said = {row.claim_id: decided_words(row.decision, row.actor, row.reviewed_at) for row in reviews}
    return {key: said.get(key) or decided_words(decision) for key, decision in decided.items()}


def restore_address(claim: Claim) -> str:
    """The page that asks why a claim that counts nothing is accepted again."""
    return reverse("admin:incidents_claim_review", args=[claim.pk]) + f"?decision={Decision.ACCEPT}"


def corrected_as(claims: Iterable[Claim]) -> dict[int, Claim]:
    """By the key of each dismissed claim in whose place another counts, that one."""
    dismissed = {claim.pk: claim for claim in claims if claim.decision in DISMISSED}
    if not dismissed:
        return {}
    rows = ClaimRelation.objects.filter(kind=RelationKind.CORRECTS, source="", target__in=dismissed)
    found = {key: standing_corrections(dismissed[key]) for key in set(rows.values_list("target", flat=True))}
    return {key: standing[0] for key, standing in found.items() if standing}


def review_words(claim: Claim, decision: Decision, reason: str) -> str:
    """`accepted → rejected: Another count`, of a claim as it was read before the decision: a sentence of the log."""
    before = AS_DECIDED[Decision(claim.decision)] if claim.decision else "not reviewed"
    return f"{before} → {AS_DECIDED[decision]}: {reason}"


class ReviewForm(ReasonForm):
    """One decision about one claim."""

    decision = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)
    field_order = ["decision", "reason"]

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"].widget.attrs["autofocus"]  # it stands far down on the claim's page
        pinned = claim.decision == Decision.PIN
        choices = [
            (decision.value, words) for decision, words in MEANS.items() if decision is not Decision.UNPIN or pinned
        ]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
