"""When a snapshot is due, and what becomes of those that there are.

| a snapshot                                                     | its files                     | its row         |
| -------------------------------------------------------------- | ----------------------------- | --------------- |
| was made before something was taken out, withdrawn or parted   | are removed                   | says since when |
| is older than KEEP_SNAPSHOTS_DAYS                              | are removed                   | is removed      |
| is the newest                                                  | are kept, unless of the first | is kept         |

From that event on no file of the first kind is handed out, whether it has been removed yet or not: the row is compared
with the change log when somebody asks. Its index is kept, which holds references and digests alone, so that the next
delta tells whoever has the file what has to go.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.utils import timezone

from incidents.models import Snapshot, SnapshotFile, SnapshotState, hidden_since
from incidents.snapshots.making import end_abandoned, index_of, make_snapshot

AGAIN: Final = dt.timedelta(hours=1)  # after one that failed, or whose files had to be removed

log = structlog.get_logger(__name__)


def keep_snapshots() -> None:
    """Remove what must not or need not be kept, and make a snapshot if one is due and SNAPSHOTS is on."""
    end_abandoned()
    withdraw()
    prune()
    if settings.SNAPSHOTS and is_due(timezone.now()):
        make_snapshot()


def is_due(now: dt.datetime) -> bool:
    """Whether none was begun since it was last SNAPSHOT_HOUR (UTC), or the last one failed or was withdrawn, an hour
    ago."""
    last = Snapshot.objects.order_by("-pk").first()
    if last is None:
        return True
    if last.state == SnapshotState.WORKING:
        return False
    hour = now.astimezone(dt.UTC).replace(hour=settings.SNAPSHOT_HOUR, minute=0, second=0, microsecond=0)
    night = hour if hour <= now else hour - dt.timedelta(days=1)
    stands = last.state == SnapshotState.DONE and not hidden_since(last.sequence).exists()
    return last.begun_at < night or (not stands and last.begun_at <= now - AGAIN)


def withdraw() -> int:
    """Remove the files in which there is something that was taken out of what is public since. Returns of how many
    snapshots."""
    standing = Snapshot.objects.standing().values("pk")
    gone = list(Snapshot.objects.done().filter(withdrawn_at=None).exclude(pk__in=standing.order_by()))
    for snapshot in gone:
        Snapshot.objects.filter(pk=snapshot.pk).update(withdrawn_at=timezone.now())
        _remove_files(snapshot)
        log.info("snapshot_withdrawn", snapshot=snapshot.name)
    return len(gone)


def prune() -> None:
    """Remove what is older than KEEP_SNAPSHOTS_DAYS, but for the newest, and files that no row names."""
    newest = Snapshot.objects.done().first()
    kept_from = timezone.now() - dt.timedelta(days=settings.KEEP_SNAPSHOTS_DAYS)
    old = Snapshot.objects.exclude(state=SnapshotState.WORKING).filter(begun_at__lt=kept_from)
    for snapshot in old if newest is None else old.exclude(pk=newest.pk):
        _remove_files(snapshot)
        index_of(snapshot).unlink(missing_ok=True)
        snapshot.delete()
    _remove_unnamed()


def _remove_files(snapshot: Snapshot) -> None:
    for name in snapshot.files.values_list("name", flat=True):
        Path(settings.SNAPSHOT_DIR, name).unlink(missing_ok=True)


def _remove_unnamed() -> None:
    """Remove what a run left that was cut short, and the indexes that no delta needs any more; while none is made."""
    folder = Path(settings.SNAPSHOT_DIR)
    # In this order: a run whose files are here is under way, or has told of them, or will never do so.
    files = [path for path in folder.iterdir() if path.is_file()] if folder.is_dir() else []
    if Snapshot.objects.filter(state=SnapshotState.WORKING).exists():
        return
    named = set(SnapshotFile.objects.filter(snapshot__withdrawn_at=None).values_list("name", flat=True))
    named |= {index_of(snapshot).name for snapshot in Snapshot.objects.done()[:1]}
    for file in files:
        if file.name.endswith(".gz") and file.name not in named:
            file.unlink(missing_ok=True)
