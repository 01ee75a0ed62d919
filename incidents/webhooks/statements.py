"""Statements that are compiled once and run many times, for the few that every batch of deliveries needs.

Django writes the SQL of a queryset anew each time, and looks at each of two hundred keys on the way. For the choice of
what to lease that takes 10 ms of processor time, several times what PostgreSQL needs to answer; for each of the others
it is a millisecond or two, and there are ten of them. So a statement is built with placeholders, `Given` and `Among`,
and only what stands for them changes. A set of keys or of rows goes over as one value, so that the text is the same
for any number of them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression
from django.db.models.sql import UpdateQuery


class Given(Expression):
    """Stands for the value that goes by this name when the statement is run; for a moment also for one `plus` later."""

    def __init__(
        self, name: str, output_field: models.Field[Any, Any] | None = None, plus: dt.timedelta = dt.timedelta()
    ) -> None:
        super().__init__(output_field=output_field or models.DateTimeField())
        self.name, self.plus = name, plus

    def __add__(self, other: object) -> Given:  # type: ignore[override]
        if not isinstance(other, dt.timedelta):
            return NotImplemented
        return Given(self.name, self.output_field, self.plus + other)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A placeholder, and this as its parameter until a statement is run."""
        return "%s", [self]

    def adapted(self, connection: Any, given: dict[str, Any]) -> Any:
        """The value as this database takes it."""
        value = given[self.name]
        return self.output_field.get_db_prep_save(value + self.plus if self.plus else value, connection)


class Among(Expression):
    """A condition: the column holds one of the whole numbers that go by this name when the statement is run."""

    output_field = models.BooleanField()
    conditional = True

    def __init__(self, column: str, name: str) -> None:
        super().__init__()
        self._column: Any = models.F(column)
        self._name = name

    def get_source_expressions(self) -> list[Any]:
        """The column alone; the numbers are no expression."""
        return [self._column]

    def set_source_expressions(self, exprs: Any) -> None:
        """Replace what `get_source_expressions` gave."""
        (self._column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """For PostgreSQL an array, for SQLite a list in JSON: one value either way."""
        column, parameters = compiler.compile(self._column)
        one_of = "= ANY(%s::bigint[])" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{column} {one_of}", [*parameters, _NumberList(self._name)]


class _NumberList:
    def __init__(self, name: str) -> None:
        self._name = name

    def adapted(self, connection: Any, given: dict[str, Any]) -> Any:
        numbers = ",".join(map(str, given[self._name]))
        return f"{{{numbers}}}" if connection.vendor == "postgresql" else f"[{numbers}]"


class Statement:
    """`build()` makes the queryset, with placeholders; with `values` it is an UPDATE of what the queryset selects.

    What it reads are numbers and texts alone: no converter sees what it brings. `into` is a table and columns: what is
    selected is put there, unless it is there already. `shared` keeps others from changing what it reads, but not from
    reading it so as well, until the transaction ends; on SQLite the transaction itself does.
    """

    def __init__(
        self,
        build: Callable[[], models.QuerySet[Any, Any]],
        *,
        into: tuple[type[models.Model], Sequence[str]] | None = None,
        shared: bool = False,
        **values: Any,
    ) -> None:
        self._build, self._values, self._into, self._shared = build, values, into, shared
        self._compiled: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, *, limit: int | None = None, **given: Any) -> list[tuple[Any, ...]]:
        """What it selects. A queryset that locks rows has to be run within a transaction, as always."""
        sql, parameters = self._with(given)
        with connection.cursor() as cursor:
            # PostgreSQL takes the limit after FOR UPDATE as well as before it.
            cursor.execute(sql if limit is None else f"{sql} LIMIT {limit:d}", parameters)
            return cursor.fetchall()

    def run(self, **given: Any) -> int:
        """How many rows it changed."""
        sql, parameters = self._with(given)
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.rowcount)

    def _with(self, given: dict[str, Any]) -> tuple[str, list[Any]]:
        if connection.vendor not in self._compiled:
            query: Any = self._build().query
            if self._values:
                query = query.chain(UpdateQuery)
                query.add_update_values(self._values)
            sql, parameters = query.get_compiler(connection=connection).as_sql()
            if self._into:
                sql = f"INSERT INTO {_table(*self._into)} {sql} ON CONFLICT DO NOTHING"
            if self._shared and connection.vendor == "postgresql":
                sql = f"{sql} FOR SHARE"
            self._compiled[connection.vendor] = sql, tuple(parameters)
        sql, parameters = self._compiled[connection.vendor]
        return sql, [
            one.adapted(connection, given) if isinstance(one, Given | _NumberList) else one for one in parameters
        ]


_BY_INDEX = (
    "SELECT set_config(name, 'off', true) FROM (VALUES ('enable_seqscan'), ('enable_bitmapscan')) AS plans (name)"
)


def by_index() -> None:
    """Make PostgreSQL find rows one by one through an index, where there is one, for the rest of the transaction.

    Right where a table is large and a statement names its few rows. Left to choose, PostgreSQL reads the table while
    that is small, and reads bitmaps of an index whose old entries, unlike in a plain scan, it never learns to skip:
    rows that are leased and delivered leave two such entries each, and looking for the next ones took thrice as long.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_BY_INDEX)


def _table(model: type[models.Model], columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert the rows into the table, without making objects of them. Columns are named as the table's are."""
    if not rows:
        return
    # Nothing but names of our own goes into the text.
    fields = [model._meta.get_field(name) for name in columns]
    if connection.vendor == "postgresql":
        typed = ", ".join(f"{name} {field.db_type(connection)}" for name, field in zip(columns, fields, strict=True))
        select = f"SELECT {', '.join(columns)} FROM json_to_recordset(%s) AS given({typed})"  # noqa: S608
    else:
        select = f"SELECT {', '.join(f'value ->> {name!r}' for name in columns)} FROM json_each(%s)"  # noqa: S608
    moments = [place for place, field in enumerate(fields) if isinstance(field, models.DateTimeField)]
    objects = []
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        for place in moments:
            values[columns[place]] = str(connection.ops.adapt_datetimefield_value(row[place]))
        objects.append(values)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_table(model, columns)} {select}", [json.dumps(objects)])
