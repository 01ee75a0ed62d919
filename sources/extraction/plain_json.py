"""Frozen dataclasses as plain JSON values, and back, by the types of their fields.

| type                                    | as JSON                                   |
| --------------------------------------- | ----------------------------------------- |
| int, float, bool, str, None             | itself                                    |
| date; a vocabulary's term               | a string: ISO 8601; its value             |
| tuple, frozenset                        | a list, that of a frozenset sorted        |
| Mapping[str, ...]                       | an object                                 |
| a dataclass                             | an object of the fields that are no default |
"""

import dataclasses
import datetime as dt
import types
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kept = TypeVar("Kept")
_ITSELF = frozenset({int, float, bool, str, type(None)})


class UnreadableJson(ValueError):
    """The JSON does not fit the dataclass: another version wrote it."""


def to_plain(value: Any) -> Any:
    """The value as JSON has it."""
    if type(value) in _ITSELF:
        return value
    if dataclasses.is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(held) for field, held in named if held != field.default}
    if isinstance(value, Mapping):
        return {key: to_plain(held) for key, held in value.items()}
    if isinstance(value, frozenset | tuple):
        held_in = [to_plain(held) for held in value]
        return sorted(held_in) if isinstance(value, frozenset) else held_in
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def from_plain(kind: type[Kept], row: object) -> Kept:
    """The dataclass that `to_plain` gave this for. Raises UnreadableJson."""
    try:
        value: Kept = _read(kind, row)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableJson(f"{type(error).__name__}: {error}") from error
    return value


def _read(kind: Any, row: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if row is None else _read(next(one for one in get_args(kind) if one is not types.NoneType), row)
    if origin is tuple:
        inner = get_args(kind)
        if inner[-1] is Ellipsis:
            read = _read_plain if inner[0] in _ITSELF else _read
            return tuple(read(inner[0], held) for held in row)
        return tuple(_read(one, held) for one, held in zip(inner, row, strict=True))
    if origin is frozenset:
        return frozenset(_read(get_args(kind)[0], held) for held in row)
    if origin is Mapping:
        return {key: _read(get_args(kind)[1], held) for key, held in row.items()}
    return _read_plain(kind, row)


def _read_plain(kind: Any, row: Any) -> Any:
    if type(row) is kind and kind in _ITSELF:
        return row
    if kind is not dt.date and not issubclass(kind, str | int | float):
        hints = _hints(kind)
        return kind(**{name: _read(hints[name], held) for name, held in row.items()})
    if kind is dt.date:
        return dt.date.fromisoformat(row)
    if issubclass(kind, StrEnum):
        return kind(row)
    if type(row) is not kind and not (kind is float and type(row) is int):
        raise TypeError(f"{kind.__name__} expected, {type(row).__name__} found")
    return row


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
