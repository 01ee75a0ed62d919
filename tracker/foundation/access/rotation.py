"""Encrypting every secret anew with the newest key, a portion at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from tracker.foundation.access.sealing import (
    SealedBytesField,
    SealedTextField,
    SecretUnreadable,
    is_current,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)

PORTION = 200
SealedField = SealedTextField | SealedBytesField


@dataclass(slots=True)
class Rotated:
    """How many secrets of one column were encrypted anew, were so already, and cannot be read."""

    column: str
    renewed: int = 0
    current: int = 0
    unreadable: int = 0


def sealed_columns() -> Iterator[tuple[type[Model], SealedField]]:
    """Every column that holds encrypted secrets, with its model."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField | SealedBytesField):
                yield model, field


def rotate(portion: int = PORTION) -> Iterator[Rotated]:
    """What was done, column by column. Each portion is committed by itself, and what is done already is passed over,
    so that a run that was stopped goes on where it was."""
    for model, field in sealed_columns():
        done = Rotated(f"{model._meta.label}.{field.name}")
        last = 0
        while pks := _portion(model, field, last, portion, done):
            last = pks[-1]
        yield done


def _portion(model: type[Model], field: SealedField, after: int, size: int, done: Rotated) -> list[int]:
    with transaction.atomic():
        rows = model._default_manager.select_for_update().filter(pk__gt=after).order_by("pk")
        found = list(rows.values_list("pk", field.name)[:size])
        for pk, held in found:
            stored = bytes(held) if isinstance(field, SealedBytesField) else held
            if not stored:
                continue
            if is_current(stored):
                done.current += 1
                continue
            try:
                renewed = _renewed(stored, field.purpose)
            except SecretUnreadable:
                done.unreadable += 1
                continue
            model._default_manager.filter(pk=pk).update(**{field.name: renewed})
            done.renewed += 1
    return [pk for pk, _ in found]


def _renewed(stored: str | bytes, purpose: str) -> str | bytes:
    if isinstance(stored, bytes):
        return seal_bytes(unseal_bytes(stored, purpose), purpose)
    return seal(unseal(stored, purpose), purpose)


def unreadable_columns() -> Iterator[tuple[str, str]]:
    """Each column whose oldest or newest secret cannot be read, and why. Asks nothing of a table not migrated yet."""
    tables = set(connection.introspection.table_names())
    for model, field in sealed_columns():
        if model._meta.db_table not in tables or not _has_column(model, field):
            continue
        for order in ("pk", "-pk"):
            held = model._default_manager.order_by(order).values_list(field.name, flat=True).first()
            try:
                if isinstance(held, str):
                    unseal(held, field.purpose)
                elif held:
                    unseal_bytes(bytes(held), field.purpose)
            except SecretUnreadable as error:
                yield f"{model._meta.label}.{field.name}", str(error)
                break


def _has_column(model: type[Model], field: SealedField) -> bool:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, model._meta.db_table)
    return field.column in {column.name for column in described}
