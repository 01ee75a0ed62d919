"""Records that curators keep by hand and no event tells of, such as regulators and publishers: entered and changed with
a reason, which their history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction

from incidents.ledger.drafts import Actor
from incidents.ledger.errors import VersionConflict
from incidents.ledger.locks import lock_for, one_at_a_time

LOCK: Final = lock_for("kept by hand")  # of those who enter or change one


def kept_version(row: Any) -> int:
    """What If-Match compares: the number of the last entry in its history, 0 without one."""
    return row.history.order_by("-history_id").values_list("history_id", flat=True).first() or 0


def enter_record(row: Any, *, actor: Actor, reason: str = "") -> Any:
    """The new record, saved. Raises ValidationError naming the field."""
    with transaction.atomic():
        return _saved(row, actor, reason)


def change_record(
    row: Any, changes: Mapping[str, Any], *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Any:
    """The record with the changes made. Silent when nothing differs. Raises ValidationError, VersionConflict."""
    with transaction.atomic():
        held = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
        version = kept_version(held)
        if expected_version is not None and expected_version != version:
            raise VersionConflict(expected_version, version, what="record")
        differing = {name: value for name, value in changes.items() if getattr(held, name) != value}
        for name, value in differing.items():
            setattr(held, name, value)
        return _saved(held, actor, reason) if differing else held


def _saved(row: Any, actor: Actor, reason: str) -> Any:
    """The row, saved; what others save by hand meanwhile is looked at first, and what comes with an article after."""
    one_at_a_time(LOCK)
    row.full_clean()
    row._history_user, row._change_reason = actor.user, reason[:100]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.full_clean()  # which names the field
        raise
    return row
