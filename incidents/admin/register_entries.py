"""Rows of registers: where each belongs, why, and what is in doubt."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from incidents.admin.base import ReadOnly
from incidents.admin.records import pretty
from incidents.admin.registry import Line, Section, add_section
from incidents.admin.words import incident_link
from incidents.ledger import settle_doubt
from incidents.models import EntryState, RegisterEntry


@admin.register(RegisterEntry)
class RegisterEntryAdmin(ReadOnly):
    list_display = ["__str__", "state", "incident", "other", "first_seen_on", "last_seen_on", "noted_on"]
    list_filter = ["register", "state", ("noted_on", admin.EmptyFieldListFilter)]
    search_fields = ["=key", "incident__title", "=incident__reference"]
    search_help_text = "The register's key, or an incident"
    list_select_related = ["incident", "other"]
    ordering = ["-id"]
    actions = ["are_two"]
    fields = [
        ("register", "key", "group"),
        ("name", "url"),
        ("licence", "attribution"),
        ("incident_shown", "other_shown"),
        ("state", "reasons_shown"),
        ("line", "first_seen_on", "last_seen_on"),
        ("revision", "noted_on"),
        "facts_shown",
    ]
    readonly_fields = ["incident_shown", "other_shown", "reasons_shown", "facts_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegisterEntry]:
        return super().get_queryset(request).select_related("incident", "other")

    @admin.display(description="incident")
    def incident_shown(self, entry: RegisterEntry) -> Any:
        return incident_link(entry.incident) if entry.incident else "-"

    @admin.display(description="may be the same as")
    def other_shown(self, entry: RegisterEntry) -> Any:
        return incident_link(entry.other) if entry.other else "-"

    @admin.display(description="reasons")
    def reasons_shown(self, entry: RegisterEntry) -> Any:
        rows = [(reason["name"], reason["detail"]) for reason in entry.reasons]
        return format_html('<ul class="plain-list">{}</ul>', format_html_join("", "<li>{}: {}</li>", rows))

    @admin.display(description="what the row says")
    def facts_shown(self, entry: RegisterEntry) -> Any:
        return pretty(entry.facts)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not request.user.has_perm("incidents.change_incident"):
            actions.pop("are_two", None)
        return actions

    @admin.action(description="They are two: take out of doubt")
    def are_two(self, request: HttpRequest, queryset: QuerySet[RegisterEntry]) -> None:
        settled = settle_doubt(list(queryset.values_list("pk", flat=True)), actor=request.user.get_username())
        messages.success(request, f"{settled} rows are out of doubt: each has an incident of its own.")


def _line(entry: RegisterEntry) -> Line:
    because = "; ".join(f"{reason['name']}: {reason['detail']}" for reason in entry.reasons)
    address = reverse("admin:incidents_registerentry_change", args=[entry.pk])
    return Line(address, f"{entry.incident} beside {entry.other}?", because)


add_section(
    Section(
        "Imported beside another",
        "Rows of registers that may be about an incident that was there. Merge the two, or say that they are two.",
        "incidents.view_registerentry",
        lambda: RegisterEntry.objects.in_doubt().select_related("incident", "other"),
        _line,
        lambda: reverse("admin:incidents_registerentry_changelist") + f"?state__exact={EntryState.IN_DOUBT}",
        order=38,
    )
)
