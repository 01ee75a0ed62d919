"""Correcting a claim: its form with all that was right, the evidence beside it, and another claim in its place."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from incidents.admin.claim_entry import NUMBERS, ClaimForm
from incidents.admin.numbers import as_typed
from incidents.admin.odd_entries import confirming
from incidents.figures.quantity import bounds
from incidents.ledger import CORRECTABLE, Actor, correct_claim
from incidents.models import Claim, Party
from incidents.vocabulary import Basis, Hedge


class CorrectionForm(ClaimForm):
    """What the claim says, to be changed where it is wrong; `claim` is never None."""

    claim: ClassVar[Any]
    speaker_party = forms.ModelChoiceField(
        Party.objects.none(),
        required=False,
        empty_label="nobody in this list",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incident = self.claim.incident_id
        involved = Q(involvements__incident=incident) | Q(claims__incident=incident)
        parties: Any = self.fields["speaker_party"]
        parties.queryset = Party.objects.filter(involved).distinct().order_by("name", "pk")
        self.initial.update(said_by(self.claim))

    def changes(self) -> dict[str, Any]:
        """What differs from the claim, by the columns of a claim."""
        fields = {**self.cleaned_data, **self.cleaned_data["numbers"]}
        return {name: fields[name] for name in self.changed_data if name in CORRECTABLE}


def said_by(claim: Claim) -> dict[str, Any]:
    """What the form of a claim shows of it. Ends that the hedge gives are left empty."""
    quantity = claim.quantity
    usual = quantity.value is not None and quantity == bounds(quantity.value, quantity.hedge)
    shown = ("value",) if usual or (quantity.hedge is not Hedge.BETWEEN and quantity.low == quantity.high) else NUMBERS
    numbers = {name: as_typed(getattr(claim, name), claim.currency) if name in shown else "" for name in NUMBERS}
    said = {name: getattr(claim, name) for name in CORRECTABLE if name not in NUMBERS}
    how = "entered" if claim.basis == Basis.ENTERED else "read"
    return {**said, **numbers, "speaker_party": claim.speaker_party_id, "reason": f"It was {how} wrongly."}


def correct(form: CorrectionForm, actor: Actor) -> Claim:
    """The claim that has taken the place of the other. Raises what `correct_claim` raises."""
    fields = form.cleaned_data
    return confirming(
        form,
        lambda confirmed: correct_claim(
            form.claim.pk, form.changes(), actor=actor, reason=fields["reason"], confirmed=confirmed
        ),
    )
