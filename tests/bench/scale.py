"""What lists, filters, orders and searches cost beside hand-written SQL, at as many incidents as asked for.

    python tests/bench/scale.py --incidents 100000                 # on SQLite, in a file of its own
    TEST_DATABASE_URL=... python tests/bench/scale.py --incidents 1000000   # in a database of its own on that server

`--keep NAME` fills and keeps a database (or uses the one that is there). Each line is one measurement: milliseconds of
the API's answer (median of several, in this process), what of it the database has, of the SQL of the same rows through
the same driver, and whether the first is within 3 times the last and 60 ms; of the admin a second. `make bench` runs it at the size of its default.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

SCRATCH = tempfile.TemporaryDirectory(prefix="bench-scale-")
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "bench")]
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "VAR_DIR": SCRATCH.name,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH.name}/bench.sqlite3",
    "REDIS_URL": f"unix://{SCRATCH.name}/no-redis.sock",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "THROTTLE_ANONYMOUS": "1000000/hour",
}

import django  # noqa: E402 - the settings are read from the environment above

warnings.simplefilter("ignore")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from scale_admin import pages_of_admin  # noqa: E402
from scale_cases import Measurement, cases_of  # noqa: E402
from scale_filling import fill  # noqa: E402

from tracker.garbage import collect_less  # noqa: E402

settings.DEBUG = False  # in which Django keeps every query
settings.ALLOWED_HOSTS = ["testserver"]
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
RUNS = 5
FACTOR, GRACE_MS, LONGEST_MS, LONGEST_ADMIN_MS = 3.0, 60.0, 500.0, 1_000.0


def measured(do: Callable[[], Any], runs: int) -> float:
    """Milliseconds, the median of several; the first is not counted."""
    do()
    took = []
    for _ in range(runs):
        begun = time.perf_counter()
        do()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def answer(client: Client, path: str) -> None:
    found = client.get(path)
    if found.status_code != 200:
        raise SystemExit(f"{path}: {found.status_code} {found.content[:300]!r}")


def in_database(client: Client, path: str) -> float:
    """Milliseconds that the database has of one answer."""
    took = [0.0]

    def timed(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took[0] += (time.perf_counter() - begun) * 1000

    with connection.execute_wrapper(timed):
        answer(client, path)
    return took[0]


def rows_of(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[Any] = cursor.fetchall()
        return found


def curator() -> Client:
    """A client that is logged in to the admin."""
    settings.REQUIRE_SECOND_FACTOR = False
    client = Client()
    client.force_login(User.objects.filter(username="bench").first() or User.objects.create_superuser("bench"))
    return client


def run(cases: Iterator[Measurement], runs: int) -> bool:
    reader, desk, kept, slowest, pages = Client(), curator(), True, 0.0, {}
    print(f"{'':58}{'API ms':>9}{'of DB':>9}{'SQL ms':>9}{'ratio':>8}")
    for case in cases:
        client = reader if case.sql else desk
        try:
            ours = measured(lambda case=case, client=client: answer(client, case.path), runs)
        except SystemExit as refusal:
            print(f"{case.name:58} {refusal}")
            kept = False
            continue
        asked = in_database(client, case.path)
        if not case.sql:
            kept = kept and ours <= LONGEST_ADMIN_MS
            print(f"{case.name:58}{ours:9.1f}{asked:9.1f}{'' if ours <= LONGEST_ADMIN_MS else '  OVER'}", flush=True)
            continue
        theirs = measured(lambda case=case: rows_of(case.sql), runs)
        within = ours <= FACTOR * theirs + GRACE_MS and ours <= LONGEST_MS
        kept, slowest = kept and within, max(slowest, ours)
        print(
            f"{case.name:58}{ours:9.1f}{asked:9.1f}{theirs:9.1f}{ours / theirs:8.1f}{'' if within else '  OVER'}",
            flush=True,
        )
        pages[case.name] = ours
        if case.beside:
            ratio = ours / pages.get(case.beside, ours)
            print(f"{'':58}{ratio:9.2f} times {case.beside}{'' if ratio <= 1.3 else '  OVER'}")
            kept = kept and ratio <= 1.3
    print(f"slowest: {slowest:.1f} ms")
    return kept


def opened(keep: str) -> Any:
    """Work on the database of this name, or on a new one: what is to be torn down then."""
    database = settings.DATABASES["default"]
    if keep:
        database["NAME"] = connection.settings_dict["NAME"] = keep
        return []
    database["TEST"] = {**database.get("TEST", {}), "NAME": f"{SCRATCH.name}/filled.sqlite3"}
    if connection.vendor == "postgresql":
        database["TEST"]["NAME"] = f"bench_scale_{os.getpid()}"
    connection.settings_dict["TEST"].update(database["TEST"])
    return setup_databases(verbosity=0, interactive=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--only", default="", help="cases whose name has this")
    parser.add_argument("--keep", metavar="NAME", default="", help="the database to fill, or that is filled already")
    chosen = parser.parse_args()
    made = opened(chosen.keep)
    try:
        begun = time.perf_counter()
        if fill(chosen.incidents):
            print(f"{chosen.incidents} incidents filled in {time.perf_counter() - begun:.0f} s", flush=True)
        collect_less()  # as the web server and the workers do
        cases = (case for case in chain(cases_of(rows_of), pages_of_admin()) if chosen.only in case.name)
        return 0 if run(cases, chosen.runs) else 1
    finally:
        if made:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
