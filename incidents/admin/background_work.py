"""Work that workers do bit by bit, as the admin shows it: its state, and how far it has come."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

# By the word of a state; each kind of work has some of them.
_BADGES: Final = {
    "waiting": "suggested",
    "looking": "provisional",
    "matching": "provisional",
    "working": "provisional",
    "done": "settled",
    "failed": "disputed",
}
_ENDED: Final = ("done", "failed")


class ShowsWork(admin.ModelAdmin):
    """The columns `badge` and `progress` of such work. Its page follows while the work goes on.

    Each admin has its own `share_done` and `work_words`; the metaclass of admins knows no abstract methods.
    """

    change_form_template = "incidents/admin/background_work.html"

    def share_done(self, row: Any) -> int:
        """How much of it is done, in percent."""
        raise NotImplementedError

    def work_words(self, row: Any) -> str:
        """What stands beside the bar."""
        raise NotImplementedError

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        under_way = row is not None and row.state not in _ENDED
        return super().render_change_form(request, {**context, "under_way": under_way}, *args, **kwargs)

    @admin.display(description="state", ordering="state")
    def badge(self, row: Any) -> SafeString:
        return format_html('<span class="badge badge-{}">{}</span>', _BADGES[row.state], row.get_state_display())

    @admin.display(description="progress")
    def progress(self, row: Any) -> SafeString:
        share = self.share_done(row)
        bar = '<progress max="100" value="{}" aria-label="Progress">{}%</progress> {}'
        return format_html(bar, share, share, self.work_words(row))


def share_of(done: int, total: int) -> int:
    """In percent; of nothing, nothing is done."""
    return 100 * max(0, done) // max(1, total)
