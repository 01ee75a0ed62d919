"""Making a snapshot: one pass over everything public, into a folder of its own; then the files are named, then told of.

| when it is cut short                  | what is left                         | what becomes of it                 |
| ------------------------------------- | ------------------------------------ | ---------------------------------- |
| while the records are written         | a hidden folder, a row under way     | both end when its lease has run out |
| while the files are given their names | some files that no row names         | they are removed by the sweep      |
| after the row says that it is done    | an empty hidden folder               | the same                           |

Only one is made at a time, which the database holds. A snapshot says up to which event it holds everything; later
changes that came while it was made may be in it.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from incidents.models import EventCounter, Snapshot, SnapshotFile, SnapshotKind, SnapshotState
from incidents.snapshots.records import SCHEMA_VERSION, portions, public_incidents
from incidents.snapshots.writers import INDEX, MadeFile, Writers, named_sources

LEASE: Final = dt.timedelta(minutes=5)  # renewed with each portion, which takes a second or so
MOST_SOURCES: Final = 500  # named with a snapshot
_MAKING: Final = ".making-"

log = structlog.get_logger(__name__)
Progress = Callable[[Snapshot], None]


class SnapshotLost(Exception):
    """The lease ran out while it was made, and another run has ended it."""


def make_snapshot(progress: Progress | None = None) -> Snapshot | None:
    """The snapshot, done; None while another one is made. `progress` is called after each portion."""
    snapshot = _begun()
    if snapshot is None:
        return None
    folder = folder_of(snapshot)
    try:
        folder.mkdir(parents=True)
        _make(snapshot, folder, progress or (lambda snapshot: None))
    except Exception as error:
        Snapshot.objects.filter(pk=snapshot.pk, state=SnapshotState.WORKING).update(
            state=SnapshotState.FAILED, last_error=f"{type(error).__name__}: {error}", finished_at=timezone.now()
        )
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return snapshot


def folder_of(snapshot: Snapshot) -> Path:
    """Where its files are while it is made."""
    return Path(settings.SNAPSHOT_DIR, f"{_MAKING}{snapshot.pk}")


def index_of(snapshot: Snapshot) -> Path:
    """The index from which the delta to the next snapshot is worked out; for nobody else."""
    return Path(settings.SNAPSHOT_DIR, f".{snapshot.pk}-{INDEX}")


def end_abandoned() -> None:
    """Fail the snapshot whose worker has died, and remove what it left."""
    abandoned = Snapshot.objects.filter(state=SnapshotState.WORKING, lease_until__lte=timezone.now())
    for snapshot in abandoned:
        ended = {"state": SnapshotState.FAILED, "last_error": "Its worker died.", "finished_at": timezone.now()}
        if abandoned.filter(pk=snapshot.pk).update(**ended):
            shutil.rmtree(folder_of(snapshot), ignore_errors=True)


def _begun() -> Snapshot | None:
    end_abandoned()
    last = EventCounter.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    now, base = timezone.now(), Snapshot.objects.done().first()
    try:
        with transaction.atomic():
            return Snapshot.objects.create(
                sequence=last,
                base=base if base is not None and index_of(base).exists() else None,
                schema_version=SCHEMA_VERSION,
                licence=settings.SNAPSHOT_LICENCE[:200],
                incidents_total=public_incidents().count(),
                lease_until=now + LEASE,
                begun_at=now,
            )
    except IntegrityError:  # snapshot_is_made_one_at_a_time
        return None


def _make(snapshot: Snapshot, folder: Path, progress: Progress) -> None:
    base = (snapshot.base.name, index_of(snapshot.base)) if snapshot.base is not None else None
    writers = Writers(folder, head_of(snapshot), base)
    sources: set[tuple[str, str, str]] = set()
    try:
        for records in portions():
            writers.add(records)
            sources.update(named_sources(records) if len(sources) < MOST_SOURCES else ())
            snapshot.incidents_done += len(records)
            _hold(snapshot)
            progress(snapshot)
        files = []
        for file in writers.finish():
            files.append(file)
            _hold(snapshot)
    finally:
        writers.close()
    snapshot.sources = [
        {"name": name, "licence": licence, "attribution": attribution}
        for name, licence, attribution in sorted(sources)[:MOST_SOURCES]
    ]
    _put_in_place(snapshot, folder, files)


def head_of(snapshot: Snapshot) -> dict[str, Any]:
    """What its files say of themselves."""
    return {
        "name": snapshot.name,
        "made_at": snapshot.begun_at.isoformat().replace("+00:00", "Z"),
        "sequence": snapshot.sequence,
        "schema_version": snapshot.schema_version,
        "licence": snapshot.licence,
        "publisher": settings.PUBLIC_URL,
    }


def _hold(snapshot: Snapshot) -> None:
    """Renew the lease and say how far it is. Raises SnapshotLost."""
    held = Snapshot.objects.filter(pk=snapshot.pk, state=SnapshotState.WORKING)
    if not held.update(incidents_done=snapshot.incidents_done, lease_until=timezone.now() + LEASE):
        raise SnapshotLost("Another run has taken it for abandoned.")


def _put_in_place(snapshot: Snapshot, folder: Path, files: list[MadeFile]) -> None:
    """Give the files their names, which no other has, then write the rows that tell of them."""
    rows = [_row(snapshot, file) for file in files]
    for path in (*(file.packed.path for file in files), folder / INDEX):
        with path.open("rb") as written:
            os.fsync(written.fileno())
    for file, row in zip(files, rows, strict=True):
        os.replace(file.packed.path, Path(settings.SNAPSHOT_DIR, row.name))
    os.replace(folder / INDEX, index_of(snapshot))
    snapshot.state, snapshot.finished_at, snapshot.lease_until = SnapshotState.DONE, timezone.now(), None
    with transaction.atomic():
        held = Snapshot.objects.select_for_update().filter(pk=snapshot.pk, state=SnapshotState.WORKING)
        if not held.exists():
            raise SnapshotLost("Another run has taken it for abandoned.")
        SnapshotFile.objects.bulk_create(rows)
        snapshot.save(update_fields=["state", "sources", "finished_at", "lease_until"])
    log.info("snapshot_made", snapshot=snapshot.name, incidents=snapshot.incidents_done, sequence=snapshot.sequence)


def _row(snapshot: Snapshot, file: MadeFile) -> SnapshotFile:
    base = snapshot.base if file.kind == SnapshotKind.DELTA else None
    return SnapshotFile(
        snapshot=snapshot,
        name=f"{snapshot.name}.{file.ending}",
        kind=file.kind,
        table=file.table,
        from_sequence=base.sequence if base is not None else None,
        from_name=f"{base.name}.ndjson.gz" if base is not None else "",
        rows=file.packed.rows,
        size=file.packed.size,
        sha256=file.packed.sha256,
        content_size=file.packed.content_size,
        content_sha256=file.packed.content_sha256,
        made_at=snapshot.begun_at,
    )
