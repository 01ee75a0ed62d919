"""Claims over REST: who says what, with which bounds, on which day, in which sentence; and the curators' reviews."""

from typing import Any, ClassVar

from django.db.models import Manager, Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import REFERENCE, LedgerResource, UnderIncident
from incidents.api.claim_bodies import ClaimBody, CorrectionBody, ReviewBody, corrections_of, draft_of
from incidents.api.claim_filters import ClaimFilters
from incidents.api.parties import PartyBriefSerializer
from incidents.ledger import correct_claim, enter_claim, review_claim
from incidents.models import Claim, ClaimRelation, Evidence, Review
from incidents.vocabulary import Decision, RelationKind
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A claim's quote in one source."""

    class Meta:
        model = Evidence
        fields = (
            "source",
            "story",
            "locator",
            "url",
            "publisher",
            "title",
            "quote",
            "published_on",
            "presented_as",
            "headline",
            "submitted",
            "licence",
            "attribution",
        )
        read_only_fields = fields


class RelationsShown(serializers.ListSerializer[Any]):
    """The relations whose target the reader may see: a claim can move to an incident that is not public."""

    def to_representation(self, data: Any) -> list[Any]:
        visible = [row for row in data.all() if self.context.get("sees_all") or row.target.incident.is_public]
        shown: list[Any] = super().to_representation(visible)
        return shown


class RelationSerializer(serializers.ModelSerializer[ClaimRelation]):
    """How a claim speaks of another."""

    target: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)

    class Meta:
        model = ClaimRelation
        list_serializer_class = RelationsShown
        fields = ("kind", "target", "source")
        read_only_fields = fields


class ReviewsOfClaim(serializers.ListSerializer[Any]):
    """The reviews of a claim that the sender may read: for whoever is no curator, those made in public."""

    def to_representation(self, data: Any) -> Any:
        rows = data.all() if isinstance(data, Manager) else data
        return super().to_representation([row for row in rows if row.public or self.context.get("sees_all")])


class ReviewSerializer(SparseMixin, serializers.ModelSerializer[Review]):
    """A curator's judgment of a claim."""

    guarded: ClassVar = ("actor",)

    class Meta:
        model = Review
        list_serializer_class = ReviewsOfClaim
        fields = ("decision", "reason", "actor", "reviewed_at")
        read_only_fields = fields


class ClaimSerializer(SparseMixin, serializers.ModelSerializer[Claim]):
    """One assertion of one quantity. Numbers are counts, or minor units of `currency`; null is open, never zero."""

    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    speaker = serializers.CharField(source="speaker_name", read_only=True, help_text="As shown.")
    speaker_party = PartyBriefSerializer(read_only=True, allow_null=True)
    evidence = EvidenceSerializer(many=True, read_only=True)
    relations = RelationSerializer(many=True, read_only=True)
    corrected_by = serializers.SerializerMethodField(help_text="The claim that has taken its place; null if none has.")
    decision = serializers.SerializerMethodField(help_text="The latest review; null when nobody looked.")
    reviews = ReviewSerializer(many=True, read_only=True)

    expandable: ClassVar = ("reviews",)
    needs: ClassVar = {
        "incident": ("incident",),
        "speaker": ("speaker_party",),
        "speaker_party": ("speaker_party",),
        "evidence": ("evidence",),
        "relations": (Prefetch("relations", ClaimRelation.objects.select_related("target__incident")),),
        "corrected_by": (Prefetch("related_by", ClaimRelation.objects.corrections()),),
        "reviews": ("reviews",),
    }

    class Meta:
        model = Claim
        fields = (
            "reference",
            "incident",
            "metric",
            "unit",
            "currency",
            "measure",
            "value",
            "low",
            "high",
            "printed",
            "hedge",
            "hedge_text",
            "modality",
            "polarity",
            "scope",
            "scope_country",
            "scope_label",
            "speaker",
            "speaker_party",
            "speaker_kind",
            "claimed_on",
            "claimed_precision",
            "basis",
            "standing",
            "decision",
            "stories",
            "known_on",
            "recorded_at",
            "evidence",
            "relations",
            "corrected_by",
            "reviews",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "enum": [*(each.value for each in Decision), None]})
    def get_decision(self, claim: Claim) -> str | None:
        return claim.decision or None

    def get_corrected_by(self, claim: Claim) -> str | None:
        found = (row.claim for row in claim.related_by.all() if row.kind == RelationKind.CORRECTS)
        shown = (one for one in found if self.context.get("sees_all") or one.incident.is_public)
        return next((one.reference for one in shown), None)

    @classmethod
    def all_needs(cls) -> tuple[Any, ...]:
        """What showing every usual field needs."""
        shown = [lookup for name, needed in cls.needs.items() if name not in cls.expandable for lookup in needed]
        return tuple(dict.fromkeys(shown))


class ClaimsOfIncident(UnderIncident, Listed):
    """The claims about one incident."""

    tag = "claims"
    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    body_serializers: ClassVar = {"create": ClaimBody}
    orders: ClassVar = {"recorded_at": "recorded_at"}
    default_order = "recorded_at"

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claim that a curator enters by hand, accepted or pinned with the reason."""
        incident, values = self.the_incident(), self.body()
        claim = enter_claim(
            incident.pk,
            draft_of(values),
            actor=self.actor,
            reason=values["reason"],
            known_on=values["known_on"],
            pin=values["pin"],
            confirmed=values["confirm"],
            expected_version=self.expected_version(incident),
        )
        return self.present(claim, status=201)


class Claims(LedgerResource, Listed, Detailed):
    """The claims about all incidents. What a claim says never changes; a curator judges how it stands."""

    tag = "claims"
    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    body_serializers: ClassVar = {"correct": CorrectionBody} | {decision.value: ReviewBody for decision in Decision}
    answers: ClassVar = {"correct": (201, ClaimSerializer)}
    orders: ClassVar = {"recorded_at": "recorded_at"}
    default_order = "-recorded_at"

    def get_object(self) -> Claim:
        rows = self.visible(self.ready(self.get_queryset())).select_related("incident")
        claim: Claim = rows.get(reference=self.kwargs["reference"].upper())
        return claim

    def version_of(self, row: Claim) -> str:
        return str(row.incident.version)

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A curator stands by the claim."""
        return self._review(Decision.ACCEPT)

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claim was read wrongly or is wrong; it no longer counts."""
        return self._review(Decision.REJECT)

    @action(detail=True, methods=["post"])
    def pin(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claim gives the figure, whatever the others say, until it is unpinned."""
        return self._review(Decision.PIN)

    @action(detail=True, methods=["post"])
    def unpin(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Takes the pin back; 409 when the claim is not pinned."""
        return self._review(Decision.UNPIN)

    @action(detail=True, methods=["post"])
    def out_of_scope(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claim is not about this incident."""
        return self._review(Decision.OUT_OF_SCOPE)

    @action(detail=True, methods=["post"])
    def correct(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claim that takes the place of this one, which was read or entered wrongly: with its evidence, accepted,
        and told as `claim.corrected`. This one is rejected, and stays so when it is read again."""
        claim, values = self.get_object(), self.body()
        new = correct_claim(
            claim.pk,
            corrections_of(values),
            actor=self.actor,
            reason=values["reason"],
            confirmed=values["confirm"],
            expected_version=self.expected_version(claim.incident),
        )
        location = self.reverse_action("detail", args=[new.reference])
        return self.present(new, status=201, headers={"Location": location})

    def _review(self, decision: Decision) -> Response:
        claim, values = self.get_object(), self.body()
        review_claim(
            claim.pk,
            decision,
            reason=values["reason"],
            actor=self.actor,
            expected_version=self.expected_version(claim.incident),
        )
        return self.present(self.get_object())
