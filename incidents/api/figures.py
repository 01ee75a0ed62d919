"""Figures over REST: what is held true now, why, what it was before, and what it was on any day."""

import datetime as dt
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.as_of import AS_OF, BY_POLICY, as_of_day, asked_policy, figures_on, refuse_changes, sifted
from incidents.api.base import UnderIncident
from incidents.api.claims import ClaimSerializer
from incidents.api.measures import BucketBody, QuantityBody, bucket_of, confirm_field, quantity_of
from incidents.figures.confidence import LINE
from incidents.ledger import overrule_figure
from incidents.models import Claim, Figure, FigureRevision, Incident
from incidents.vocabulary import FigureStatus, Metric, Scope, Unit
from tracker.foundation.rest.filters import (
    CodeIn,
    FilterBackend,
    Instant,
    OneOf,
    RecordFilters,
    Share,
    Truth,
    Whole,
    Words,
)
from tracker.foundation.rest.selection import Selection, SparseMixin, related
from tracker.foundation.rest.views import Listed


class FiguresOfIncident(serializers.ListSerializer[Any]):
    """The figures beneath an incident: those of today, or those that the context holds for a past day."""

    def get_attribute(self, instance: Incident) -> Any:
        on_day = self.context.get("figures_on")
        return related(instance, "figures") if on_day is None else on_day[instance.pk]


class FigureSerializer(SparseMixin, serializers.ModelSerializer[Figure]):
    """Low / best / high of one metric, unit and scope. Counts, or minor units of `currency`; null is open."""

    claim = serializers.SlugRelatedField[Claim](
        slug_field="reference", read_only=True, allow_null=True, help_text="The claim that won."
    )
    disputed = serializers.SerializerMethodField()
    unverified = serializers.BooleanField(read_only=True, help_text=f"Its confidence is below {LINE}.")
    revision = serializers.IntegerField(read_only=True, allow_null=True, help_text="Null with `as_of`.")
    changed_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="Null with `as_of`.")

    expandable: ClassVar[tuple[str, ...]] = ("explanation",)
    needs: ClassVar = {"claim": ("claim",)}

    class Meta:
        model = Figure
        list_serializer_class = FiguresOfIncident
        fields = (
            "metric",
            "unit",
            "currency",
            "scope",
            "scope_country",
            "scope_label",
            "low",
            "best",
            "high",
            "status",
            "confidence",
            "unverified",
            "disputed",
            "claim",
            "sentence",
            "policy",
            "policy_version",
            "revision",
            "changed_at",
            "explanation",
        )
        read_only_fields = fields

    def get_disputed(self, figure: Figure) -> bool:
        return figure.status == FigureStatus.DISPUTED


class RevisionSerializer(SparseMixin, serializers.ModelSerializer[FigureRevision]):
    """What a figure was set to, when and by what."""

    guarded: ClassVar = ("actor",)

    claim = serializers.SlugRelatedField[Claim](slug_field="reference", read_only=True, allow_null=True)
    metric = serializers.CharField(source="figure.metric", read_only=True)
    unit = serializers.CharField(source="figure.unit", read_only=True)
    currency = serializers.CharField(source="figure.currency", read_only=True)
    scope = serializers.CharField(source="figure.scope", read_only=True)
    scope_country = serializers.CharField(source="figure.scope_country", read_only=True)
    scope_label = serializers.CharField(source="figure.scope_label", read_only=True)

    class Meta:
        model = FigureRevision
        fields = (
            "metric",
            "unit",
            "currency",
            "scope",
            "scope_country",
            "scope_label",
            "number",
            "low",
            "best",
            "high",
            "status",
            "confidence",
            "claim",
            "sentence",
            "policy",
            "policy_version",
            "cause",
            "actor",
            "recorded_at",
        )
        read_only_fields = fields


class ExplainedFigureSerializer(FigureSerializer):
    """A figure with every claim's part in it, and the claims themselves with their quotes."""

    confidence_reason = serializers.CharField(source="because", read_only=True, help_text="Why it is as sure as it is.")
    claims = serializers.SerializerMethodField(help_text="The claims that the explanation names.")

    expandable = ()

    class Meta(FigureSerializer.Meta):
        fields: Any = (*FigureSerializer.Meta.fields, "confidence_reason", "claims")
        read_only_fields: Any = fields

    @extend_schema_field(ClaimSerializer(many=True))
    def get_claims(self, figure: Figure) -> list[Any]:
        known = self.context.get("claims", {})
        named = [row["claim"] for row in figure.explanation.get("claims", ())]
        shown = [known[reference] for reference in named if reference in known]
        # how a claim stands today says nothing of a past day: the explanation does
        left_out = frozenset({"standing", "stories"} if self.context.get("as_of") else ())
        context = {"selection": Selection(omitted=left_out), "sees_all": self.context.get("sees_all")}
        records: Any = ClaimSerializer(shown, many=True, context=context).data
        return list(records)


class ExplanationSerializer(serializers.Serializer[Any]):
    """Why the figures are what they are."""

    incident = serializers.CharField()
    as_of = serializers.DateField(allow_null=True)
    figures = ExplainedFigureSerializer(many=True)


class OverruleBody(BucketBody, QuantityBody):
    """A figure that a curator sets."""

    confirm = confirm_field()
    reason = serializers.CharField(max_length=2000)


class FigureFilters(RecordFilters):
    metric = OneOf(field_name="metric", words=Metric)
    unit = OneOf(field_name="unit", words=Unit)
    currency = CodeIn(field_name="currency", help_text="ISO 4217.")
    scope = OneOf(field_name="scope", words=Scope)
    scope_country = CodeIn(field_name="scope_country", help_text="ISO 3166-1 alpha-2.")
    scope_label = Words(field_name="scope_label", lookup_expr="icontains")
    best_min = Whole(field_name="best", lookup_expr="gte", help_text="Money: minor units.")
    best_max = Whole(field_name="best", lookup_expr="lte", help_text="Money: minor units.")
    low_min = Whole(field_name="low", lookup_expr="gte")
    high_max = Whole(field_name="high", lookup_expr="lte")
    status = OneOf(field_name="status", words=FigureStatus)
    confidence_min = Share(field_name="confidence", lookup_expr="gte", help_text="At least as likely to be right.")
    confidence_max = Share(field_name="confidence", lookup_expr="lte", help_text="At most as likely to be right.")
    unverified = Truth(method="by_confidence", help_text=f"Its confidence is below {LINE}; false: it is not.")
    disputed = Truth(method="by_dispute")
    changed_after = Instant(field_name="changed_at", lookup_expr="gt")
    changed_before = Instant(field_name="changed_at", lookup_expr="lt")
    claim = Words(field_name="claim__reference", lookup_expr="iexact", help_text="The claim that won.")
    unfiltered: ClassVar = {
        "id": "internal; metric, unit and scope name a figure within its incident",
        "incident": "given by the address",
        "policy": "asked for: ?policy= works the figures out by another one",
        "policy_version": "told for the record beside the policy's name",
        "sentence": "words made from the other fields",
        "explanation": "a document; its parts are shown by figures/explain",
        "revision": "a counter, told for the record",
    }

    class Meta:
        model = Figure
        fields = ()

    def by_confidence(self, rows: Any, name: str, value: bool) -> Any:
        return rows.unverified() if value else rows.verified()

    def by_dispute(self, rows: Any, name: str, value: bool) -> Any:
        if value:
            return rows.filter(status=FigureStatus.DISPUTED)
        return rows.exclude(status=FigureStatus.DISPUTED)


class Figures(UnderIncident, Listed):
    """The figures of one incident. They are worked out from the claims; a curator can overrule one."""

    tag = "figures"
    queryset = Figure.objects.all()
    serializer_class = FigureSerializer
    filterset_class = FigureFilters
    orders: ClassVar = {"metric": "metric", "changed_at": "changed_at"}
    default_order = "metric"
    own_parameters: ClassVar = {"list": AS_OF | BY_POLICY, "explain": AS_OF | BY_POLICY}
    body_serializers: ClassVar = {"overrule": OverruleBody}
    answers: ClassVar = {"explain": (200, ExplanationSerializer), "overrule": (201, ClaimSerializer)}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The figures as they are now; with `as_of`, as they were known by the end of a day; with `policy`, as another
        policy gives them."""
        day, policy = as_of_day(request), asked_policy(request)
        if day is None and policy is None:
            return super().list(request, *args, **kwargs)
        refuse_changes(request)
        filters = FilterBackend().checked(request, self.get_queryset(), self)
        incident = self.the_incident()
        return self.worked_out(sifted(figures_on([incident], day, policy)[incident.pk], filters))

    @action(detail=False, methods=["get"])
    def explain(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Why each figure is what it is: every claim's part in it, with its quotes, in data and in a sentence."""
        incident, day, policy = self.the_incident(), as_of_day(request), asked_policy(request)
        if day is None and policy is None:
            figures: Any = list(incident.figures.select_related("claim"))
        else:
            figures = figures_on([incident], day, policy)[incident.pk]
        context = {"claims": claims_by_reference(incident.pk, day), "as_of": day, "sees_all": self.sees_all()}
        shown = ExplainedFigureSerializer(figures, many=True, context=context).data
        return Response({"incident": incident.reference, "as_of": day, "figures": shown})

    @action(detail=False, methods=["post"])
    def overrule(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Sets a figure by a pinned claim of the curators; unpinning that claim takes it back."""
        incident, values = self.the_incident(), self.body()
        claim = overrule_figure(
            incident.pk,
            bucket_of(values),
            quantity_of(values),
            reason=values["reason"],
            actor=self.actor,
            confirmed=values["confirm"],
            expected_version=self.expected_version(incident),
        )
        self.about_incident = incident.pk
        return Response(ClaimSerializer(claim).data, status=201)


class FigureHistory(UnderIncident, Listed):
    """Every value that the figures of one incident ever had; for whoever is no curator, while it was public."""

    tag = "figures"
    queryset = FigureRevision.objects.select_related("figure", "claim")
    serializer_class = RevisionSerializer
    orders: ClassVar = {"recorded_at": "recorded_at"}
    default_order = "recorded_at"

    def narrowed(self, rows: Any) -> Any:
        return self.visible(rows.filter(figure__incident=self.the_incident()))


def claims_by_reference(incident_id: int, day: dt.date | None) -> dict[str, Claim]:
    """The incident's claims with all that showing them needs."""
    rows = Claim.objects.filter(incident=incident_id).prefetch_related(*ClaimSerializer.all_needs())
    if day is not None:
        rows = rows.known_by(day)
    return {claim.reference: claim for claim in rows}
