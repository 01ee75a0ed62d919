"""What the admin's pages share: read-only records, forms that the ledger may refuse, a history that says why.

The admin is a door: a form is parsed, one verb is called, and what the verb refuses becomes an error of that form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import flatten, flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from simple_history.admin import SimpleHistoryAdmin

from incidents.admin.capped_pages import CappedPaginator
from incidents.admin.change_words import change_words
from incidents.admin.dates import DayWidget, TypedDayField
from incidents.admin.odd_entries import ask_about
from incidents.admin.searching import Searched, found_in, found_through, typed_words
from incidents.ledger import ChangeRefused, LedgerError, OddEntry

PARTS_SHOWN = 100  # of the history of what belongs to a record, the latest
TAKEN_AWAY = "Somebody took away meanwhile what you change here: open the page anew."
SAVED_TWICE = "Somebody saved the same at the same moment. Look at the list, then save again if it is still needed."


def refusal_messages(refusal: Exception) -> list[str]:
    """The sentences of a refusal, for a message or an error that belongs to no field."""
    if isinstance(refusal, ValidationError):
        return list(refusal.messages)
    return [SAVED_TWICE if isinstance(refusal, IntegrityError) else str(refusal)]


def add_refusal(form: forms.BaseForm, refusal: Exception) -> None:
    """Make the form invalid, with each sentence at its field if the form has that field. What is odd is asked about:
    the box to confirm it is shown with it."""
    if isinstance(refusal, OddEntry) and "confirm" in form.fields:
        ask_about(form, refusal.odd)
    if isinstance(refusal, ValidationError) and hasattr(refusal, "error_dict"):
        odd = refusal.odd if isinstance(refusal, OddEntry) and "confirm" in form.fields else {}
        for name, messages in refusal.message_dict.items():
            field = getattr(form, "names_in_ledger", {}).get(name, name)
            form.add_error(field if field in form.fields else None, odd.get(name, messages))
        return
    for message in refusal_messages(refusal):
        form.add_error(None, message)


def count_of(rows: QuerySet[Any], by: str, what: str = "pk") -> Coalesce:
    """How many different `what` of these rows point at a row by the field `by`; counted for the rows of a page only,
    where a joined Count would go through the whole table."""
    counted = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(many=Count(what, distinct=True))
    return Coalesce(Subquery(counted.values("many"), output_field=IntegerField()), 0)


def is_key(text: str) -> bool:
    """Whether the text can be a row's key."""
    return len(text) < 20 and text.isascii() and text.isdecimal() and int(text) < 2**63


def incident_asked_for(request: HttpRequest) -> dict[str, Any]:
    """What a form for something new of an incident starts with: the incident that the address names, if it does."""
    asked = request.GET.get("incident", "")
    return {"incident": asked} if is_key(asked) else {}


class Pick(AutocompleteSelect):
    """Django's own fails on a posted value that is no key, when it shows the form again with the error."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if not one or is_key(str(one))], attrs)


class FewAtOnce(forms.BaseInlineFormSet):
    """Rows that one form may add to those that its record has: each costs a form, and thousands could be asked for."""

    rows_at_once = 50

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.absolute_max = self.max_num = len(self.get_queryset()) + self.rows_at_once


class Picking(BaseModelAdmin):
    """Rows of large tables are picked by typing a part of their name; days are typed as people write them."""

    formfield_overrides: ClassVar = {models.DateField: {"form_class": TypedDayField, "widget": DayWidget}}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Pick(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ListedAdmin(Picking, admin.ModelAdmin):
    """A list that stays quick: pages, counted no further than anybody turns them, no count of the whole table beside a
    search, no delete from the list."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # one count of the whole table for each choice of each filter
    paginator = CappedPaginator
    search_through: ClassVar[Mapping[str, Searched]] = {}  # column -> the search of what it leads to
    search_exactly: ClassVar[tuple[str, ...]] = ()  # columns with an index

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if any("\0" in value for value in request.GET.values()):  # PostgreSQL keeps no such text, and fails on it
            return HttpResponseRedirect(request.path)
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice. What is too much is answered by tracker.admin_limits."""
        if self.search_through:
            typed = search_term.strip()
            through = self.search_through, self.search_exactly
            return (found_through(queryset, typed, *through) if typed else queryset), False
        return found_in(queryset, self.get_search_fields(request), typed_words(search_term)), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No patterns: what one costs is not to be foreseen, and SQLite cannot be stopped while it tries one."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


class ReadOnly(ListedAdmin):
    """Records that only the system writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RefusableForm(forms.ModelForm):
    """A form whose verb may say no: the refusal of a first try is shown on the second, with all that was typed."""

    refusal: ClassVar[Exception | None] = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal is not None:
            add_refusal(self, self.refusal)
        return cleaned


class Refusable(admin.ModelAdmin):
    """Saves through a verb. What it refuses becomes an error of the form; the transaction is taken back before."""

    form = RefusableForm

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (LedgerError, ValidationError, IntegrityError, ObjectDoesNotExist) as refusal:
            gone = isinstance(refusal, ObjectDoesNotExist)  # a row of the form, after the form was found good
            request.refusal = ChangeRefused(TAKEN_AWAY) if gone else refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Folded sections are open that hold an error, which Django overlooks in a row of several fields, or what a new
        record starts with."""
        shown = context["adminform"]
        begun = {} if kwargs.get("obj") else self.get_changeform_initial_data(request)
        open_for = {*shown.form.errors, *(name for name, value in begun.items() if value)}
        shown.fieldsets = [
            (name, {**section, "classes": []} if open_for & set(flatten(section["fields"])) else section)
            for name, section in shown.fieldsets
        ]
        return super().render_change_form(request, context, *args, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)  # the class is made for this request
        return form


READERS_SEE = "Readers see this."  # below a reason that stands in an event of a public incident


class ReasonedForm(RefusableForm):
    """A form that asks why something is changed. `readers_see`: the event that bears the reason is public."""

    readers_see: ClassVar[bool] = False

    change_reason = forms.CharField(
        label="Reason for the change",
        max_length=100,
        required=False,
        help_text="Kept in the history, beside your name and the time.",
        widget=forms.TextInput(attrs={"size": 80}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "change_reason" in self.fields:
            self.fields["change_reason"].required = self.instance.pk is not None
            if self.readers_see:
                self.fields["change_reason"].help_text += f" {READERS_SEE}"


def _past_words(record: Any) -> str:
    """What a line of history was about; what it points at may be gone."""
    try:
        return f"{record.instance._meta.verbose_name}: {record.instance}"
    except ObjectDoesNotExist:
        return str(record.instance._meta.verbose_name)


class Historic(Refusable, SimpleHistoryAdmin, ListedAdmin):
    """Records with a history of who, when and why. It is read, not reverted: a revert would pass the verbs by."""

    form: type[RefusableForm] = ReasonedForm
    object_history_template = "incidents/admin/history.html"
    object_history_list_template = "incidents/admin/history_list.html"
    history_of: ClassVar[tuple[tuple[Any, str], ...]] = ()  # (model, its field that points here): shown below its own

    def further_history(self, object_id: str) -> list[tuple[str, Any]]:
        """What else was changed of the record: words, and what stands for an entry of its history."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the hidden field of a form that knows what it was opened on."""
        sections = super().get_fieldsets(request, obj)
        hidden = "opened_on"
        if obj is None or hidden not in self.form.declared_fields or not self.has_change_permission(request, obj):
            return sections
        *others, (name, last) = sections
        return [*others, (name, {**last, "fields": [*flatten(last["fields"]), hidden]})]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of a record that may not be changed, as on its page: the page of an entry of its history asks for a form,
        which has no field for what is only shown."""
        if obj is not None and not self.has_change_permission(request, obj):
            asked = self.form.declared_fields  # no part of the record
            return [name for name in flatten_fieldsets(self.get_fieldsets(request, obj)) if name not in asked]
        return super().get_readonly_fields(request, obj)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        parts = [
            (_past_words(record), record)
            for model, field in self.history_of
            if is_key(object_id)
            for record in model.history.filter(**{field: object_id}).select_related("history_user")[:PARTS_SHOWN]
        ]
        parts += self.further_history(object_id) if is_key(object_id) else []
        parts.sort(key=lambda part: part[1].history_date, reverse=True)
        return super().history_view(request, object_id, {**(extra_context or {}), "parts": parts})

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        if request.method != "GET":
            return HttpResponse("A history is read, never written.", status=405, headers={"Allow": "GET"})
        return super().history_form_view(request, object_id, version_id, extra_context)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What was before and after, in a sentence; Django's own words where rows beside the record changed."""
        words = "" if add else change_words(form)
        rows_changed = any(rows.has_changed() for rows in formsets or [])
        return words if words and not rows_changed else super().construct_change_message(request, form, formsets, add)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = form.cleaned_data.get("change_reason", "")[:100]
        super().save_model(request, obj, form, change)
