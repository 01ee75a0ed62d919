"""The words of registers that decide anything: TOML files in `tables`, one a register."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

Term = TypeVar("Term", bound=StrEnum)
_FOLDER = Path(__file__).parent / "tables"


@cache
def table_of(register: str) -> Mapping[str, Any]:
    """The table of a register."""
    return tomllib.loads((_FOLDER / f"{register}.toml").read_text(encoding="utf-8"))


def terms_of(words: Mapping[str, Iterable[str]], vocabulary: type[Term]) -> dict[str, Term]:
    """By folded word, the term of the vocabulary under which the table lists it."""
    return {word.casefold(): vocabulary(term) for term, listed in words.items() for word in listed}
