"""What others changed while a curator had a form open, and how the two sets of changes go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from incidents.models import Event, EventType, Incident

OF_THE_RECORD = frozenset({EventType.INCIDENT_UPDATED, EventType.INCIDENT_MERGED, EventType.INCIDENT_SPLIT})


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was when the form was opened, as it is now, and who set it last."""

    before: Any
    after: Any
    actor: str


@dataclass(frozen=True, slots=True)
class ConcurrentEdits:
    """`changes` by field; `sentences` say of each event how it changed the incident's own record."""

    changes: Mapping[str, Change]
    sentences: tuple[str, ...]
    version: int

    @property
    def concerns_the_record(self) -> bool:
        """False when there were only claims, figures and coverage: they do not contradict what a form says."""
        return bool(self.sentences)


def meanwhile(incident: Incident, version: int) -> ConcurrentEdits:
    """What happened to the incident since it was at `version`, up to the latest event."""
    changes: dict[str, Change] = {}
    sentences = []
    latest = version
    events = Event.objects.filter(incident=incident, incident_sequence__gt=version).order_by("incident_sequence")
    for event in events:
        latest = event.incident_sequence or latest
        if event.type not in OF_THE_RECORD:
            continue
        before, after = event.data.get("before") or {}, event.data.get("after") or {}
        for name in after:
            earlier = changes[name].before if name in changes else before.get(name)
            changes[name] = Change(earlier, after[name], event.actor)
        sentences.append(_sentence(event, after))
    return ConcurrentEdits(changes, tuple(sentences), latest)


def _sentence(event: Event, after: Mapping[str, Any]) -> str:
    what = ", ".join(name.replace("_", " ") for name in after) or event.get_type_display()
    reason = event.data.get("reason") or ""
    at = timezone.localtime(event.occurred_at)
    return f"{event.actor} changed it at {at:%H:%M} UTC ({what})" + (f": {reason}" if reason else "") + "."
