"""Publishers over REST: they come with the articles, and curators keep them here or in the admin."""

from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from incidents.api.base import LedgerResource
from incidents.ledger import change_record, enter_record, kept_version
from incidents.vocabulary import SpeakerKind
from sources.models import Article, Publisher
from sources.models.searching import search_articles, search_publishers
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.bodies import Body, WordField
from tracker.foundation.rest.filters import CodeIn, Instant, OneOf, RecordFilters, Search, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class PublisherSerializer(SparseMixin, serializers.ModelSerializer[Publisher]):
    """A newspaper, an agency, a company's newsroom, a regulator's site."""

    class Meta:
        model = Publisher
        fields = ("id", "name", "host", "country", "voice", "created_at")
        read_only_fields = fields


class PublisherChanges(Body):
    """The fields to change; those left out stay as they are."""

    name = serializers.CharField(max_length=200, required=False)
    host = serializers.RegexField(
        r"^(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)+$",
        max_length=253,
        required=False,
        allow_blank=True,
        help_text="Host of its articles in small letters, without www.",
    )
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True, help_text="ISO 3166-1 alpha-2.")
    voice = WordField(SpeakerKind, required=False, help_text="Whose voice its own statements are.")
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="For the history.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"name": "Islander Post", "host": "isle.example", "country": "FJ", "voice": "press"},
            request_only=True,
        )
    ]
)
class PublisherBody(PublisherChanges):
    """A new publisher."""

    name = serializers.CharField(max_length=200)


def seen_publishers(request: Any, *, sees_all: bool) -> QuerySet[Publisher]:
    """The publishers that the sender may see: those of the articles that they may see."""
    if sees_all:
        return Publisher.objects.all()
    seen = Article.objects.visible_to(request.user).order_by()
    return Publisher.objects.filter(Exists(seen.filter(publisher=OuterRef("pk"))))


def articles_found(request: Any, text: str) -> QuerySet[Article]:
    """The articles that a search finds, of those that the sender may see, by the publishers that they may see."""
    sees_all = may(request, TokenScope.CURATE)
    seen = Article.objects.all() if sees_all else Article.objects.visible_to(request.user)
    return search_articles(seen, text, publishers=seen_publishers(request, sees_all=sees_all))


class PublisherFilters(RecordFilters):
    q = Search(method="searched", help_text="Words of its name and host; all must occur.")
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

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return search_publishers(rows, value)


class Publishers(LedgerResource, Listed, Detailed):
    """Who publishes: curators see all, everybody those of the articles that they may see."""

    tag = "publishers"
    queryset = Publisher.objects.all()
    serializer_class = PublisherSerializer
    filterset_class = PublisherFilters
    lookup_value_regex = r"[0-9]{1,18}"
    body_serializers: ClassVar = {"create": PublisherBody, "partial_update": PublisherChanges}
    needs_match: ClassVar = frozenset({"partial_update"})
    orders: ClassVar = {"name": "name"}
    default_order = "name"

    def get_object(self) -> Publisher:
        publisher: Publisher = self.narrowed(self.get_queryset()).get(pk=self.kwargs["pk"])
        return publisher

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows & seen_publishers(self.request, sees_all=self.sees_all())

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new publisher."""
        values = self.body()
        reason = values.pop("reason", "")
        publisher = enter_record(Publisher(**values), actor=self.actor, reason=reason)
        location = self.reverse_action("detail", args=[publisher.pk])
        return self.present(publisher, status=201, headers={"Location": location})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Changes the fields given. Needs If-Match."""
        publisher, changes = self.get_object(), self.body()
        version, reason = self.matched(kept_version(publisher)), changes.pop("reason", "")
        changed = change_record(publisher, changes, actor=self.actor, reason=reason, expected_version=version)
        return self.present(changed)

    def version_of(self, row: Publisher) -> str:
        return str(kept_version(row))
