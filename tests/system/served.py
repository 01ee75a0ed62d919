"""The web server in the production shape: gunicorn with the example's settings, as a process of its own."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.services import ROOT, database_url_of_tests, stop, wait_for

KEY = "k" * 25 + "0123456789-abcdefghijklmnopqrstuvwxyz"


class Served:
    """The web server in the production shape."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = int(environment["PORT"])
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "python:tracker.gunicorn", "tracker.wsgi"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def get(self, path: str, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        """The answer and its body; asks as the proxy in front does, unless `headers` say otherwise."""
        asked = {"Host": "tracker.example", "X-Forwarded-Proto": "https"}
        asked |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=asked)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()

    def answers(self) -> bool:
        try:
            return self.get("/healthz")[0].status == 200
        except OSError:
            return False


@contextmanager
def serving(folder: Path, redis_url: str, **more: str) -> Iterator[Served]:
    """A server on the test database that answers; its files and its log are in `folder`."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    (folder / "production.env").write_text(example.replace("SECRET_KEY=\n", f"SECRET_KEY={KEY}\n", 1))
    environment = {
        "PATH": os.environ["PATH"],
        "ENV_FILE": str(folder / "production.env"),
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": database_url_of_tests(),
        "REDIS_URL": redis_url,
        "PORT": str(free_port()),
        **more,
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env=environment, check=True)
    server = Served(environment, folder / "web.log")
    try:
        wait_for(lambda: server.answers() or server.process.poll() is not None, "the web server to answer")
        assert server.process.poll() is None, server.log.read_text()
        yield server
    finally:
        stop(server.process)


@pytest.fixture
def served(transactional_db: None, redis_url: str, tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path, redis_url) as server:
        yield server
