"""What a streamed export of all incidents costs beside COPY ... TO of the same rows, and whether its memory stays flat.

    python tests/bench/scale_export.py                      # SQLite, which has no COPY: beside SELECTs of the same rows
    TEST_DATABASE_URL=... python tests/bench/scale_export.py --keep NAME    # a database that tests/bench/scale.py has filled

Each line is a form: milliseconds of a row by the clock and of this process's processor (the least of several runs),
how often the floor's that is, and by how many MB the process grew between a tenth of the rows and all of them.
`make bench` runs it at the size of its default.
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable

import scale  # the settings, and the path
from django.db import connection
from django.test import Client
from django.test.utils import teardown_databases
from scale_cases import CURRENT
from scale_filling import fill

from tracker.garbage import collect_less

MOST = 3.0  # times COPY
RUNS = 3
SHOWN = f"incident_id IN (SELECT id FROM incidents_incident WHERE {CURRENT})"
FIGURES = "SELECT f.*, c.reference FROM incidents_figure f LEFT JOIN incidents_claim c ON c.id = f.claim_id"
ROLES = "SELECT v.*, p.reference, p.name FROM incidents_involvement v JOIN incidents_party p ON p.id = v.party_id"
SAME_ROWS = (
    f"SELECT * FROM incidents_incident WHERE {CURRENT} ORDER BY created_at DESC, id DESC",
    f"SELECT * FROM incidents_incidentcountry WHERE {SHOWN}",
    f"SELECT * FROM incidents_incidentdataclass WHERE {SHOWN}",
    f"{FIGURES} WHERE f.{SHOWN}",
    f"{ROLES} WHERE v.{SHOWN}",
)


def floor() -> int:
    """Read what the export shows the quickest way; 0, since its rows are no incidents."""
    with connection.cursor() as cursor:
        for sql in SAME_ROWS:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY ({sql}) TO STDOUT") as copied:
                    for _ in copied:
                        pass
            else:
                cursor.execute(sql)
                while cursor.fetchmany(500):
                    pass
    return 0


def export(form: str) -> int:
    """How many MB the process grew by from a tenth of the rows on."""
    answer = Client().get(f"/api/v1/incidents?format={form}")
    assert answer.status_code == 200, answer.content[:300]
    sent, early = 0, 0
    for piece in answer.streaming_content:
        sent += piece.count(b"\n")
        early = early or (memory() if sent * 10 > ROWS else 0)
    answer.close()
    return memory() - early


def memory() -> int:
    """MB that this process has held at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def least(do: Callable[[], int], runs: int) -> tuple[float, float, int]:
    """Seconds by the clock and of the processor, and what the call gave, each the least of several runs."""
    found = []
    for _ in range(runs):
        begun, own = time.perf_counter(), time.process_time()
        given = do()
        found.append((time.perf_counter() - begun, time.process_time() - own, given))
    clock, own_seconds, least_given = (min(column) for column in zip(*found, strict=True))
    return clock, own_seconds, int(least_given)


ROWS = 1


def main() -> int:
    global ROWS
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--keep", metavar="NAME", default="", help="a database that is filled already")
    chosen = parser.parse_args()
    made = scale.opened(chosen.keep)
    try:
        fill(chosen.incidents)
        collect_less()
        [[ROWS]] = scale.rows_of(f"SELECT count(*) FROM incidents_incident WHERE {CURRENT}")
        copied, own, _ = least(floor, chosen.runs)
        print(f"{ROWS} rows; the floor: {copied / ROWS * 1000:.4f} ms each, {own / ROWS * 1000:.4f} here")
        kept = True
        for form in ("ndjson", "csv"):
            clock, own, grown = least(lambda form=form: export(form), chosen.runs)
            kept = kept and clock <= MOST * copied
            print(
                f"{form}: {clock / ROWS * 1000:.4f} ms each, {own / ROWS * 1000:.4f} here; {clock / copied:.1f} times"
                f" the floor; grew by {grown} MB{'' if clock <= MOST * copied else '  OVER'}",
                flush=True,
            )
        return 0 if kept or connection.vendor != "postgresql" else 1
    finally:
        if made:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
