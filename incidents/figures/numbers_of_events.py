"""A figure's numbers as an event tells them: low, best, high, status and confidence by name."""

from collections.abc import Mapping
from typing import Any

_COMPARED = ("low", "best", "high", "status")


def leads_back(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> bool:
    """Whether a figure is again what it was, however sure; where there was none, whether nothing is known now."""
    if old is None:
        return new.get("best") is None
    return all(old.get(name) == new.get(name) for name in _COMPARED)
