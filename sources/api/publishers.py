"""Publishers over REST, read only; they come with the articles, and curators keep them in the admin."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from incidents.vocabulary import SpeakerKind
from sources.models import Article, Publisher
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.filters import CodeIn, Instant, OneOf, RecordFilters, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class PublisherSerializer(SparseMixin, serializers.ModelSerializer[Publisher]):
    """A newspaper, an agency, a company's newsroom, a regulator's site."""

    class Meta:
        model = Publisher
        fields = ("id", "name", "host", "country", "voice", "created_at")
        read_only_fields = fields


class PublisherFilters(RecordFilters):
    name = Words(field_name="name", lookup_expr="icontains", help_text="Part of the name.")
    host = Words(field_name="host", lookup_expr="iexact")
    country = CodeIn(field_name="country", help_text="ISO 3166-1 alpha-2.")
    voice = OneOf(field_name="voice", words=SpeakerKind)
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")

    unfiltered: ClassVar = {"id": "names the row in its address"}

    class Meta:
        model = Publisher
        fields = ()


class Publishers(Listed, Detailed):
    """Who publishes: curators see all, everybody those of the articles that they may see."""

    tag = "publishers"
    queryset = Publisher.objects.all()
    serializer_class = PublisherSerializer
    filterset_class = PublisherFilters
    lookup_value_regex = r"[0-9]{1,18}"
    orders: ClassVar = {"name": "name"}
    default_order = "name"

    def get_object(self) -> Publisher:
        publisher: Publisher = self.narrowed(self.get_queryset()).get(pk=self.kwargs["pk"])
        return publisher

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if may(self.request, TokenScope.CURATE):
            return rows
        seen = Article.objects.visible_to(self.request.user).order_by()
        return rows.filter(pk__in=seen.values("publisher"))
