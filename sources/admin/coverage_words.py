"""Coverage in the words of the admin: its state, and what made its score."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sources.models import Coverage


def reasons_list(row: Coverage) -> SafeString:
    """What made the score, a line each."""
    lines = (
        (reason.get("name", ""), score_words(reason.get("weight")), reason.get("detail", ""))
        for reason in row.reasons
        if isinstance(reason, dict)
    )
    items = format_html_join("", "<li><strong>{}</strong> {} {}</li>", lines)
    return format_html('<ul class="reasons">{}</ul>', items) if items else SafeString("-")


def state_badge(state: str) -> SafeString:
    """The state as a small mark."""
    return format_html('<span class="badge badge-{}">{}</span>', state, state)


def score_words(weight: Any) -> str:
    """`+1.70`; empty where there is no weight."""
    return f"{weight:+.2f}" if isinstance(weight, int | float) else ""
