"""By what the list of incidents can be narrowed, beside its own columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.models import Figure, Incident, IncidentDataClass
from incidents.models.fields import choices
from incidents.vocabulary import DataClass, FigureStatus


class Disputed(admin.SimpleListFilter):
    title = "figures"
    parameter_name = "disputed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "A figure is disputed"), ("no", "No figure is disputed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        if self.value() not in ("yes", "no"):
            return queryset
        disputed = Figure.objects.filter(status=FigureStatus.DISPUTED).order_by().values("incident")
        if self.value() == "yes":
            return queryset.filter(pk__in=disputed)
        return queryset.exclude(figures__status=FigureStatus.DISPUTED)


class Merged(admin.SimpleListFilter):
    """Those that live on as another are left out unless asked for."""

    title = "merged"
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Merged into another"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        for value, words in ((None, "Current"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": words}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        match self.value():
            case "yes":
                return queryset.filter(merged_into__isnull=False)
            case "all":
                return queryset
            case _:
                return queryset.filter(merged_into__isnull=True)


class DataClassFilter(admin.SimpleListFilter):
    title = "kind of data"
    parameter_name = "data_class"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(DataClass)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        value = self.value()
        rows = IncidentDataClass.objects.filter(data_class=value).order_by().values("incident")
        return queryset.filter(pk__in=rows) if value else queryset
