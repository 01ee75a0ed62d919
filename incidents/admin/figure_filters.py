"""By what the list of figures can be narrowed, beside its own columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.models import Figure


class Unverified(admin.SimpleListFilter):
    title = "confidence"
    parameter_name = "unverified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Unverified"), ("no", "Verified"), ("unknown", "Not worked out")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Figure]) -> QuerySet[Figure]:
        match self.value():
            case "yes":
                return queryset.filter(pk__in=Figure.objects.unverified().values("pk"))
            case "no":
                return queryset.filter(pk__in=Figure.objects.verified().values("pk"))
            case "unknown":
                return queryset.filter(confidence__isnull=True)
            case _:
                return queryset
