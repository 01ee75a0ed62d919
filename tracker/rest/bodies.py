"""Request bodies are taken literally, as query parameters are: a field that nobody knows is a 400."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from tracker.rest import problems
from tracker.rest.parameters import nearest
from tracker.rest.problems import Problem

LARGEST = 2**63 - 1  # what a big integer column holds
YEARS = (1900, 2100)
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,120}")


class Body(serializers.Serializer[Any]):
    """The base of every serializer that reads a request."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            unknown = {
                str(name): [f"This is not a field here. {nearest(str(name), known)}"]
                for name in data
                if name not in known
            }
            loose = {
                name: told for name in known if name in data and (told := _not_literal(self.fields[name], data[name]))
            }
            if unknown or loose:
                raise serializers.ValidationError({**unknown, **loose})
        return super().to_internal_value(data)


def _not_literal(field: Any, value: Any) -> Any:
    """What is wrong with a value that DRF would turn into words or a truth value, in the shape of its errors: `0` is
    no text, and `"yes"` is not true."""
    if isinstance(field, serializers.CharField) and not isinstance(value, str | None):
        return ["Give a text, in quotation marks."]
    if isinstance(field, serializers.BooleanField) and not isinstance(value, bool | None):
        return ["Give true or false."]
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return {at: told for at, one in enumerate(value) if (told := _not_literal(field.child, one))}
    if isinstance(field, serializers.DictField) and isinstance(value, Mapping):
        return {str(name): told for name, one in value.items() if (told := _not_literal(field.child, one))}
    return None


class NoBody(Body):
    """Nothing is sent."""


class ReferenceField(serializers.SlugRelatedField[Any]):
    """Another record by its public reference or slug."""

    default_error_messages = {
        "does_not_exist": "There is no record with {slug_name} {value}.",
        "invalid": "Give a reference: letters, digits and hyphens.",
    }

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or not _REFERENCE.fullmatch(data):
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
        day: dt.date = super().to_internal_value(data)
        if not YEARS[0] <= day.year <= YEARS[1]:
            self.fail("year", first=f"{YEARS[0]}-01-01", last=f"{YEARS[1]}-12-31")
        return day


def refuse_chunks(request: Request) -> None:
    """Returns nothing; raises a 411 for a body sent in chunks: WSGI reads none of it, and it would pass for empty."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Problem(problems.LENGTH_REQUIRED, "The body is sent in chunks, which are not read here.")


class JsonParser(JSONParser):
    """JSON, refusing what Python's reader cannot follow."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error
