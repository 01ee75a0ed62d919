"""Entering a claim by hand: what a curator knows from a source that no article carries."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminURLFieldWidget

from incidents.admin.base import READERS_SEE, RefusableForm
from incidents.admin.dates import TypedDayField
from incidents.admin.numbers import TypedNumberField, typed_numbers
from incidents.admin.odd_entries import OddBox, confirming
from incidents.admin.plain_words import put_plainly
from incidents.admin.registry import KnownText, text_at
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity, bounds
from incidents.ledger import CORRECTABLE, Actor, ClaimDraft, EvidenceDraft, SpeakerDraft, enter_claim
from incidents.models import Claim, Incident
from incidents.vocabulary import DatePrecision, Hedge, Measure, Metric, Modality, Polarity, Scope, SpeakerKind, Unit

NUMBERS = ("value", "low", "high")


class ClaimForm(RefusableForm):
    """What a claim says, and who says it. The bounds follow from the hedge, but for a range, which names both of its
    ends. `claim` is the one that is corrected, set on the class that a request makes."""

    claim: ClassVar[Claim | None] = None
    value, low, high = TypedNumberField(), TypedNumberField(), TypedNumberField()
    reason = forms.CharField(
        max_length=2000, help_text=READERS_SEE, widget=forms.Textarea(attrs={"rows": 2, "cols": 80})
    )
    confirm = OddBox()

    fieldsets: ClassVar[Any] = [
        (
            "What it says",
            {
                "fields": [
                    ("metric", "unit", "currency"),
                    ("hedge", "value"),
                    ("low", "high"),
                    ("measure", "modality", "polarity"),
                    ("scope", "scope_country", "scope_label"),
                ]
            },
        ),
        (
            "Who says it, and when",
            {"fields": [("speaker_party", "speaker_words", "speaker_kind"), ("claimed_on", "claimed_precision")]},
        ),
        ("Your decision", {"fields": ["reason", "confirm"]}),
    ]

    class Meta:
        model = Claim
        fields = [name for name in CORRECTABLE if name not in NUMBERS]

    class Media:
        js = (forms.Script("incidents/claim_form.js", defer=True),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        put_plainly(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        currency = (cleaned.get("currency") or "") if cleaned.get("unit") == Unit.MONEY else ""
        numbers = typed_numbers(self, NUMBERS, currency)
        low, high = numbers["low"], numbers["high"]
        if low is not None and high is not None and low > high:
            self.add_error("low", "The lower end is above the upper end.")
        elif cleaned.get("hedge") == Hedge.BETWEEN and (low is None or high is None) and not self.errors:
            self.add_error("low", "Give both ends of the range.")
        cleaned["numbers"] = numbers
        return cleaned

    def _post_clean(self) -> None:
        """Do nothing: the ledger builds the record and checks it, this form only carries what was typed."""


class ClaimEntryForm(ClaimForm):
    """A claim with its source. `passage` is what was selected of a text, set on the class that a request makes."""

    passage: ClassVar[KnownText | None] = None

    quote = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "cols": 80}), help_text="The sentence that says it."
    )
    source_url = forms.URLField(
        label="Source",
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text="Where it is told.",
        widget=AdminURLFieldWidget,
    )
    published_on = TypedDayField(required=False, help_text="The day that source was published.")
    pin = forms.BooleanField(
        required=False, label="Pin", help_text="The claim gives the figure, whatever else is said."
    )

    names_in_ledger: ClassVar = {"known_on": "published_on", "url": "source_url"}
    fieldsets: ClassVar[Any] = [
        (ClaimForm.fieldsets[0][0], {"fields": ["incident", *ClaimForm.fieldsets[0][1]["fields"]]}),
        ClaimForm.fieldsets[1],
        ("Where it is said", {"fields": ["quote", "source_url", "published_on"]}),
        ("Your decision", {"fields": ["pin", "reason", "confirm"]}),
    ]

    class Meta(ClaimForm.Meta):
        fields = ["incident", *ClaimForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incidents: Any = self.fields["incident"]
        incidents.queryset = Incident.objects.current()

    def quantity(self) -> Quantity:
        numbers, hedge = self.cleaned_data["numbers"], Hedge(self.cleaned_data["hedge"])
        if numbers["value"] is not None and numbers["low"] is None and numbers["high"] is None:
            return bounds(numbers["value"], hedge)
        return Quantity(numbers["value"], numbers["low"], numbers["high"], hedge)

    def draft(self) -> ClaimDraft:
        fields = self.cleaned_data
        bucket = Bucket(
            Metric(fields["metric"]),
            Unit(fields["unit"]),
            fields["currency"],
            Scope(fields["scope"]),
            fields["scope_country"],
            fields["scope_label"],
        )
        said = {"url": fields["source_url"], "quote": fields["quote"], "published_on": fields["published_on"]}
        known = self.passage or text_at(fields["source_url"])
        evidence = EvidenceDraft.entered(**said) if known is None else replace(known.evidence, **said)
        return ClaimDraft(
            bucket,
            self.quantity(),
            SpeakerDraft(SpeakerKind(fields["speaker_kind"]), fields["speaker_party"], fields["speaker_words"]),
            printed=self.passage.printed if self.passage else "",
            measure=Measure(fields["measure"]),
            modality=Modality(fields["modality"]),
            polarity=Polarity(fields["polarity"]),
            claimed_on=fields["claimed_on"],
            claimed_precision=DatePrecision(fields["claimed_precision"]),
            evidence=evidence if fields["quote"] or fields["source_url"] or self.passage else None,
        )


def enter(form: ClaimEntryForm, actor: Actor) -> Claim:
    """The claim that the valid form describes. Raises what `enter_claim` raises."""
    fields = form.cleaned_data
    return confirming(
        form,
        lambda confirmed: enter_claim(
            fields["incident"].pk,
            form.draft(),
            actor=actor,
            reason=fields["reason"],
            known_on=fields["published_on"],
            pin=fields["pin"],
            confirmed=confirmed,
        ),
    )
