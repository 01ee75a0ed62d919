"""Search on PostgreSQL: a column `search` of the type `tsvector` in each table, with a GIN index; `pg_trgm` for names.

The column is the database's own: no model knows it, a trigger before each write works it out, so no statement can leave
it behind, and none that Django writes reads or sends it.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from django.db import DatabaseError, transaction

from incidents.names import normalise_name
from incidents.search.searched_columns import Shelf
from incidents.search.words import UNSPACED, SearchWord

WORK_MEMORY: Final = "32MB"
MARK: Final = "#"  # before the id of a named row: in no folded word
BLOCK_END: Final = 0xFFFF  # of the signs that are folded one by one


def give_memory(connection: Any) -> None:
    """Let the connection hold the rows of words that half a million rows have, unless it may hold more already: where
    they find no room, PostgreSQL keeps pages in their place and reads every row of those again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', %s, false) WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes(%s)",
            [WORK_MEMORY, WORK_MEMORY],
        )


def tsquery(
    words: Sequence[SearchWord], marks: Sequence[Sequence[int]] = (), *, exact: bool = False, weight: str = ""
) -> str:
    """All of these words, each in one of its spellings, or by one of its marks."""
    every = []
    for at, word in enumerate(words):
        spellings = [_phrase(spelling, exact or word.whole, weight) for spelling in word.spellings]
        spellings += [f"'{MARK}{key}'" for key in (marks[at] if marks else ())]
        every.append(f"({' | '.join(spellings)})")
    return " & ".join(every)


def _phrase(spelling: Sequence[str], whole: bool, weight: str) -> str:
    *before, last = (f"'{word}':{weight}" for word in spelling)
    # A weight or a star has a colon before it, a lone colon is no tsquery.
    quoted = [*(word.removesuffix(":") for word in before), (last if whole else f"{last}*").removesuffix(":")]
    return f"({' <-> '.join(quoted)})"


# --- What keeps it


def functions() -> Iterator[str]:
    """The statements that make what all shelves use."""
    marks, others, letters = _signs()
    wide = f"regexp_replace(normalize(t, NFKD), '[{marks}]', '', 'g')"
    plain = f"translate(lower(normalize({wide}, NFC)), '{letters[0]}', '{letters[1]}')"
    for sign, written in _pairs():
        plain = f"replace({plain}, '{sign}', '{written}')"
    spaced = f"regexp_replace(regexp_replace({plain}, '[{others}]+', ' ', 'g'), '([{UNSPACED}])', ' \\1 ', 'g')"
    ascii_signs = r"[^a-z0-9]+"
    yield f"""CREATE OR REPLACE FUNCTION search_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN t ~ '^[\\x01-\\x7f]*$' THEN regexp_replace(lower(t), '{ascii_signs}', ' ', 'g')
        ELSE regexp_replace({spaced}, '[\\x01-\\x2f\\x3a-\\x60\\x7b-\\x7f]+', ' ', 'g') END $$"""
    yield """CREATE OR REPLACE FUNCTION search_words(t text, w "char") RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT setweight(to_tsvector('pg_catalog.simple', search_fold(coalesce(t, ''))), w) $$"""
    yield f"""CREATE OR REPLACE FUNCTION search_marks(ids bigint[]) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$ SELECT coalesce(setweight(array_to_tsvector(array(SELECT '{MARK}' || one FROM unnest(ids) one)), 'B'), '')
        $$"""


def keeping(shelf: Shelf) -> Iterator[str]:
    """The statements that make one shelf's column and its triggers."""
    name, table = shelf.name, shelf.table
    yield f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS search tsvector"
    if shelf.near:
        yield f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS search_names text"
    near = f"NEW.search_names := search_fold({shelf.near.format(row='NEW')});" if shelf.near else ""
    yield f"""CREATE OR REPLACE FUNCTION search_keep_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.search := {document(shelf, "NEW")}; {near} RETURN NEW; END $$"""
    columns = ", ".join((*shelf.watched, "search"))
    yield f"DROP TRIGGER IF EXISTS search_keep_{name} ON {table}"
    yield f"""CREATE TRIGGER search_keep_{name} BEFORE INSERT OR UPDATE OF {columns} ON {table}
        FOR EACH ROW EXECUTE FUNCTION search_keep_{name}()"""
    for other, column, others in shelf.touched:
        function = f"search_{name}_by_{other}"
        new, old = f"UPDATE {table} SET search = NULL WHERE id = NEW.{column};", f"id = OLD.{column};"
        yield f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' THEN UPDATE {table} SET search = NULL WHERE {old} END IF;
            IF TG_OP <> 'DELETE' THEN {new} END IF; RETURN NULL; END $$"""
        yield f"DROP TRIGGER IF EXISTS {function} ON {other}"
        yield f"""CREATE TRIGGER {function} AFTER INSERT OR DELETE OR UPDATE OF {", ".join(others)} ON {other}
            FOR EACH ROW EXECUTE FUNCTION {function}()"""


def document(shelf: Shelf, row: str) -> str:
    """SQL of what is kept of one row."""
    parts = [f"search_words({sql.format(row=row)}, '{weight}')" for sql, weight in shelf.parts_on("postgresql")]
    if shelf.marks:
        parts.append(f"search_marks(ARRAY({shelf.marks.format(row=row)}))")
    return " || ".join(parts)


def index(shelf: Shelf, *, concurrently: bool) -> str:
    beside = "CONCURRENTLY " if concurrently else ""
    return f"CREATE INDEX {beside}IF NOT EXISTS search_{shelf.name} ON {shelf.table} USING gin (search)"


def index_of_names(shelf: Shelf) -> str:
    return f"""CREATE INDEX IF NOT EXISTS search_near_{shelf.name} ON {shelf.table}
        USING gin (search_names gin_trgm_ops)"""


def removing(shelf: Shelf) -> Iterator[str]:
    for other, _, _ in shelf.touched:
        yield f"DROP FUNCTION IF EXISTS search_{shelf.name}_by_{other}() CASCADE"
    yield f"DROP FUNCTION IF EXISTS search_keep_{shelf.name}() CASCADE"
    yield f"ALTER TABLE {shelf.table} DROP COLUMN IF EXISTS search, DROP COLUMN IF EXISTS search_names"


# --- Names nearly spelt alike


def has_trigrams(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def add_trigrams(connection: Any) -> bool:
    """Whether `pg_trgm` is there, made if this account may."""
    if has_trigrams(connection):
        return True
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:  # not installed on the server, or not allowed: the system check says what to do
        return False
    return True


# --- Folding as incidents.search.words.folded does


@lru_cache(maxsize=1)
def _signs() -> tuple[str, str, tuple[str, str]]:
    """Ranges of the marks that are left out, of the signs between words, and letters with what is written for each."""
    marks, others, letters = [], [], {}
    for point in range(0x80, BLOCK_END + 1):
        sign = chr(point)
        if 0xD800 <= point <= 0xDFFF:
            continue
        if normalise_name(f"x{sign}x") == "xx":
            marks.append(point)
        elif not re.match(r"\w", sign) and unicodedata.normalize("NFKC", sign) == sign:
            others.append(point)
        plain = normalise_name(f"x{sign}x")[1:-1]
        if sign != plain and len(plain) == 1 and unicodedata.normalize("NFKC", sign) == sign and plain.isalnum():
            letters[sign] = plain
    return _ranges(marks), _ranges(others), ("".join(letters), "".join(letters.values()))


def _pairs() -> Iterator[tuple[str, str]]:
    """The letters for which several are written."""
    for point in range(0x80, 0x250):
        sign = chr(point)
        plain = normalise_name(f"x{sign}x")[1:-1]
        if len(plain) > 1 and plain.isalpha() and unicodedata.normalize("NFKC", sign) == sign:
            yield sign, plain


def _ranges(points: Sequence[int]) -> str:
    found: list[list[int]] = []
    for point in points:
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return "".join(f"\\u{low:04x}-\\u{high:04x}" if high > low else f"\\u{low:04x}" for low, high in found)
