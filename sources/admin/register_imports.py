"""Handing in a register's file, and how far taking it in has come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from incidents.admin.background_work import ShowsWork, share_of
from incidents.admin.base import ListedAdmin
from incidents.entered_values import wrong_day
from incidents.models import EntryState
from sources.importers.registers import REGISTERS
from sources.importing.work import LARGEST_FILE, hand_in
from sources.models import ImportState, RegisterImport

_MEGABYTE = 1_000_000


class RegisterImportForm(forms.ModelForm):
    """A file, of which register it is, and what is to be done with it."""

    register = forms.ChoiceField(
        choices=[(one.slug, f"{one.name}: {one.file}") for one in REGISTERS.values()], label="Register"
    )
    file = forms.FileField(help_text=f"At most {LARGEST_FILE // _MEGABYTE} MB.", allow_empty_file=False)

    class Meta:
        model = RegisterImport
        fields = ["register", "seen_on", "dry", "events"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(f"It has {file.size // _MEGABYTE} MB; import it with manage.py on the server.")
        return file

    def clean_seen_on(self) -> Any:
        day = self.cleaned_data["seen_on"]
        if wrong := wrong_day(day):
            raise ValidationError(wrong)
        return day


@admin.register(RegisterImport)
class RegisterImportAdmin(ShowsWork, ListedAdmin):
    """Handed in once; what becomes of it is only shown."""

    form = RegisterImportForm
    list_display = ["file_name", "register", "badge", "progress", "dry", "created_by", "created_at"]
    list_filter = ["register", "state", "dry"]
    list_select_related = ["created_by"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RegisterImport]:
        return super().get_queryset(request).defer("content")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"seen_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [(None, {"fields": ["register", "file", "seen_on", "dry", "events"]})]
        return [
            (None, {"fields": [("file_name", "register", "seen_on"), ("dry", "events"), ("created_by", "created_at")]}),
            ("What became of it", {"fields": ["badge", "progress", "outcome", "refused", "last_error", "finished_at"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["badge", "progress", "outcome", "refused"] if obj is not None else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def share_done(self, row: RegisterImport) -> int:
        return 100 if row.state == ImportState.DONE else share_of(row.bytes_done, row.size)

    def work_words(self, row: RegisterImport) -> str:
        return f"{row.rows_done} rows, {self.share_done(row)}%"

    @admin.display(description="rows")
    def outcome(self, row: RegisterImport) -> str:
        words = [f"{number} {kind.replace('_', ' ')}" for kind, number in sorted(row.counts.items())]
        return f"{'Would be: ' if row.dry else ''}{', '.join(words) or 'none yet'}"

    @admin.display(description="refused rows")
    def refused(self, row: RegisterImport) -> Any:
        if not row.faults:
            return "none"
        lines = format_html_join("", "<li>Line {}, {}: {}</li>", row.faults)
        left = row.counts.get(EntryState.REFUSED, 0) - len(row.faults)
        more = f"And {left} more." if left > 0 else ""
        return format_html('<ul class="plain-list">{}</ul>{}', lines, more)

    def save_model(self, request: HttpRequest, obj: RegisterImport, form: Any, change: bool) -> None:
        given = form.cleaned_data
        file = given["file"]
        options = {name: given[name] for name in ("seen_on", "dry", "events")}
        kept = hand_in(file.read(), register=given["register"], file_name=file.name, created_by=request.user, **options)
        obj.pk = kept.pk
        obj.__dict__.update({name: value for name, value in kept.__dict__.items() if name != "content"})

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        messages.info(request, "A worker takes it in; this page says how far it is.")
        return super().log_addition(request, obj, message)
