"""Conditions for querysets: rows that have all words, rows whose names are nearly spelt so; and how they are looked up.

On PostgreSQL a search is planned by what it finds, since no estimate foresees how often two words stand together: of a
search that many of the newest rows answer, rows are tried in the order of the list; else the index gives all ids.
Neither changes what is found.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.models import BooleanField, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from incidents.search import postgres, sqlite
from incidents.search.searched_columns import Shelf
from incidents.search.words import NEAR, SearchWord

FEW: Final = 5_000  # ids that are looked up before the rows
NEWEST: Final = 1_000  # rows that are tried
DENSE: Final = 50  # of them that make a search one of many answers
MOST_NEAR: Final = 50  # names that are nearly spelt so


class OfShelf(Func):
    """An expression over the row of a shelf's table, which Django knows by its key."""

    def __init__(self, shelf: Shelf, *parameters: Any) -> None:
        self.shelf, self.parameters = shelf, parameters
        super().__init__(F("pk"))

    def row(self, compiler: Any) -> str:
        """The row's name in the query."""
        sql, _ = compiler.compile(self.get_source_expressions()[0])
        return str(sql).rpartition(".")[0]

    def _key(self) -> Any:
        return (type(self), self.shelf.name, repr(self.parameters))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OfShelf) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


class Found(OfShelf):
    """Whether the row has all words; `weight` A: in its title or name, `exact`: no word goes on.

    `by_row`: as a condition on a row that PostgreSQL looks at anyway. It takes words that very many rows have for rare
    ones, and would ask the index for all of them where the first fifty rows of the list answer.
    """

    output_field = BooleanField()

    def __init__(
        self,
        shelf: Shelf,
        words: Sequence[SearchWord],
        marks: Sequence[Sequence[int]] = (),
        *,
        exact: bool = False,
        weight: str = "",
        by_row: bool = False,
    ) -> None:
        self.words, self.marks, self.exact, self.weight, self.by_row = words, marks, exact, weight, by_row
        super().__init__(shelf, words, marks, exact, weight, by_row)

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        asked = postgres.tsquery(self.words, self.marks, exact=self.exact, weight=self.weight)
        condition = f"{self.row(compiler)}.search @@ %s::tsquery"
        return f"({condition}) IS TRUE" if self.by_row else condition, [asked]

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        kept = f"search_{self.shelf.name}"
        asked = sqlite.match(self.words, exact=self.exact, column=self.weight.lower())
        return f"{self.row(compiler)}.id IN (SELECT rowid FROM {kept} WHERE {kept} MATCH %s)", (asked,)


class NearlyCalled(OfShelf):
    """Whether the row's names may be nearly spelt like the word: what an index can tell."""

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        return f"%s <%% {self.row(compiler)}.search_names", [self.parameters[0]]

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        kept = f"search_near_{self.shelf.name}"
        asked = sqlite.match_near(self.parameters[0])
        return f"{self.row(compiler)}.id IN (SELECT rowid FROM {kept} WHERE {kept} MATCH %s)", (asked,)


class Nearness(OfShelf):
    """How nearly the row's names are spelt like the word, 0 to 1."""

    output_field = FloatField()

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        return f"word_similarity(%s, {self.row(compiler)}.search_names)", [self.parameters[0]]

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[Any, ...]]:
        names = f"SELECT names FROM search_near_{self.shelf.name} WHERE rowid = {self.row(compiler)}.id"
        return f"search_similarity(%s, ({names}))", (self.parameters[0],)


class AmongKeys(Func):
    """Whether the row is one of these, by key: PostgreSQL takes them as one value."""

    output_field = BooleanField()

    def __init__(self, keys: Iterable[int]) -> None:
        self.keys = sorted(keys)
        super().__init__(F("pk"))

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        sql, parameters = compiler.compile(self.get_source_expressions()[0])
        return f"{sql} = ANY(%s)", [*parameters, self.keys]


def few_of(ids: QuerySet[Any]) -> list[int] | None:
    """The ids, None where they are many."""
    try:
        sql, parameters = ids.order_by().query.sql_with_params()
    except EmptyResultSet:
        return []
    return few_found(sql, parameters, ids.db)


def few_found(sql: str, parameters: Sequence[Any], using: str) -> list[int] | None:
    """The ids that this query gives in that database, None where they are many."""
    # Planned for all of them: a plan for the first few would read the table where it takes rare words for common.
    every = f"WITH found AS MATERIALIZED ({sql}) SELECT * FROM found LIMIT {FEW + 1}"
    with connections[using].cursor() as cursor:
        cursor.execute(every, parameters)
        keys = [key for (key,) in cursor.fetchall()]
    return keys if len(keys) <= FEW else None


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which rows are found: the ids, the same as a condition on a row, and the rows that tell of each, by a
    condition on them. `owners`: ids of the rows by which these are found, and `owned` the ids by those."""

    ids: QuerySet[Any]
    condition: Q
    telling: QuerySet[Any]
    owners: QuerySet[Any] | None = None
    owned: Callable[[list[int]], QuerySet[Any]] | None = None

    def few(self) -> list[int] | None:
        """The ids, None where they are many."""
        if self.owners is None or self.owned is None:
            return few_of(self.ids)
        # Step by step: PostgreSQL takes what it finds of the owners for very many, and would read all of this table.
        owners = few_of(self.owners)
        return None if owners is None else few_of(self.owned(owners))

    def is_dense(self) -> bool:
        """Whether many of the newest rows are found in this way."""
        return is_dense(self.telling)


def is_dense(rows: QuerySet[Any], least: int = DENSE) -> bool:
    """Whether at least so many of the newest rows of the table are among these."""
    newest = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True)
    older = newest[NEWEST : NEWEST + 1].first()
    found = rows.filter(pk__gt=older or 0).order_by("-pk").values_list("pk", flat=True)
    return len(found[:least]) == least


def found_by(rows: QuerySet[Any], ways: Sequence[Way]) -> QuerySet[Any]:
    """The rows that are found in one of these ways."""
    if connection.vendor != "postgresql":
        return rows.filter(any_of(Q(pk__in=way.ids) for way in ways))
    keys: set[int] = set()
    many: list[Q] = []
    for way in ways:
        few = None if way.is_dense() else way.few()
        if few is None:
            many.append(way.condition)
        else:
            keys.update(few)
    if many:
        return rows.filter(any_of([Q(AmongKeys(keys)), *many] if keys else many))
    return rows.filter(Q(AmongKeys(keys))) if keys else rows.none()


def having(
    shelf: Shelf,
    words: Sequence[SearchWord],
    marks: Sequence[Sequence[int]],
    belonging: Callable[[Sequence[int]], Q],
    *,
    by_row: bool = False,
) -> Q:
    """Rows that have each word, or belong to a named row of its marks (`belonging` asks that of SQLite)."""
    if any(not word.spellings and not keys for word, keys in zip(words, marks, strict=True)):
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        return Q(Found(shelf, words, marks, by_row=by_row))
    every = []
    for word, keys in zip(words, marks, strict=True):
        said = [Q(Found(shelf, [word]))] if word.spellings else []
        every.append(any_of([*said, belonging(keys)] if keys else said))
    return reduce(and_, every)


def there_is(rows: QuerySet[Any]) -> Q:
    """Whether there is one of these rows, asked for each row of the outer query by itself: PostgreSQL makes of EXISTS a
    join with all of them."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))


def belonging(column: str, found: QuerySet[Any]) -> Q:
    """Rows whose `column` leads to one of the found: by their keys where they are few, else each row is asked."""
    if connection.vendor != "postgresql":
        return Q(**{f"{column}__in": found.order_by().values("pk")})
    keys = few_of(found.values_list("pk", flat=True))
    return there_is(found.filter(pk=OuterRef(column))) if keys is None else Q(**{f"{column}__in": keys})


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def nearly_called(rows: QuerySet[Any], shelf: Shelf, word: SearchWord) -> list[int]:
    """Keys of the rows with the names that are most nearly spelt like the word, of those given alone: what is hidden
    takes no place among them. None where PostgreSQL has no `pg_trgm`."""
    if not word.near_to or not can_be_near(connections[rows.db]):
        return []
    near = rows.filter(Q(NearlyCalled(shelf, word.near_to))).annotate(nearness=Nearness(shelf, word.near_to))
    return list(near.filter(nearness__gte=NEAR).order_by("-nearness", "pk").values_list("pk", flat=True)[:MOST_NEAR])


def can_be_near(connection: Any) -> bool:
    """Whether names nearly spelt alike can be found there; tells PostgreSQL how near that is."""
    if connection.vendor != "postgresql":
        return True
    if not postgres.has_trigrams(connection):
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, false)", [str(NEAR)])
    return True
