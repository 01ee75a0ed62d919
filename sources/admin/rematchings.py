"""How far matching articles anew has come after a curator changed an incident."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.background_work import ShowsWork, share_of
from incidents.admin.base import ReadOnly
from incidents.admin.words import incident_link
from incidents.models import Incident
from sources.models import Rematching, RematchingState

SHOWN = 5


def progress_words(row: Any) -> str:
    """`37% of all articles looked through, 12 found, 4 of them matched`, of a row with its progress."""
    matched = max(0, row.articles - row.articles_left)
    return f"{row.looked_percent}% of all articles looked through, {row.articles} found, {matched} of them matched"


def under_way(incident: Incident) -> list[tuple[Rematching, str]]:
    """The rematchings of the incident that are not done, the latest first, each with how far it is."""
    rows = Rematching.objects.unfinished().with_progress().filter(incident=incident).order_by("-pk")[:SHOWN]
    return [(row, progress_words(row)) for row in rows]


@admin.register(Rematching)
class RematchingAdmin(ShowsWork, ReadOnly):
    """Noted by a worker after a change; only shown."""

    list_display = ["incident", "badge", "progress", "begun_at", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["incident"]
    ordering = ["-id"]
    fields = [("incident_shown", "badge"), "progress", ("changed_at", "begun_at", "finished_at")]
    readonly_fields = ["incident_shown", "badge", "progress"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rematching]:
        return Rematching.objects.with_progress()

    @admin.display(description="incident")
    def incident_shown(self, row: Rematching) -> str:
        return incident_link(row.incident)

    def share_done(self, row: Any) -> int:
        matching = row.state == RematchingState.MATCHING
        return share_of(row.articles - row.articles_left, row.articles) if matching else row.looked_percent

    def work_words(self, row: Any) -> str:
        return progress_words(row)
