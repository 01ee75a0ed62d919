"""The database to throw away: gone with all that it held, and the tracker's own is as it was."""

from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from incidents.models import Incident, Regulator
from sources.replay.scratch import scratch_database


@pytest.mark.django_db
def test_it_is_closed_afterwards_and_ours_is_back() -> None:
    own = connections["default"]
    Incident.objects.create(slug="ours", title="Ours")
    with scratch_database():
        scratch: BaseDatabaseWrapper = connections["default"]
        assert not Incident.objects.exists()
        assert Regulator.objects.exists()
    assert scratch.connection is None
    assert connections["default"] is own
    assert Incident.objects.get().slug == "ours"


def told(name: str, rule: dict[str, Any]) -> str:
    """A constraint in words; SQLite numbers foreign keys in the order in which they were made."""
    return f"{rule['columns']} to {rule['foreign_key']}" if rule["foreign_key"] else f"{name} {rule['columns']}"


def tables_of(database: BaseDatabaseWrapper) -> dict[str, tuple[set[str], set[str]]]:
    """Each table's columns, with what they hold and whether they may be empty, and its constraints and indexes."""
    found = {}
    with database.cursor() as cursor:
        # What is kept for searching has tables of SQLite's own making; no replay asks it.
        for table in sorted({one for one in database.introspection.table_names(cursor) if "search" not in one}):
            columns = database.introspection.get_table_description(cursor, table)
            constraints = database.introspection.get_constraints(cursor, table)
            found[table] = (
                {f"{column.name} {column.type_code} {column.null_ok}" for column in columns},
                {told(name, rule) for name, rule in constraints.items() if not name.startswith("__")},
            )
    found.pop("django_migrations", None)
    return found


@pytest.mark.django_db
def test_its_tables_are_those_that_the_migrations_make() -> None:
    own = connections["default"]
    if own.vendor == "sqlite":
        ours = tables_of(own)
        with scratch_database():
            assert tables_of(connections["default"]) == ours
        assert len(ours) > 60
