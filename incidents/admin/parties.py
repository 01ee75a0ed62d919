"""Parties with their names, and regulators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.base import Historic, count_of
from incidents.models import Involvement, Party, PartyAlias, Regulator
from incidents.names import normalise_name


class AliasInline(admin.TabularInline):
    model = PartyAlias
    extra = 1
    fields = ["name"]
    verbose_name = "name in texts"
    verbose_name_plural = "names in texts (its own name is added by itself)"


@admin.register(Party)
class PartyAdmin(Historic):
    list_display = ["name", "kind", "country", "incidents_count", "reference"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "reference", "aliases__name"]
    search_help_text = "Name, alias or reference"
    ordering = ["name", "id"]
    inlines = [AliasInline]
    fieldsets = [
        (None, {"fields": ["name", ("kind", "country"), "site", "external_ids"]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Party]:
        return (
            super()
            .get_queryset(request)
            .annotate(incident_count=count_of(Involvement.objects.all(), "party", "incident"))
        )

    @admin.display(description="incidents", ordering="incident_count")
    def incidents_count(self, party: Any) -> int:
        return party.incident_count

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        party: Party = form.instance
        if not party.aliases.filter(normalised=normalise_name(party.name)[:200]).exists():
            PartyAlias.objects.create(party=party, name=party.name)


@admin.register(Regulator)
class RegulatorAdmin(Historic):
    list_display = ["name", "acronym", "country", "region", "kind", "slug"]
    list_filter = ["kind", "country"]
    search_fields = ["name", "acronym", "slug", "region"]
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": ["name", ("acronym", "slug"), "aliases", "kind", ("country", "region"), "site"]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        """By the form alone: an entry of the history that may only be looked at has no field to fill."""
        return {"slug": ["country", "acronym"]}
