"""Parties with their names, and regulators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.base import PARTS_SHOWN, FewAtOnce, count_of
from incidents.admin.incident_history import PastChange
from incidents.admin.watched_forms import Watched, WatchedRecord, WatchedRows
from incidents.ledger import add_names, own_names
from incidents.models import Involvement, Party, PartyAlias, Regulator
from incidents.models.searching import search_parties, search_regulators

MOST_OTHERS = 5


class AliasFormSet(FewAtOnce):
    """The names of a party; of two that are compared alike the second is refused."""

    def clean(self) -> None:
        super().clean()
        seen: dict[str, str] = {}
        for form in self.forms:
            name = form.cleaned_data.get("name", "")
            if not name or form.cleaned_data.get("DELETE"):
                continue
            key = PartyAlias(name=name).key()
            if key in seen:
                form.add_error("name", f"“{seen[key]}” and “{name}” are compared alike: keep one of them.")
            seen.setdefault(key, name)


class AliasInline(WatchedRows, admin.TabularInline):
    model = PartyAlias
    form = Watched
    formset = AliasFormSet
    extra = 1
    fields = ["name"]
    verbose_name = "name in texts"
    verbose_name_plural = "names in texts (its own name is added by itself)"


@admin.register(Party)
class PartyAdmin(WatchedRecord):
    list_display = ["name", "kind", "country", "sector", "incidents_count", "reference"]
    list_filter = ["kind", "sector", "country"]
    search_fields = ["name"]  # there is a search; search_parties says where it looks
    search_help_text = "Name, alias or reference"
    ordering = ["name", "id"]
    inlines = [AliasInline]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "country", "sector"), "site", "external_ids"]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, by their names however they are written, and that none of them comes twice."""
        return (search_parties(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        return (
            super()
            .get_queryset(request)
            .annotate(incident_count=count_of(Involvement.objects.all(), "party", "incident"))
        )

    @admin.display(description="incidents", ordering="incident_count")
    def incidents_count(self, party: Any) -> int:
        return party.incident_count

    def further_history(self, object_id: str) -> list[tuple[str, Any]]:
        """The changes of names in texts, which the admin's own log has."""
        content_type = ContentType.objects.get_for_model(Party)
        entries = LogEntry.objects.filter(content_type=content_type, object_id=object_id).select_related("user")
        return [
            (entry.get_change_message(), PastChange(entry.action_time, entry.user.get_username(), "Changed", ""))
            for entry in entries[:PARTS_SHOWN]
            if '"name":' in entry.change_message
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.sector_chosen = obj.sector_chosen or "sector" in form.changed_data
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        party: Party = form.instance
        add_names(party, own_names(party))
        for other in Party.objects.called(party.name).exclude(pk=party.pk)[:MOST_OTHERS]:
            message = (
                f"“{party}” is another name of {other} ({other.reference}) as well: from now on it means this party."
            )
            messages.warning(request, message)


@admin.register(Regulator)
class RegulatorAdmin(WatchedRecord):
    list_display = ["name", "acronym", "country", "region", "kind", "slug"]
    list_filter = ["kind", "country"]
    search_fields = ["name"]  # there is a search; search_regulators says where it looks
    search_help_text = "Name, acronym, other name, region or slug"
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": ["name", ("acronym", "slug"), "aliases", "kind", ("country", "region"), "site"]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_regulators(queryset, search_term) if search_term.strip() else queryset), False

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """By the form alone: an entry of the history that may only be looked at has no field to fill."""
        return {"slug": ["country", "acronym"]}
