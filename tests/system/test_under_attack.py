"""The service while strangers attack it: hostile searches and hostile articles beside ordinary requests."""

import asyncio
import datetime as dt
import itertools
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import aiohttp
import pytest
from django.db import connection

from incidents.models import Incident, Involvement, Party, PartyAlias
from incidents.names import normalise_name
from incidents.vocabulary import Role
from sources.models import Article, ArticleState
from sources.pipeline import submit_text, submit_url
from tests.loopback import answer, running_loopback
from tests.machine import slowness
from tests.services import Worker
from tests.system.served import Served, serving

ATTACKERS = 50
PAUSE_SECONDS = 0.1  # of each between two searches
HOSTILE_PAGES = 20
# A second for answers and ten for an article are promised on PostgreSQL. How much later is a failure: the machine of a
# test has neighbours, and SQLite searches within the web processes themselves.
TOLERANCE = {"postgresql": 1.5, "sqlite": 2.5}
PROXY = {"Host": "tracker.example", "X-Forwarded-Proto": "https"}
INCIDENTS, PARTIES = 5_000, 2_000
SEARCHES = (
    "/api/v1/incidents?q=a+a+a+a+a",
    "/api/v1/incidents?q=a+b+c+d+e+f+g+h",
    "/api/v1/incidents?q=" + "+".join(f"w{number}" for number in range(50)),
    "/api/v1/parties?q=a+e+i+o+n+r+s+t",
    "/api/v1/parties?q=" + "+".join("abcdefghijklmnopqrst"),
    "/api/v1/incidents?party=no+such+party&q=o+n",
    "/api/v1/incidents?ordering=-affected&q=e+o",
    "/api/v1/articles?q=a+a+a+a+a",
)
TEXT = "Quarry Bank said on Monday that the records of 40,000 customers were stolen from its servers in a data breach."


@pytest.fixture
def crowd(transactional_db: None) -> None:
    """Incidents of five parties each, each party with three names that share most of their letters."""
    parties = Party.objects.bulk_create(Party(name=f"Arden Alton Anderson {number}") for number in range(PARTIES))
    PartyAlias.objects.bulk_create(
        PartyAlias(party=party, name=name, normalised=normalise_name(name))
        for party in parties
        for name in (party.name, f"{party.name} Holdings", f"{party.name} Data Services")
    )
    incidents = Incident.objects.bulk_create(
        Incident(
            slug=f"anderson-{number}",
            title=f"Arden data breach {number}",
            summary="A breach at Arden Alton Anderson and others, as told.",
        )
        for number in range(INCIDENTS)
    )
    Involvement.objects.bulk_create(
        Involvement(incident=incident, party=parties[(position * 7 + step * 131) % PARTIES], role=Role.CONTROLLER)
        for position, incident in enumerate(incidents)
        for step in range(5)
    )


@pytest.fixture
def attacked(crowd: None, redis_url: str, tmp_path: Path) -> Iterator[Served]:
    """A server whose limits of requests an hour do not help: the strangers have many addresses."""
    with serving(tmp_path, redis_url, ANONYMOUS_READ="1", THROTTLE_ANONYMOUS="1000000/hour") as server:
        yield server


class Attack:
    """Strangers who search without end, each sending the next search when the last was answered."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.statuses: Counter[int] = Counter()
        self.slowest_seconds = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(60)

    async def _all(self) -> None:
        connector = aiohttp.TCPConnector(limit=ATTACKERS, force_close=True)
        async with aiohttp.ClientSession(connector=connector, headers=PROXY) as session:
            await asyncio.gather(*(self._one(session, number) for number in range(ATTACKERS)))

    async def _one(self, session: aiohttp.ClientSession, number: int) -> None:
        for search in itertools.islice(itertools.cycle(SEARCHES), number, None):
            if self._over.is_set():
                return
            began = time.monotonic()
            async with session.get(self.base + search) as got:
                await got.read()
            self.statuses[got.status] += 1
            self.slowest_seconds = max(self.slowest_seconds, time.monotonic() - began)
            await asyncio.sleep(PAUSE_SECONDS)


def timed(server: Served, path: str) -> float:
    """The seconds that an answer took; it is a good one."""
    began = time.monotonic()
    got, _ = server.get(path)
    assert got.status == 200, path
    return time.monotonic() - began


@pytest.mark.counts_seconds
def test_hostile_searches_and_articles_hold_up_nobody_else(attacked: Served, redis_url: str) -> None:
    slow = slowness()
    assert timed(attacked, "/healthz") < 1
    with running_loopback() as site:
        page = b"<html><body>" + b"<p>a" * 250_000
        site.says("/page", answer(page, Content_Type="text/html"))
        worker = Worker(redis_url, ALLOW_PRIVATE_TARGETS="1", OUTBOUND_PORTS=str(site.port))
        worker.start()
        try:
            with Attack(attacked.port) as attack:
                time.sleep(3)
                for number in range(HOSTILE_PAGES // 2):
                    site.handlers[f"/{number}"] = site.handlers["/page"]
                    submit_url(site.url(f"/{number}"))
                    submit_text("!" * 200_000 + f" {number}", title="Many marks")
                began = time.monotonic()
                ordinary = submit_text(TEXT, title="Breach at Quarry Bank", published_on=dt.date(2031, 5, 5)).article
                health, lists, read_seconds = [], [], 0.0
                done = Article.objects.filter(pk=ordinary.pk, state=ArticleState.DONE)
                while time.monotonic() < began + 15 or (not read_seconds and time.monotonic() < began + 60):
                    health.append(timed(attacked, "/healthz"))
                    lists.append(timed(attacked, "/api/v1/incidents?page_size=20"))
                    if not read_seconds and done.exists():
                        read_seconds = time.monotonic() - began
                    time.sleep(0.25)
        finally:
            worker.stop()
    slow = max(slow, slowness())  # a neighbour on the same machine comes and goes
    print(  # noqa: T201 - the figures of the run
        f"slowness {slow:.1f}, health {max(health):.2f} s, list {max(lists):.2f} s, searches {dict(attack.statuses)},"
        f" slowest {attack.slowest_seconds:.1f} s, article {read_seconds:.1f} s"
    )
    assert attack.statuses.total() > ATTACKERS
    # Nine in ten: attackers, servers and the test share two cores, and one answer in many waits for all of them.
    bearable = slow * TOLERANCE[connection.vendor]
    assert statistics.quantiles(health, n=10)[-1] < 1 * bearable
    assert statistics.quantiles(lists, n=10)[-1] < 1 * bearable
    assert 0 < read_seconds < 10 * bearable, "it was not read within a minute"
