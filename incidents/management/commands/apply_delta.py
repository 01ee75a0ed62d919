"""`manage.py apply_delta SNAPSHOT DELTA TARGET`: from yesterday's snapshot and today's delta, today's."""

import gzip
import zlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from incidents.management.targets import unfinished
from incidents.snapshots.deltas import DeltaUnfit, apply_delta
from incidents.snapshots.packing import PackedWriter


class Command(BaseCommand):
    """Apply a delta to a snapshot. Asks the database nothing."""

    help = "Applies a delta (.delta.ndjson.gz) to the snapshot before it (.ndjson.gz), and checks what comes out."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("snapshot", type=Path, help="The file that the delta names in `from_name`.")
        parser.add_argument("delta", type=Path)
        parser.add_argument("target", type=Path, help="The file to write: the same as today's .ndjson.gz.")

    def handle(self, *args: Any, **options: Any) -> None:
        target: Path = options["target"]
        try:
            with unfinished(target) as part:
                with gzip.open(options["snapshot"]) as snapshot, gzip.open(options["delta"]) as delta:
                    writer = PackedWriter(part)
                    try:
                        for line in apply_delta(snapshot, delta):
                            writer.write(line, rows=1)
                        made = writer.finish()
                    finally:
                        writer.close()
                part.replace(target)
        except (DeltaUnfit, OSError, EOFError, zlib.error) as error:
            sentence = str(error)[:500].rstrip(".")
            raise CommandError(sentence if sentence.endswith("?") else f"{sentence}.", returncode=2) from error
        self.stdout.write(f"{target}: {made.rows - 1} incidents, SHA-256 of the content {made.content_sha256}")
