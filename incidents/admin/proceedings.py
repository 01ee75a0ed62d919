"""Proceedings and their stages: what happens next is a new stage, what was entered wrongly is put right."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.base import FewAtOnce, incident_asked_for
from incidents.admin.incident_words import owed_words, stage_words
from incidents.admin.numbers import TypedNumberField, as_typed, typed_numbers
from incidents.admin.searching import found_in, incidents_found
from incidents.admin.watched_forms import Watched, WatchedForm, WatchedRecord, WatchedRows
from incidents.admin.words import incident_link
from incidents.entered_values import wrong_day
from incidents.ledger import Actor, add_stage, amend_proceeding, amend_stage, open_proceeding, remove_stage
from incidents.ledger.proceedings import AMENDABLE, STAGE_AMENDABLE
from incidents.models import Incident, Party, Proceeding, Regulator, Stage
from incidents.models.searching import search_parties, search_regulators


class ProceedingForm(WatchedForm):
    readers_see = True

    class Meta:
        model = Proceeding
        fields = ["incident", "regulator", "label", "respondent", "kind", "case_reference", "legal_basis"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "incident" in self.fields:
            incidents: Any = self.fields["incident"]
            incidents.queryset = Incident.objects.current()


class StageForm(Watched):
    """A step; the amount is typed in whole units, `500,000` or `1.2 million`, and kept in minor ones."""

    watched = ("amount_minor",)

    amount = TypedNumberField(help_text="Such as 500,000 or 1.2 million, in the currency beside.")

    class Meta:
        model = Stage
        fields = ["kind", "happened_on", "happened_precision", "currency", "note", "source_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["amount"] = as_typed(self.instance.amount_minor, self.instance.currency)

    def clean_happened_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["happened_on"]
        if (wrong := wrong_day(day)) and "happened_on" in self.changed_data:
            raise ValidationError(wrong)
        return day

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


class StageInline(WatchedRows, admin.StackedInline):
    model = Stage
    form = StageForm
    formset = FewAtOnce
    extra = 0
    verbose_name = "stage"
    verbose_name_plural = "stages: add what happened, put right what was entered wrongly"
    fields = [("kind", "happened_on", "happened_precision"), ("amount", "currency"), "note", "source_url"]


@admin.register(Proceeding)
class ProceedingAdmin(WatchedRecord):
    form = ProceedingForm
    inlines = [StageInline]
    history_of = ((Stage, "proceeding_id"),)
    change_form_template = "incidents/admin/proceeding.html"
    list_display = ["acting", "kind", "incident", "respondent", "latest", "owed", "reference"]
    list_filter = ["kind", "regulator__kind", "regulator__country"]
    search_fields = ["reference"]
    search_through: ClassVar = {
        "incident": incidents_found,
        "respondent": lambda text: search_parties(Party.objects.all(), text),
        "regulator": lambda text: search_regulators(Regulator.objects.all(), text),
        "pk": lambda text: found_in(Proceeding.objects.all(), ["=reference", "case_reference", "label"], [text]),
    }
    search_help_text = "Incident, regulator, respondent, case, or a reference"
    autocomplete_fields = ["incident", "regulator", "respondent"]
    ordering = ["-created_at", "-id"]
    fields = ["incident", "regulator", "label", "respondent", "kind", "case_reference", "legal_basis"]
    readonly_fields = ["incident_shown"]

    def hold(self, row: Proceeding) -> None:
        Incident.objects.select_for_update(no_key=True).filter(pk=row.incident_id).first()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proceeding]:
        rows = super().get_queryset(request)
        return rows.select_related("incident", "regulator", "respondent").prefetch_related("stages__evidence")

    @admin.display(description="who acts", ordering="regulator__name")
    def acting(self, proceeding: Proceeding) -> str:
        return str(proceeding.regulator or proceeding.label)

    @admin.display(description="latest stage")
    def latest(self, proceeding: Proceeding) -> str:
        stage = proceeding.latest_stage()
        return f"{stage_words(stage)} ({stage.happened_on})" if stage else "-"

    @admin.display(description="owed")
    def owed(self, proceeding: Proceeding) -> str:
        return owed_words(proceeding) or "-"

    @admin.display(description="incident")
    def incident_shown(self, proceeding: Proceeding) -> str:
        return incident_link(proceeding.incident)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fields
        asked = ["change_reason"] if self.has_change_permission(request, obj) else []
        return ["incident_shown", *self.fields[1:], *asked]

    def has_change_permission(self, request: HttpRequest, obj: Proceeding | None = None) -> bool:
        """One of an incident that was merged away is read only."""
        return super().has_change_permission(request, obj) and (obj is None or obj.incident.merged_into_id is None)

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
            changes = {name: form.cleaned_data[name] for name in form.changed_data if name in AMENDABLE}
            reason = form.cleaned_data["change_reason"]
            amend_proceeding(obj.pk, changes, actor=Actor.of(request.user), reason=reason)
            return
        fields = form.cleaned_data
        opened = open_proceeding(
            fields["incident"].pk,
            regulator=fields["regulator"],
            label=fields["label"],
            respondent=fields["respondent"],
            kind=fields["kind"],
            case_reference=fields["case_reference"],
            legal_basis=fields["legal_basis"],
            actor=Actor.of(request.user),
        )
        obj.__dict__.update(opened.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)  # tells which rows differ; the verbs write them
        actor, reason = Actor.of(request.user), form.cleaned_data.get("change_reason", "")
        for stage in formset.deleted_objects:
            remove_stage(stage.pk, actor=actor, reason=reason)
        for stage, _ in formset.changed_objects:
            amend_stage(stage.pk, _values(stage), actor=actor, reason=reason)
        for stage in formset.new_objects:
            add_stage(form.instance.pk, **_values(stage), actor=actor)


def _values(stage: Stage) -> dict[str, Any]:
    return {name: getattr(stage, name) for name in STAGE_AMENDABLE}
