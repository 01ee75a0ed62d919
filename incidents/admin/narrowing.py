"""The list of incidents narrowed by what is typed: how many, whose, by which authority, where, when, how sure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.dates import DAYS_AGO, typed_day
from incidents.admin.numbers import TypedNumberField, typed_numbers
from incidents.entered_values import wrong_country
from incidents.models import Incident, Party, Proceeding, Regulator
from incidents.models.searching import search_parties
from tracker.foundation.rest.limits import TooMuchAsked

_PERIOD = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
NEAR_NAMES: Final = 3  # that are proposed for a party that nobody is called
WHAT_A_DAY_IS: Final = "Write a year, a month or a day: 2018, 2018-03, 2018-03-17."


class NarrowingForm(forms.Form):
    """All may be left empty; what is typed is joined by `and`."""

    affected_min = TypedNumberField(label="At least affected", help_text="1 million, 250,000")
    affected_max = TypedNumberField(label="At most affected")
    party = forms.CharField(required=False, max_length=200, help_text="Name, alias or reference")
    regulator = forms.CharField(required=False, max_length=200, help_text="Name, acronym or slug: ICO")
    country = forms.CharField(required=False, max_length=2, help_text="Two letters: GB")
    from_day = forms.CharField(label="From", required=False, max_length=10, help_text="2018, 2018-03, 2018-03-17")
    to_day = forms.CharField(label="To", required=False, max_length=10)
    confidence_min = forms.FloatField(label="Confidence from", required=False, min_value=0, max_value=1)
    confidence_max = forms.FloatField(label="Confidence below", required=False, min_value=0, max_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name.startswith("confidence"):
                field.widget.attrs["step"] = "0.05"

    def clean_party(self) -> str:
        """The name as it was typed. Raises ValidationError where no party has it, with those called nearly so."""
        name = self.cleaned_data["party"]
        if name and not Party.objects.named(name).exists():
            near = _near_names(name)
            proposed = f" {', '.join(near)}?" if near else ""
            raise ValidationError(f"No party is called {name}.{proposed}")
        return name

    def clean_country(self) -> str:
        code = self.cleaned_data["country"].upper()
        if code and (wrong := wrong_country(code)):
            raise ValidationError(wrong)
        return code

    def clean_from_day(self) -> dt.date | None:
        return _day(self.cleaned_data["from_day"], last=False)

    def clean_to_day(self) -> dt.date | None:
        return _day(self.cleaned_data["to_day"], last=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return cleaned | typed_numbers(self, ("affected_min", "affected_max"), "")

    def narrow(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        """Those of the rows that fulfil all; the form is valid."""
        fields = self.cleaned_data
        ranges = {
            "affected__gte": fields["affected_min"],
            "affected__lte": fields["affected_max"],
            "dated_on__gte": fields["from_day"],
            "dated_on__lte": fields["to_day"],
            "affected_confidence__gte": fields["confidence_min"],
            "affected_confidence__lt": fields["confidence_max"],
        }
        rows = rows.filter(**{name: value for name, value in ranges.items() if value is not None})
        if fields["affected_max"] is not None or fields["affected_min"] is not None:
            rows = rows.filter(affected__gte=0)  # below stands for: none is known
        if fields["to_day"] is not None:
            rows = rows.filter(dated_on__gt=dt.date.min)
        if fields["country"]:
            rows = rows.filter(countries__country=fields["country"])
        if fields["party"]:
            named = Incident.objects.with_involvement(parties=Party.objects.named(fields["party"]))
            rows = rows.filter(pk__in=named.order_by().values("pk"))
        if fields["regulator"]:
            cases = Proceeding.objects.filter(regulator__in=Regulator.objects.named(fields["regulator"]))
            rows = rows.filter(pk__in=cases.order_by().values("incident"))
        return rows


class Narrowing(admin.ListFilter):
    """One form for all that is typed. What cannot be read is told beside its field, and nothing is listed."""

    title = "number, name and day"
    template = "incidents/admin/narrowing.html"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in NarrowingForm.base_fields:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1].replace("\0", "")
        self.form = NarrowingForm(self.used_parameters, auto_id="narrow_%s")

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(NarrowingForm.base_fields)

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        """One: the form, and what else the address of the list has."""
        others = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.expected_parameters()
            for value in (values if isinstance(values, list) else [values])
        ]
        if changelist.query:
            others.append(("q", changelist.query))
        rest = changelist.get_query_string(remove=self.expected_parameters())
        yield {"form": self.form, "others": others, "query_string": rest}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        return self.form.narrow(queryset) if self.form.is_valid() else queryset.none()


def _near_names(name: str) -> list[str]:
    """Parties that are called nearly so, NEAR_NAMES at most."""
    try:
        rows = search_parties(Party.objects.all(), name).order_by("name", "pk")
    except TooMuchAsked:
        return []
    return list(rows.values_list("name", flat=True)[:NEAR_NAMES])


def _day(text: str, *, last: bool) -> dt.date | None:
    """The first or the last day of the year, month or day that was typed; None for nothing."""
    if not text.strip():
        return None
    if text.strip().lower() in DAYS_AGO:
        return typed_day(text)
    found = _PERIOD.fullmatch(text.strip())
    if found is None:
        raise ValidationError(WHAT_A_DAY_IS)
    year = int(found[1])
    month = int(found[2]) if found[2] else (12 if last else 1)
    try:
        day = int(found[3]) if found[3] else (calendar.monthrange(year, month)[1] if last else 1)
        return dt.date(year, month, day)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValidationError(f"There is no such day. {WHAT_A_DAY_IS}") from error
