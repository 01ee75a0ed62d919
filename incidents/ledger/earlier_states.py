"""An incident as it was after one of its changes, from the change log, so that it can be made so again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.ledger.drafts import Actor, InvolvementDraft
from incidents.ledger.entry_checks import DAYS
from incidents.ledger.incidents import add_involvement, remove_involvement, update_incident
from incidents.ledger.snapshots import snapshot
from incidents.models import Event, EventType, Incident, Involvement, Party
from incidents.vocabulary import InvolvementStanding, Role

# What is restored. Its address and who may see it are decisions of their own, and claims have a history of their own.
RESTORED = ("title", "summary", "kind", "status", *sorted(DAYS), "countries", "data_classes", "involvements")
ONE_SAVE = dt.timedelta(seconds=2)  # a form writes the record first, then role by role
_CHANGES = (EventType.INCIDENT_CREATED, EventType.INCIDENT_UPDATED)


def states_of(incident: Incident) -> Iterator[tuple[Event, Mapping[str, Any]]]:
    """Each change of the incident's own record, the latest first, with what is restored as it was after it. The steps
    of one save are one change: its last one stands for them."""
    state, later = snapshot(incident), None
    for event in Event.objects.filter(incident=incident, type__in=_CHANGES).order_by("-incident_sequence"):
        if later is None or not _is_of_one_save(event, later):
            yield event, {name: state[name] for name in RESTORED}
        state.update(event.data.get("before") or {})
        later = event


def _is_of_one_save(event: Event, later: Event) -> bool:
    """Whether the later event only goes on with what the save of this one changed: roles follow the record."""
    roles_alone = later.type == EventType.INCIDENT_UPDATED and set(later.data["after"]) == {"involvements"}
    soon = later.occurred_at - event.occurred_at <= ONE_SAVE
    return roles_alone and soon and event.type == EventType.INCIDENT_UPDATED and event.actor == later.actor


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
    """The incident as it was after its change of this number, by another change, with its events: status and roles too.
    Claims and figures stay as they are. Raises Event.DoesNotExist, ValidationError where those days cannot be or a
    party is gone, VersionConflict."""
    incident = Incident.objects.get(pk=incident_id)
    wanted = {name: then for name, (_, then) in differing(incident, state_after(incident, sequence)[1]).items()}
    roles = wanted.pop("involvements", None)
    for name, value in wanted.items():
        if name.endswith("_on") and value:
            wanted[name] = dt.date.fromisoformat(value)
    with transaction.atomic():
        restored = update_incident(
            incident_id,
            wanted,
            actor=actor,
            reason=reason,
            entered=True,
            confirmed=True,
            expected_version=incident.version if expected_version is None else expected_version,
        )
        if roles is not None:
            _restore_roles(restored, roles, actor=actor, reason=reason)
    return restored


def _restore_roles(incident: Incident, roles: Sequence[Mapping[str, str]], *, actor: Actor, reason: str) -> None:
    """Take away the roles that were not there then, and give those back that were, with their last note."""
    then = {(row["party"], row["role"]): row["standing"] for row in roles}
    notes = {}
    for row in incident.involvements.select_related("party"):
        notes[row.party.reference, row.role] = row.note
        if (row.party.reference, row.role) not in then:
            remove_involvement(incident.pk, row.pk, actor=actor, reason=reason)
    for (reference, role), standing in then.items():
        party = Party.objects.filter(reference=reference).first()
        if party is None:
            raise ValidationError(f"The party {reference}, which had a role then, is gone.")
        past = Involvement.history.filter(incident_id=incident.pk, party_id=party.pk, role=role)
        last = past.values_list("note", flat=True).order_by("-history_date", "-history_id").first() or ""
        note = notes.get((reference, role), last)
        add_involvement(
            incident.pk,
            InvolvementDraft(party, Role(role), InvolvementStanding(standing), note),
            actor=actor,
            reason=reason,
        )
