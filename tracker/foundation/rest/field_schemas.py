"""The JSON Schema of a body's field, where drf-spectacular cannot see what the field enforces."""

from typing import Any

from rest_framework import serializers

from tracker.foundation.rest.bodies import YEARS, DayField, ReferenceField
from tracker.foundation.rest.parameters import REFERENCE

# Within YEARS; a test holds the two together.
DAY = r"^(19[0-9]{2}|20[0-9]{2}|2100)-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
ADDRESS = r"^(?:[Hh][Tt]|[Ff])[Tt][Pp][Ss]?://\S+$"


def describe_field(field: Any, schema: dict[str, Any]) -> None:
    """Complete the schema of one field, in place."""
    if "oneOf" in schema and getattr(field, "allow_blank", False):
        _allow_blank(schema)
    if "enum" in schema and getattr(field, "allow_blank", False) and "" not in schema["enum"]:
        schema["enum"] = [*schema["enum"], ""]
    if field.read_only:
        _describe_answer(schema)
    elif isinstance(field, DayField):
        schema["pattern"] = DAY
        description = schema.get("description", "")
        schema["description"] = f"{description} From {YEARS[0]}-01-01 to {YEARS[1]}-12-31.".strip()
    elif isinstance(field, ReferenceField):
        schema["pattern"] = f"^{REFERENCE}$"
    elif isinstance(field, serializers.ListSerializer):
        schema |= {"maxItems": most} if (most := getattr(field, "max_length", None)) else {}
    elif isinstance(field, serializers.DecimalField):
        schema["pattern"] = _decimal(field)


def _allow_blank(schema: dict[str, Any]) -> None:
    """One text that may be empty, in place of a text of some form or an empty one: generators make a class of that, and
    the default belongs to the empty one."""
    form = schema.pop("oneOf")[0]
    schema.update(form)
    schema.pop("minLength", None)
    pattern = ADDRESS if schema.pop("format", "") == "uri" else schema.get("pattern")
    if pattern:
        schema["pattern"] = f"^$|{pattern}"


def _describe_answer(schema: dict[str, Any]) -> None:
    """An address that is not known is sent as an empty text, which is no URI."""
    if schema.get("format") == "uri":
        del schema["format"]


def without_enum_ids(result: Any, **_: Any) -> Any:
    """The document without drf-spectacular's own marks, which mean nothing to clients; a hook of it."""
    if isinstance(result, dict):
        return {key: without_enum_ids(value) for key, value in result.items() if key != "x-spec-enum-id"}
    return [without_enum_ids(item) for item in result] if isinstance(result, list) else result


def _decimal(field: serializers.DecimalField) -> str:
    whole = (field.max_digits or 0) - (field.decimal_places or 0)
    return rf"^[0-9]{{1,{whole}}}(\.[0-9]{{1,{field.decimal_places}}})?$"
