"""Publishers and the feeds that are polled."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from incidents.admin.base import Historic, ReasonedForm, count_of
from sources.extraction.pages.feed_drops import MEANINGS, DropReason
from sources.models import POLL_MINUTES, Article, Feed, FeedHealth, Publisher
from sources.models.searching import search_publishers
from tracker.foundation import http


class ByHealth(admin.SimpleListFilter):
    """Feeds by how polling them goes."""

    title = "health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(health.value, str(health.label)) for health in FeedHealth]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(health=self.value()) if self.value() in FeedHealth.values else queryset


@admin.register(Publisher)
class PublisherAdmin(Historic):
    list_display = ["name", "host", "voice", "country", "articles_count"]
    list_filter = ["voice", "country"]
    search_fields = ["name"]  # there is a search; search_publishers says where it looks
    search_help_text = "Name or host"
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": [("name", "host"), ("voice", "country")]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_publishers(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publisher]:
        return super().get_queryset(request).annotate(article_count=count_of(Article.objects.all(), "publisher"))

    @admin.display(description="articles", ordering="article_count")
    def articles_count(self, publisher: Any) -> int:
        return publisher.article_count


class FeedForm(ReasonedForm):
    """A feed that may be polled. A wrong address that was kept before can be switched off as it stands."""

    def clean_poll_every_minutes(self) -> int:
        minutes: int = self.cleaned_data["poll_every_minutes"]
        least, most = POLL_MINUTES
        if not least <= minutes <= most:
            raise ValidationError(f"Give {least} to {most} minutes (a week).")
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("url") and ("url" in self.changed_data or cleaned.get("active")):
            try:  # names are not looked up: whoever polls the feed vets where they lead
                http.check_url(cleaned["url"], http.policy_from(settings))
            except http.Refused as error:
                self.add_error("url", str(error))
        return cleaned


@admin.register(Feed)
class FeedAdmin(Historic):
    form = FeedForm
    list_display = [
        "url",
        "publisher",
        "health_shown",
        "failures",
        "last_good_poll_at",
        "next_poll_at",
        "items_seen",
        "items_new",
        "dropped_count",
    ]
    list_filter = [ByHealth, "publisher"]
    search_fields = ["url", "publisher__name"]
    list_select_related = ["publisher"]
    autocomplete_fields = ["publisher"]
    ordering = ["url"]
    actions = ["poll_now"]
    fieldsets = [
        (None, {"fields": ["publisher", "url", ("active", "poll_every_minutes")]}),
        (
            "Health",
            {
                "fields": [
                    ("health_shown", "failures", "last_error"),
                    ("last_polled_at", "last_good_poll_at", "next_poll_at"),
                    ("items_seen", "items_new"),
                    "dropped_shown",
                    "moved_from",
                ]
            },
        ),
        ("Your change", {"fields": ["change_reason"]}),
    ]
    readonly_fields = [
        "health_shown",
        "failures",
        "last_error",
        "last_polled_at",
        "last_good_poll_at",
        "next_poll_at",
        "items_seen",
        "items_new",
        "dropped_shown",
        "moved_from",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Feed.objects.with_health().order_by("url")

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """A feed that is new, elsewhere or on again is polled at once, and starts anew. One that is saved as off leaves
        the inbox: a person has seen why."""
        if {"url", "active"} & set(form.changed_data) or not change or not obj.active:
            obj.next_poll_at, obj.failures, obj.last_error = timezone.now(), 0, ""
        if "url" in form.changed_data:
            obj.moved_from = obj.etag = obj.last_modified = ""
        super().save_model(request, obj, form, change)

    @admin.display(description="health", ordering="health")
    def health_shown(self, feed: Any) -> str:
        return str(FeedHealth(getattr(feed, "health", FeedHealth.NEW)).label)

    @admin.display(description="dropped")
    def dropped_count(self, feed: Feed) -> int:
        return feed.dropped_count()

    @admin.display(description="dropped")
    def dropped_shown(self, feed: Feed) -> SafeString:
        lines = [
            (each["count"], MEANINGS[DropReason(each["reason"])], " \u00b7 ".join(each["examples"]))
            for each in feed.dropped
        ]
        items = format_html_join("", "<li><strong>{}</strong> {}<br>{}</li>", lines)
        return format_html("<ul>{}</ul>", items) if lines else SafeString("nothing")

    @admin.action(description="Poll the selected feeds at the next tick", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        for feed in queryset:
            self.log_change(request, feed, "Polled at once.")
        count = Feed.objects.filter(pk__in=queryset.values("pk")).update(next_poll_at=timezone.now())
        messages.success(request, f"{count} will be polled within a minute.")
