"""Coverage over REST: which article is about which incident, and the curators' word on it."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import LedgerResource, UnderIncident
from incidents.api.naming import OfIncident, incidents_found
from incidents.search.finding import any_of, belonging
from sources.api.article_serializers import ArticleSerializer
from sources.api.publishers import articles_found
from sources.models import Article, Coverage, CoverageState
from sources.pipeline import confirm_coverage, link_coverage, reject_coverage
from tracker.foundation.rest.bodies import Body, ReferenceField
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, Search, Truth, Whole, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class CoverageSerializer(SparseMixin, serializers.ModelSerializer[Coverage]):
    """That an article is about an incident: suggested by matching, confirmed above a threshold or by a curator."""

    article = ArticleSerializer(read_only=True)
    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    by_curator = serializers.SerializerMethodField(help_text="A curator's word is never overwritten by matching.")

    needs: ClassVar = {"article": ("article__publisher", "article__submitted_by"), "incident": ("incident",)}
    guarded: ClassVar = ("note",)

    class Meta:
        model = Coverage
        fields = (
            "id",
            "article",
            "incident",
            "state",
            "score",
            "reasons",
            "matcher_version",
            "by_curator",
            "decided_at",
            "note",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def get_by_curator(self, coverage: Coverage) -> bool:
        return coverage.decided_by_id is not None


class DecisionBody(Body):
    """Why the curator decides so."""

    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class LinkBody(DecisionBody):
    """An article that a curator links by hand."""

    article = ReferenceField(slug_field="reference", queryset=Article.objects.all())


class CoverageFilters(RecordFilters):
    q = Search(method="searched", help_text="Words that the article or the incident is found by.")
    article = Words(field_name="article__reference", lookup_expr="iexact")
    incident = OfIncident(field_name="incident")
    state = OneOf(field_name="state", words=CoverageState.values)
    publisher = Whole(field_name="article__publisher", lookup_expr="exact", help_text="Id of the publisher.")
    matcher_version = Words(field_name="matcher_version", lookup_expr="exact")
    by_curator = Truth(field_name="decided_by", lookup_expr="isnull", exclude=True)
    decided_after = Instant(field_name="decided_at", lookup_expr="gt")
    decided_before = Instant(field_name="decided_at", lookup_expr="lt")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "score": "matching's own measure; filter by state",
        "reasons": "a document",
        "note": "free words; read them",
    }

    class Meta:
        model = Coverage
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        found = {"article": articles_found(self.request, value), "incident": incidents_found(self.request, value)}
        return rows.filter(any_of(belonging(column, each) for column, each in found.items()))


class CoverageList(LedgerResource, Listed, Detailed):
    """The links between articles and incidents; what is only suggested is shown to curators, as their inbox."""

    tag = "coverage"
    queryset = Coverage.objects.all()
    serializer_class = CoverageSerializer
    filterset_class = CoverageFilters
    lookup_value_regex = r"[0-9]{1,18}"
    body_serializers: ClassVar = {"confirm": DecisionBody, "reject": DecisionBody}
    orders: ClassVar = {"created_at": "created_at", "score": "score"}
    default_order = "-created_at"

    def get_object(self) -> Coverage:
        coverage: Coverage = self.visible(self.ready(self.get_queryset())).get(pk=self.kwargs["pk"])
        return coverage

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The article is about the incident: what it says counts from now on."""
        coverage, values = self.get_object(), self.body()
        confirm_coverage(coverage.pk, user=request.user, note=values["reason"])
        return self.present(self.get_object())

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The article is about something else: what it says no longer counts."""
        coverage, values = self.get_object(), self.body()
        reject_coverage(coverage.pk, user=request.user, note=values["reason"])
        return self.present(self.get_object())


class CoverageOfIncident(UnderIncident, Listed):
    """The coverage of one incident, and of all that were merged into it."""

    tag = "coverage"
    queryset = Coverage.objects.all()
    serializer_class = CoverageSerializer
    filterset_class = CoverageFilters
    orders: ClassVar = {"created_at": "created_at", "score": "score"}
    default_order = "-created_at"
    body_serializers: ClassVar = {"create": LinkBody}

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Links an article to the incident by hand: what it says counts from now on."""
        incident, values = self.the_incident(), self.body()
        coverage = link_coverage(values["article"], incident, user=request.user, note=values["reason"])
        return self.present(coverage, status=201)

    def narrowed(self, rows: Any) -> Any:
        return self.visible(rows.of(self.the_incident()))
