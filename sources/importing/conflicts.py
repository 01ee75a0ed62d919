"""Loading once more where another transaction was quicker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import structlog
from django.db import IntegrityError

from incidents.models import Incident

TRIES: Final = 3

Piece = TypeVar("Piece")
log = structlog.get_logger(__name__)


def keep(
    load: Callable[[Sequence[Piece], Mapping[Any, Incident]], dict[Any, Incident]],
    opened: dict[Any, Incident],
    pieces: Sequence[Piece],
) -> None:
    """Load the pieces, and put what they open to `opened`; again where another transaction takes a name or a slug at
    the same moment."""
    for left in range(TRIES - 1, -1, -1):
        try:
            opened.update(load(pieces, opened))
        except IntegrityError:
            if not left:
                raise
            log.info("import_portion_again", left=left)
        else:
            return
