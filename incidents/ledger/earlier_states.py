"""An incident as it was after one of its changes, from the change log, so that it can be made so again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from incidents.ledger.drafts import Actor
from incidents.ledger.entry_checks import DAYS
from incidents.ledger.incidents import update_incident
from incidents.ledger.snapshots import snapshot
from incidents.models import Event, EventType, Incident

# What is restored. Its address, status and visibility are decisions of their own, and roles and claims have a history
# of their own.
RESTORED = ("title", "summary", "kind", *sorted(DAYS), "countries", "data_classes")
_CHANGES = (EventType.INCIDENT_CREATED, EventType.INCIDENT_UPDATED)


def states_of(incident: Incident) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    """Each change of the incident's own record, the latest first, with what is restored as it was after it."""
    state = snapshot(incident)
    for event in Event.objects.filter(incident=incident, type__in=_CHANGES).order_by("-incident_sequence"):
        yield event, {name: state[name] for name in RESTORED}
        state.update(event.data.get("before") or {})


def state_after(incident: Incident, sequence: int) -> tuple[Event, Mapping[str, Any]]:
    """The incident's change of this number, and what is restored as it was after it. Raises Event.DoesNotExist."""
    found = next((one for one in states_of(incident) if one[0].incident_sequence == sequence), None)
    if found is None:
        raise Event.DoesNotExist
    return found


def differing(incident: Incident, state: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """By field, what it is now and what it was then, where that is not the same."""
    now = snapshot(incident)
    return {name: (now[name], then) for name, then in state.items() if now[name] != then}


def restore_state(
    incident_id: int, sequence: int, *, actor: Actor, reason: str, expected_version: int | None = None
) -> Incident:
    """The incident as it was after its change of this number, by another change, with its event. Claims, figures and
    roles stay as they are. Raises Event.DoesNotExist, ValidationError where those days cannot be, VersionConflict."""
    incident = Incident.objects.get(pk=incident_id)
    wanted = {name: then for name, (_, then) in differing(incident, state_after(incident, sequence)[1]).items()}
    for name, value in wanted.items():
        if name.endswith("_on") and value:
            wanted[name] = dt.date.fromisoformat(value)
    return update_incident(
        incident_id,
        wanted,
        actor=actor,
        reason=reason,
        entered=True,
        confirmed=True,
        expected_version=incident.version if expected_version is None else expected_version,
    )
