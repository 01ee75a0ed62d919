"""Request bodies are taken literally, as query parameters are: a field that nobody knows is a 400."""

import datetime as dt
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.settings import api_settings

from tracker.foundation.rest import problems
from tracker.foundation.rest.parameters import DAY, LONGEST_SHOWN, NAMED, REFERENCE, nearest, shortened
from tracker.foundation.rest.problems import Problem

LARGEST = 2**63 - 1  # what a big integer column holds
YEARS = (1900, 2100)
MOST_ENTRIES = 50  # of a field that is an object whose names the sender chooses
DEEPEST = 20  # arrays and objects within each other
NON_FIELD_ERRORS = api_settings.NON_FIELD_ERRORS_KEY
_MOST_DIGITS = 40  # of a whole number; Python refuses to read some thousands, and no field takes more than 19
LONGEST_ENTRY = 200
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,59}$")


class Body(serializers.Serializer[Any]):
    """The base of every serializer that reads a request."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            wrong = _unknown(data, known) | {
                name: faults
                for name in known
                if name in data and (faults := _not_literal(self.fields[name], data[name]))
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _unknown(data: Mapping[Any, Any], known: list[str]) -> dict[str, Any]:
    """What is wrong with the names that are no fields here; the first of them are named one by one."""
    names = [str(name) for name in data if name not in known]
    faults = {shortened(name): [f"This is not a field here. {nearest(name, known)}"] for name in names[:NAMED]}
    if len(names) > NAMED:
        faults[NON_FIELD_ERRORS] = [f"And {len(names) - NAMED} more names are not fields here."]
    return faults


def _not_literal(field: Any, value: Any) -> Any:
    """What is wrong with a value that DRF would turn into words or a truth value, or would look at piece by piece
    before it sees that there are too many, in the shape of its errors: `0` is no text, and `"yes"` is not true."""
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        if field.max_length is not None and len(value) > field.max_length:
            return [f"Give at most {field.max_length}, not {len(value)}."]
        return {at: faults for at, one in enumerate(value) if (faults := _not_literal(field.child, one))}
    if isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        if len(value) > MOST_ENTRIES:
            return [f"Give at most {MOST_ENTRIES} names, not {len(value)}."]
        return {
            shortened(str(name)): faults for name, one in value.items() if (faults := _not_literal(field.child, one))
        }
    remedy = _remedy(field, value)
    return [remedy] if remedy else None


def _remedy(field: Any, value: Any) -> str:
    """What to give in place of a single value that is of another type; empty for one that is of its type."""
    if isinstance(field, serializers.CharField) and not isinstance(value, str | None):
        return "Give a text, in quotation marks."
    if isinstance(field, serializers.ChoiceField) and not _could_be_a_word(value):
        return f"Give one of: {', '.join(map(str, field.choices))}."
    if isinstance(field, serializers.BooleanField) and not isinstance(value, bool | None):
        return "Give true or false."
    return ""


def _could_be_a_word(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= LONGEST_SHOWN)


class NoBody(Body):
    """A request without a body."""


class ReferenceField(serializers.SlugRelatedField[Any]):
    """Another record by its public reference or slug."""

    default_error_messages = {
        "does_not_exist": "There is no record with {slug_name} {value}.",
        "invalid": "Give a reference: letters, digits and hyphens.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not re.fullmatch(REFERENCE, data):
            self.fail("invalid")
        try:
            return self.rows().get(**{str(self.slug_field): data})
        except ObjectDoesNotExist:
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)

    def rows(self) -> QuerySet[Any]:
        """The records that may be named."""
        rows = self.get_queryset()
        assert rows is not None, "a ReferenceField that is written has a queryset"  # noqa: S101 - for the programmer
        return rows

    def to_representation(self, obj: Any) -> str:
        return str(getattr(obj, str(self.slug_field)))


class WordField(serializers.ChoiceField):
    """A word of a vocabulary; the valid value is the vocabulary's own member."""

    def __init__(self, vocabulary: Any, **options: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=[member.value for member in vocabulary], **options)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return self.vocabulary(super().to_internal_value(data))


@extend_schema_field(
    {
        "type": "object",
        "maxProperties": MOST_ENTRIES,
        "propertyNames": {"pattern": _NAME.pattern},
        "additionalProperties": {"type": "string", "maxLength": LONGEST_ENTRY},
    }
)
class NamedTextsField(serializers.DictField):
    """Short texts by names that the sender chooses, such as the identifiers that registers give."""

    default_error_messages = {"name": "Name it with letters, digits, spaces and . _ : - (60 characters at most)."}

    def __init__(self, **options: Any) -> None:
        super().__init__(child=serializers.CharField(max_length=LONGEST_ENTRY), **options)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if isinstance(data, Mapping) and not all(_NAME.fullmatch(str(name)) for name in data):
            self.fail("name")
        texts: dict[str, str] = super().to_internal_value(data)
        return texts


class NumberField(serializers.IntegerField):
    """A whole number that a big integer column can hold; not a text, not a fraction, not a truth value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": LARGEST, **options})

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class DayField(serializers.DateField):
    """A day in the news. A year far from ours is a slip of the pen, and would outrank every true day."""

    default_error_messages = {"year": "Give a day from {first} to {last}."}

    def to_internal_value(self, data: Any) -> dt.date:
        if isinstance(data, str) and not re.fullmatch(DAY, data):
            self.fail("invalid", format="YYYY-MM-DD")
        day: dt.date = super().to_internal_value(data)
        if not YEARS[0] <= day.year <= YEARS[1]:
            self.fail("year", first=f"{YEARS[0]}-01-01", last=f"{YEARS[1]}-12-31")
        return day


def refuse_chunks(request: Request) -> None:
    """Returns nothing; raises a 411 for a body sent in chunks: WSGI reads none of it, and it would pass for empty."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Problem(problems.LENGTH_REQUIRED, "The body is sent in chunks, which are not read here.")


class JsonParser(BaseParser):
    """JSON as RFC 8259 has it for interchange: each name once, numbers that are numbers, no deeper than any body is.

    A whole number of absurd length is read as infinite, so that the field that it stands in refuses it by name.
    """

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            data = json.loads(
                stream.read().decode(),
                parse_int=_whole,
                parse_constant=_refuse_constant,
                object_pairs_hook=_named_once,
            )
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
        except ValueError as error:
            raise ParseError(f"The JSON cannot be read: {error}") from error
        _refuse_depth(data)
        return data


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number of JSON.")


def _named_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ValueError(f"the name `{shortened(twice)}` is given more than once in one object.")
    return named


def _refuse_depth(data: Any) -> None:
    """Raise a 400 for what is nested more deeply than any body of the API."""
    level = [data]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _within(outer) if isinstance(inner, list | dict)]
        if not level:
            return
    raise ParseError("The JSON is nested too deeply.")


def _within(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
