"""The parts that the JSON Schemas of messages are put together from."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

Schema = dict[str, Any]


def text(description: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


def word(vocabulary: type[StrEnum], description: str = "") -> Schema:
    return text(description, enum=[member.value for member in vocabulary])


def number(description: str) -> Schema:
    return {"type": ["integer", "null"], "description": description}


def day(description: str) -> Schema:
    return {"type": ["string", "null"], "format": "date", "description": description}


def record(
    properties: Schema, *, optional: Iterable[str] = (), description: str = "", nullable: bool = False
) -> Schema:
    """An object that has all of these properties, but for the optional ones, and perhaps others."""
    left_out = set(optional)
    return {
        "type": ["object", "null"] if nullable else "object",
        **({"description": description} if description else {}),
        "properties": properties,
        "required": [name for name in properties if name not in left_out],
    }


def many(items: Schema, description: str = "") -> Schema:
    return {"type": "array", "items": items, **({"description": description} if description else {})}


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def or_null(schema: Schema) -> Schema:
    """The same or null. Generators stumble over a union whose other half is a bare null, unless it is of a reference;
    and over `anyOf` where `oneOf` would do."""
    if "$ref" in schema:
        return {"oneOf": [schema, {"type": "null"}]}
    words = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **words}
