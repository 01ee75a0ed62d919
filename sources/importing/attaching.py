"""A row that belongs to an incident that is there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents import ledger
from incidents.ledger import load_parties
from incidents.models import Claim, EntryState, Incident, Party, RegisterEntry
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


def attach(context: ImportContext, row: RegisterRow, judgment: Judgment, incident_id: int) -> None:
    """Record what the row says about the incident, and whom it names that has no part yet. The incident's own fields
    stay. Of very many rows that say the very same the first are sources of its claims. Raises what the ledger raises,
    ValidationError where the register has laid too many rows together; then nothing of it was written."""
    actor, entry = context.actor, entry_of(context, row)
    with transaction.atomic():
        incident = Incident.objects.get(pk=incident_id).canonical()
        there = len(RegisterEntry.objects.filter(incident=incident, register=entry.register).values("pk")[:MOST_ROWS])
        entry.incident, entry.state, entry.reasons = incident, EntryState.MATCHED, list(judgment.reasons)
        _forget_refused(entry)
        if row.record is not None or (judgment.again and there >= REPEATS_RECORDED):
            entry.save()
            return
        if there >= MOST_ROWS:
            raise ValidationError({"row": _TOO_MANY})
        parties = _parties(incident, row)
        for draft in involvement_drafts(row, parties):
            involve(incident, draft, actor)
        how: dict[str, Any] = {"source": entry.source, "cause": entry.source, "actor": actor}
        if claims := claim_drafts(context, _in_units_of(incident, row)):
            ledger.record_claims(incident.pk, claims, **how)
        if stages := stage_drafts(context, row, row.stages, parties):
            ledger.record_stages(incident.pk, stages, **how)
        entry.save()


def _forget_refused(entry: RegisterEntry) -> None:
    RegisterEntry.objects.filter(register=entry.register, key=entry.key, state=EntryState.REFUSED).delete()


def _parties(incident: Incident, row: RegisterRow) -> list[Party]:
    """The parties that the row names: the incident's own where it has one of that very name."""
    held = {one.party.name_key: one.party for one in incident.involvements.select_related("party")}
    own = [held.get(name_key(party.name)) for party in row.parties]
    found = [party for party in own if party is not None]
    return found if len(found) == len(own) else load_parties(party_drafts(row))


def _in_units_of(incident: Incident, row: RegisterRow) -> RegisterRow:
    """The row with counts in the unit in which the incident has the very number: registers say people, accounts and
    records for one another, and the incident's figure should not change its word for that."""
    claims = Claim.objects.filter(incident=incident, metric=Metric.AFFECTED, scope=Scope.TOTAL, unit__in=ALIKE_UNITS)
    units = {number: Unit(unit) for number, unit in claims.order_by("-pk").values_list("value", "unit")}

    def alike(count: RegisterCount) -> bool:
        return count.metric is Metric.AFFECTED and count.scope is Scope.TOTAL and count.unit in ALIKE_UNITS

    counts = (replace(one, unit=units[one.number]) if alike(one) and one.number in units else one for one in row.counts)
    return replace(row, counts=tuple(counts))
