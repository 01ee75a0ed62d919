"""Rows that are exports of this project: each makes the incident that was exported, or is the one that is there."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.core.exceptions import ValidationError

from incidents.ledger import restore_incident
from incidents.models import EntryState, Incident, RegisterEntry
from sources.importers.cells import BadCell
from sources.importers.exported import rows_of, words_in
from sources.importers.rows import RegisterRow
from sources.importing.carried_records import RecordReader, day_in
from sources.importing.drafts import ImportContext

NAME: Final = "Privacy incident tracker"
LICENCE: Final = "as each of its sources says"
_GIVEN: Final = ("register", "key", "name", "url", "licence", "attribution")


def restored(context: ImportContext, row: RegisterRow, *, events: bool) -> Incident:
    """The new incident of the row, with the rows of registers that it came from. Must run in a transaction. Raises what
    the ledger raises, and ValidationError naming what cannot be read."""
    try:
        carried = RecordReader(row, context.regulators).carried()
        incident = restore_incident(carried, cause=f"veris:{row.key}", actor=context.actor, events=events)
        _keep_entries(row, incident, context.seen_on)
    except BadCell as error:
        raise ValidationError({error.column: str(error)}) from error
    return incident


def _keep_entries(row: RegisterRow, incident: Incident, seen_on: dt.date) -> None:
    """Keep the rows of registers that nobody here has: what came from them bears their licence, and importing the
    register finds the incident."""
    said_nothing = RegisterRow(key="", line=0, title="").facts()
    for one in rows_of(row.record or {}, "registers"):
        texts = {name: words_in(one, name) for name in _GIVEN}
        if not texts["url"].startswith(("https://", "http://")):
            texts["url"] = ""
        entry = RegisterEntry(
            **texts,
            incident=incident,
            state=EntryState.NEW,
            digest="-",
            facts=said_nothing,
            line=0,
            first_seen_on=day_in(one, "first_seen_on") or seen_on,
            last_seen_on=day_in(one, "last_seen_on") or seen_on,
        )
        entry.clean_fields(exclude=[field.name for field in entry._meta.fields if field.name not in _GIVEN])
        if not RegisterEntry.objects.filter(register=entry.register, key=entry.key).exists():
            entry.save()
