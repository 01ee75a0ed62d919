"""What clients send to open, change, merge and split incidents."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from incidents.api.involvements import InvolvementBody
from incidents.api.measures import confirm_field
from incidents.ledger import IncidentDraft, InvolvementDraft
from incidents.models import Claim, Incident
from incidents.vocabulary import DataClass, DatePrecision, IncidentKind, IncidentStatus, Visibility
from tracker.foundation.rest.bodies import Body, DayField, ReferenceField, WordField

REASON = 2000  # characters


def _day() -> DayField:
    return DayField(allow_null=True, required=False)


def _precision() -> WordField:
    return WordField(DatePrecision, required=False)


class IncidentChanges(Body):
    """The fields to change; those left out stay as they are."""

    title = serializers.CharField(max_length=200, required=False)
    slug = serializers.SlugField(max_length=120, required=False)
    summary = serializers.CharField(max_length=20_000, allow_blank=True, required=False)
    kind = WordField(IncidentKind, required=False)
    status = WordField(IncidentStatus, required=False)
    visibility = WordField(Visibility, required=False)
    occurred_on = _day()
    occurred_precision = _precision()
    discovered_on = _day()
    discovered_precision = _precision()
    disclosed_on = _day()
    disclosed_precision = _precision()
    notified_on = _day()
    notified_precision = _precision()
    countries = serializers.ListField(
        child=serializers.RegexField(r"^[A-Z]{2}$"), max_length=250, required=False, help_text="ISO 3166-1 alpha-2."
    )
    data_classes = serializers.ListField(child=WordField(DataClass), max_length=50, required=False)
    confirm = confirm_field()
    reason = serializers.CharField(max_length=REASON, allow_blank=True, required=False, help_text="For the history.")


class IncidentBody(IncidentChanges):
    """A new incident."""

    title = serializers.CharField(max_length=200)
    involvements = InvolvementBody(many=True, max_length=200, required=False)  # type: ignore[call-arg]
    reason = None  # type: ignore[assignment]


class MergeBody(Body):
    absorb = ReferenceField(slug_field="reference", queryset=Incident.objects.all(), help_text="The one that goes.")
    reason = serializers.CharField(max_length=REASON)


class UndoBody(Body):
    reason = serializers.CharField(max_length=REASON)


class SplitBody(Body):
    claims = serializers.ListField(
        child=ReferenceField(slug_field="reference", queryset=Claim.objects.all()),
        min_length=1,
        max_length=500,
        help_text="The claims that go with the new incident.",
    )
    incident = IncidentBody(help_text="The new incident; by itself as visible as the old one.")
    reason = serializers.CharField(max_length=REASON)


def draft_of(values: Mapping[str, Any]) -> IncidentDraft:
    """The ledger's draft of a validated IncidentBody."""
    involvements = [InvolvementDraft(**each) for each in values.get("involvements", ())]
    said = {name: value for name, value in values.items() if name != "confirm"}
    return IncidentDraft(**{**said, "involvements": involvements}, confirmed=values["confirm"])
