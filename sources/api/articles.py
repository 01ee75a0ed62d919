"""Articles over REST: what covers the incidents, and how far the work on it has come.

The text of an article belongs to its publisher: everybody is shown where it stands and what was quoted from it, and
curators the versions that were read.
"""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import REFERENCE, LedgerResource
from incidents.api.naming import seen_incidents
from sources.api.article_serializers import (
    AcceptanceBody,
    ArticleBody,
    ArticleSerializer,
    ArticleVersionSerializer,
    JudgementBody,
    StatusSerializer,
)
from sources.api.publishers import seen_publishers
from sources.models import Article, ArticleState, ArticleVersion, ReviewLanguage, TextOrigin, TextStanding, UnreadReason
from sources.models.searching import search_articles
from sources.pipeline import (
    EmptyText,
    ForeignPublisher,
    ForeignText,
    NoArticleText,
    UnusableUrl,
    accept_text,
    is_trusted,
    reextract,
    refuse_text,
    submit_text,
    submit_url,
)
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import problems
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.bodies import NoBody
from tracker.foundation.rest.filters import Day, Instant, OneOf, RecordFilters, References, Search, Whole, Words
from tracker.foundation.rest.views import Detailed, Listed


class ArticleFilters(RecordFilters):
    q = Search(method="searched", help_text="Words of the title, the address and the publisher; all must occur.")
    reference = References(field_name="reference")
    url = Words(field_name="url", lookup_expr="exact", help_text="The canonical address.")
    title = Words(field_name="title", lookup_expr="icontains")
    publisher = Whole(field_name="publisher", lookup_expr="exact", help_text="Id of the publisher.")
    host = Words(field_name="publisher__host", lookup_expr="iexact")
    published_from = Day(field_name="published_on", lookup_expr="gte")
    published_to = Day(field_name="published_on", lookup_expr="lte")
    state = OneOf(field_name="state", method="by_state", words=ArticleState.values)
    origin = OneOf(field_name="origin", words=TextOrigin.values)
    standing = OneOf(field_name="standing", words=TextStanding.values)
    unread = OneOf(field_name="unread", words=UnreadReason.values, help_text="Why nothing was read in it.")
    read_in = OneOf(
        field_name="read_in", words=ReviewLanguage.values, help_text="The language in which figures wait for review."
    )
    attempts_min = Whole(field_name="attempts", method="by_attempts", help_text="Of the tries at its present state.")
    incident = Words(method="by_incident", help_text="Reference or slug of an incident that it is confirmed to cover.")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; the reference is the public name",
        "next_attempt_at": "the workers' own time table",
        "day_from_feed": "where published_on is from, until the page is fetched",
        "day_from_file": "where published_on is from, told beside it",
        "dismissed_at": "the curators' own inbox",
        "dismissed_by": "the curators' own inbox",
        "worked_at": "the workers' own time table",
        "reworked": "told to curators by the state alone",
        "rematching": "/rematchings tells how many are left",
        "lease_until": "internal to the workers",
        "kills": "internal to the workers; last_error says why an article was given up",
        "last_error": "free words; filter by state",
        "etag": "for the next conditional request to the publisher",
        "last_modified": "for the next conditional request to the publisher",
        "submitted_by": "an account of this service, shown to curators only",
    }

    class Meta:
        model = Article
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        seen = seen_publishers(self.request, sees_all=may(self.request, TokenScope.CURATE))
        return search_articles(rows, value, publishers=seen)

    def by_state(self, rows: Any, name: str, value: list[str]) -> Any:
        return rows.filter(state__in=value) if may(self.request, TokenScope.CURATE) else rows.shown_as(value)

    def by_attempts(self, rows: Any, name: str, value: int) -> Any:
        rows = rows.filter(attempts__gte=value)
        return rows if may(self.request, TokenScope.CURATE) else rows.filter(reworked=False)

    def by_incident(self, rows: Any, name: str, value: str) -> Any:
        return rows.covering(seen_incidents(self.request).by_reference(value))


class ArticleResource(LedgerResource):
    """Who may see which articles: curators all, everybody those that are confirmed to cover a public incident."""

    def visible(self, rows: Any) -> Any:
        return rows if self.sees_all() else rows.visible_to(self.request.user)

    def article(self) -> Article:
        """The article of the address. Raises DoesNotExist (404)."""
        article: Article = self.visible(Article.objects.all()).get(reference=self.kwargs["reference"].upper())
        return article


class Articles(ArticleResource, Listed, Detailed):
    """Pieces of coverage, each with the state of the work on it."""

    tag = "articles"
    queryset = Article.objects.all()
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    scopes: ClassVar = {"create": TokenScope.SUBMIT}
    body_serializers: ClassVar = {
        "create": ArticleBody,
        "reextract": NoBody,
        "accept": AcceptanceBody,
        "refuse": JudgementBody,
    }
    answers: ClassVar = {
        "create": (202, StatusSerializer),
        "status": (200, StatusSerializer),
        "reextract": (202, StatusSerializer),
    }
    refusals: ClassVar = {
        **LedgerResource.refusals,
        UnusableUrl: problems.UNPROCESSABLE,
        EmptyText: problems.UNPROCESSABLE,
        NoArticleText: problems.UNPROCESSABLE,
        ForeignPublisher: problems.UNPROCESSABLE,
        ForeignText: problems.FOREIGN_TEXT,
    }
    orders: ClassVar = {"created_at": "created_at", "updated_at": "updated_at"}
    default_order = "-created_at"

    def get_object(self) -> Article:
        rows = self.visible(self.ready(self.get_queryset()))
        article: Article = rows.get(reference=self.kwargs["reference"].upper())
        return article

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Takes an address or a text in; 202 with the address of its status, whether it was known or not. A text counts
        once a curator has confirmed it, unless its sender is trusted; it never changes what was fetched (409)."""
        values = self.body()
        text = values.pop("text")
        trusted = is_trusted(request.user, may_confirm=self.sees_all())
        sender: dict[str, Any] = {"submitted_by": request.user, "trusted": trusted}
        submitted = submit_text(text, **values, **sender) if text else submit_url(**values, **sender)
        return self._status(submitted.article)

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The curator vouches for a submitted text: it is matched anew, and counts like a fetched one."""
        article, values = self.get_object(), self.body()
        accept_text(article.pk, number=values["version"], user=request.user, note=values["reason"])
        return self.present(self.get_object())

    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A submitted text counts for nothing: what it claimed is taken back at once."""
        article, values = self.get_object(), self.body()
        refuse_text(article.pk, user=request.user, note=values["reason"])
        return self.present(self.get_object())

    @action(detail=True, methods=["get"])
    def status(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """How far the article has come; ask again until `finished`."""
        return Response(StatusSerializer(self.get_object(), context=self.get_serializer_context()).data)

    @action(detail=True, methods=["post"])
    def reextract(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Has the article read and matched anew; every human decision is kept."""
        article, _ = self.get_object(), self.body()
        reextract(Article.objects.filter(pk=article.pk))
        return self._status(self.get_object())

    def _status(self, article: Article) -> Response:
        location = self.reverse_action("status", args=[article.reference])
        shown = StatusSerializer(article, context=self.get_serializer_context()).data
        return Response(shown, status=202, headers={"Location": location})


class ArticleVersions(ArticleResource, Listed):
    """The texts of one article as they were read, for curators."""

    tag = "articles"
    queryset = ArticleVersion.objects.all()
    serializer_class = ArticleVersionSerializer
    scopes: ClassVar = {"list": TokenScope.CURATE}
    orders: ClassVar = {"number": "number"}
    default_order = "number"

    def narrowed(self, rows: Any) -> Any:
        return rows.filter(article=self.article())
