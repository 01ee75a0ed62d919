"""Forms that know what they were opened on, so that a page left open takes back nothing that others saved meanwhile."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from incidents.admin.base import Historic, ReasonedForm
from incidents.admin.change_words import shown_value

OPENED_ON: Final = "opened_on"
_OF_THE_FORM: Final = frozenset({OPENED_ON, "change_reason", "DELETE"})


class _Digest(forms.CharField):
    """Of the record as the page showed it: no value of the record, so never a change."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class Watched(forms.ModelForm):
    """Refuses what would take back another's change, and says what the record has now: sent once more, it counts."""

    watched: ClassVar[tuple[str, ...]] = ()  # columns that no field of the form is named for

    opened_on = _Digest(required=False, max_length=100)

    data: Any  # what was posted, a QueryDict

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial[OPENED_ON] = self._state()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opened_on, state = cleaned.pop(OPENED_ON, ""), self.initial.get(OPENED_ON, "")
        other = [name for name in self.fields if name not in _OF_THE_FORM and self._differs(name)]
        if opened_on and opened_on != state and other:
            self.add_error(None, self._since(other))
            self.data = self.data.copy()
            self.data[self.add_prefix(OPENED_ON)] = state
        return cleaned

    def _differs(self, name: str) -> bool:
        """Whether the record has something else now; `changed_data` asks what the page began with."""
        return self.fields[name].has_changed(self[name].initial, self[name].data)

    def _state(self) -> str:
        """A digest of the record as the database has it."""
        fields = [field for field in self.instance._meta.fields if field.name in {*self.fields, *self.watched}]
        values = {field.name: field.value_from_object(self.instance) for field in fields}
        return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:24]

    def _since(self, names: list[str]) -> str:
        """Who changed the record last, and what it has now of what the form has otherwise."""
        history = getattr(self.instance, "history", None)
        last = history.select_related("history_user").first() if history is not None else None
        who = last.history_user if last is not None and last.history_user else "Somebody"
        at = f" at {timezone.localtime(last.history_date):%H:%M} UTC" if last is not None else ""
        now = ", ".join(f"{self[name].label} is “{shown_value(self, name, self[name].initial)}” now" for name in names)
        meanwhile = f"{who} changed this{at}, since you opened the page"
        return f"{meanwhile}: {now}. Correct what you typed, or save it again as it is."


class WatchedForm(Watched, ReasonedForm):
    """That of a record with a history."""


class HeldWhileSaved(admin.ModelAdmin):
    """Of a page whose form is watched: of two who save at the same moment the second sees what the first did."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The record; where it is saved, as it is once nobody else can change it until the transaction ends."""
        found = super().get_object(request, object_id, from_field)
        if found is None or request.method != "POST" or not connection.in_atomic_block:
            return found
        self.hold(found)
        return super().get_object(request, object_id, from_field)

    def hold(self, row: Any) -> None:
        """Lock what whoever changes the record locks first."""
        type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).first()


class WatchedRecord(HeldWhileSaved, Historic):
    """The page of a record with a history."""

    form = WatchedForm


class WatchedRows:
    """Of an inline whose form is watched: with the hidden field, for who may change the rows."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)  # type: ignore[misc]
        return [*fields, OPENED_ON] if self.has_change_permission(request, obj) else fields  # type: ignore[attr-defined]
