"""Filters as a public interface: each is declared with its column and lookup, and refuses what it cannot read."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, ClassVar

import django_filters
import django_filters.fields
from django import forms
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from tracker.foundation.rest import problems
from tracker.foundation.rest.limits import LONGEST_WORD, MOST_VALUES, MOST_WORDS, TooMuchAsked, search_words
from tracker.foundation.rest.other_tables import keys_of
from tracker.foundation.rest.parameters import DAY, REFERENCE, day_of, nearest, shortened
from tracker.foundation.rest.problems import Fault, Problem

LARGEST = 2**63 - 1  # what a big integer column holds
LONGEST_TEXT = 200
_CODE = re.compile(r"^[A-Za-z]{2,3}$")
_DIGITS = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_SHARE = re.compile(r"0(\.[0-9]{1,4})?|1(\.0{1,4})?")


class _Several(forms.TextInput):
    """What was given, separated by commas or one by one: `status=open&status=closed` is `status=open,closed`."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return ",".join(data.getlist(name))


class _OneOfField(forms.Field):
    """Words of a vocabulary, separated by commas."""

    widget = _Several

    def __init__(self, *, words: Iterable[str], **options: Any) -> None:
        self.words = tuple(words)
        super().__init__(**options)

    def clean(self, value: Any) -> list[str]:
        chosen = [word.strip() for word in (value or "").split(",") if word.strip()]
        for word in chosen:
            if word not in self.words:
                raise forms.ValidationError(f"`{shortened(word)}` is not one of its words. {nearest(word, self.words)}")
        return chosen


class OneOf(django_filters.Filter):
    """Rows whose column holds one of the given words: `status=open,confirmed`."""

    field_class = _OneOfField

    def __init__(self, *, words: Iterable[str], **options: Any) -> None:
        self.words = tuple(str(word) for word in words)
        super().__init__(words=self.words, **options)

    def filter(self, rows: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        if self.method is not None:
            return super().filter(rows, value)
        return _any_of(rows, self, value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "enum": list(self.words)}}


def _any_of(rows: QuerySet[Any], each: django_filters.Filter, values: list[str]) -> QuerySet[Any]:
    """Rows with one of the values. `distinct` marks a column of many rows for one: it is looked up apart, so that no
    row is found twice."""
    wanted = {f"{each.field_name}__in": values}
    return rows.filter(pk__in=keys_of(rows.model, wanted)) if each.distinct else rows.filter(**wanted)


class _CodeField(forms.CharField):
    widget = _Several

    def clean(self, value: Any) -> list[str]:
        codes = [code.strip() for code in super().clean(value).split(",") if code.strip()]
        for code in codes:
            if not _CODE.fullmatch(code):
                raise forms.ValidationError(f"`{shortened(code)}` is no code: give two or three letters, such as GB.")
            if code.upper() == "UK":
                raise forms.ValidationError("`UK` is no code of ISO 3166-1: write GB for the United Kingdom.")
        return [code.upper() for code in codes]


class CodeIn(django_filters.Filter):
    """Rows whose column holds one of the given codes, in capitals or not: `country=GB,fr`."""

    field_class = _CodeField

    def filter(self, rows: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        return _any_of(rows, self, value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": _CODE.pattern}}


class _ReferencesField(forms.CharField):
    widget = _Several

    def clean(self, value: Any) -> list[str]:
        names = [name.strip() for name in super().clean(value).split(",") if name.strip()]
        for name in names:
            if not re.fullmatch(REFERENCE, name):
                raise forms.ValidationError(f"`{shortened(name)}` is no reference: give those that answers show.")
        return names


class References(django_filters.Filter):
    """The rows with these references, in capitals or not (`capitals` False: as they are): `reference=a,b`."""

    field_class = _ReferencesField

    def __init__(self, *args: Any, capitals: bool = True, **options: Any) -> None:
        self.capitals = capitals
        options.setdefault("help_text", f"One or several, {MOST_VALUES} at most.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        if not value:
            return rows
        return _any_of(rows, self, [name.upper() for name in value] if self.capitals else value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string", "pattern": f"^{REFERENCE}$"}}


class _WholeField(forms.IntegerField):
    def to_python(self, value: Any) -> int | None:
        """Digits of ASCII alone; no more of them are read than a big integer has."""
        text = (value or "").strip()
        if text and not _DIGITS.fullmatch(text):
            raise forms.ValidationError(f"Give a whole number from {self.min_value} to {self.max_value}.")
        return int(text) if text else None


class Whole(django_filters.Filter):
    """A whole number that a big integer column can hold."""

    field_class = _WholeField

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("min_value", 0)
        super().__init__(*args, max_value=LARGEST, **options)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.extra["min_value"], "maximum": LARGEST}


class _ShareField(forms.Field):
    def clean(self, value: Any) -> float | None:
        text = (value or "").strip()
        if not text:
            return None
        if not _SHARE.fullmatch(text):
            raise forms.ValidationError("Give a share from 0 to 1, such as 0.9, with four decimals at the most.")
        return float(text)


class Share(django_filters.Filter):
    """A share of one, from 0 to 1."""

    field_class = _ShareField

    def json_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": 0, "maximum": 1}


class _TruthField(forms.Field):
    def clean(self, value: Any) -> bool | None:
        word = (value or "").strip().lower()
        if word in {"", "true", "false"}:
            return {"": None, "true": True, "false": False}[word]
        raise forms.ValidationError(f"It is true or false, not {word!r}.")


class Truth(django_filters.Filter):
    """`true` or `false`."""

    field_class = _TruthField

    def filter(self, rows: QuerySet[Any], value: bool | None) -> QuerySet[Any]:
        return rows if value is None else super().filter(rows, value)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


class _DayOfFilter(forms.Field):
    def to_python(self, value: Any) -> dt.date | None:
        day = day_of(value) if value else None
        if value and day is None:
            raise forms.ValidationError("Give a day as YYYY-MM-DD, such as 2018-04-04.")
        return day


class Day(django_filters.Filter):
    """A day as YYYY-MM-DD."""

    SCHEMA: ClassVar = {"type": "string", "format": "date", "pattern": f"^{DAY}$"}
    field_class = _DayOfFilter

    def json_schema(self) -> dict[str, Any]:
        return self.SCHEMA


class _InstantField(django_filters.fields.IsoDateTimeField):
    def clean(self, value: Any) -> dt.datetime | None:
        """In UTC: PostgreSQL knows no offsets of 16 hours and more."""
        if value and not str(value).isascii():
            raise forms.ValidationError("Write the moment as ISO 8601, such as 2018-04-04T12:00:00Z.")
        moment = super().clean(value)
        try:
            return moment.astimezone(dt.UTC) if moment else None
        except OverflowError as error:
            raise forms.ValidationError("The moment is too far away.") from error


class Instant(django_filters.IsoDateTimeFilter):
    """A moment as ISO 8601, UTC where no offset is given."""

    field_class = _InstantField

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}


class Words(django_filters.CharFilter):
    """Free text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, max_length=LONGEST_TEXT, **options)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}


class _SearchField(forms.CharField):
    """Words to search for, as they were typed."""

    def clean(self, value: Any) -> str:
        words: str = super().clean(value)
        try:
            search_words(words.replace('"', " "))
        except TooMuchAsked as error:
            raise forms.ValidationError(str(error)) from error
        return words


class Search(Words):
    """Words that must all occur, in any order; those in quotes together."""

    field_class = _SearchField

    def __init__(self, *args: Any, **options: Any) -> None:
        text = f"{options.pop('help_text')} At most {MOST_WORDS} different words of {LONGEST_WORD} characters each."
        super().__init__(*args, help_text=text, **options)


class RecordFilters(django_filters.FilterSet):
    """The base of every FilterSet. `unfiltered` names the model's fields that have no filter, each with its reason."""

    unfiltered: ClassVar[dict[str, str]] = {}
    covers: ClassVar[dict[str, tuple[str, ...]]] = {}
    _form_class: ClassVar[type[forms.Form]]

    def get_form_class(self) -> type[forms.Form]:
        """The form of this FilterSet, made once since every request asks; each form has copies of its fields."""
        if "_form_class" not in vars(type(self)):
            type(self)._form_class = super().get_form_class()
        return self._form_class


class FilterBackend(DjangoFilterBackend):
    """Answers a filter value that cannot be read with a 400 that names the parameter."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = self.checked(request, queryset, view)
        return queryset if filters is None else filters.qs

    def checked(self, request: Request, queryset: QuerySet[Any], view: Any) -> Any:
        """The FilterSet with what the request asks, None where the view has none. Raises the 400."""
        filters = self.get_filterset(request, queryset, view)
        if filters is not None and not filters.is_valid():
            faults = tuple(
                Fault(detail=str(message), name=name)
                for name, messages in filters.errors.items()
                for message in messages
            )
            raise Problem(problems.INVALID_PARAMETER, f"`{faults[0].name}`: {faults[0].detail}", faults=faults)
        return filters
