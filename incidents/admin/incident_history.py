"""What the history of an incident tells besides its own row: lists, notes of roles, merges, splits and moved claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from incidents.admin.base import PARTS_SHOWN
from incidents.models import Event, EventType, Incident, Involvement, Party
from incidents.vocabulary import DataClass, label

LISTS = {"countries": "countries", "data_classes": "kinds of data", "involvements": "parties involved"}


@dataclass(frozen=True, slots=True)
class PastChange:
    """An event, as an entry of a history is shown."""

    history_date: dt.datetime
    history_user: str
    get_history_type_display: str
    history_change_reason: str


def further_changes(incident_id: int) -> list[tuple[str, Any]]:
    """Words for each change that stands in other tables than the incident's own, with an entry of a history."""
    return [*_changed_lists(incident_id), *_changed_notes(incident_id), *_joined_and_parted(incident_id)]


def role_words(row: Mapping[str, str]) -> str:
    """A role as events tell it: `Northwind (controller, alleged)`."""
    return f"{row['name']} ({row['role'].replace('_', ' ')}, {row['standing']})"


def _changed_lists(incident_id: int) -> Iterator[tuple[str, PastChange]]:
    """What was before and after in the lists of the incident, the latest changes first."""
    events = Event.objects.filter(incident=incident_id, type=EventType.INCIDENT_UPDATED).order_by("-sequence")
    for event in events[:PARTS_SHOWN]:
        for name, words in LISTS.items():
            if name in event.data["after"]:
                before, after = _words(event.data["before"][name]), _words(event.data["after"][name])
                yield f"{words}: {before} → {after}", _past(event, "Changed")


def _changed_notes(incident_id: int) -> Iterator[tuple[str, Any]]:
    """The old and the new note of each role, which events do not hold."""
    records = Involvement.history.filter(incident_id=incident_id).select_related("history_user")
    latest = list(records.order_by("-history_date", "-history_id")[:PARTS_SHOWN])
    names = Party.objects.in_bulk({record.party_id for record in latest})
    kept: dict[int, str] = {}
    for record in reversed(latest):
        before = kept.get(record.id, "" if record.history_type == "+" else record.note)
        kept[record.id] = record.note
        if before != record.note:
            party = names.get(record.party_id, "a party that is gone")
            role = record.get_role_display().lower()
            yield f"note of {party} ({role}): {before or 'none'} → {record.note or 'none'}", record


def _joined_and_parted(incident_id: int) -> Iterator[tuple[str, PastChange]]:
    """Merges, splits and moved claims, told from the side of this incident."""
    kinds = (EventType.INCIDENT_MERGED, EventType.INCIDENT_SPLIT)
    events = Event.objects.concerning([incident_id]).filter(type__in=kinds).select_related("incident", "other")
    latest = list(events.order_by("-sequence")[:PARTS_SHOWN])
    opening = _that_open(latest)
    for event in latest:
        here = event.incident_id == incident_id
        other = _named(event.other if here else event.incident)
        if event.type == EventType.INCIDENT_MERGED:
            yield f"{other} became part of this incident" if here else f"became part of {other}", _past(event, "Merged")
        elif event.data["undone_merge"]:
            yield f"the merge with {other} was undone", _past(event, "Merge undone")
        elif (event.sequence - 1, event.other_id, event.cause) in opening:
            words = f"claims were split off to the new incident {other}" if here else f"was split off from {other}"
            yield words, _past(event, "Split")
        else:
            yield f"claims were moved to {other}" if here else f"claims came from {other}", _past(event, "Moved")


def _that_open(events: list[Event]) -> set[tuple[int, int | None, str]]:
    """(sequence, incident, cause) of the events that open an incident right before one of these. An incident was made
    for the claims that a split moves if it is opened in the event before, for the same cause."""
    before = [event.sequence - 1 for event in events if event.type == EventType.INCIDENT_SPLIT]
    made = Event.objects.filter(sequence__in=before, type=EventType.INCIDENT_CREATED)
    return set(made.values_list("sequence", "incident_id", "cause"))


def _named(incident: Incident | None) -> str:
    return f"{incident.title} ({incident.reference})" if incident is not None else "another incident"


def _past(event: Event, kind: str) -> PastChange:
    return PastChange(event.occurred_at, event.actor, kind, event.data.get("reason", ""))


def _words(rows: Iterable[Any]) -> str:
    kinds = {str(kind) for kind in DataClass}
    said = (
        role_words(one) if isinstance(one, dict) else label(DataClass(one)) if one in kinds else one for one in rows
    )
    return ", ".join(said) or "none"
