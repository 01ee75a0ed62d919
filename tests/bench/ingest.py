"""How many articles a second the whole way takes in, for one, two and four workers, and which part each step has.

    python tests/bench/ingest.py                      # SQLite, one worker, nothing known before
    TEST_DATABASE_URL=... python tests/bench/ingest.py --incidents 10000
    TEST_DATABASE_URL=... python tests/bench/ingest.py --keep NAME    # a database that tests/bench/scale.py has filled

Articles are made up: half of them about a company that is known there, half about one that is not. They are submitted
as texts, and processes like a worker's work them off. Each line is one run: articles a second by the clock, processor
seconds of an article, the worker's and those of its connection to a PostgreSQL on this machine, the part of each step
in the workers' time, and how much a worker grew. Where other work has the processors, those seconds tell more than the
clock does: free cores do as many articles a second as go into one.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import scale  # the settings, and the path
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max
from django.test.utils import teardown_databases
from scale_filling import fill
from scale_rows import FIRST, TRADES, name_of

from incidents.models import Evidence, Party
from sources.models import Article, ArticleState
from sources.pipeline import runner, submit_text
from sources.pipeline.leases import afresh
from tracker.garbage import collect_less

ARTICLES = 150
WORKERS = (1, 2, 4)
SENTENCES = (
    "{name} said on Monday that hackers had stolen the data of {count} customers.",
    "The company learned of the intrusion in {month}, when an employee noticed unusual traffic on a server.",
    "Names, addresses and dates of birth were copied, but no passwords, a spokesperson told the {paper}.",
    "Of those affected, about {part} live abroad.",
    "The regulator was notified within three days and has opened an inquiry.",
    "Shares of {name} fell by {percent} percent in early trading.",
    "“We are sorry,” the chief executive wrote in a letter to customers.",
    "Security researchers had warned of the weakness in the software a year before.",
    "{other}, which runs the servers, declined to comment.",
    "Last year an attack on another firm had exposed {elsewhere} records.",
    "Customers are advised to watch for messages that ask for their bank details.",
    "Police in {town} are looking for three suspects who offered the files for sale.",
)
MONTHS = ("January", "March", "June", "October")


def text_of(number: int, known: int, chance: random.Random) -> tuple[str, str]:
    """(title, text) of an article."""
    words = [chance.choice(FIRST).title() for _ in range(4)]
    name = (
        name_of(1 + number * 37 % known)
        if number % 2 and known
        else f"{words[0]}{words[1].lower()} {number} {TRADES[0]}"
    )
    said = {
        "name": name, "other": f"{words[2]} Hosting", "count": f"{chance.randrange(1_000, 900_000):,}",
        "month": chance.choice(MONTHS), "paper": f"{words[3]} Courier", "part": chance.randrange(100, 900),
        "percent": chance.randrange(1, 9), "elsewhere": f"{chance.randrange(2, 90)} million", "town": words[2],
    }  # fmt: skip
    rest = [SENTENCES[at] for at in sorted(chance.sample(range(1, len(SENTENCES)), 8))]
    extra = " ".join(f"{chance.choice(FIRST)}{chance.choice(FIRST)}" for _ in range(40))
    return f"{name} reports a data breach", " ".join((SENTENCES[0], *rest)).format(**said) + f"\n\nTags: {extra}."


def submit(count: int, chance: random.Random) -> list[int]:
    known = Party.objects.filter(pk__lte=50_000).count()
    found = []
    for number in range(count):
        title, text = text_of(chance.randrange(10**6), known, chance)
        address = f"https://wire{number % 20}.example/{chance.randrange(10**12)}"
        found.append(submit_text(text, url=address, title=title, publisher="Evening Star", trusted=True).article.pk)
    return found


def number_past_what_is_filled() -> None:
    """Have articles numbered past those that the evidence of filled incidents names: who took an article's number from
    it would take back that evidence, in an incident that has nothing to do with it."""
    last = max(
        Evidence.objects.aggregate(last=Max("pk"))["last"] or 0, Article.objects.aggregate(last=Max("pk"))["last"] or 0
    )
    Article.objects.create(pk=last + 1, url="https://wire.example/last", **afresh(ArticleState.DONE))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
            cursor.execute(statement)


def work() -> None:
    """What one worker does: works off all that is due, and prints what it cost."""
    spent: dict[str, float] = defaultdict(float)

    def timed(state: ArticleState, step: Any) -> Any:
        def run(lease: Any) -> Any:
            begun = time.perf_counter()
            try:
                return step(lease)
            finally:
                spent[str(state)] += time.perf_counter() - begun

        return run

    runner._STEPS.update({state: timed(state, step) for state, step in runner._STEPS.items()})
    collect_less()
    runner.work_off(0.5)  # loads lexicons and weights
    before = memory()
    print("ready", flush=True)
    sys.stdin.readline()
    spent.clear()
    begun, cpu, database = time.perf_counter(), processor_seconds(), database_seconds()
    count = runner.work_off(600)
    took = time.perf_counter() - begun
    own, there = processor_seconds() - cpu, database_seconds() - database
    cost = {"count": count, "took": took, "cpu": own, "database": there, "grown": memory() - before}
    print(json.dumps({**cost, "steps": spent}))


def memory() -> float:
    """MB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def database_seconds() -> float:
    """Of the process that answers this connection; 0 where it is not one of this machine."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def processor_seconds() -> float:
    """Of this process, its children and theirs: texts are opened in some."""
    found: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # gone meanwhile
            continue
        found[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    children = {pid for pid, (parent, _) in found.items() if parent == os.getpid()}
    family = children | {pid for pid, (parent, _) in found.items() if parent in children}
    return sum(os.times()[:4]) + sum(seconds for pid, (_, seconds) in found.items() if pid in family)


def run(workers: int, articles: int, chance: random.Random) -> float:
    """Articles a second."""
    submit(2 * workers, chance)
    command = [sys.executable, __file__, "--work", "--keep", str(connection.settings_dict["NAME"])]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(workers)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    ids = submit(articles, chance)
    begun = time.perf_counter()
    found = [json.loads(one.communicate("go\n")[0]) for one in started]
    took = max(one["took"] for one in found)
    done = Article.objects.filter(pk__in=ids, state=ArticleState.DONE).count()
    assert done == articles, f"{done} of {articles} done after {time.perf_counter() - begun:.0f} s"
    whole = sum(one["took"] for one in found)
    parts = {name: sum(one["steps"].get(name, 0) for one in found) / whole for name in map(str, runner._STEPS)}
    shares = ", ".join(f"{name} {share:.0%}" for name, share in parts.items())
    grown = max(one["grown"] for one in found)
    cpu, database = (sum(one[name] for one in found) / articles for name in ("cpu", "database"))
    print(
        f"{workers} workers: {articles / took:6.2f} a second; {cpu:.3f} and {database:.3f} s of processor each; "
        f"{shares}; a worker grew by {grown:.0f} MB",
        flush=True,
    )
    return articles / took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=0, help="that are known before")
    parser.add_argument("--articles", type=int, default=ARTICLES, help="of each run")
    parser.add_argument("--keep", metavar="NAME", default="", help="a database that is filled already")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    made = scale.opened(chosen.keep)
    if chosen.work:
        work()
        return 0
    settings.DEBUG = False
    try:
        if chosen.incidents:
            fill(chosen.incidents)
        number_past_what_is_filled()
        chance = random.Random()
        several = WORKERS if connection.vendor == "postgresql" else WORKERS[:1]
        rates = [run(workers, chosen.articles, chance) for workers in several]
        if len(rates) > 1:
            print(f"two workers: {rates[1] / rates[0]:.2f} times one (1.7 wanted on free cores)")
        return 0
    finally:
        connection.close()
        if made:
            teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
