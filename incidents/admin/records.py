"""What is written once and only read: events, reviews, evidence."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from incidents.admin.base import ReadOnly
from incidents.admin.claim_filters import PlainChoices
from incidents.admin.claim_record import CHOSEN
from incidents.admin.news import news_page
from incidents.admin.registry import source_url
from incidents.admin.review_statistics import statistics_page
from incidents.admin.searching import claims_found, incidents_found
from incidents.admin.words import incident_link
from incidents.admin.years import by_year
from incidents.models import Event, Evidence, Review


def pretty(data: Any) -> str:
    """The data as indented JSON, in a block of its own."""
    return format_html('<pre class="data">{}</pre>', json.dumps(data, indent=2, ensure_ascii=False))


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["sequence", "type", "incident", "actor", "cause", "occurred_at"]
    list_filter = ["type", "occurred_at"]
    search_fields = ["reference"]
    search_through: ClassVar = {"incident": incidents_found}
    search_exactly = ("reference", "cause")
    search_help_text = "Words by which its incident is found, an event's reference, or a cause such as article:12"
    list_select_related = ["incident"]
    ordering = ["-sequence"]
    fields = [
        ("sequence", "reference"),
        "type",
        "incident_shown",
        ("actor", "cause", "occurred_at"),
        "incident_sequence",
        "data_shown",
    ]
    readonly_fields = ["incident_shown", "data_shown"]

    @admin.display(description="incident")
    def incident_shown(self, event: Event) -> str:
        return incident_link(event.incident) if event.incident else "-"

    @admin.display(description="data")
    def data_shown(self, event: Event) -> str:
        return pretty(event.data)

    def get_urls(self) -> list[URLPattern]:
        news = self.admin_site.admin_view(self.news_view)
        return [path("since/", news, name="incidents_event_news"), *super().get_urls()]

    def news_view(self, request: HttpRequest) -> HttpResponse:
        return news_page(request, self)


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["reviewed_at", CHOSEN["decision"], "claim", "reason", "actor"]
    list_filter = [("decision", PlainChoices), "actor", "reviewed_at"]
    search_fields = ["reason", "actor", "claim__reference", "claim__incident__title"]
    ordering = ["-reviewed_at", "-id"]
    fields = ["claim_shown", CHOSEN["decision"], "reason", ("actor", "reviewer", "reviewed_at")]
    readonly_fields = ["claim_shown", CHOSEN["decision"]]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).select_related("claim__speaker_party", "claim__incident", "reviewer")

    @admin.display(description="claim")
    def claim_shown(self, review: Review) -> str:
        return _claim_link(review)

    def get_urls(self) -> list[URLPattern]:
        statistics = self.admin_site.admin_view(self.statistics_view)
        return [path("statistics/", statistics, name="incidents_review_statistics"), *super().get_urls()]

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        return statistics_page(request, self)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    list_display = ["quote_start", "publisher", "published_on", "claim", "source", "submitted"]
    list_filter = ["submitted", by_year("published_on", "year")]
    search_fields = ["quote"]
    search_through: ClassVar = {"claim": claims_found}
    search_exactly = ("source",)
    search_help_text = (
        "Words by which its claim is found: of a quote, speaker or incident; or a source such as article:12"
    )
    ordering = ["-published_on", "-id"]
    fields = [
        "claim_shown",
        "quote",
        ("publisher", "title"),
        "url",
        ("source_shown", "story", "locator"),
        ("published_on", "submitted"),
        ("licence", "attribution"),
    ]
    readonly_fields = ["claim_shown", "source_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        return super().get_queryset(request).select_related("claim__speaker_party", "claim__incident")

    @admin.display(description="quote")
    def quote_start(self, evidence: Evidence) -> str:
        return evidence.quote[:160] or "(derived: no quote)"

    @admin.display(description="claim")
    def claim_shown(self, evidence: Evidence) -> str:
        return _claim_link(evidence)

    @admin.display(description="source")
    def source_shown(self, evidence: Evidence) -> str:
        address = source_url(evidence.source)
        return format_html('<a href="{}">{}</a>', address, evidence.source) if address else evidence.source


def _claim_link(row: Review | Evidence) -> str:
    address = reverse("admin:incidents_claim_change", args=[row.claim_id])
    return format_html('<a href="{}">{}</a> ({})', address, row.claim, row.claim.incident)
