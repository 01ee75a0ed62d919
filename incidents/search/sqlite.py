"""Search on SQLite: an FTS5 table for each shelf, and one of trigrams for names, kept by triggers.

Triggers fold words by functions of this process (`add_functions`), so a program that does not know them can read the
database and cannot write to these tables: it is refused, and nothing goes by unseen. Each trigger looks at its own row
alone, so that Django can make a table anew, which drops the table's triggers: `upkeep.restore` then makes them again.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from incidents.search.searched_columns import Shelf
from incidents.search.words import SearchWord, folded, similarity, trigrams

WEIGHTS: Final = ("A", "C", "D")  # a column of the FTS5 table each, in small letters


def add_functions(connection: Any) -> None:
    """Tell a new connection how words are folded and compared."""
    connection.create_function("search_fold", 1, lambda text: folded(text or ""), deterministic=True)
    connection.create_function("search_similarity", 2, _similarity, deterministic=True)


def _similarity(word: str | None, names: str | None) -> float:
    return similarity(word, names) if word and names else 0.0


def match(words: Sequence[SearchWord], *, exact: bool = False, column: str = "") -> str:
    """The FTS5 expression for all of these words, each in one of its spellings."""
    every = (" OR ".join(_phrase(one, whole=exact or word.whole) for one in word.spellings) for word in words)
    asked = " AND ".join(f"({one})" for one in every)
    return f"{{{column}}}: ({asked})" if column else asked


def _phrase(spelling: Sequence[str], *, whole: bool) -> str:
    return f'"{" ".join(spelling)}"{"" if whole else " *"}'


def match_near(word: str) -> str:
    """The FTS5 expression for names that have one of the word's trigrams."""
    return " OR ".join(f'"{one}"' for one in sorted(trigrams(word)) if " " not in one)


# --- What keeps it


def tables(shelf: Shelf) -> Iterator[str]:
    """The statements that make one shelf's FTS5 tables."""
    columns = ", ".join(weight.lower() for weight in WEIGHTS)
    yield f"""CREATE VIRTUAL TABLE IF NOT EXISTS search_{shelf.name}
        USING fts5({columns}, tokenize='unicode61 remove_diacritics 0', prefix='2 3')"""
    if shelf.near:
        yield f"CREATE VIRTUAL TABLE IF NOT EXISTS search_near_{shelf.name} USING fts5(names, tokenize='trigram')"


def triggers(shelf: Shelf) -> dict[str, str]:
    """By name, the statements that make one shelf's triggers."""
    name, table = f"search_{shelf.name}", shelf.table
    begin = f"CREATE TRIGGER IF NOT EXISTS {name}"
    gone, added = " ".join(_without(shelf, "OLD.id")), " ".join(_with(shelf, "NEW"))
    anew = " ".join(_without(shelf, "NEW.id"))
    changed = f"AFTER UPDATE OF {', '.join(shelf.watched)} ON {table}"
    return {
        f"{name}_added": f"{begin}_added AFTER INSERT ON {table} BEGIN {anew} {added} END",
        f"{name}_changed": f"{begin}_changed {changed} BEGIN {gone} {added} END",
        f"{name}_gone": f"{begin}_gone AFTER DELETE ON {table} BEGIN {gone} END",
    }


def filling(shelf: Shelf) -> tuple[str, ...]:
    """The statements that keep the rows from one id to another anew."""
    between = "BETWEEN %s AND %s"
    words = f"INSERT INTO search_{shelf.name} (rowid, {_columns()}) SELECT id, {_values(shelf, 'r')}"
    statements = [
        f"DELETE FROM search_{shelf.name} WHERE rowid {between}",
        f"{words} FROM {shelf.table} r WHERE id {between}",
    ]
    if shelf.near:
        names = shelf.near.format(row="r")
        statements += [
            f"DELETE FROM search_near_{shelf.name} WHERE rowid {between}",
            f"""INSERT INTO search_near_{shelf.name} (rowid, names) SELECT id, search_fold({names})
                FROM {shelf.table} r WHERE id {between}""",
        ]
    return tuple(statements)


def differing(shelf: Shelf) -> tuple[str, ...]:
    """Queries for the ids of rows that are kept otherwise than they are, or not at all, or though they are gone."""
    same = f"({', '.join(f'k.{weight.lower()}' for weight in WEIGHTS)}) = ({_values(shelf, 'r')})"
    kept = f"search_{shelf.name}"
    return (
        f"SELECT r.id FROM {shelf.table} r LEFT JOIN {kept} k ON k.rowid = r.id WHERE k.rowid IS NULL OR NOT ({same})",
        f"SELECT k.rowid FROM {kept} k WHERE NOT EXISTS (SELECT 1 FROM {shelf.table} r WHERE r.id = k.rowid)",
    )


def _columns() -> str:
    return ", ".join(weight.lower() for weight in WEIGHTS)


def _values(shelf: Shelf, row: str) -> str:
    """SQL of what is kept of one row, for each weight."""
    values = []
    for weight in WEIGHTS:
        parts = [sql.format(row=row) for sql, one in shelf.parts_on("sqlite") if one == weight]
        joined = " || ' ' || ".join(f"coalesce({part}, '')" for part in parts)
        values.append(f"search_fold({joined or chr(39) * 2})")
    return ", ".join(values)


def _with(shelf: Shelf, row: str) -> Iterator[str]:
    yield f"INSERT INTO search_{shelf.name} (rowid, {_columns()}) VALUES ({row}.id, {_values(shelf, row)});"
    if shelf.near:
        names = shelf.near.format(row=row)
        yield f"INSERT INTO search_near_{shelf.name} (rowid, names) VALUES ({row}.id, search_fold({names}));"


def _without(shelf: Shelf, key: str) -> Iterator[str]:
    yield f"DELETE FROM search_{shelf.name} WHERE rowid = {key};"
    if shelf.near:
        yield f"DELETE FROM search_near_{shelf.name} WHERE rowid = {key};"


def removing(shelf: Shelf) -> Iterator[str]:
    yield from (f"DROP TRIGGER IF EXISTS {name}" for name in triggers(shelf))
    yield f"DROP TABLE IF EXISTS search_{shelf.name}"
    yield f"DROP TABLE IF EXISTS search_near_{shelf.name}"
