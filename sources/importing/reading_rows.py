"""Rows as they come, and what a refusal says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError

from incidents.models import Incident
from sources.importers.rows import RegisterRow, RowFault


def with_first(rows: Iterator[RegisterRow | RowFault]) -> Iterator[RegisterRow | RowFault]:
    """The same rows, the first already read: what is not the register's is known at once."""
    first = list(islice(rows, 1))

    def again() -> Iterator[RegisterRow | RowFault]:
        yield from first
        yield from rows

    return again()


def said_of(error: Exception) -> tuple[str, str]:
    """The column and the sentence of a refusal."""
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        name, messages = next(iter(error.message_dict.items()))
        return name, str(messages[0])
    return "row", str(error)


def stored_key(key: Any, opened: Mapping[Any, Incident]) -> int | None:
    """The key of a stored incident that a judgment names, or of one that was opened since by its row's key."""
    if isinstance(key, tuple):
        incident = opened.get(key[1])
        return incident.pk if incident is not None else None
    return int(key)
