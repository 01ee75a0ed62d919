"""Querysets that are compiled once and run many times, for the few statements that every batch of deliveries needs.

Django writes the SQL of a queryset anew each time. For the choice of what to lease that takes 10 ms of processor time,
several times what PostgreSQL needs to answer, and it was half of what a delivery cost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import Expression


class Moment(Expression):
    """Stands for the moment at which a `Statement` is run, or for one that is `plus` later."""

    output_field = models.DateTimeField()

    def __init__(self, plus: dt.timedelta = dt.timedelta()) -> None:
        super().__init__()
        self.plus = plus

    def __add__(self, other: object) -> Moment:  # type: ignore[override]
        if not isinstance(other, dt.timedelta):
            return NotImplemented
        return Moment(self.plus + other)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A placeholder, and this as its parameter until a statement is run."""
        return "%s", [self]


class Statement:
    """`build(moment)` makes the queryset, which selects numbers and texts alone: no converter sees what it brings."""

    def __init__(self, build: Callable[[Any], models.QuerySet[Any, Any]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, now: dt.datetime, *, limit: int) -> list[tuple[Any, ...]]:
        """At most `limit` rows. A queryset that locks rows has to be run within a transaction, as always."""
        if connection.vendor not in self._compiled:
            compiled = self._build(Moment()).query.get_compiler(connection=connection).as_sql()
            self._compiled[connection.vendor] = compiled
        sql, parameters = self._compiled[connection.vendor]
        given = [self._at(now, one) for one in parameters]
        with connection.cursor() as cursor:
            # PostgreSQL takes the limit after FOR UPDATE as well as before it.
            cursor.execute(f"{sql} LIMIT {limit:d}", given)
            return cursor.fetchall()

    def _at(self, now: dt.datetime, parameter: Any) -> Any:
        if not isinstance(parameter, Moment):
            return parameter
        return connection.ops.adapt_datetimefield_value(now + parameter.plus)
