"""Conditions on rows of other tables that are asked for together: a country and a disputed figure.

PostgreSQL takes two conditions for independent of each other. Where each has very many rows and hardly any has both, it
walks through the whole list. So it is asked first: where the newest rows have both, the list is walked; else the ids
that have both are looked up, by the indexes of the conditions alone. Neither changes what is found.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.lookups import In
from django.db.models.sql import Query

from incidents.search.finding import AmongKeys, few_found, is_dense

ENOUGH: Final = 5  # of the newest thousand: ten thousand are walked through for a page


def met(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, by their keys where two or more conditions `pk IN (a query)` have few in common."""
    if connection.vendor != "postgresql":
        return rows
    conditions = list(_conditions(rows))
    if len(conditions) < 2 or is_dense(rows, ENOUGH):
        return rows
    try:
        parts = [condition.rhs.sql_with_params() for condition in conditions]
    except EmptyResultSet:
        return rows.none()
    for condition, (sql, parameters) in zip(conditions, parts, strict=True):
        if (keys := few_found(sql, parameters, rows.db)) is not None:
            return _among(rows, keys, [condition])
    together = " INTERSECT ".join(f"({sql})" for sql, _ in parts)
    keys = few_found(together, [value for _, values in parts for value in values], rows.db)
    return rows if keys is None else _among(rows, keys, conditions)


def _among(rows: QuerySet[Any], keys: list[int], instead_of: list[Any]) -> QuerySet[Any]:
    """The rows with the condition that they are among these in the place of others."""
    found = rows.filter(Q(AmongKeys(keys)))
    found.query.where.children = [
        child for child in found.query.where.children if not any(child is one for one in instead_of)
    ]
    return found


def _conditions(rows: QuerySet[Any]) -> Iterator[Any]:
    for child in rows.query.where.children:
        if isinstance(child, In) and isinstance(child.rhs, Query) and child.lhs.target.primary_key:
            yield child
