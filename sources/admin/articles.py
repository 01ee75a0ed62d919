"""Articles: their text with what was read in it, their versions, and the incidents that they cover."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join

from incidents.admin.base import ListedAdmin, Refusable, count_of
from incidents.admin.words import incident_link
from incidents.admin.years import by_year
from sources.admin.article_form import ArticleForm
from sources.admin.article_page import link_page, may_see_coverage, text_shown
from sources.admin.coverage_words import state_badge
from sources.admin.passages import article_link
from sources.admin.submitted import judge_page, origin_badge
from sources.models import (
    Article,
    ArticleState,
    ArticleVersion,
    Coverage,
    CoverageState,
    ReviewLanguage,
    UnreadReason,
)
from sources.models.searching import search_articles
from sources.pipeline.extract.reextraction import reextract
from sources.pipeline.intake.dismissing import back_to_inbox, dismiss, may_dismiss
from sources.pipeline.intake.submission import submit_url

WEB = ("http://", "https://")


class UnreadFilter(admin.SimpleListFilter):
    title = "not read"
    parameter_name = "unread"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("any", "for any reason"), *UnreadReason.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.unread() if self.value() == "any" else queryset.filter(unread=self.value())


class ReviewLanguageFilter(admin.SimpleListFilter):
    title = "read for review"
    parameter_name = "read_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("any", "in any language"), *ReviewLanguage.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() is None:
            return queryset
        return queryset.read_for_review() if self.value() == "any" else queryset.filter(read_in=self.value())


def _asked(row: Coverage) -> str:
    return "?" if row.state == CoverageState.SUGGESTED else ""


@admin.register(Article)
class ArticleAdmin(Refusable, ListedAdmin):
    """A publisher's words are not ours to change: an article is handed in, fetched, read, and read again."""

    list_display = [
        "title_shown",
        "covers",
        "publisher",
        "published_on",
        "badge",
        "text_of_article",
        "versions_count",
        "created_at",
    ]
    list_display_links = ["title_shown"]
    list_filter = [
        "state",
        "origin",
        "standing",
        UnreadFilter,
        ReviewLanguageFilter,
        ("dismissed_at", admin.EmptyFieldListFilter),
        by_year("published_on", "year of publication"),
    ]
    search_fields = ["title"]  # there is a search; search_articles says where it looks
    search_help_text = "Title, address, reference or publisher"
    list_select_related = ["publisher"]
    ordering = ["-created_at", "-id"]
    actions = ["read_again", "fetch_again"]
    change_form_template = "sources/admin/article.html"
    fields = [
        ("publisher", "published_on", "day_from_file"),
        "address",
        ("badge", "attempts", "kills", "next_attempt_at"),
        "text_of_article",
        "last_error",
        ("reference", "submitted_by", "created_at"),
    ]
    readonly_fields = ["day_from_file", "address", "badge", "text_of_article", "submitted_by"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_articles(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description="title", ordering="title")
    def title_shown(self, article: Article) -> str:
        return str(article)

    @admin.display(description="incidents")
    def covers(self, article: Any) -> str:
        rows = article.covering
        return format_html_join(", ", "{}{}", ((incident_link(row.incident), _asked(row)) for row in rows)) or "-"

    @admin.display(description="address")
    def address(self, article: Article) -> str:
        return article.url

    @admin.display(description="state", ordering="state")
    def badge(self, article: Article) -> str:
        return state_badge(article.state)

    @admin.display(description="text", ordering="origin")
    def text_of_article(self, article: Article) -> str:
        return origin_badge(article)

    @admin.display(description="versions", ordering="version_count")
    def versions_count(self, article: Any) -> int:
        return article.version_count

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        found = super().get_queryset(request).select_related("publisher", "submitted_by", "dismissed_by")
        linked = Coverage.objects.exclude(state=CoverageState.REJECTED).select_related("incident")
        if not may_see_coverage(request):
            linked = linked.none()
        found = found.prefetch_related(
            Prefetch("coverage", linked.order_by("state", "-score", "pk"), to_attr="covering")
        )
        return found.annotate(version_count=count_of(ArticleVersion.objects.all(), "article"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_read_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("sources.change_article")

    # --- Handing in

    def get_form(self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = ArticleForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> Any:
        return ["url", "text", "title", "publisher_name", "published_on", "confirm"] if obj is None else self.fields

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        came = form.submit(request.user)
        obj.__dict__.update(came.article.__dict__)
        request.was_known = not came.created  # type: ignore[attr-defined]
        if not came.created:
            state = "it is read anew" if came.changed else "nothing of it changes"
            messages.info(request, article_link(came.article, f"This article is known already, and {state}:"))

    def response_add(self, request: HttpRequest, obj: Article, post_url_continue: str | None = None) -> HttpResponse:
        """To the article where it was known: nothing was added."""
        if getattr(request, "was_known", False):
            return HttpResponseRedirect(reverse("admin:sources_article_change", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)

    # --- Its page

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        article = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if article is not None:
            shown = text_shown(request, article) | {
                "title": str(article),
                "subtitle": None,
                "may_read": self.has_read_permission(request),
                "may_decide": request.user.has_perm("sources.change_coverage"),
                "may_correct": request.user.has_perms(["incidents.add_claim", "incidents.add_review"]),
                "may_enter": request.user.has_perm("incidents.add_claim"),
                "may_open": request.user.has_perms(["incidents.add_incident", "sources.change_coverage"]),
                "may_dismiss": may_dismiss(article),
                "on_the_web": article.url.startswith(WEB),
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("<int:pk>/again/", site.admin_view(self.again_view), name="sources_article_again"),
            path("<int:pk>/text/<str:verb>/", site.admin_view(self.judge_view), name="sources_article_judge"),
            path("<int:pk>/link/", site.admin_view(self.link_view), name="sources_article_link"),
            *super().get_urls(),
        ]

    def link_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return link_page(request, self, pk)

    def judge_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        return judge_page(request, self, pk, verb)

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The article is read, or fetched, again by a worker; or taken out of the inbox, or put back."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_read_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=pk)
        what = request.POST.get("what")
        if what == "dismiss":
            done = dismiss(pk, by=request.user)
            message = "It is out of the inbox until it has another text." if done else "It is not in the inbox."
        elif what == "take back":
            message = "It is in the inbox again." if back_to_inbox(pk) else "Nobody has dismissed it."
        elif what == "fetch" and article.url.startswith(WEB):
            submit_url(article.url, again=True)
            message = "It will be fetched again; a text that changed becomes a new version."
        elif reextract(Article.objects.filter(pk=pk)):
            message = "It will be read again. What curators decided stays."
        else:
            message = "It is on its way already, or has no text yet."
        self.log_change(request, article, message)
        messages.success(request, message)
        return HttpResponseRedirect(reverse("admin:sources_article_change", args=[pk]))

    @admin.action(description="Read the selected articles again", permissions=["read"])
    def read_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        articles = list(queryset)
        for article in articles:
            self.log_change(request, article, "Read again.")
        chosen = Article.objects.filter(pk__in=[article.pk for article in articles])
        messages.success(request, f"{reextract(chosen)} will be read again; those on their way are left alone.")

    @admin.action(description="Fetch the selected articles again", permissions=["read"])
    def fetch_again(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        fetched = [article for article in queryset if article.url.startswith(WEB)]
        for article in fetched:
            submit_url(article.url, again=True)
            self.log_change(request, article, "Fetched again.")
        failed = sum(article.state == ArticleState.FAILED for article in fetched)
        messages.success(request, f"{len(fetched)} will be fetched again, {failed} of them had failed.")
