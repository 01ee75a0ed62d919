"""The rows of an incident's form that say who is involved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.base import FewAtOnce, Picking
from incidents.models import Involvement


class InvolvementInline(Picking, admin.TabularInline):
    model = Involvement
    formset = FewAtOnce
    extra = 0
    autocomplete_fields = ["party"]
    fields = ["party", "role", "standing", "note"]
    verbose_name = "party involved"
    verbose_name_plural = "parties involved"

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A party is made and looked at here, and changed or deleted on a page of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "party":
            field.widget.can_delete_related = field.widget.can_change_related = False
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[Involvement]:
        return super().get_queryset(request).select_related("party")


def is_another_role(row: Involvement) -> bool:
    """A row whose party or role was changed is another involvement: the old one goes."""
    kept = Involvement.objects.get(pk=row.pk)
    return (kept.party_id, kept.role) != (row.party_id, row.role)
