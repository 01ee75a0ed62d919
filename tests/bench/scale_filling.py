"""Fills an empty database with the made-up rows of scale_rows, and has what is kept for searching filled as a migration
fills it."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.core.management.color import no_style
from django.db import connection, transaction
from scale_rows import Row, tables

from incidents.models import Incident
from incidents.search import upkeep
from incidents.search.kept import kept_shelves

PORTION = 20_000


def fill(many: int) -> bool:
    """Whether the database was empty, and has that many incidents now."""
    if Incident.objects.exists():
        return False
    for table, rows in tables(many):
        if connection.vendor == "postgresql":
            _copy(table, rows)
        else:
            _insert(table, rows)
    if connection.vendor == "postgresql":
        _go_on_numbering()
    upkeep.fill(connection, kept_shelves())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return True


def _copy(table: str, rows: Iterator[Row]) -> None:
    """As COPY, with the triggers of search alone; indexes are made afterwards, as whoever loads much does."""
    first = next(rows)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        shelves = [shelf.name for shelf in kept_shelves() if shelf.table == table]
        for name in shelves:
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER search_keep_{name}")
        cursor.execute(_PLAIN_INDEXES, [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        with cursor.copy(f"COPY {table} ({', '.join(first)}) FROM STDIN") as copy:
            for row in itertools.chain([first], rows):
                copy.write_row(tuple(row.values()))
        for _, definition in indexes:
            cursor.execute(definition)
        for name in shelves:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER search_keep_{name}")


# Those that no constraint stands on
_PLAIN_INDEXES = """SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)"""


def _insert(table: str, rows: Iterator[Row]) -> None:
    first = next(rows)
    places = ", ".join(["%s"] * len(first))
    sql = f"INSERT INTO {table} ({', '.join(first)}) VALUES ({places})"
    every: Iterator[Row] = itertools.chain([first], rows)
    while portion := [[_plain(value) for value in row.values()] for row in itertools.islice(every, PORTION)]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(sql, portion)


def _plain(value: Any) -> Any:
    """As Django writes days and moments to SQLite."""
    if hasattr(value, "tzinfo"):
        return value.replace(tzinfo=None).isoformat(" ")
    return value.isoformat() if hasattr(value, "isoformat") else value


def _go_on_numbering() -> None:
    from django.apps import apps

    models = [model for name in ("incidents", "sources") for model in apps.get_app_config(name).get_models()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
