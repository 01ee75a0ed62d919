"""Claims over REST: who says what, with which bounds, on which day, in which sentence; and the curators' reviews."""

from typing import Any, ClassVar

from django.db.models import Manager, Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import REFERENCE, LedgerResource, UnderIncident
from incidents.api.claim_filters import ClaimFilters
from incidents.api.measures import BucketBody, QuantityBody, bucket_of, confirm_field, quantity_of
from incidents.api.parties import PartyBriefSerializer
from incidents.ledger import ClaimDraft, EvidenceDraft, SpeakerDraft, enter_claim, review_claim
from incidents.models import Claim, ClaimRelation, Evidence, Party, Review
from incidents.vocabulary import DatePrecision, Decision, Measure, Modality, Polarity, SpeakerKind
from tracker.foundation.rest.bodies import Body, DayField, ReferenceField, WordField
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed

REASON = 2000  # characters


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
    decision = serializers.SerializerMethodField(help_text="The latest review; null when nobody looked.")
    reviews = ReviewSerializer(many=True, read_only=True)

    expandable: ClassVar = ("reviews",)
    needs: ClassVar = {
        "incident": ("incident",),
        "speaker": ("speaker_party",),
        "speaker_party": ("speaker_party",),
        "evidence": ("evidence",),
        "relations": (Prefetch("relations", ClaimRelation.objects.select_related("target__incident")),),
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
            "reviews",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "enum": [*(each.value for each in Decision), None]})
    def get_decision(self, claim: Claim) -> str | None:
        return claim.decision or None

    @classmethod
    def all_needs(cls) -> tuple[Any, ...]:
        """What showing every usual field needs."""
        shown = [lookup for name, needed in cls.needs.items() if name not in cls.expandable for lookup in needed]
        return tuple(dict.fromkeys(shown))


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
    body_serializers: ClassVar = {decision.value: ReviewBody for decision in Decision}
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
