"""Everything at once for an hour: a feed, submissions, a curator, readers and a subscriber, on real processes.

    TEST_DATABASE_URL=postgresql://... python -m tests.soak [--minutes 60]     # make soak

It starts Redis, the web server, a worker of two processes, a deliverer and beat on a database of its own. At the end it
waits until nothing is due and says whether an article was lost, an event or a webhook is missing, a process has grown
since the first quarter, what is kept for lists has drifted, and how long answers took. Exit code 1: something is wrong.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

SCRATCH = tempfile.TemporaryDirectory(prefix="soak-")
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "VAR_DIR": SCRATCH.name,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH.name}/soak.sqlite3",
    "REDIS_URL": f"unix://{SCRATCH.name}/redis.sock",
    "LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "THROTTLE_TOKEN": "1000000/hour",
}

import django  # noqa: E402 - the settings are read from the environment above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from django.utils import timezone  # noqa: E402

from incidents.models import Event  # noqa: E402
from incidents.webhooks.models import Delivery, DeliveryState  # noqa: E402
from sources.models import Article, ArticleState, Feed, Publisher  # noqa: E402
from tests.accounts import account  # noqa: E402
from tests.ports import free_port  # noqa: E402
from tests.services import ROOT, RedisServer, service_environment, stop, wait_for  # noqa: E402
from tests.soak.load import Caller, Site, again_and_again, read, review, submit  # noqa: E402
from tracker.foundation.access.models import TokenScope  # noqa: E402
from tracker.foundation.access.tokens import create_token  # noqa: E402

PROGRAMS = {
    "web": "gunicorn --config python:tracker.gunicorn tracker.wsgi",
    "worker": "celery --app tracker --quiet worker --hostname worker@soak --queues default,articles --concurrency 2",
    "deliverer": "celery --app tracker --quiet worker --hostname deliverer@soak --queues deliveries --concurrency 1",
    "beat": "celery --app tracker --quiet beat",
}
READERS, SUBMISSION_SECONDS, ITEM_SECONDS, REVIEW_SECONDS, READ_SECONDS = 3, 1.0, 3.0, 4.0, 0.3
GROWTH = 1.2  # of a process's memory since the first quarter of the time
SLOW_MS = {"read": 1_000.0, "submission": 2_000.0, "review": 2_000.0}  # p99
DRAIN_SECONDS = 600


def megabytes(pid: int) -> float:
    """What the process and its children hold by themselves (PSS)."""
    found = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if int(folder.name) == pid or parent == pid:
                lines = (folder / "smaps_rollup").read_text().splitlines()
                found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
        except (OSError, ValueError):  # gone meanwhile
            continue
    return found


def started(stack: ExitStack, port: int) -> dict[str, Any]:
    environment = service_environment(os.environ["REDIS_URL"], PORT=str(port), PYTHONWARNINGS="ignore")
    found = {}
    for name, command in PROGRAMS.items():
        log = (Path(SCRATCH.name) / f"{name}.log").open("wb")
        command_line = [sys.executable, "-m", *command.split()]
        found[name] = subprocess.Popen(command_line, cwd=ROOT, env=environment, stdout=log, stderr=log)
        stack.callback(stop, found[name])
    return found


def waiting() -> int:
    """Articles and deliveries that are not finished; what was given up is."""
    open_articles = Article.objects.exclude(state__in=[ArticleState.DONE, ArticleState.FAILED]).count()
    return open_articles + Delivery.objects.filter(state=DeliveryState.PENDING).count()


def run(minutes: float, stack: ExitStack) -> bool:
    port, site = free_port(), Site(ITEM_SECONDS)
    redis = RedisServer(Path(SCRATCH.name))
    redis.start()
    stack.callback(redis.stop)
    owner = account("soak", *TokenScope)
    token = create_token(owner=owner, name="soak", scopes=list(TokenScope)).secret
    processes = started(stack, port)
    call = Caller(f"http://127.0.0.1:{port}/api/v1", token)
    wait_for(lambda: call("GET", "incidents", kind="first"), "the web server to answer", 120)
    call("POST", "webhooks/endpoints", {"url": f"{site.url}/hook"}, "first")
    paper = Publisher.objects.create(name="Evening Star", host="127.0.0.1")
    Feed.objects.create(publisher=paper, url=f"{site.url}/feed", poll_every_minutes=1, next_poll_at=timezone.now())

    sent: dict[str, int] = {}
    over = threading.Event()
    threads = [
        again_and_again(over, SUBMISSION_SECONDS, lambda number: submit(call, number, sent)),
        again_and_again(over, REVIEW_SECONDS, lambda number: review(call, number)),
        *(again_and_again(over, READ_SECONDS, lambda number: read(call, number)) for _ in range(READERS)),
    ]
    begun, memory = time.monotonic(), {name: [megabytes(one.pid)] for name, one in processes.items()}
    try:
        while (passed := time.monotonic() - begun) < minutes * 60:
            time.sleep(min(15.0, minutes * 60 - passed))
            for name, one in processes.items():
                memory[name].append(megabytes(one.pid))
    finally:
        over.set()
        for thread in threads:
            thread.join()
    site.stopped_at = time.monotonic()
    Feed.objects.update(next_poll_at=timezone.now())
    items = site.items()
    wait_for(lambda: of_feed(site).count() >= items, "the feed to be read to its end", 180)
    wait_for(lambda: waiting() == 0, "all that is due to be done", DRAIN_SECONDS)
    return told(site, call, sent, memory, items)


def of_feed(site: Site) -> Any:
    return Article.objects.filter(url__startswith=f"{site.url}/item/")


def told(site: Site, call: Caller, sent: dict[str, int], memory: dict[str, list[float]], items: int) -> bool:
    """Print the record; whether all is well."""
    good = []

    def line(what: str, value: str, well: bool) -> None:
        good.append(well)
        print(f"| {what} | {value} | {'yes' if well else '**no**'} |", flush=True)

    print("| what | figure | as it should be |\n| --- | --- | --- |")
    kept = Article.objects.filter(reference__in=sent)
    done = kept.filter(state=ArticleState.DONE).count()
    line("submissions: sent, done", f"{len(sent)}, {done}", len(sent) == done)
    read_to_end = of_feed(site).filter(state=ArticleState.DONE).count()
    line("items of the feed: published, done", f"{items}, {read_to_end}", items == read_to_end)
    sequences = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
    line("events, none missing", str(len(sequences)), sequences == list(range(1, len(sequences) + 1)))
    owed = set(Delivery.objects.values_list("event__reference", flat=True))
    arrived = len(owed & set(site.received))
    line("webhooks: owed, received", f"{len(owed)}, {arrived}", bool(owed) and arrived == len(owed))
    for name, values in memory.items():
        before = statistics.median(values[len(values) // 4 : len(values) // 2] or values)
        line(
            f"memory of {name} in MB: after a quarter, at the end",
            f"{before:.0f}, {values[-1]:.0f}",
            values[-1] <= before * GROWTH,
        )
    for kind, most in SLOW_MS.items():
        took = sorted(call.milliseconds[kind]) or [0.0]
        p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
        line(f"{kind}: answers, median, p99 in ms", f"{len(took)}, {p50:.0f}, {p99:.0f}", p99 <= most)
    refused = {kind: count for kind, count in call.refused.items() if not kind.startswith(("first", "review 4"))}
    line(
        "requests that failed", ", ".join(f"{kind}: {count}" for kind, count in refused.items()) or "none", not refused
    )
    try:
        call_command("check_rows", verbosity=0)
        drifted = "none"
    except CommandError as error:
        drifted = str(error)
    line("rows for lists that drifted", drifted, drifted == "none")
    return all(good)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    chosen = parser.parse_args()
    settings.DEBUG = False
    name = f"soak_{os.getpid()}" if connection.vendor == "postgresql" else f"{SCRATCH.name}/soak.sqlite3"
    connection.settings_dict["TEST"]["NAME"] = settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with ExitStack() as stack:
            return 0 if run(chosen.minutes, stack) else 1
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
