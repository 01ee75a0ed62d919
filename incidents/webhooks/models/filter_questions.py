"""What the filters of endpoints ask of an event, apart from the event itself.

Thousands of events ask the same question with other values. So a question has a `shape`, for which the statement that
answers it is written once, and its values, which are put in each time (`incidents.webhooks.fanout`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

from django.conf import settings
from django.db import models

from incidents.models import Event, EventType
from incidents.vocabulary import FigureStatus
from incidents.webhooks.statements import Given

FIGURE_EVENTS = frozenset({EventType.FIGURE_CHANGED, EventType.FIGURE_DISPUTED})
# What differs from event to event of one shape, and how the database holds it.
_VALUES: dict[str, models.Field[Any, Any]] = {
    "sequence": models.BigIntegerField(),
    "incident": models.BigIntegerField(),
    "gone": models.CharField(),
    "metric": models.CharField(),
    "size": models.BigIntegerField(),
    "absolute": models.BigIntegerField(),
    "percent": models.FloatField(),
}


@dataclass(frozen=True, slots=True)
class FilterQuestion:
    """The values, or placeholders for them (`shape`); None where an event has none, and then no filter asks.

    `public`: whether anybody may see it, and `anyone_reads`: without any scope. `gone`: the reference of an endpoint
    that was disabled. `size`: the larger of what a figure was and is, so that a large one that fell is told like one
    that rose. `absolute` and `percent`: by how much it moved, without the sign; None as well for a first figure, which
    is always told.
    """

    type: str
    public: bool
    anyone_reads: bool
    disputed: bool
    sequence: Any
    incident: Any = None
    gone: Any = None
    metric: Any = None
    size: Any = None
    absolute: Any = None
    percent: Any = None

    @classmethod
    def of(cls, event: Event) -> Self:
        """The question for this event; it asks the database whether everybody may see it."""
        data = event.data
        incident = event.incident_id
        old, new, change = (data.get(name) or {} for name in ("old", "new", "change"))
        moved = event.type == EventType.FIGURE_CHANGED and old.get("best") is not None
        absolute, relative = (change.get(name) if moved else None for name in ("absolute", "relative"))
        return cls(
            type=event.type,
            public=Event.objects.public().filter(pk=event.pk).exists(),
            anyone_reads=settings.ANONYMOUS_READ,
            disputed=new.get("status") == FigureStatus.DISPUTED,
            sequence=event.sequence,
            incident=incident,
            gone=data["endpoint"]["reference"] if event.type == EventType.ENDPOINT_DISABLED else None,
            metric=(data.get("figure") or data.get("claim") or {}).get("metric"),
            size=_size(old, new) if event.type in FIGURE_EVENTS else None,
            absolute=None if absolute is None else abs(absolute),
            percent=None if relative is None else abs(relative) * 100,
        )

    @property
    def shape(self) -> Self:
        """The same question with a placeholder for each value. Equal for all events that ask alike."""
        held: dict[str, Any] = {name: _PLACEHOLDERS[name] for name in _VALUES if getattr(self, name) is not None}
        return replace(self, **held)

    @property
    def values(self) -> dict[str, Any]:
        """What goes in for the placeholders."""
        return {name: getattr(self, name) for name in _VALUES}


_PLACEHOLDERS = {name: Given(name, field) for name, field in _VALUES.items()}


def _size(old: dict[str, Any], new: dict[str, Any]) -> int | None:
    """The larger of what a figure was and is; None when unknown."""
    sizes = []
    for numbers in (old, new):
        sizes += [value for name in ("best", "high", "low") if (value := numbers.get(name)) is not None][:1]
    return max(sizes, default=None)
