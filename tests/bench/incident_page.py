"""What the page of an incident with very many claims costs the server, by the clock and in the settings of a release.

    python tests/bench/incident_page.py                          # SQLite, in a file of its own
    TEST_DATABASE_URL=... python tests/bench/incident_page.py    # a database of its own on that server

Prints the median of ten answers, in this process with all its middleware, and fails above LONGEST_MS.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SCRATCH = tempfile.TemporaryDirectory(prefix="bench-incident-")
ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "0",
    "SECRET_KEY": "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "testserver",
    "PUBLIC_URL": "https://testserver",
    "SECURE_SSL_REDIRECT": "0",
    "REQUIRE_SECOND_FACTOR": "0",
    "VAR_DIR": SCRATCH.name,
    "STATIC_ROOT": f"{SCRATCH.name}/static",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH.name}/bench.sqlite3",
    "REDIS_URL": f"unix://{SCRATCH.name}/no-redis.sock",
    "LOG_LEVEL": "ERROR",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
}

import django  # noqa: E402 - the settings are read from the environment above

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.urls import reverse  # noqa: E402

from incidents.ledger import SYSTEM, Actor, IncidentDraft, open_incident, review_claim  # noqa: E402
from incidents.models import Claim, Incident  # noqa: E402
from incidents.vocabulary import Decision  # noqa: E402
from tests.incidents.admin.many_claims import claim_many  # noqa: E402
from tracker.garbage import collect_less  # noqa: E402

RUNS = 10
LONGEST_MS = 500.0
REVIEWED = 30  # of the claims, every third of them rejected


def crowded(claims: int, user: User) -> Incident:
    """An incident with so many claims, some of them judged."""
    incident = open_incident(IncidentDraft("Halden Rail passes"), actor=SYSTEM)
    claim_many(incident, claims)
    for number, claim in enumerate(Claim.objects.of(incident)[:REVIEWED]):
        decision = Decision.ACCEPT if number % 3 else Decision.REJECT
        review_claim(claim.pk, decision, reason="Read the letter", actor=Actor.of(user))
    return incident


def measure(claims: int) -> float:
    """The median in milliseconds; the first answer is not counted."""
    user = User.objects.create_superuser("bench")
    address = reverse("admin:incidents_incident_change", args=[crowded(claims, user).pk])
    client = Client(headers={"X-Forwarded-Proto": "https"})
    client.force_login(user)
    asked: list[str] = []

    def noted(execute: Any, sql: str, *args: Any) -> Any:
        asked.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(noted):
        answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.content[:300]!r}")
    collect_less()
    took, worked = [], []
    for _ in range(RUNS):
        begun, working = time.perf_counter(), time.process_time()
        client.get(address)
        took.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - working) * 1000)
    print(f"{connection.vendor}, {claims} claims: {len(asked)} queries, {len(answer.content) // 1024} KiB", end=", ")
    print(f"median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms of {RUNS}", end=", ")
    print(f"of the processor {statistics.median(worked):.0f} ms")
    return statistics.median(took)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=300)
    chosen = parser.parse_args()
    database = settings.DATABASES["default"]
    name = f"{SCRATCH.name}/made.sqlite3" if connection.vendor == "sqlite" else f"bench_incident_{os.getpid()}"
    database["TEST"] = {**database.get("TEST", {}), "NAME": name}
    connection.settings_dict["TEST"].update(database["TEST"])
    call_command("collectstatic", "--no-input", "--verbosity", "0")
    made = setup_databases(verbosity=0, interactive=False)
    try:
        return 0 if measure(chosen.claims) <= LONGEST_MS else 1
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
