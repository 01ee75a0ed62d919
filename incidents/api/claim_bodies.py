"""What clients send to enter, review and correct claims."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from incidents.api.measures import BucketBody, QuantityBody, bucket_of, confirm_field, quantity_of
from incidents.ledger import CORRECTABLE, ClaimDraft, EvidenceDraft, SpeakerDraft
from incidents.models import Party
from incidents.vocabulary import (
    DatePrecision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Scope,
    SpeakerKind,
    Unit,
)
from tracker.foundation.rest.bodies import Body, DayField, NumberField, ReferenceField, WordField

REASON = 2000  # characters


class ReviewBody(Body):
    """A curator's judgment."""

    reason = serializers.CharField(max_length=REASON, help_text="Why; shown in the figure's explanation.")


class ClaimBody(BucketBody, QuantityBody):
    """A claim that a curator enters by hand."""

    measure = WordField(Measure, default=Measure.UNSPECIFIED)
    modality = WordField(Modality, default=Modality.STATED)
    polarity = WordField(Polarity, default=Polarity.ASSERTED)
    speaker_kind = WordField(SpeakerKind, default=SpeakerKind.UNATTRIBUTED)
    speaker_party = ReferenceField(slug_field="reference", queryset=Party.objects.all(), default=None, allow_null=True)
    speaker_words = serializers.CharField(max_length=200, default="", allow_blank=True)
    printed = serializers.CharField(max_length=100, default="", allow_blank=True)
    hedge_text = serializers.CharField(max_length=100, default="", allow_blank=True)
    claimed_on = DayField(default=None, allow_null=True)
    claimed_precision = WordField(DatePrecision, default=DatePrecision.DAY)
    known_on = DayField(default=None, allow_null=True, help_text="First published; else the day it was said.")
    quote = serializers.CharField(max_length=2000, default="", allow_blank=True)
    url = serializers.URLField(max_length=1000, default="", allow_blank=True)
    publisher = serializers.CharField(max_length=200, default="", allow_blank=True)
    pin = serializers.BooleanField(default=False)
    confirm = confirm_field()
    reason = serializers.CharField(max_length=REASON)


class CorrectionBody(Body):
    """What was read or entered wrongly, as it is; what is left out stays, or follows: the ends from a value and its
    hedge, the kind of speaker from who is meant."""

    metric = WordField(Metric, required=False)
    unit = WordField(Unit, required=False)
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False, allow_blank=True, help_text="ISO 4217, for money.")
    measure = WordField(Measure, required=False)
    value = NumberField(required=False, allow_null=True)
    low = NumberField(required=False, allow_null=True)
    high = NumberField(required=False, allow_null=True)
    hedge = WordField(Hedge, required=False)
    modality = WordField(Modality, required=False)
    polarity = WordField(Polarity, required=False)
    scope = WordField(Scope, required=False)
    scope_country = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True)
    scope_label = serializers.CharField(max_length=120, required=False, allow_blank=True)
    speaker_party = ReferenceField(
        slug_field="reference", queryset=Party.objects.all(), required=False, allow_null=True
    )
    speaker_words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    speaker_kind = WordField(SpeakerKind, required=False)
    claimed_on = DayField(required=False, allow_null=True)
    claimed_precision = WordField(DatePrecision, required=False)
    confirm = confirm_field()
    reason = serializers.CharField(max_length=REASON, help_text="Why; shown in explanations and told to subscribers.")


def corrections_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that a validated CorrectionBody changes."""
    return {name: values[name] for name in CORRECTABLE if name in values}


def draft_of(values: dict[str, Any]) -> ClaimDraft:
    """The ledger's draft of a validated ClaimBody."""
    sourced = any(values[name] for name in ("quote", "url", "publisher"))
    evidence = EvidenceDraft.entered(
        url=values["url"], publisher=values["publisher"], quote=values["quote"], published_on=values["known_on"]
    )
    return ClaimDraft(
        bucket=bucket_of(values),
        quantity=quantity_of(values),
        speaker=SpeakerDraft(kind=values["speaker_kind"], party=values["speaker_party"], words=values["speaker_words"]),
        measure=values["measure"],
        modality=values["modality"],
        polarity=values["polarity"],
        printed=values["printed"],
        hedge_text=values["hedge_text"],
        claimed_on=values["claimed_on"],
        claimed_precision=values["claimed_precision"],
        evidence=evidence if sourced else None,
    )
