"""`python -m tracker.launch` for real: everything comes up, answers, and leaves nothing behind."""

import os
import re
import signal
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.system.launched import Launched, processes_of


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
