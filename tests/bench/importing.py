"""How many rows a second the importers take in, and whether their memory stays flat.

    python tests/bench/importing.py                           # SQLite, every file beside the checkout in ../shared/data
    TEST_DATABASE_URL=... python tests/bench/importing.py --only prc

Each file goes into an empty database of its own, without events: once new, once again, and, exported as VERIS, into
another empty one. A line is one import: rows, seconds by the clock, processor seconds of this process and of
PostgreSQL's, rows a second by either, MB by which the process grew from the first portion to the largest, and what
became of the rows. Without the files it measures as many made-up ones.
"""

import argparse
import datetime as dt
import io
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scale  # the settings, and the path
from django.core.management import call_command
from django.db import connection, connections

from incidents.regulators import seed_regulators
from sources.importers.registers import REGISTERS
from sources.importing.files import open_text
from sources.importing.import_report import ImportOptions, summary
from sources.importing.running import RegisterRun
from tests.machine import slowness
from tests.sources.importing import files as made
from tracker.garbage import collect_less

DATA = scale.ROOT.parent / "shared" / "data"
FILES = (
    ("hibp", "hibp/breaches.json"),
    ("hhs", "hhs/archive.csv"),
    ("hhs", "hhs/under_investigation.csv"),
    ("prc", "prc/chronology_2005_2017.csv"),
    ("prc", "prc/chronology_v2_sample.csv"),
    ("gdpr-fines", "gdpr/fines.csv"),
)
LEAST = 500  # rows a second, of processor time
TICKS = os.sysconf("SC_CLK_TCK")


def server_seconds() -> float:
    """Processor seconds of PostgreSQL's process of this connection; 0 of another machine's, and of SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident() -> float:
    """MB of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def measure(name: str, slug: str, stream: Any) -> bool:
    connection.ensure_connection()
    clock, own, server = time.perf_counter(), time.process_time(), server_seconds()
    run = RegisterRun(REGISTERS[slug], stream, ImportOptions(dt.date(2026, 11, 30)))
    sizes = []
    while run.advance():
        sizes.append(resident())
    clock, own, server = time.perf_counter() - clock, time.process_time() - own, server_seconds() - server
    rows = run.report.rows
    rate = rows / (own + server) * slowness()
    grown = max(sizes) - sizes[0]
    print(
        f"{name:44}{rows:6}{clock:8.2f}{own:8.2f}{server:8.2f}{rows / clock:8.0f}{rows / (own + server):8.0f}"
        f"{grown:8.1f}  {summary(run.report)}{'' if rate >= LEAST else '  SLOW'}",
        flush=True,
    )
    return rate >= LEAST


def exported() -> str:
    """All that is public here, as VERIS."""
    out = io.StringIO()
    call_command("export_incidents", format="veris", output="-", stdout=out, verbosity=0)
    return out.getvalue()


def made_up(slug: str, rows: int = 2_000) -> str:
    if slug == "hibp":
        return made.hibp(*(made.breach(f"Northwind {number}", 1_000 + number) for number in range(rows)))
    if slug == "hhs":
        return made.hhs(*(made.hhs_row(f"Larkspur Clinic {number}", str(600 + number)) for number in range(rows)))
    if slug == "prc":
        return made.prc(*(made.prc_row(f"Fernhill College {number}", told=str(9 + number)) for number in range(rows)))
    return made.fines(*(made.fine_row(f"ETid-{number}", who=f"Brightwater {number} AS") for number in range(rows)))


def files() -> Iterator[tuple[str, str, str]]:
    for slug, name in FILES:
        if (DATA / name).is_file():
            with open_text(DATA / name) as stream:
                yield slug, name, stream.read()
    if not DATA.is_dir():
        yield from ((slug, f"{slug}, made up", made_up(slug)) for slug in ("hibp", "hhs", "prc", "gdpr-fines"))


class Databases:
    """Empty databases, each a copy of one that is migrated once."""

    def __init__(self) -> None:
        self.made = scale.opened("")
        seed_regulators()
        self.empty = str(connection.settings_dict["NAME"])
        self.number = 0

    def fresh(self) -> None:
        connections.close_all()
        self.number += 1
        name = f"{self.empty}_{self.number}"
        if connection.vendor == "postgresql":
            self._statement(f"CREATE DATABASE {name} TEMPLATE {self.empty}")
        else:
            Path(name).write_bytes(Path(self.empty).read_bytes())
        connection.settings_dict["NAME"] = name

    def drop(self) -> None:
        connections.close_all()
        name = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = self.empty
        if connection.vendor == "postgresql":
            self._statement(f"DROP DATABASE {name}")
        else:
            Path(name).unlink()

    def _statement(self, sql: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="files whose name has this")
    chosen = parser.parse_args()
    databases, kept = Databases(), True
    collect_less()
    print(f"{'':44}{'rows':>6}{'clock s':>8}{'own s':>8}{'server':>8}{'rows/s':>8}{'of CPU':>8}{'MB':>8}")
    try:
        for slug, name, text in files():
            if chosen.only not in name:
                continue
            databases.fresh()
            kept &= measure(name, slug, io.StringIO(text, newline=""))
            kept &= measure("  again", slug, io.StringIO(text, newline=""))
            export = exported()
            kept &= measure("  its export, where it is known", "veris", io.StringIO(export))
            databases.drop()
            databases.fresh()
            kept &= measure("  its export, where nothing is", "veris", io.StringIO(export))
            kept &= measure("  the export again", "veris", io.StringIO(export))
            databases.drop()
    finally:
        scale.teardown_databases(databases.made, verbosity=0)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
