"""By what the list of claims can be narrowed, beside its own columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.claim_record import in_words, title_of
from incidents.admin.reviews import AS_DECIDED
from incidents.models import Claim


class PlainChoices(admin.ChoicesFieldListFilter):
    """The choices of a column in the words of the claim's page."""

    def __init__(self, field: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, request, *args, **kwargs)
        self.title = title_of(field.name)

    def choices(self, changelist: Any) -> Any:
        plain = {shown: in_words(self.field.name, value) for value, shown in self.field.flatchoices}
        for choice in super().choices(changelist):
            yield {**choice, "display": plain.get(choice["display"]) or choice["display"]}


class Reviewed(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("none", "Nobody looked"), ("some", "Reviewed"), *AS_DECIDED.items()]

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
