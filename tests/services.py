"""Real servers for the tests: a Redis, and a Celery worker on the test database."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from kombu import pools

from tracker.broker import broker_address
from tracker.celery import app
from tracker.launch.redis import redis_program

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_SECONDS = 60


def wait_for(condition: Callable[[], Any], what: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """What `condition` returns, as soon as it is true; fails with `what` when that takes longer than `seconds`."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            pytest.fail(f"waited {seconds} s for {what}")
        time.sleep(0.05)
    return result


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End `process` and wait for it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()


class RedisServer:
    """A private Redis that can be stopped and started again, empty or with what it held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        from redis import Redis
        from redis.exceptions import RedisError

        self.process = subprocess.Popen(
            [
                *(redis_program(), "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder)),
                *("--appendonly", "yes", "--save", "", "--daemonize", "no"),
            ],
            stdout=subprocess.DEVNULL,
        )

        def answers() -> bool:
            try:
                with Redis.from_url(self.url) as client:
                    return bool(client.ping())
            except (RedisError, OSError):
                return False

        wait_for(answers, "Redis to answer")

    def stop(self) -> None:
        """Stop the server; its files stay."""
        if self.process is not None:
            stop(self.process)
            self.process = None

    def flush(self) -> None:
        """Delete every key."""
        from redis import Redis

        with Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """A Redis of one's own, started."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def _session_redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@contextmanager
def celery_publishing_to(url: str) -> Iterator[None]:
    """Publish this process's Celery messages to the Redis at `url` inside."""
    before = app.conf.broker_url

    def point_to(address: str) -> None:
        app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = address
        pools.reset()
        app._pool = app.amqp._producer_pool = None

    point_to(broker_address(url))
    try:
        yield
    finally:
        point_to(before)


@pytest.fixture
def redis_server(_session_redis: RedisServer) -> Iterator[RedisServer]:
    """A private real Redis, empty, that this process publishes its Celery messages to."""
    _session_redis.flush()
    with celery_publishing_to(_session_redis.url):
        yield _session_redis


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """The address of a private real Redis, empty, that this process publishes its Celery messages to."""
    return redis_server.url


def database_url_of_tests() -> str:
    """The address of the test database, for another process."""
    current = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{current['NAME']}"
    host = quote(current["HOST"] or "localhost", safe="")
    user = quote(current["USER"] or "postgres", safe="")
    password = f":{quote(current['PASSWORD'], safe='')}" if current["PASSWORD"] else ""
    return f"postgres://{user}{password}@{host}:{current['PORT'] or 5432}/{current['NAME']}"


def service_environment(redis_url: str, **more: str) -> dict[str, str]:
    """The environment of a process of the tracker that works on the test database and the Redis at `redis_url`."""
    return {
        **os.environ,
        "DATABASE_URL": database_url_of_tests(),
        "REDIS_URL": redis_url,
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONWARNINGS": "default",
        **more,
    }


class Worker:
    """A real `celery worker` process; `kill()` is SIGKILL, `start()` starts another one."""

    def __init__(
        self,
        redis_url: str,
        *,
        queues: str = "default,articles,deliveries",
        concurrency: int = 2,
        application: str = "tracker",
        **environment: str,
    ) -> None:
        self.environment = service_environment(redis_url, **environment)
        self.queues, self.concurrency, self.application = queues, concurrency, application
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the worker and wait until it says that it is ready."""
        with tempfile.NamedTemporaryFile(prefix="worker-", suffix=".log", delete=False) as log:
            self.log = Path(log.name)
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "--app", self.application, "worker", "--queues", self.queues),
                    *("--concurrency", str(self.concurrency), "--loglevel", "INFO", "--without-gossip"),
                    "--without-mingle",
                ],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: " ready" in self.output() or self.process_ended(), "the worker to be ready")
        if self.process_ended():
            pytest.fail(f"the worker did not start:\n{self.output()}")

    def process_ended(self) -> bool:
        """Whether the worker is gone."""
        return self.process is None or self.process.poll() is not None

    def output(self) -> str:
        """What the worker has printed so far."""
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """Kill the worker and its children at once, with whatever they have in hand."""
        import signal

        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log.unlink(missing_ok=True)

    def stop(self) -> None:
        """End the worker once it has finished what it has in hand."""
        if self.process is not None:
            stop(self.process)
            self.log.unlink(missing_ok=True)


@pytest.fixture
def worker(transactional_db: None, redis_url: str) -> Iterator[Worker]:
    """A real worker, running, on the test database and `redis_url`; both queues."""
    process = Worker(redis_url)
    process.start()
    yield process
    process.stop()
