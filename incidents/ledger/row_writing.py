"""Many new rows of one model at once, checked and written with what is the same of all of them worked out once.

Django asks each column of each row how to check and to write its value, which was a quarter of what an import cost.
Here a plain value of a plain column goes to the database as it is, and a short value that a column has taken once is
not checked again. Whatever is neither goes Django's way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import connections, models, router

_MOST_VALUES: Final = 10_000  # of one statement; SQLite takes 32,766
_MOST_KNOWN: Final = 4_096  # values of one column that are known to be good
_LONGEST_KNOWN: Final = 60  # characters
_PLAIN: Final = (
    models.CharField,
    models.TextField,
    models.SlugField,
    models.URLField,
    models.BooleanField,
    models.IntegerField,
    models.BigIntegerField,
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.PositiveSmallIntegerField,
)
_AS_IT_STANDS: Final = (models.Field.pre_save, models.DateField.pre_save, models.DateTimeField.pre_save)
_HASHED: Final = (str, int, bool, dt.date)

Known = set[tuple[type, Any]]


def insert_rows(rows: Sequence[Any], *, ignore_conflicts: bool = False) -> None:
    """Write new rows, all of one model, and give each its key; but none where conflicts are ignored. What they point to
    must be saved."""
    if not rows:
        return
    model: type[models.Model] = type(rows[0])
    using = router.db_for_write(model)
    if not connections[using].features.can_return_rows_from_bulk_insert:
        model._base_manager.bulk_create(rows, ignore_conflicts=ignore_conflicts, batch_size=500)
        return
    columns = _columns(model)
    together = max(1, _MOST_VALUES // len(columns))
    for start in range(0, len(rows), together):
        _insert(model, using, rows[start : start + together], ignore_conflicts=ignore_conflicts)


def clean_row(row: Any, *, exclude: Collection[str] = ()) -> None:
    """As `row.clean_fields`; a short value that a column has taken before is not checked again."""
    errors: dict[str, Any] = {}
    model: type[models.Model] = type(row)
    for name, field, known in _checked(model):
        if name in exclude or field.generated:
            continue
        value = getattr(row, field.attname)
        if known is not None and _is_known(value, known):
            continue
        if field.blank and value in field.empty_values:
            continue
        try:
            cleaned = field.clean(value, row)
        except ValidationError as error:
            errors[name] = error.error_list
            continue
        setattr(row, field.attname, cleaned)
        if known is not None and cleaned is value:
            _remember(value, known)
    if errors:
        raise ValidationError(errors)


def _is_known(value: Any, known: Known) -> bool:
    try:
        return (type(value), value) in known
    except TypeError:  # a list or the like
        return False


def _remember(value: Any, known: Known) -> None:
    long = isinstance(value, str) and len(value) > _LONGEST_KNOWN
    if isinstance(value, _HASHED) and not long and len(known) < _MOST_KNOWN:
        known.add((type(value), value))


@cache
def _checked(model: type[models.Model]) -> list[tuple[str, Any, Known | None]]:
    """(name, column, the values that are known to be good); of what is judged by more than its value without these."""
    return [
        (field.name, field, None if field.is_relation or field.unique else set())
        for field in model._meta.concrete_fields
    ]


@cache
def _columns(model: type[models.Model]) -> list[tuple[Any, bool, bool]]:
    """(column, whether it makes its value itself, whether a plain value is written as it is) of all but the key."""
    found = []
    field: Any
    for field in model._meta.concrete_fields:
        if field.primary_key or field.generated:
            continue
        makes = type(field).pre_save not in _AS_IT_STANDS or getattr(field, "auto_now", False)
        makes = makes or getattr(field, "auto_now_add", False)
        plain = type(field) in _PLAIN or (field.is_relation and isinstance(field.target_field, models.BigAutoField))
        found.append((field, makes, plain))
    return found


def _insert(model: type[models.Model], using: str, rows: Sequence[Any], *, ignore_conflicts: bool) -> None:
    connection = connections[using]
    columns = _columns(model)
    quote = connection.ops.quote_name
    writers = [_writer(column, connection, makes=makes, plain=plain) for column, makes, plain in columns]
    values = [write(row) for row in rows for write in writers]
    line = f"({', '.join(['%s'] * len(columns))})"
    sql = (  # of names of tables and columns alone
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(field.column) for field, *_ in columns)}) "  # noqa: S608
        f"VALUES {', '.join([line] * len(rows))} "
    )
    key: Any = model._meta.pk
    sql += "ON CONFLICT DO NOTHING" if ignore_conflicts else f"RETURNING {quote(key.column)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        keys = [] if ignore_conflicts else [found for (found,) in cursor.fetchall()]
    for row, found in zip(rows, keys, strict=False):
        row.pk = found
        row._state.adding, row._state.db = False, using


def _writer(field: Any, connection: Any, *, makes: bool, plain: bool) -> Callable[[Any], Any]:
    """What gives the database's value of a row's column."""
    name, prepared = field.attname, field.get_db_prep_save

    def made(row: Any) -> Any:
        return prepared(field.pre_save(row, add=True), connection=connection)

    def related(row: Any) -> Any:
        value = getattr(row, name)
        if value is None:  # what it points to may have been saved since
            other = getattr(row, field.name, None)
            if other is not None:
                setattr(row, field.name, other)
                value = getattr(row, name)
        return value if type(value) is int else prepared(value, connection=connection)

    def word(row: Any) -> Any:
        value = getattr(row, name)
        if value is None or type(value) in (str, int, bool):
            return value
        return str(value) if isinstance(value, str) else prepared(value, connection=connection)

    def other(row: Any) -> Any:
        value = getattr(row, name)
        return None if value is None else prepared(value, connection=connection)

    if makes:
        return made
    if field.is_relation:
        return related
    return word if plain else other
