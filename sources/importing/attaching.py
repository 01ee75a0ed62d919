"""A row that belongs to an incident that is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents import ledger
from incidents.ledger import add_names, insert_rows, load_parties
from incidents.models import Claim, EntryState, Incident, Party, PartyAlias, RegisterEntry
from incidents.names import name_key
from incidents.vocabulary import ALIKE_UNITS, Metric, Scope, Unit
from sources.importers.rows import RegisterCount, RegisterRow, digest_of
from sources.importing.changes import involve
from sources.importing.drafts import (
    ImportContext,
    claim_drafts,
    involvement_drafts,
    party_drafts,
    stage_drafts,
)
from sources.importing.judging import Judgment
from sources.importing.known_incidents import keys_of_name
from sources.importing.restoring import LICENCE, NAME

MOST_ROWS: Final = 500  # of one register about one incident: each makes the next one dearer
REPEATS_RECORDED: Final = 20  # rows that say the very same and are recorded as sources
_TOO_MANY = f"More than {MOST_ROWS} rows are laid together as one breach; look at their group or key."


def entry_of(context: ImportContext, row: RegisterRow) -> RegisterEntry:
    """The entry of a new row, without an incident; not saved."""
    register, facts = context.register, row.facts()
    if row.record is not None:
        register = replace(register, name=NAME, licence=LICENCE, attribution="")
    return RegisterEntry(
        register=register.slug,
        key=row.key,
        group=row.group,
        links=list(row.links),
        name=register.name,
        url=row.url,
        licence=register.licence,
        attribution=register.attribution,
        digest=digest_of(facts),
        facts=facts,
        line=row.line,
        first_seen_on=context.seen_on,
        last_seen_on=context.seen_on,
    )


def attach(context: ImportContext, rows: Sequence[tuple[RegisterRow, Judgment]], incident_id: int) -> None:
    """Record what the rows say about the incident, and whom they name that has no part yet. The incident's own fields
    stay. Of very many rows that say the very same the first are sources of its claims. Its figures are worked out once.

    Raises what the ledger raises, ValidationError where the register has laid too many rows together; then nothing of
    it was written.
    """
    actor, said_by_source = context.actor, {}
    with transaction.atomic():
        incident = Incident.objects.get(pk=incident_id).canonical()
        register = context.register.slug
        there = len(RegisterEntry.objects.filter(incident=incident, register=register).values("pk")[:MOST_ROWS])
        units = _units_of(incident)
        for row, judgment in rows:
            entry = entry_of(context, row)
            entry.incident, entry.state, entry.reasons = incident, EntryState.MATCHED, list(judgment.reasons)
            _forget_refused([entry])
            if row.record is None and (not judgment.again or there < REPEATS_RECORDED):
                if there >= MOST_ROWS:
                    raise ValidationError({"row": _TOO_MANY})
                parties = _parties(incident, row)
                for draft in involvement_drafts(row, parties):
                    involve(incident, draft, actor)
                said_by_source[entry.source] = claim_drafts(context, _in_units(row, units))
                if stages := stage_drafts(context, row, row.stages, parties):
                    how: dict[str, Any] = {"source": entry.source, "cause": entry.source, "actor": actor}
                    ledger.record_stages(incident.pk, stages, **how)
            entry.save()
            there += 1
        if any(said_by_source.values()):
            ledger.record_sources(incident.pk, said_by_source, actor=actor)


def attach_records(context: ImportContext, rows: Sequence[tuple[RegisterRow, Judgment, int]]) -> None:
    """Note of each export of this project that it is of the incident of this key; nothing else of it is taken over.
    Must run in a transaction."""
    incidents = Incident.objects.select_related("merged_into").in_bulk([key for *_, key in rows])
    entries = []
    for row, judgment, key in rows:
        entry = entry_of(context, row)
        entry.incident, entry.state = incidents[key].canonical(), EntryState.MATCHED
        entry.reasons = list(judgment.reasons)
        entries.append(entry)
    _forget_refused(entries)
    insert_rows(entries)


def _forget_refused(entries: Sequence[RegisterEntry]) -> None:
    for register in {entry.register for entry in entries}:
        keys = [entry.key for entry in entries]
        RegisterEntry.objects.filter(register=register, key__in=keys, state=EntryState.REFUSED).delete()


def _parties(incident: Incident, row: RegisterRow) -> list[Party]:
    """The parties that the row names: the incident's own where it has one that is called so, with a legal form or
    without, which is called so from then on."""
    held = {one.party.name_key: one.party for one in incident.involvements.select_related("party")}
    called = PartyAlias.objects.filter(party__in=list(held.values())).select_related("party").order_by("-party_id")
    held = {one.name_key: one.party for one in called} | held
    found = []
    for stated, draft in zip(row.parties, party_drafts(row), strict=True):
        keys = keys_of_name(stated.name) & held.keys()
        own = held.get(name_key(stated.name)) or next((held[key] for key in sorted(keys)), None)
        if own is not None and own.name_key != name_key(stated.name):
            add_names(own, [stated.name])
        found.append(own or load_parties([draft])[0])
    return found


def _units_of(incident: Incident) -> dict[int | None, Unit]:
    """By number, the unit in which the incident has it first."""
    claims = Claim.objects.filter(incident=incident, metric=Metric.AFFECTED, scope=Scope.TOTAL, unit__in=ALIKE_UNITS)
    return {number: Unit(unit) for number, unit in claims.order_by("-pk").values_list("value", "unit")}


def _in_units(row: RegisterRow, units: dict[int | None, Unit]) -> RegisterRow:
    """The row with counts in the unit in which the incident has the number, by `units`, which it adds to: registers say
    people, accounts and records for one another, and the incident's figure should not change its word for that."""

    def alike(count: RegisterCount) -> bool:
        return count.metric is Metric.AFFECTED and count.scope is Scope.TOTAL and count.unit in ALIKE_UNITS

    counts = (replace(one, unit=units.get(one.number, one.unit)) if alike(one) else one for one in row.counts)
    said = replace(row, counts=tuple(counts))
    for one in filter(alike, said.counts):
        units.setdefault(one.number, one.unit)
    return said
