"""Many new rows of one model at once: as Django's `bulk_create`, by columns instead of by cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

_MOST_VALUES: Final = 30_000  # of one statement: SQLite takes 32,766 (SQLITE_MAX_VARIABLE_NUMBER), PostgreSQL more


def insert_rows(rows: Sequence[Any]) -> None:
    """Write new rows, all of one model, and give each its key. What they point to must be saved."""
    if not rows:
        return
    meta = type(rows[0])._meta
    columns = [column for column in meta.local_concrete_fields if not column.primary_key]
    at_once = _MOST_VALUES // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            _insert(cursor, meta, columns, rows[start : start + at_once])


def _insert(cursor: Any, meta: Any, columns: Sequence[Any], rows: Sequence[Any]) -> None:
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="bulk_create")
    values = [
        [column.get_db_prep_save(column.pre_save(row, True), connection=connection) for row in rows]
        for column in columns
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    one = f"({', '.join(['%s'] * len(columns))})"
    sql = (  # of names of tables and columns alone
        f"INSERT INTO {quote(meta.db_table)} ({names}) "  # noqa: S608
        f"VALUES {', '.join([one] * len(rows))} RETURNING {quote(meta.pk.column)}"
    )
    cursor.execute(sql, [value for row in zip(*values, strict=True) for value in row])
    for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias
