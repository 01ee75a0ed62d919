"""`python -m tracker.launch` for real: everything comes up, answers, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import ROOT, free_port, wait_for

PATIENCE_SECONDS = 180


class Launched:
    """A running launch, in a `var/` of its own."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.port = port
        self.log = var.parent / f"{var.name}-{port}.log"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tracker.launch"],
                cwd=ROOT,
                env={**kept, "VAR_DIR": str(var), "PORT": str(port), "PYTHONUNBUFFERED": "1", **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def wait_until_up(self) -> None:
        wait_for(
            lambda: "Ctrl-C stops everything." in self.output() or self.process.poll() is not None,
            "the tracker to come up",
            PATIENCE_SECONDS,
        )
        assert self.process.poll() is None, self.output()

    def get(self, path: str) -> Any:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            body = answer.read().decode()
        return json.loads(body) if "json" in answer.headers["Content-Type"] else body

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


def processes_of(var: Path) -> list[str]:
    """The command lines of the processes that have `var` in their environment or their arguments."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(var).encode() in told:
            found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    assert processes_of(folder) == []


@pytest.fixture
def bare_path(tmp_path: Path) -> str:
    """A PATH without any Redis."""
    (tmp_path / "bin").mkdir()
    return str(tmp_path / "bin")


def test_a_first_run_shows_the_demo_and_a_second_adds_nothing(var, bare_path):
    # No sweep comes to help: the wake-up calls alone have to bring the articles through.
    first = Launched(var, free_port(), PATH=bare_path, SWEEP_SECONDS="86400")
    try:
        first.wait_until_up()
        said = first.output()
        assert re.search(r"Account +curator\n +Password +\S{16} +\(shown this once\)", said)
        assert first.get("/healthz") == {"status": "ok"}
        assert first.get("/readyz")["queues"]["articles"]["waiting"] == 0
        incidents = first.get("/api/v1/incidents")
        articles = first.get("/api/v1/articles")
        events = first.get("/api/v1/events")
        assert incidents["results"]
        assert "swagger" in first.get("/api/docs/").lower()
        assert "Log in" in first.get("/admin/login/")
        assert "body" in first.get("/static/admin/css/base.css")
        assert [line for line in processes_of(var) if "valkey-server" in line]
    finally:
        code = first.stop(signal.SIGINT)
    assert (code, first.output().splitlines()[-1]) == (0, "Stopped.")
    assert processes_of(var) == []

    second = Launched(var, free_port(), PATH=bare_path)
    try:
        second.wait_until_up()
        assert "Password" not in second.output()
        assert second.get("/api/v1/incidents")["results"] == incidents["results"]
        assert second.get("/api/v1/articles")["results"] == articles["results"]
        assert second.get("/api/v1/events")["results"] == events["results"]
    finally:
        assert second.stop(signal.SIGTERM) == 0


def test_a_second_start_of_the_same_checkout_and_a_taken_port_are_refused(var, tmp_path):
    launched = Launched(var, free_port())
    try:
        launched.wait_until_up()
        again = Launched(var, free_port())
        assert again.process.wait(60) == 2
        sentence = f"This checkout is running already (process {launched.process.pid}): stop that first.\n"
        assert again.output() == sentence
        beside = Launched(tmp_path / "other", launched.port)
        assert beside.process.wait(60) == 2
        assert beside.output().startswith(f"Port {launched.port} is taken by another program: ")
        assert len(beside.output().splitlines()) == 1
    finally:
        launched.stop(signal.SIGINT)


def test_one_process_that_dies_ends_the_session(var):
    launched = Launched(var, free_port())
    launched.wait_until_up()
    beats = [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if is_beat_of(folder, launched.process.pid)]
    assert len(beats) == 1
    os.kill(beats[0], signal.SIGKILL)
    assert launched.process.wait(60) == 1
    assert "beat has ended (by SIGKILL). Everything else was stopped too." in launched.output()


def is_beat_of(folder: Path, parent: int) -> bool:
    try:
        command = (folder / "cmdline").read_bytes().split(b"\0")
        started_by = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return False
    return started_by == parent and b"beat" in command
