"""`manage.py make_snapshot`: files of everything public, now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from incidents.models import Snapshot
from incidents.snapshots.making import make_snapshot


class Command(BaseCommand):
    """Make a snapshot; the nightly one is made by itself where SNAPSHOTS is on."""

    help = "Makes files of everything public (NDJSON, CSV, SQLite), and a delta from the snapshot before."

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(unit=" incidents", disable=None, leave=False) as bar:

            def progress(snapshot: Snapshot) -> None:
                bar.total = snapshot.incidents_total
                bar.update(snapshot.incidents_done - bar.n)

            snapshot = make_snapshot(progress)
        if snapshot is None:
            raise CommandError("A snapshot is being made already: wait for it, or for its lease of five minutes.")
        self.stdout.write(f"{snapshot.name}: {snapshot.incidents_done} incidents, up to event {snapshot.sequence}")
        for file in snapshot.files.order_by("pk"):
            self.stdout.write(f"{file.name}: {file.rows} rows, {file.size} bytes, SHA-256 {file.sha256}")
