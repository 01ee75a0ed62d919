"""How values of plain columns are shown, as REST framework shows them, without asking each field of each row anew.

A page of fifty incidents has some thousand such values, an export of a million incidents thirty million.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from rest_framework import serializers

Shown = Callable[[Any], Any]
Getter = Callable[[Any], Any]
MOST_KEPT: Final = 1_000  # words of one field that are kept as they are shown


def plain(field: serializers.Field[Any, Any, Any, Any], model: type[Model]) -> tuple[Getter, Shown] | None:
    """How the field's value is taken from a row and shown, where it is a column of the row itself and neither the field
    nor the column does anything of its own; None for every other field."""
    make = _SHOWN.get(type(field))
    source: Any = field.source
    if make is None or "." in source or not _is_column(model, source):
        return None
    return attrgetter(source), make(field)


def _is_column(model: type[Model], name: str) -> bool:
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return bool(field.concrete) and not field.is_relation


def _moment(field: Any, value: Any) -> Any:
    text = value.isoformat()
    return f"{text[:-6]}Z" if text.endswith("+00:00") else field.to_representation(value)


def _day(field: Any, value: Any) -> Any:
    return value.isoformat() if type(value) is dt.date else field.to_representation(value)


def _number(field: Any, value: Any) -> Any:
    return value if type(value) is int else field.to_representation(value)


def _truth(field: Any, value: Any) -> Any:
    return value if type(value) is bool else field.to_representation(value)


def _word(field: Any) -> Shown:
    known: dict[Any, Any] = {}

    def shown(value: Any) -> Any:
        if value not in known:
            if len(known) >= MOST_KEPT:
                known.clear()
            known[value] = field.to_representation(value)
        return known[value]

    return shown


_SHOWN: Final[dict[type, Callable[[Any], Shown]]] = {
    serializers.CharField: lambda _field: str,
    serializers.SlugField: lambda _field: str,
    serializers.URLField: lambda _field: str,
    serializers.FloatField: lambda _field: float,
    serializers.ChoiceField: _word,
    serializers.IntegerField: lambda field: partial(_number, field),
    serializers.BooleanField: lambda field: partial(_truth, field),
    serializers.DateField: lambda field: partial(_day, field),
    serializers.DateTimeField: lambda field: partial(_moment, field),
}
