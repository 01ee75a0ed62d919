"""Setting up what is kept for searching, filling it in portions, and finding what differs.

`fill` commits each portion. Interrupted, it goes on where it was: a row that was written meanwhile is kept by its
trigger, and one that is kept already is passed over.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from django.db import transaction

from incidents.search import postgres, sqlite
from incidents.search.searched_columns import Shelf

PORTION: Final = 5_000  # rows of one transaction
SHOWN: Final = 10  # rows that are named of those that differ


def set_up(connection: Any, shelves: Iterable[Shelf]) -> None:
    """Make the columns, tables, functions and triggers, where they are not there."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in postgres.functions():
                cursor.execute(statement)
        for shelf in shelves:
            if connection.vendor == "postgresql":
                statements: Iterable[str] = postgres.keeping(shelf)
            else:
                statements = (*sqlite.tables(shelf), *sqlite.triggers(shelf).values())
            for statement in statements:
                cursor.execute(statement)


def take_down(connection: Any, shelves: Iterable[Shelf]) -> None:
    removing: Callable[[Shelf], Iterator[str]]
    removing = postgres.removing if connection.vendor == "postgresql" else sqlite.removing
    with connection.cursor() as cursor:
        for statement in (statement for shelf in shelves for statement in removing(shelf)):
            cursor.execute(statement)


def fill(connection: Any, shelves: Iterable[Shelf], *, anew: bool = False) -> None:
    """Keep what was there before, in portions, and index it; `anew`: also what is kept already."""
    if connection.vendor == "postgresql":
        postgres.add_trigrams(connection)
    for shelf in shelves:
        for low, high in _portions(connection, shelf):
            with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
                _fill_portion(connection, cursor, shelf, low, high, anew=anew)
        _index(connection, shelf)


def restore(connection: Any, shelves: Iterable[Shelf]) -> list[str]:
    """The shelves whose triggers were gone, as after Django made their table anew on SQLite; they are set up and filled
    again. On PostgreSQL `pg_trgm` and its indexes are made, if they can be by now."""
    begun = [shelf for shelf in shelves if is_set_up(connection, shelf)]
    if connection.vendor == "postgresql":
        near = [shelf for shelf in begun if shelf.near]
        if near and postgres.add_trigrams(connection):
            _run(connection, [postgres.index_of_names(shelf) for shelf in near])
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    lacking = [shelf for shelf in begun if not there.issuperset(sqlite.triggers(shelf))]
    if lacking:
        set_up(connection, lacking)
        fill(connection, lacking, anew=True)
    return [shelf.name for shelf in lacking]


def is_set_up(connection: Any, shelf: Shelf) -> bool:
    """Whether the migration that begins to keep it has run."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = "SELECT 1 FROM information_schema.columns WHERE table_name = %s AND column_name = 'search'"
            cursor.execute(asked, [shelf.table])
        else:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [f"search_{shelf.name}"])
        return cursor.fetchone() is not None


def differing(connection: Any, shelf: Shelf) -> tuple[int, list[int]]:
    """How many rows of the shelf differ from what is kept of them, and the ids of some."""
    if connection.vendor == "postgresql":
        near = f" OR search_names IS DISTINCT FROM search_fold({shelf.near.format(row='r')})" if shelf.near else ""
        unlike = f"search IS DISTINCT FROM {postgres.document(shelf, 'r')}{near}"
        queries: tuple[str, ...] = (f"SELECT id FROM {shelf.table} r WHERE {unlike}",)
    else:
        queries = sqlite.differing(shelf)
    found: list[int] = []
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            found += [key for (key,) in cursor.fetchall()]
    return len(found), sorted(found)[:SHOWN]


def mend(connection: Any, shelf: Shelf, keys: Iterable[int]) -> None:
    """Keep these rows anew."""
    for key in keys:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            _fill_portion(connection, cursor, shelf, key, key, anew=True)


def _portions(connection: Any, shelf: Shelf) -> Iterator[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id), max(id) FROM {shelf.table}")
        least, most = cursor.fetchone()
    if least is not None:
        yield from ((low, low + PORTION - 1) for low in range(least, most + 1, PORTION))


def _fill_portion(connection: Any, cursor: Any, shelf: Shelf, low: int, high: int, *, anew: bool = False) -> None:
    if connection.vendor == "postgresql":
        only = "" if anew else " AND search IS NULL"
        cursor.execute(f"UPDATE {shelf.table} SET search = NULL WHERE id BETWEEN %s AND %s{only}", [low, high])
        return
    cursor.execute(f"SELECT count(*) FROM {shelf.table} WHERE id BETWEEN %s AND %s", [low, high])
    (rows,) = cursor.fetchone()
    cursor.execute(f"SELECT count(*) FROM search_{shelf.name} WHERE rowid BETWEEN %s AND %s", [low, high])
    if anew or cursor.fetchone() != (rows,):
        for statement in sqlite.filling(shelf):
            cursor.execute(statement, [low, high])


def _index(connection: Any, shelf: Shelf) -> None:
    if connection.vendor != "postgresql":
        return
    _run(connection, [postgres.index(shelf, concurrently=not connection.in_atomic_block)])
    if shelf.near and postgres.has_trigrams(connection):
        _run(connection, [postgres.index_of_names(shelf)])


def _run(connection: Any, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
