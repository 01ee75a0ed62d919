"""Publishers and the feeds that are polled."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from incidents.admin.base import Historic, count_of
from sources.models import Article, Feed, Publisher


@admin.register(Publisher)
class PublisherAdmin(Historic):
    list_display = ["name", "host", "voice", "country", "articles_count"]
    list_filter = ["voice", "country"]
    search_fields = ["name", "host"]
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": [("name", "host"), ("voice", "country")]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publisher]:
        return super().get_queryset(request).annotate(article_count=count_of(Article.objects.all(), "publisher"))

    @admin.display(description="articles", ordering="article_count")
    def articles_count(self, publisher: Any) -> int:
        return publisher.article_count


@admin.register(Feed)
class FeedAdmin(Historic):
    list_display = ["url", "publisher", "active", "poll_every_minutes", "last_polled_at", "failures"]
    list_filter = ["active", "publisher"]
    search_fields = ["url", "publisher__name"]
    list_select_related = ["publisher"]
    autocomplete_fields = ["publisher"]
    ordering = ["url"]
    actions = ["poll_now"]
    fieldsets = [
        (None, {"fields": ["publisher", "url", ("active", "poll_every_minutes")]}),
        ("Last poll", {"fields": [("last_polled_at", "next_poll_at", "failures"), "last_error"]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]
    readonly_fields = ["last_polled_at", "next_poll_at", "failures", "last_error"]

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        if not change:
            obj.next_poll_at = timezone.now()
        super().save_model(request, obj, form, change)

    @admin.action(description="Poll the selected feeds at the next tick", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        for feed in queryset:
            self.log_change(request, feed, "Polled at once.")
        count = Feed.objects.filter(pk__in=queryset.values("pk")).update(next_poll_at=timezone.now())
        messages.success(request, f"{count} will be polled within a minute.")
