"""What a curator may decide about a claim, in words, and the form that asks for the decision and the reason."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from incidents.admin.confirmations import ReasonForm
from incidents.models import Claim
from incidents.vocabulary import Decision

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
MEANS: Final = {
    Decision.ACCEPT: "Accept: the claim was read rightly and counts.",
    Decision.REJECT: "Reject: the claim was read wrongly or is false; it counts nothing.",
    Decision.PIN: "Pin: this claim gives the figure, whatever else is said.",
    Decision.UNPIN: "Take the pin back: the claims give the figure again.",
    Decision.OUT_OF_SCOPE: "Out of scope: a true claim, but not about this incident.",
}


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
