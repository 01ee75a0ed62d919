"""Mentions over REST: what the extractor read, where in which text, and the claim that it became."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.api.base import LedgerResource
from incidents.search.finding import belonging
from incidents.vocabulary import Hedge, Measure, Metric, Modality, Polarity, Scope, SpeakerKind, Unit
from sources.api.publishers import articles_found
from sources.models import Mention, TextOrigin
from tracker.foundation.rest.filters import CodeIn, OneOf, RecordFilters, Search, Truth, Whole, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class MentionSerializer(SparseMixin, serializers.ModelSerializer[Mention]):
    """A figure found in an article version. Offsets are half-open [start, end) code points into its text."""

    article = serializers.CharField(source="version.article.reference", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    origin = serializers.ChoiceField(
        source="version.origin", choices=TextOrigin.values, read_only=True, help_text="How that text came."
    )
    quote = serializers.CharField(read_only=True, help_text="The sentence that is the evidence.")
    claim: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True, allow_null=True)

    relation = serializers.SerializerMethodField(help_text="How it speaks of another figure.")

    expandable: ClassVar = ("features",)
    needs: ClassVar = {
        "article": ("version__article",),
        "version": ("version",),
        "origin": ("version",),
        "quote": ("version",),
        "claim": ("claim",),
    }

    class Meta:
        model = Mention
        fields = (
            "id",
            "article",
            "version",
            "origin",
            "start",
            "end",
            "text",
            "in_title",
            "quote_start",
            "quote_end",
            "quote",
            "metric",
            "unit",
            "currency",
            "value",
            "low",
            "high",
            "hedge",
            "hedge_text",
            "measure",
            "modality",
            "polarity",
            "scope",
            "scope_text",
            "country",
            "attribution",
            "speaker",
            "attribution_kind",
            "relation",
            "organisation",
            "primary",
            "score",
            "needs_review",
            "held_because",
            "extractor_version",
            "claim",
            "features",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["object", "null"]})
    def get_relation(self, mention: Mention) -> Any:
        return mention.relation


class MentionFilters(RecordFilters):
    q = Search(field_name="version__article", method="searched", help_text="Words that the article is found by.")
    article = Words(field_name="version__article__reference", lookup_expr="iexact")
    version = Whole(field_name="version__number", lookup_expr="exact", help_text="With `article`: its version.")
    text = Words(field_name="text", lookup_expr="icontains", help_text="Part of the number as printed.")
    metric = OneOf(field_name="metric", words=Metric)
    unit = OneOf(field_name="unit", words=Unit)
    currency = CodeIn(field_name="currency", help_text="ISO 4217.")
    value_min = Whole(field_name="value", lookup_expr="gte", help_text="Money: minor units.")
    value_max = Whole(field_name="value", lookup_expr="lte", help_text="Money: minor units.")
    low_min = Whole(field_name="low", lookup_expr="gte")
    high_max = Whole(field_name="high", lookup_expr="lte")
    hedge = OneOf(field_name="hedge", words=Hedge)
    measure = OneOf(field_name="measure", words=Measure)
    modality = OneOf(field_name="modality", words=Modality)
    polarity = OneOf(field_name="polarity", words=Polarity)
    scope = OneOf(field_name="scope", words=Scope)
    country = CodeIn(field_name="country", help_text="ISO 3166-1 alpha-2.")
    attribution = Words(field_name="attribution", lookup_expr="icontains")
    speaker = Words(field_name="speaker", lookup_expr="icontains")
    attribution_kind = OneOf(field_name="attribution_kind", words=SpeakerKind)
    organisation = Words(field_name="organisation", lookup_expr="icontains")
    primary = Truth(field_name="primary", lookup_expr="exact")
    in_title = Truth(field_name="in_title", lookup_expr="exact")
    needs_review = Truth(field_name="needs_review", lookup_expr="exact")
    held_because = Words(field_name="held_because", lookup_expr="icontains")
    extractor_version = Words(field_name="extractor_version", lookup_expr="exact")
    claim = Words(field_name="claim__reference", lookup_expr="iexact")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "start": "an offset into one text",
        "end": "an offset into one text",
        "quote_start": "an offset into one text",
        "quote_end": "an offset into one text",
        "hedge_text": "the words of the hedge; filter by hedge",
        "scope_text": "the words of the scope; filter by scope",
        "relation": "a document",
        "features": "a document",
        "score": "a probability; filter by needs_review",
    }

    class Meta:
        model = Mention
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(belonging(name, articles_found(self.request, value)))


class Mentions(LedgerResource, Listed, Detailed):
    """What the extractor read. Everybody sees what became a claim about a public incident, curators all of it."""

    tag = "mentions"
    queryset = Mention.objects.all()
    serializer_class = MentionSerializer
    filterset_class = MentionFilters
    lookup_value_regex = r"[0-9]{1,18}"
    orders: ClassVar = {"id": "pk"}
    default_order = "id"

    def get_object(self) -> Mention:
        mention: Mention = self.visible(self.ready(self.get_queryset())).get(pk=self.kwargs["pk"])
        return mention
