"""Django's own log of queries, which it keeps while DEBUG is on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def no_query_log() -> Iterator[None]:
    """Have no words of queries kept meanwhile: of rows by the hundred they are long. Whoever asked for them by name is
    given them."""
    if connection.force_debug_cursor:
        yield
        return
    connection.make_debug_cursor = connection.make_cursor  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        del connection.make_debug_cursor
