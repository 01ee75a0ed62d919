"""What the commands that import a register share: one file in, one line a fault, one summary out."""

import datetime as dt
import gc
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from incidents.models import EntryState
from sources.importers.registers import REGISTERS
from sources.importers.rows import NotTheRegister
from sources.importing.files import open_text
from sources.importing.import_report import ImportOptions, ImportReport, summary
from sources.importing.running import RegisterRun
from sources.management.paths import stands


def register_file(text: str) -> Path:
    """The path of a file that is there."""
    path = Path(text)
    if not stands(path) or not path.is_file():
        raise ArgumentTypeError(f"{text[:200]} is not a file")
    return path


def iso_day(text: str) -> dt.date:
    """The day of 2031-05-04."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no day; write it as 2031-05-04") from None


class RegisterCommand(BaseCommand):
    """Imports a file of the register that a subclass names."""

    register = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        register = REGISTERS[self.register]
        self.help = (
            f"Imports {register.name}: {register.file}. Rows that are known change nothing, what changed in them is "
            "followed. A row that cannot be read is reported by line and column, the others go on, and the exit code "
            f"is 1. What comes from it carries its licence ({register.licence})."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=register_file, help=REGISTERS[self.register].file)
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say what would become of the rows")
        parser.add_argument(
            "--events",
            action="store_true",
            help="write an event for each new incident and figure, so that subscribers are told; without it, as is "
            "meant for a first load, they are told of what changes later alone",
        )
        parser.add_argument(
            "--seen-on", type=iso_day, metavar="DAY", help="the day of the file (2031-05-04); today if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        gc.freeze()  # what is loaded stays, and collecting again and again takes a tenth of the time
        gc.set_threshold(20_000, 20, 50)
        how = ImportOptions(options["seen_on"] or timezone.localdate(), options["events"], options["dry_run"])
        path: Path = options["file"]
        quiet = not options["verbosity"]
        with open_text(path) as stream:
            try:
                run = RegisterRun(REGISTERS[self.register], stream, how)
            except NotTheRegister as error:
                name = REGISTERS[self.register].name
                raise CommandError(f"{path} is no file of {name}. {error}", returncode=2) from error
            report = self._through(run, stream, path.stat().st_size, quiet=quiet)
        if not quiet:
            self.stdout.write(f"{'Would be: ' if how.dry else ''}{summary(report)}")
        if report.counts[EntryState.REFUSED]:
            sys.exit(1)

    def _through(self, run: RegisterRun, stream: Any, size: int, *, quiet: bool) -> ImportReport:
        said = 0
        with tqdm(
            total=size, desc="importing", unit=" B", unit_scale=True, disable=True if quiet else None, leave=False
        ) as shown:
            while run.advance():
                shown.update(stream.buffer.tell() - shown.n)
                for fault in run.report.faults[said:]:
                    shown.clear()
                    self.stderr.write(str(fault))
                said = len(run.report.faults)
        if (left := run.report.counts[EntryState.REFUSED] - said) > 0:
            self.stderr.write(f"And {left} more.")
        return run.report
