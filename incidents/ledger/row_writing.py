"""Many new rows of one model at once."""

from collections.abc import Sequence
from typing import Any, Final

_PORTION: Final = 500  # rows of one statement


def insert_rows(rows: Sequence[Any]) -> None:
    """Write new rows, all of one model, and give each its key. What they point to must be saved."""
    if rows:
        type(rows[0])._base_manager.bulk_create(rows, batch_size=_PORTION)
