"""How far matching articles anew has come after a curator changed an incident."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from incidents.admin.base import ReadOnly
from incidents.admin.words import incident_link
from incidents.models import Incident
from sources.models import Rematching, RematchingState

_BADGES = {
    RematchingState.WAITING: "suggested",
    RematchingState.LOOKING: "provisional",
    RematchingState.MATCHING: "provisional",
    RematchingState.DONE: "settled",
}
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
class RematchingAdmin(ReadOnly):
    """Noted by a worker after a change; only shown."""

    list_display = ["incident", "badge", "progress", "begun_at", "finished_at"]
    list_filter = ["state"]
    list_select_related = ["incident"]
    ordering = ["-id"]
    change_form_template = "sources/admin/register_import.html"
    fields = [("incident_shown", "badge"), "progress", ("changed_at", "begun_at", "finished_at")]
    readonly_fields = ["incident_shown", "badge", "progress"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rematching]:
        return Rematching.objects.with_progress()

    @admin.display(description="incident")
    def incident_shown(self, row: Rematching) -> str:
        return incident_link(row.incident)

    @admin.display(description="state", ordering="state")
    def badge(self, row: Rematching) -> str:
        kind = _BADGES[RematchingState(row.state)]
        return format_html('<span class="badge badge-{}">{}</span>', kind, row.get_state_display())

    @admin.display(description="progress")
    def progress(self, row: Any) -> str:
        share = row.looked_percent
        if row.state == RematchingState.MATCHING:
            share = 100 * max(0, row.articles - row.articles_left) // max(1, row.articles)
        return format_html('<progress max="100" value="{}">{}%</progress> {}', share, share, progress_words(row))
