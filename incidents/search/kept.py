"""The shelves of all applications: each that keeps some says so when it is loaded."""

from collections.abc import Iterable

from incidents.search.searched_columns import INCIDENTS_SHELVES, Shelf

_kept: dict[str, Shelf] = {shelf.name: shelf for shelf in INCIDENTS_SHELVES}


def keep(shelves: Iterable[Shelf]) -> None:
    """Have these shelves looked after with the others."""
    _kept.update({shelf.name: shelf for shelf in shelves})


def kept_shelves() -> tuple[Shelf, ...]:
    return tuple(_kept.values())
