"""What deliveries stand on goes away and comes back: the broker, the database, the process that commits."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from incidents.models import Event
from tests.postgres import PostgresServer, program, running_postgres
from tests.services import ROOT, RedisServer, Worker, service_environment, wait_for
from tests.system.webhooks.conftest import Beat, all_delivered, commit, subscribe
from tests.system.webhooks.receiver import CountingReceiver
from tracker.database import database

COMMIT = """
import django
django.setup()
from tests.system.webhooks.conftest import commit
commit(5)
print("published")
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_commit_and_publish_has_its_events_delivered_by_the_sweep(
    deliverer: Worker, beat: Beat, redis_url: str, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    """Its broker takes the connection and never answers: so it has committed, and hangs where it would publish."""
    subscribe(receiver, 10)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        environment = service_environment(
            f"redis://127.0.0.1:{silent.getsockname()[1]}/0", DJANGO_SETTINGS_MODULE="tracker.settings"
        )
        process = subprocess.Popen([sys.executable, "-c", COMMIT], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        with process:
            wait_for(lambda: Event.objects.count() == 5 or process.poll() is not None, "the commit")
            process.kill()
            said, _ = process.communicate()
    assert said == b"", "it had published already"
    wait_for(all_delivered, "the sweep to find them")
    assert reckon("SIGKILL between commit and publish") == 0


@pytest.mark.django_db(transaction=True)
def test_a_redis_stopped_emptied_and_started_loses_nothing(
    deliverer: Worker, beat: Beat, redis_server: RedisServer, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    subscribe(receiver, 50)
    receiver.hold()
    commit(2)
    wait_for(lambda: receiver.waiting == 100, "posts in flight")
    redis_server.stop()
    commit(2)  # with nobody to tell
    for left in redis_server.folder.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    redis_server.start()
    receiver.release()
    commit(2)
    wait_for(all_delivered, "everything to be delivered")
    assert reckon("Redis stopped, emptied and started") == 0


@contextmanager
def tables_on(server: PostgresServer, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the tables on `server`, and have this process work on it inside."""
    entry = database(server.url, password="", pool=False, conn_max_age_seconds=0, base=ROOT)
    suite = connections["default"]
    with blocker.unblock():
        connections.settings["own"] = {**suite.settings_dict, **entry}
        connections["default"] = made = connections.create_connection("own")
        made.alias = "default"
        try:
            call_command("migrate", verbosity=0)
            yield
        finally:
            made.close()
            connections["default"] = suite
            del connections.settings["own"]


@pytest.fixture
def own_postgres(
    redis_url: str, django_db_blocker: DjangoDbBlocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PostgresServer]:
    """A PostgreSQL with the tables, which this process, a deliverer and a beat work on."""
    if program("initdb") is None:
        pytest.skip("needs PostgreSQL's own programs, initdb and pg_ctl")
    # The suite's commits do not wait for the disk: a crash would take the last half second of them, leases included.
    monkeypatch.delenv("PGOPTIONS")
    with running_postgres() as server, tables_on(server, django_db_blocker):
        worker = Worker(redis_url, queues="deliveries", concurrency=1, DATABASE_URL=server.url)
        beat = Beat(redis_url, tmp_path, DATABASE_URL=server.url)
        worker.start()
        yield server
        beat.stop()
        worker.stop()


def test_a_postgresql_that_goes_away_with_200_in_flight_loses_nothing(
    own_postgres: PostgresServer, receiver: CountingReceiver, reckon: Callable[[str], int]
) -> None:
    """Once told to stop, once as in a crash. What was answered meanwhile is recorded when it is back."""
    subscribe(receiver, 100)
    for mode in ("fast", "immediate"):
        receiver.hold()
        commit(3)
        wait_for(lambda: receiver.waiting == 200, "200 in flight")
        own_postgres.stop(mode)
        receiver.release()
        time.sleep(1)
        own_postgres.start()
        connections["default"].close()
        commit(2)
        wait_for(all_delivered, "everything to be delivered")
        assert reckon(f"PostgreSQL restarted ({mode})") == 0
