"""Proceedings over REST: what regulators do about incidents, step by step."""

from typing import Any, ClassVar

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.as_of import AS_OF_STEPS, as_of_day
from incidents.api.base import REFERENCE, LedgerResource, UnderIncident
from incidents.api.naming import OfIncident, OfParty, OfRegulator, incidents_found, seen_parties
from incidents.api.parties import PartyBriefSerializer
from incidents.api.past_proceedings import sifted_proceedings
from incidents.ledger import add_stage, open_proceeding, proceedings_as_of
from incidents.models import Party, Proceeding, Regulator, Stage, StageEvidence
from incidents.models.searching import search_parties, search_regulators
from incidents.search.finding import any_of, belonging
from incidents.vocabulary import DatePrecision, ProceedingKind, StageKind
from tracker.foundation.rest.bodies import Body, DayField, NumberField, ReferenceField, WordField
from tracker.foundation.rest.filters import (
    CodeIn,
    Day,
    FilterBackend,
    Instant,
    OneOf,
    RecordFilters,
    References,
    Search,
    Whole,
    Words,
)
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class RegulatorBriefSerializer(serializers.ModelSerializer[Regulator]):
    """A regulator as other records name it."""

    class Meta:
        model = Regulator
        fields = ("slug", "name", "acronym", "country")
        read_only_fields = fields


class StageEvidenceSerializer(serializers.ModelSerializer[StageEvidence]):
    """A step as one source tells it, with the sentence and the sum in its words and currency."""

    class Meta:
        model = StageEvidence
        fields = (
            "quote",
            "kind",
            "amount_minor",
            "currency",
            "url",
            "publisher",
            "title",
            "published_on",
            "source",
            "story",
            "submitted",
            "licence",
            "attribution",
        )
        read_only_fields = fields


class StageSerializer(serializers.ModelSerializer[Stage]):
    """One dated step; an amount belongs to the step that names it, in minor units. `known_on` is the day it was first
    told; `curated` says that a person entered or amended it."""

    evidence = StageEvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Stage
        fields = (
            "kind",
            "happened_on",
            "happened_precision",
            "amount_minor",
            "currency",
            "note",
            "source_url",
            "known_on",
            "curated",
            "evidence",
        )
        read_only_fields = fields


class OwedSerializer(serializers.Serializer[Any]):
    amount_minor = serializers.IntegerField()
    currency = serializers.CharField()


class ProceedingSerializer(SparseMixin, serializers.ModelSerializer[Proceeding]):
    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    regulator = RegulatorBriefSerializer(read_only=True, allow_null=True, help_text="Null where `label` says who acts.")
    together = RegulatorBriefSerializer(many=True, read_only=True, help_text="The regulators that act together.")
    respondent = PartyBriefSerializer(read_only=True, allow_null=True)
    stages = StageSerializer(many=True, read_only=True)
    owed = serializers.SerializerMethodField(help_text="By the latest effective step; null when nothing is.")

    needs: ClassVar = {
        "incident": ("incident",),
        "regulator": ("regulator",),
        "together": ("together",),
        "respondent": ("respondent",),
        "stages": ("stages__evidence",),
        "owed": ("stages",),
    }

    class Meta:
        model = Proceeding
        fields = (
            "reference",
            "incident",
            "regulator",
            "label",
            "together",
            "respondent",
            "kind",
            "case_reference",
            "legal_basis",
            "owed",
            "stages",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    @extend_schema_field(OwedSerializer(allow_null=True))
    def get_owed(self, proceeding: Proceeding) -> dict[str, Any] | None:
        owed = proceeding.amount_owed()
        return None if owed is None else {"amount_minor": owed[0], "currency": owed[1]}


class ProceedingBody(Body):
    regulator = ReferenceField(slug_field="slug", queryset=Regulator.objects.all(), default=None, allow_null=True)
    label = serializers.CharField(max_length=200, default="", allow_blank=True)  # type: ignore[assignment]
    kind = WordField(ProceedingKind)
    respondent = ReferenceField(slug_field="reference", queryset=Party.objects.all(), default=None, allow_null=True)
    case_reference = serializers.CharField(max_length=120, default="", allow_blank=True)
    legal_basis = serializers.CharField(max_length=200, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["regulator"] is None and not attrs["label"].strip():
            raise serializers.ValidationError({"regulator": "Name the regulator, or say in `label` who acts."})
        return super().validate(attrs)


class StageBody(Body):
    kind = WordField(StageKind)
    happened_on = DayField()
    happened_precision = WordField(DatePrecision, default=DatePrecision.DAY)
    amount_minor = NumberField(default=None, allow_null=True)
    currency = serializers.RegexField(r"^[A-Z]{3}$", default="", allow_blank=True)
    note = serializers.CharField(max_length=300, default="", allow_blank=True)
    source_url = serializers.URLField(max_length=500, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["amount_minor"] is None) != (attrs["currency"] == ""):
            raise serializers.ValidationError({"currency": "Give it with an amount, and only then."})
        return super().validate(attrs)


class ProceedingFilters(RecordFilters):
    reference = References(field_name="reference")
    incident = OfIncident(field_name="incident")
    regulator = OfRegulator(field_name="regulator")
    label = Words(field_name="label", lookup_expr="icontains", help_text="Part of the words for who acts.")
    together = Words(field_name="together__slug", lookup_expr="iexact", distinct=True, help_text="Acts with others.")
    country = CodeIn(field_name="regulator__country", help_text="ISO 3166-1 alpha-2 of the regulator.")
    respondent = OfParty(field_name="respondent")
    kind = OneOf(field_name="kind", words=ProceedingKind)
    stage = OneOf(field_name="stages__kind", words=StageKind, distinct=True, help_text="Has had such a step.")
    stage_from = Day(field_name="stages__happened_on", lookup_expr="gte", distinct=True)
    stage_to = Day(field_name="stages__happened_on", lookup_expr="lte", distinct=True)
    amount_min = Whole(field_name="stages__amount_minor", lookup_expr="gte", distinct=True, help_text="Minor units.")
    case_reference = Words(field_name="case_reference", lookup_expr="icontains")
    legal_basis = Words(field_name="legal_basis", lookup_expr="icontains")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; the reference is the public name",
        "identity": "internal: by what coverage recognises it",
        "curated": "internal: whether coverage may still change it",
    }

    class Meta:
        model = Proceeding
        fields = ()


class EveryProceedingFilters(ProceedingFilters):
    q = Search(method="searched", help_text="Words that its incident, its respondent or its regulator is found by.")

    def searched(self, rows: Any, name: str, value: str) -> Any:
        found = {
            "incident": incidents_found(self.request, value),
            "respondent": search_parties(seen_parties(self.request), value),
            "regulator": search_regulators(Regulator.objects.all(), value),
        }
        return rows.filter(any_of(belonging(column, each) for column, each in found.items()))


class ProceedingsOfIncident(UnderIncident, Listed):
    """The proceedings about one incident."""

    tag = "proceedings"
    queryset = Proceeding.objects.all()
    serializer_class = ProceedingSerializer
    filterset_class = ProceedingFilters
    body_serializers: ClassVar = {"create": ProceedingBody}
    orders: ClassVar = {"created_at": "created_at"}
    default_order = "created_at"
    own_parameters: ClassVar = {"list": AS_OF_STEPS}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The proceedings as they are now or, with `as_of`, as they were known by the end of a day."""
        day = as_of_day(request)
        if day is None:
            return super().list(request, *args, **kwargs)
        filters = FilterBackend().checked(request, self.get_queryset(), self)
        return self.worked_out(sifted_proceedings(proceedings_as_of(self.the_incident(), day), filters))

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The new proceeding, without a stage yet."""
        incident, values = self.the_incident(), self.body()
        proceeding = open_proceeding(
            incident.pk, **values, actor=self.actor, expected_version=self.expected_version(incident)
        )
        return self.present(proceeding, status=201)


class Proceedings(LedgerResource, Listed, Detailed):
    """Cases of regulators about incidents, with their dated stages."""

    tag = "proceedings"
    queryset = Proceeding.objects.all()
    serializer_class = ProceedingSerializer
    filterset_class = EveryProceedingFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    body_serializers: ClassVar = {"stages": StageBody}
    answers: ClassVar = {"stages": (201, ProceedingSerializer)}
    orders: ClassVar = {"created_at": "created_at", "updated_at": "updated_at"}
    default_order = "-created_at"

    def get_object(self) -> Proceeding:
        rows = self.visible(self.ready(self.get_queryset())).select_related("incident")
        proceeding: Proceeding = rows.get(reference=self.kwargs["reference"].upper())
        return proceeding

    def version_of(self, row: Proceeding) -> str:
        return str(row.incident.version)

    @action(detail=True, methods=["post"])
    def stages(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The proceeding with one more step; the same step told again is the same row."""
        proceeding, values = self.get_object(), self.body()
        add_stage(
            proceeding.pk,
            **values,
            actor=self.actor,
            expected_version=self.expected_version(proceeding.incident),
        )
        return self.present(self.get_object(), status=201)
