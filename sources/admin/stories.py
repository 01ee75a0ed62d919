"""Stories: which articles carry the same text."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join

from incidents.admin.base import ReadOnly, count_of
from sources.admin.searching_articles import stories_found
from sources.models import ArticleVersion, Story


@admin.register(Story)
class StoryAdmin(ReadOnly):
    list_display = ["title", "articles_count", "first_published_on", "created_at"]
    search_fields = ["versions"]
    search_through: ClassVar = {"pk": stories_found}
    search_help_text = "Words by which one of its articles is found: of its title, address or publisher"
    ordering = ["-created_at", "-id"]
    fields = ["title", ("first_published_on", "created_at"), "carried_by"]
    readonly_fields = ["carried_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        carried = super().get_queryset(request).defer("signature")
        return carried.annotate(article_count=count_of(ArticleVersion.objects.all(), "story", "article"))

    @admin.display(description="articles", ordering="article_count")
    def articles_count(self, story: Any) -> int:
        return story.article_count

    @admin.display(description="carried by")
    def carried_by(self, story: Story) -> str:
        rows = (
            story.versions.select_related("article__publisher")
            .defer("text", "reading")
            .order_by("article_id", "number")
        )
        lines = (
            (
                reverse("admin:sources_article_change", args=[row.article_id]),
                str(row),
                row.article.publisher.name if row.article.publisher else "",
            )
            for row in rows[:100]
        )
        return format_html_join("", '<div><a href="{}">{}</a> {}</div>', lines) or "-"
