"""One row of a register, and one import, as rows."""

from typing import Any

from django.utils import timezone

from incidents.models import EntryState, Incident, RegisterEntry, Snapshot, SnapshotState
from sources.models import RegisterImport
from tests.sources.importing.conftest import DAY


def entry_about(incident: Incident, key: str = "1", other: Incident | None = None) -> RegisterEntry:
    """A row of a register about the incident; in doubt beside another one, if that is given."""
    state = EntryState.IN_DOUBT if other else EntryState.NEW
    return RegisterEntry.objects.create(
        register="hibp",
        key=key,
        name="Have I Been Pwned",
        incident=incident,
        other=other,
        state=state,
        reasons=[{"name": "days apart", "detail": "2"}],
        line=1,
        first_seen_on=DAY,
        last_seen_on=DAY,
    )


def an_import(owner: Any, name: str = "breaches.json") -> RegisterImport:
    """An import that waits for a worker."""
    row = RegisterImport(register="hibp", file_name=name, seen_on=DAY, due_at=timezone.now(), created_by=owner)
    row.keep_file(b"[]")
    row.save()
    return row


def a_snapshot() -> Snapshot:
    """One that failed, and has no files."""
    return Snapshot.objects.create(state=SnapshotState.FAILED, sequence=0, schema_version=1, begun_at=timezone.now())
