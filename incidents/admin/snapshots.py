"""How far the making of snapshots has come, and which files there are."""

from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from incidents.admin.base import ReadOnly
from incidents.models import Snapshot, SnapshotState

_BADGES = {
    SnapshotState.WORKING: "provisional",
    SnapshotState.DONE: "settled",
    SnapshotState.FAILED: "disputed",
}


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
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

    @admin.display(description="state", ordering="state")
    def badge(self, snapshot: Snapshot) -> str:
        kind = _BADGES[SnapshotState(snapshot.state)]
        return format_html('<span class="badge badge-{}">{}</span>', kind, snapshot.get_state_display())

    @admin.display(description="progress")
    def progress(self, snapshot: Snapshot) -> str:
        done = snapshot.state == SnapshotState.DONE
        share = 100 if done else min(99, 100 * snapshot.incidents_done // max(1, snapshot.incidents_total))
        words = f"{snapshot.incidents_done} incidents, {share}%"
        return format_html('<progress max="100" value="{}">{}%</progress> {}', share, share, words)

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
