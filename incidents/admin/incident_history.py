"""What the history of an incident tells besides its own row: the lists that other tables hold, from the change log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from incidents.admin.base import PARTS_SHOWN
from incidents.models import Event, EventType
from incidents.vocabulary import DataClass, label

LISTS = {"countries": "countries", "data_classes": "kinds of data", "involvements": "parties involved"}


@dataclass(frozen=True, slots=True)
class PastChange:
    """An event, as an entry of a history is shown."""

    history_date: dt.datetime
    history_user: str
    get_history_type_display: str
    history_change_reason: str


def changed_lists(incident_id: int) -> list[tuple[str, PastChange]]:
    """What was before and after in the lists of the incident, the latest changes first."""
    events = Event.objects.filter(incident=incident_id, type=EventType.INCIDENT_UPDATED).order_by("-sequence")
    return [
        (f"{words}: {_words(event.data['before'][name])} → {_words(event.data['after'][name])}", _past(event))
        for event in events[:PARTS_SHOWN]
        for name, words in LISTS.items()
        if name in event.data["after"]
    ]


def _past(event: Event) -> PastChange:
    return PastChange(event.occurred_at, event.actor, "Changed", event.data.get("reason", ""))


def _words(rows: list[Any]) -> str:
    kinds = {str(kind) for kind in DataClass}
    said = (_role(one) if isinstance(one, dict) else label(DataClass(one)) if one in kinds else one for one in rows)
    return ", ".join(said) or "none"


def _role(row: dict[str, str]) -> str:
    return f"{row['name']} ({row['role'].replace('_', ' ')}, {row['standing']})"
