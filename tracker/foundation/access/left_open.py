"""Forms of accounts and groups that know what they were opened on: a page that was left open would give back a right
that somebody took meanwhile."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import get_text_list

OPENED_ON: Final = "opened_on"
_NOBODYS_CHANGE: Final = frozenset({OPENED_ON, "password", "last_login", "date_joined"})


class _OpenedState(forms.CharField):
    """Of the record as the page showed it: no value of the record, so never a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class LeftOpenForm(forms.ModelForm):
    """Refuses what would take back another's change, and says which fields it is about: sent once more, it counts."""

    opened_on = _OpenedState(required=False, max_length=100)

    data: Any  # what was posted, a QueryDict

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk is not None:
            self.initial[OPENED_ON] = self._state()

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        opened_on, state = cleaned.pop(OPENED_ON, ""), self.initial.get(OPENED_ON, "")
        differing = [name for name in self._looked_at() if self._differs(name)]
        if opened_on and opened_on != state and differing:
            self.add_error(None, self._since(differing))
            self.data = self.data.copy()
            self.data[self.add_prefix(OPENED_ON)] = state
        return cleaned

    def _looked_at(self) -> list[str]:
        return [name for name, field in self.fields.items() if name not in _NOBODYS_CHANGE and not field.disabled]

    def _differs(self, name: str) -> bool:
        return self.fields[name].has_changed(self[name].initial, self[name].data)

    def _state(self) -> str:
        """A digest of the record as the database has it."""
        shown = {name: self.initial.get(name) for name in self._looked_at()}
        values = {
            name: sorted(row.pk for row in value) if isinstance(value, list | tuple) else value
            for name, value in shown.items()
        }
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:24]

    def _since(self, names: list[str]) -> str:
        """Who changed the record last, and in which fields it is another than the form."""
        kind = ContentType.objects.get_for_model(self.instance)
        rows = LogEntry.objects.filter(content_type=kind, object_id=str(self.instance.pk)).select_related("user")
        last = rows.order_by("-action_time").first()
        who = f"{last.user} changed this at {timezone.localtime(last.action_time):%H:%M} UTC" if last else "It changed"
        labels = get_text_list([str(self[name].label) for name in names], "and")
        return (
            f"{who}, since you opened the page: what you send differs from it in {labels}. Open the page anew to see "
            "what it has now, or save again to have it as you typed."
        )


class KeepsLeftOpen(admin.ModelAdmin):
    """Pages with such a form, for which the record is held while it is saved."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the hidden field, for who may change the record."""
        shown: list[tuple[Any, dict[str, Any]]] = [
            (name, {**section, "fields": [field for field in section["fields"] if field != OPENED_ON]})
            for name, section in super().get_fieldsets(request, obj)
        ]
        if obj is not None and self.has_change_permission(request, obj):
            shown[-1][1]["fields"].append(OPENED_ON)
        return shown

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record; where it is saved, as it is once nobody else can change it until the transaction ends."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        type(found)._default_manager.select_for_update(no_key=True).filter(pk=found.pk).first()
        return super().get_object(request, object_id, from_field)
