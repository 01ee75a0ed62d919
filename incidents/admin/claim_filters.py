"""By what the list of claims can be narrowed, beside its own columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.models import Claim
from incidents.models.fields import choices
from incidents.vocabulary import Decision


class Reviewed(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Nobody looked"), ("some", "Reviewed"), *choices(Decision)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        match self.value():
            case None:
                return queryset
            case "none":
                return queryset.filter(decision="")
            case "some":
                return queryset.exclude(decision="")
            case decision:
                return queryset.filter(decision=decision)
