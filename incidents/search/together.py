"""Conditions on rows of other tables that are asked for together: a country and a disputed figure.

PostgreSQL takes two conditions for independent of each other. Where each has very many rows and hardly any has both, it
walks through the whole list. So it is asked first: where the newest rows have both, the list is walked; else the ids
that have both are looked up, by the indexes of the conditions alone. A search of words that very many rows have is such
a condition too: it is asked of the rows that the others give. Neither changes what is found.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.lookups import In
from django.db.models.sql import Query
from django.db.models.sql.where import WhereNode

from incidents.search.finding import AmongKeys, Found, few_found, is_dense

ENOUGH: Final = 5  # of the newest thousand: ten thousand are walked through for a page


def met(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, by their keys where conditions `pk IN (a query)`, two or more or one beside a search that is
    walked, have few in common."""
    if connection.vendor != "postgresql":
        return rows
    conditions, searched = list(_conditions(rows)), [child for child in rows.query.where.children if _is_walked(child)]
    if not conditions or len(conditions) + len(searched) < 2 or is_dense(rows, ENOUGH):
        return rows
    try:
        parts = [condition.rhs.sql_with_params() for condition in conditions]
    except EmptyResultSet:
        return rows.none()
    for condition, (sql, parameters) in zip(conditions, parts, strict=True):
        if (keys := few_found(sql, parameters, rows.db)) is not None:
            return _among(rows, keys, [condition])
    together = " INTERSECT ".join(f"({sql})" for sql, _ in parts)
    values = [value for _, values in parts for value in values]
    if searched:
        words, asked = _asked_of_each(rows, searched)
        together = f"SELECT of_all.id FROM ({together}) AS of_all(id) CROSS JOIN LATERAL ({words}) AS said"
        values += asked
    keys = few_found(together, values, rows.db)
    return rows if keys is None else _among(rows, keys, [*conditions, *searched])


def _asked_of_each(rows: QuerySet[Any], searched: list[Any]) -> tuple[str, list[Any]]:
    """The query, with its parameters, that asks one row, `of_all.id`, for the words. OFFSET 0 has PostgreSQL look up
    row by row: it would read the whole table where it takes the words for rare, or the ids for many."""
    one = rows.model._default_manager.order_by().values("pk")
    one.query.get_initial_alias()
    one.query.where.children.extend(searched)
    sql, asked = one.query.sql_with_params()
    key = f"{connection.ops.quote_name(rows.model._meta.db_table)}.{connection.ops.quote_name(rows.model._meta.pk.column)}"
    return f"{sql} AND {key} = of_all.id OFFSET 0", list(asked)


def _is_walked(condition: Any) -> bool:
    """Whether it is a search that is asked of each row."""
    if isinstance(condition, WhereNode):
        parts: list[Any] = condition.children
    else:  # of what finds nothing there is no telling
        parts = condition.get_source_expressions() if hasattr(condition, "get_source_expressions") else []
    own = isinstance(condition, Found) and condition.by_row
    return own or any(_is_walked(part) for part in parts)


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
