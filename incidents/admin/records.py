"""What is written once and only read: events, reviews, evidence."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from incidents.admin.base import ReadOnly
from incidents.admin.registry import source_url
from incidents.admin.words import incident_link
from incidents.models import Event, Evidence, Review


def pretty(data: Any) -> str:
    """The data as indented JSON, in a block of its own."""
    return format_html('<pre class="data">{}</pre>', json.dumps(data, indent=2, ensure_ascii=False))


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ["sequence", "type", "incident", "actor", "cause", "occurred_at"]
    list_filter = ["type", "occurred_at"]
    search_fields = ["=reference", "incident__title", "=incident__reference", "actor", "cause"]
    search_help_text = "Incident, actor, cause, or an event's reference"
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


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["reviewed_at", "decision", "claim", "reason", "actor"]
    list_filter = ["decision", "actor", "reviewed_at"]
    search_fields = ["reason", "actor", "claim__reference", "claim__incident__title"]
    ordering = ["-reviewed_at", "-id"]
    fields = ["claim_shown", "decision", "reason", ("actor", "reviewer", "reviewed_at")]
    readonly_fields = ["claim_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).select_related("claim__speaker_party", "claim__incident", "reviewer")

    @admin.display(description="claim")
    def claim_shown(self, review: Review) -> str:
        return _claim_link(review)


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    list_display = ["quote_start", "publisher", "published_on", "claim", "source", "submitted"]
    list_filter = ["submitted", "published_on"]
    search_fields = ["quote", "publisher", "title", "url", "=source", "claim__reference", "claim__incident__title"]
    ordering = ["-published_on", "-id"]
    date_hierarchy = "published_on"
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
