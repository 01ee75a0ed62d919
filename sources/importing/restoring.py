"""Rows that are exports of this project: each makes the incident that was exported, or is the one that is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError

from incidents.ledger import restore_incidents
from incidents.models import EntryState, Incident, RegisterEntry
from sources.importers.cells import BadCell
from sources.importers.exported import rows_of, words_in
from sources.importers.rows import RegisterRow
from sources.importing.carried_records import RecordReader, day_in, parties_of
from sources.importing.drafts import ImportContext

NAME: Final = "Privacy incident tracker"
LICENCE: Final = "as each of its sources says"
_GIVEN: Final = ("register", "key", "name", "url", "licence", "attribution")


def restored(context: ImportContext, rows: Sequence[RegisterRow], *, events: bool) -> list[Incident]:
    """The new incidents of the rows, with the rows of registers that they came from. Must run in a transaction. Raises
    what the ledger raises, and ValidationError naming what cannot be read."""
    try:
        parties = parties_of([row.record or {} for row in rows])
        carried = [RecordReader(row, context.regulators, parties).carried() for row in rows]
        causes = [f"veris:{row.key}" for row in rows]
        incidents = restore_incidents(carried, causes=causes, actor=context.actor, events=events)
        _keep_entries(rows, incidents, context.seen_on)
    except BadCell as error:
        raise ValidationError({error.column: str(error)}) from error
    return incidents


def _keep_entries(rows: Sequence[RegisterRow], incidents: Sequence[Incident], seen_on: dt.date) -> None:
    """Keep the rows of registers that nobody here has: what came from them bears their licence, and importing the
    register finds the incident."""
    made: dict[tuple[str, str], RegisterEntry] = {}
    for row, incident in zip(rows, incidents, strict=True):
        for one in rows_of(row.record or {}, "registers"):
            entry = _entry(one, incident, seen_on)
            made.setdefault((entry.register, entry.key), entry)
    known = RegisterEntry.objects.filter(key__in={key for _, key in made}).order_by()
    there = set(known.values_list("register", "key"))
    RegisterEntry.objects.bulk_create(entry for name, entry in made.items() if name not in there)


def _entry(one: Mapping[str, Any], incident: Incident, seen_on: dt.date) -> RegisterEntry:
    texts = {name: words_in(one, name) for name in _GIVEN}
    if not texts["url"].startswith(("https://", "http://")):
        texts["url"] = ""
    entry = RegisterEntry(
        **texts,
        incident=incident,
        state=EntryState.NEW,
        digest="-",
        facts=RegisterRow(key="", line=0, title="").facts(),
        line=0,
        first_seen_on=day_in(one, "first_seen_on") or seen_on,
        last_seen_on=day_in(one, "last_seen_on") or seen_on,
    )
    entry.clean_fields(exclude=[field.name for field in entry._meta.fields if field.name not in _GIVEN])
    return entry
