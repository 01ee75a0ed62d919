"""How the tables are emptied after a test that commits.

On PostgreSQL Django truncates all of them, which makes some hundreds of files anew and has them written to the disk; to
delete the few rows that a test leaves is quick. On SQLite Django deletes too.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection


def delete_rows_for_truncating() -> None:
    """From now on, have the command `flush` delete rows in this process, where it truncated."""
    if connection.vendor != "postgresql":
        return
    truncating = connection.ops.sql_flush

    def deleting(
        style: Any, tables: Iterable[str], *, reset_sequences: bool = False, allow_cascade: bool = False
    ) -> list[str]:
        if reset_sequences or allow_cascade:
            return truncating(style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        # In one transaction, at whose end the references are looked at.
        return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]  # noqa: S608 - names of our own

    connection.ops.sql_flush = deleting
