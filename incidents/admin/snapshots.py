"""How far the making of snapshots has come, and which files there are."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from incidents.admin.background_work import ShowsWork, share_of
from incidents.admin.base import ReadOnly
from incidents.models import Snapshot, SnapshotState


@admin.register(Snapshot)
class SnapshotAdmin(ShowsWork, ReadOnly):
    """Made by a worker or by a command; only shown."""

    list_display = ["name_shown", "badge", "progress", "sequence", "begun_at", "finished_at", "withdrawn_at"]
    list_filter = ["state"]
    ordering = ["-id"]
    fields = [
        ("name_shown", "badge", "progress"),
        ("sequence", "base", "licence"),
        ("begun_at", "finished_at", "withdrawn_at"),
        "last_error",
        "files_shown",
    ]
    readonly_fields = ["name_shown", "badge", "progress", "files_shown"]

    @admin.display(description="snapshot", ordering="id")
    def name_shown(self, snapshot: Snapshot) -> str:
        return snapshot.name

    def share_done(self, row: Snapshot) -> int:
        return 100 if row.state == SnapshotState.DONE else min(99, share_of(row.incidents_done, row.incidents_total))

    def work_words(self, row: Snapshot) -> str:
        return f"{row.incidents_done} incidents, {self.share_done(row)}%"

    @admin.display(description="files")
    def files_shown(self, snapshot: Snapshot) -> str:
        if snapshot.withdrawn_at is not None:
            return "removed: something in them was taken out of what is public"
        files = [
            (reverse("snapshot-file", args=[file.name]), file.name, file.rows, file.size, file.sha256)
            for file in snapshot.files.order_by("pk")
        ]
        row = '<li><a href="{}">{}</a>: {} rows, {} bytes, SHA-256 {}</li>'
        return format_html('<ul class="plain-list">{}</ul>', format_html_join("", row, files)) if files else "none"
