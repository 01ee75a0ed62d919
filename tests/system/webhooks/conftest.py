"""Endpoints on a receiver that writes everything down, events as the ledger writes them, and the reckoning."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.webhooks import outbox, signing
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointSecret
from tests.accounts import account
from tests.incidents.webhooks.conftest import figure_data
from tests.services import ROOT, Worker, service_environment, stop, wait_for
from tests.system.webhooks.receiver import CountingReceiver, running_receiver
from tracker.foundation.access.models import TokenScope


@pytest.fixture
def receiver() -> Iterator[CountingReceiver]:
    with running_receiver() as server:
        yield server


def subscribe(receiver: CountingReceiver, number: int) -> None:
    """Create so many endpoints, each at a path of its own."""
    owner = account("subscriber", TokenScope.WEBHOOKS)
    rows = Endpoint.objects.bulk_create(
        Endpoint(owner=owner, scope_read=True, url=receiver.url(place)) for place in range(number)
    )
    EndpointSecret.objects.bulk_create(EndpointSecret(endpoint=row, secret=signing.new_secret()) for row in rows)


def commit(number: int = 1, *, wake: bool = True) -> list[Event]:
    """The new events, committed; `wake` tells a deliverer of them."""
    incident, _ = Incident.objects.get_or_create(slug="quiz-app-harvest", defaults={"title": "Quiz app harvest"})
    draft = EventDraft(EventType.FIGURE_CHANGED, figure_data(incident), incident)
    with transaction.atomic():
        events = Event.objects.append([draft] * number, cause="test", actor="test")
        if wake:
            outbox.wake()
    return events


def let_leases_run_out() -> None:
    """Let what a dead deliverer held be taken up, as it may be after a minute of waiting."""
    past = timezone.now() - dt.timedelta(seconds=1)
    Delivery.objects.exclude(lease_until=None).update_in_order(lease_until=past)


def all_delivered() -> bool:
    """Whether every endpoint has been told of every event there is, by the rows."""
    owed = Event.objects.count() * Endpoint.objects.count()
    return Delivery.objects.filter(state=DeliveryState.DELIVERED).count() == owed


@pytest.fixture
def reckon(receiver: CountingReceiver, capsys: pytest.CaptureFixture[str]) -> Callable[[str], int]:
    """The number of messages beyond the first of their kind, which is printed; fails when one is missing.

    Every endpoint has to have heard of every committed event, nobody of anything else, and what came twice came under
    the same id with the same body.
    """

    def count(what: str) -> int:
        paths = [f"/{url.rpartition('/')[2]}" for url in Endpoint.objects.values_list("url", flat=True)]
        ids = Event.objects.values_list("reference", flat=True)
        owed = {(path, one) for path in paths for one in ids}
        assert owed - set(receiver.messages) == set(), "missing"
        assert set(receiver.messages) - owed == set(), "never committed"
        assert {len(bodies) for bodies in receiver.bodies.values()} == {1}, "one id, several bodies"
        duplicates = receiver.messages.total() - len(owed)
        with capsys.disabled():
            print(f"\n{what}: {len(owed)} deliveries owed, none missing, {duplicates} duplicates")
        return duplicates

    return count


@pytest.fixture
def deliverer(transactional_db: None, redis_url: str) -> Iterator[Worker]:
    """A deliverer of the production shape, running: one run of deliveries at a time."""
    process = Worker(redis_url, queues="deliveries", concurrency=1)
    process.start()
    yield process
    process.stop()


class Beat:
    """A real `celery beat`, which sends the sweeps."""

    def __init__(self, redis_url: str, folder: Path, **environment: str) -> None:
        self.log = folder / "beat.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "--app", "tracker", "--quiet", "beat"),
                    *("--schedule", str(folder / "schedule"), "--max-interval", "1"),
                ],
                cwd=ROOT,
                env=service_environment(redis_url, **environment),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """End beat; fail if it has ended by itself."""
        assert self.process.poll() is None, self.log.read_text(errors="replace")
        stop(self.process)


@pytest.fixture
def beat(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Beat]:
    process = Beat(redis_url, tmp_path)
    yield process
    process.stop()


class Nursery:
    """Starts deliverers within a tenth of a second, each a process of its own (see deliverer.py)."""

    def __init__(self, redis_url: str, clock: Path) -> None:
        self.started: list[int] = []
        self.clock = clock
        self.clock.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.system.webhooks.deliverer"],
            cwd=ROOT,
            env=service_environment(redis_url, PYTHONWARNINGS="ignore", CLOCK=str(clock)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._said() == "ready"

    def _said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def start_one(self) -> int:
        """The process id of a new deliverer, at work."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.started.append(int(self._said()))
        return self.started[-1]

    def end(self) -> None:
        """End what it has started, and wait until the database has done with it: tables are emptied next."""
        for process in self.started:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_for(_nobody_else_at_work, "what was started to let go of the database", 20)

    def set_clock(self, seconds: float) -> None:
        """Put the clock of all that it has started, and will start, off by so many seconds."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(str(seconds), encoding="utf-8")
        beside.replace(self.clock)


def _nobody_else_at_work() -> bool:
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        return bool(cursor.fetchone() == (0,))


@pytest.fixture
def nursery(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Nursery]:
    made = Nursery(redis_url, tmp_path / "clock")
    yield made
    with made.process:
        made.process.kill()
    made.end()
