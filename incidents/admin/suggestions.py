"""What readers suggest on the public site: a list to work off, and its part of the inbox."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from incidents.admin.base import ListedAdmin
from incidents.admin.registry import Line, Section, add_section
from incidents.admin.watched_forms import OPENED_ON, HeldWhileSaved, Watched
from incidents.admin.words import incident_link
from incidents.models import Suggestion, SuggestionState


@admin.register(Suggestion)
class SuggestionAdmin(HeldWhileSaved, ListedAdmin):
    """A curator amends the record where it is kept, then says here what was done."""

    form = Watched
    list_display = ["created_at", "start", "incident", "state", "handled_by"]
    list_filter = ["state", "created_at"]
    search_fields = ["text", "source_url", "incident__title", "=incident__reference"]
    list_select_related = ["incident", "handled_by"]
    ordering = ["-created_at", "-id"]
    fields = [
        "incident_shown",
        "text",
        "source_shown",
        ("contact", "created_at"),
        ("handled_by", "handled_at"),
        "state",
        "note",
    ]
    readonly_fields = ["incident_shown", "text", "source_shown", "contact", "created_at", "handled_by", "handled_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*self.fields, OPENED_ON] if self.has_change_permission(request, obj) else self.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Suggestion]:
        return super().get_queryset(request).select_related("incident", "handled_by")

    def save_model(self, request: HttpRequest, obj: Suggestion, form: Any, change: bool) -> None:
        if "state" in form.changed_data:
            handled = obj.state != SuggestionState.NEW
            obj.handled_by = request.user if handled else None  # type: ignore[assignment]
            obj.handled_at = timezone.now() if handled else None
        super().save_model(request, obj, form, change)

    @admin.display(description="suggestion")
    def start(self, suggestion: Suggestion) -> str:
        return suggestion.text[:120]

    @admin.display(description="incident")
    def incident_shown(self, suggestion: Suggestion) -> str:
        return incident_link(suggestion.incident) if suggestion.incident else "-"

    @admin.display(description="source")
    def source_shown(self, suggestion: Suggestion) -> str:
        """The address; a reader may have sent any, so the link gives nothing away."""
        address = suggestion.source_url
        if not address.startswith(("https://", "http://")):
            return address or "-"
        return format_html('<a href="{0}" rel="noreferrer nofollow">{0}</a>', address)


def _line(suggestion: Suggestion) -> Line:
    about = suggestion.incident.title if suggestion.incident else "an incident that is not known yet"
    return Line(
        reverse("admin:incidents_suggestion_change", args=[suggestion.pk]),
        about,
        " ".join(suggestion.text.split())[:160],
    )


add_section(
    Section(
        "Suggestions of readers",
        "Sent on the public site, shown nowhere. Look at the source, amend the record, say what was done.",
        "incidents.view_suggestion",
        lambda: Suggestion.objects.waiting().select_related("incident"),
        _line,
        lambda: reverse("admin:incidents_suggestion_changelist") + f"?state__exact={SuggestionState.NEW}",
        order=45,
    )
)
