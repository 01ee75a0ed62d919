"""Proceedings and their stages. A stage that was told is not changed: the next stage says what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.doors import Historic, RefusableForm, incident_asked_for
from incidents.admin.incident_panels import owed_words, stage_words
from incidents.admin.numbers import NumberField, typed_numbers
from incidents.admin.words import incident_link
from incidents.ledger import Actor, add_stage, open_proceeding
from incidents.models import Incident, Proceeding, Stage


class ProceedingForm(RefusableForm):
    class Meta:
        model = Proceeding
        fields = ["incident", "regulator", "respondent", "kind", "case_reference", "legal_basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "incident" in self.fields:
            incidents: Any = self.fields["incident"]
            incidents.queryset = Incident.objects.current()


class StageForm(forms.ModelForm):
    """A step; the amount is typed in whole units, `500,000` or `1.2 million`, and kept in minor ones."""

    amount = NumberField(help_text="Such as 500,000 or 1.2 million, in the currency beside.")

    class Meta:
        model = Stage
        fields = ["kind", "happened_on", "happened_precision", "currency", "note", "source_url"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        currency = cleaned.get("currency") or ""
        amount = typed_numbers(self, ("amount",), currency)["amount"]
        if amount is not None and not currency:
            self.add_error("currency", "Give the currency of the amount, such as EUR.")
        if currency and amount is None and "amount" not in self.errors and "currency" not in self.errors:
            self.add_error("amount", "Give the amount, or leave the currency empty.")
        self.instance.amount_minor = amount
        return cleaned


class NewStageInline(admin.StackedInline):
    model = Stage
    form = StageForm
    extra = 1
    verbose_name = "new stage"
    verbose_name_plural = "add stages"
    fields = [("kind", "happened_on", "happened_precision"), ("amount", "currency"), "note", "source_url"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stage]:
        return super().get_queryset(request).none()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Proceeding)
class ProceedingAdmin(Historic):
    form = ProceedingForm
    inlines = [NewStageInline]
    change_form_template = "incidents/admin/proceeding.html"
    list_display = ["regulator", "kind", "incident", "respondent", "latest", "owed", "reference"]
    list_filter = ["kind", "regulator__kind", "regulator__country"]
    search_fields = [
        "reference",
        "case_reference",
        "regulator__name",
        "regulator__acronym",
        "respondent__name",
        "incident__title",
    ]
    autocomplete_fields = ["incident", "regulator", "respondent"]
    ordering = ["-created_at", "-id"]
    fields = ["incident", "regulator", "respondent", "kind", "case_reference", "legal_basis"]
    readonly_once_open = ["incident_told", "regulator", "respondent", "kind", "case_reference", "legal_basis"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proceeding]:
        rows = super().get_queryset(request)
        return rows.select_related("incident", "regulator", "respondent").prefetch_related("stages")

    @admin.display(description="latest stage")
    def latest(self, proceeding: Proceeding) -> str:
        stage = proceeding.latest_stage()
        return f"{stage_words(stage)} ({stage.happened_on})" if stage else "-"

    @admin.display(description="owed")
    def owed(self, proceeding: Proceeding) -> str:
        return owed_words(proceeding) or "-"

    @admin.display(description="incident")
    def incident_told(self, proceeding: Proceeding) -> str:
        return incident_link(proceeding.incident)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj is None else self.readonly_once_open

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if obj is None else self.readonly_once_open

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return incident_asked_for(request)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        proceeding = self.get_object(request, object_id)
        stages = [] if proceeding is None else [(row, stage_words(row)) for row in proceeding.stages.all()]
        owed = "" if proceeding is None else owed_words(proceeding)
        shown = {**(extra_context or {}), "stages": stages, "owed": owed}
        return super().change_view(request, object_id, form_url, shown)

    def save_model(self, request: HttpRequest, obj: Proceeding, form: Any, change: bool) -> None:
        if change:
            return  # nothing of it can be changed; its stages are added below
        told = form.cleaned_data
        opened = open_proceeding(
            told["incident"].pk,
            regulator=told["regulator"],
            respondent=told["respondent"],
            kind=told["kind"],
            case_reference=told["case_reference"],
            legal_basis=told["legal_basis"],
            actor=Actor.of(request.user),
        )
        obj.__dict__.update(opened.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        for stage in formset.new_objects:
            add_stage(
                form.instance.pk,
                kind=stage.kind,
                happened_on=stage.happened_on,
                happened_precision=stage.happened_precision,
                amount_minor=stage.amount_minor,
                currency=stage.currency,
                note=stage.note,
                source_url=stage.source_url,
                actor=Actor.of(request.user),
            )
