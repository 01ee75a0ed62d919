"""A row that belongs to an incident that is there."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from incidents import ledger
from incidents.ledger import load_parties
from incidents.models import EntryState, Incident, RegisterEntry
from sources.importers.rows import RegisterRow, digest_of
from sources.importing.changes import involve
from sources.importing.drafts import (
    ImportContext,
    claim_drafts,
    involvement_drafts,
    party_drafts,
    stage_drafts,
)
from sources.importing.judging import Judgment


def entry_of(context: ImportContext, row: RegisterRow) -> RegisterEntry:
    """The entry of a new row, without an incident; not saved."""
    register, facts = context.register, row.facts()
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
    stay. Raises what the ledger raises; then nothing of it was written."""
    actor, entry = context.actor, entry_of(context, row)
    with transaction.atomic():
        incident = Incident.objects.get(pk=incident_id).canonical()
        entry.incident, entry.state, entry.reasons = incident, EntryState.MATCHED, list(judgment.reasons)
        parties = load_parties(party_drafts(row))
        for draft in involvement_drafts(row, parties):
            involve(incident, draft, actor)
        how: dict[str, Any] = {"source": entry.source, "cause": entry.source, "actor": actor}
        if claims := claim_drafts(context, row):
            ledger.record_claims(incident.pk, claims, **how)
        if stages := stage_drafts(context, row, row.stages, parties):
            ledger.record_stages(incident.pk, stages, **how)
        RegisterEntry.objects.filter(register=entry.register, key=entry.key, state=EntryState.REFUSED).delete()
        entry.save()
