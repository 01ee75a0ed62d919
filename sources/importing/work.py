"""Imports in the background: a row holds the file and how far it has come, a worker takes it in turn by turn.

| what becomes of a turn                        | attempts | then                                        |
| --------------------------------------------- | -------- | ------------------------------------------- |
| rows were taken in, and there are more        | 0        | another turn, at once                       |
| the file is at its end                        | 0        | done; the file is no longer kept            |
| it is no file of the register                 |          | failed, with the sentence                   |
| it went wrong, or its worker died             | one more | another turn, a minute later                |
| the third time in a row without a row         | 3        | failed, with the reason                     |

A turn begins where the last one ended. Rows that were taken in just before a worker died are known by their keys.
"""

from __future__ import annotations

import datetime as dt
import io
import time
from collections import Counter
from typing import Any, Final

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from sources.importers.registers import REGISTERS
from sources.importers.rows import NotTheRegister
from sources.importing.import_report import FAULTS_KEPT, ImportOptions
from sources.importing.running import RegisterRun
from sources.models import ImportState, RegisterImport
from sources.pipeline.wakeups import wake_for_import

LARGEST_FILE: Final = 50_000_000  # bytes
TURN_SECONDS: Final = 60.0
LEASE: Final = dt.timedelta(seconds=120)  # renewed with each portion, which takes a second or two
MOST_ATTEMPTS: Final = 3
_PAUSE = dt.timedelta(minutes=1)

log = structlog.get_logger(__name__)


def hand_in(data: bytes, *, register: str, file_name: str, **options: Any) -> RegisterImport:
    """The import of a file, waiting for a worker, whom a message wakes after the commit. `options` are seen_on, dry,
    events and created_by."""
    row = RegisterImport(register=register, file_name=file_name[:200], due_at=timezone.now(), **options)
    row.keep_file(data)
    row.save()
    wake_for_import(row.pk)
    return row


def wake_due() -> int:
    """Wake a worker for each import that is due: what no message told of, and what a dead worker left behind. Returns
    how many."""
    due = list(RegisterImport.objects.due(timezone.now()).values_list("pk", flat=True)[:20])
    for pk in due:
        wake_for_import(pk)
    return len(due)


def work(import_id: int, *, turn_seconds: float = TURN_SECONDS) -> None:
    """Take in rows of the import for a turn. Returns at once where it is gone, finished, or another worker's."""
    row = _taken(import_id)
    if row is None:
        return
    try:
        _turn(row, turn_seconds)
    except NotTheRegister as error:
        _fail(row, f"{row.file_name} is no file of {REGISTERS[row.register].name}. {error}")
    except Exception as error:  # whatever a file brings up: the row says it
        log.exception("import_failed", register_import=row.pk)
        _failed_turn(row, f"{type(error).__name__}: {error}")


def _taken(import_id: int) -> RegisterImport | None:
    """The row, leased, with the try counted; None where it cannot be had. One whose tries are used up is failed."""
    now = timezone.now()
    due = RegisterImport.objects.due(now).filter(pk=import_id)
    if not due.update(state=ImportState.WORKING, lease_until=now + LEASE, attempts=F("attempts") + 1):
        return None
    row = RegisterImport.objects.get(pk=import_id)
    if row.attempts > MOST_ATTEMPTS:
        _fail(row, row.last_error or "The workers that had it died.")
        return None
    return row


def _turn(row: RegisterImport, turn_seconds: float) -> None:
    stream = io.TextIOWrapper(io.BytesIO(row.file()), encoding="utf-8-sig", errors="surrogateescape", newline="")
    run = RegisterRun(REGISTERS[row.register], stream, ImportOptions(row.seen_on, row.events, row.dry))
    run.pass_over(row.rows_done)
    counts, begun = Counter(row.counts), time.monotonic()
    while run.advance():
        row.rows_done, row.bytes_done = run.report.rows, stream.buffer.tell()
        row.counts = dict(counts + run.report.counts)
        new = [[fault.line, fault.column, fault.wrong] for fault in run.report.faults]
        row.faults = [*row.faults, *new][:FAULTS_KEPT]
        run.report.faults.clear()
        row.attempts, row.lease_until = 0, timezone.now() + LEASE
        _save(row, "rows_done", "bytes_done", "counts", "faults", "attempts", "lease_until")
        if time.monotonic() - begun > turn_seconds:
            row.lease_until, row.due_at = None, timezone.now()  # how long it has waited is told from here on
            _save(row, "lease_until", "due_at")
            wake_for_import(row.pk)
            return
    row.state, row.finished_at, row.lease_until, row.content = ImportState.DONE, timezone.now(), None, b""
    row.bytes_done, row.last_error = row.size, ""
    _save(row, "state", "finished_at", "lease_until", "content", "bytes_done", "last_error")


def _failed_turn(row: RegisterImport, why: str) -> None:
    row.refresh_from_db()
    row.last_error = why
    if row.attempts >= MOST_ATTEMPTS:
        _fail(row, why)
        return
    row.lease_until, row.due_at = None, timezone.now() + _PAUSE
    _save(row, "last_error", "lease_until", "due_at")


def _fail(row: RegisterImport, why: str) -> None:
    row.state, row.last_error, row.finished_at, row.lease_until = ImportState.FAILED, why, timezone.now(), None
    row.content = b""
    _save(row, "state", "last_error", "finished_at", "lease_until", "content")


def _save(row: RegisterImport, *names: str) -> None:
    with transaction.atomic():
        row.save(update_fields=list(names))
