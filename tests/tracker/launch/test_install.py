"""`.ci/install`, which `make run` and `make test` begin with: whatever is in the way is one sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.services import ROOT


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with what the script itself calls, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "dirname", "cat", "grep"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def install(programs: Path, venv: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [programs / "sh", ".ci/install", *arguments],
        cwd=ROOT,
        env={"PATH": str(programs), "VENV": str(venv), "HOME": str(venv), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def interpreter(programs: Path, name: str, body: str) -> Path:
    made = programs / name
    made.write_text(f"#!/bin/sh\n{body}\n")
    made.chmod(0o755)
    return made


def test_a_machine_without_python_or_with_an_old_one_is_told_what_to_install(programs: Path, tmp_path: Path) -> None:
    sentence = (
        "Python 3.11 or newer was not found: install it (https://www.python.org/downloads/), then run this again.\n"
    )
    without = install(programs, tmp_path / "venv")
    assert (without.returncode, without.stderr) == (2, sentence)
    old = interpreter(programs, "python3", "exit 1")  # what the question for its version gets from an old one
    assert install(programs, tmp_path / "venv").stderr == sentence
    named = install(programs, tmp_path / "venv", PYTHON=str(old))
    assert (named.returncode, named.stderr) == (2, f"PYTHON={old} is not Python 3.11 or newer: name one that is.\n")
    assert not (tmp_path / "venv").exists()


def test_a_machine_without_the_network_is_told_to_connect_and_nothing_passes_for_installed(
    programs: Path, tmp_path: Path
) -> None:
    nowhere = {"PIP_INDEX_URL": f"http://127.0.0.1:{free_port()}/simple", "PIP_CONFIG_FILE": os.devnull}
    for _ in range(2):  # the second time as well
        done = install(programs, tmp_path / "venv", PYTHON=sys.executable, PIP_RETRIES="0", **nowhere)
        assert done.returncode == 2
        assert done.stderr.splitlines()[-1].startswith("The packages could not be fetched: connect this machine")
        assert len(done.stderr.splitlines()) == 2
    assert not (tmp_path / "venv" / "made-from").exists()


@pytest.mark.parametrize(
    ("arguments", "stamp", "files"),
    [
        ([], "made-from", ["requirements.txt"]),
        (["--checks"], "made-from-with-checks", ["requirements.txt", "tests/requirements.txt"]),
    ],
)
def test_what_is_installed_already_takes_no_time_and_says_nothing(
    programs: Path, tmp_path: Path, arguments: list[str], stamp: str, files: list[str]
) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    asked = (
        (ROOT / ".ci" / "install")
        .read_text(encoding="utf-8")
        .split('$("$python" -c \'', 1)[1]
        .split("' $wanted)", 1)[0]
    )
    made = subprocess.run([sys.executable, "-c", asked, *files], cwd=ROOT, capture_output=True, text=True, check=True)
    (venv / stamp).write_text(made.stdout)
    done = install(programs, venv, *arguments, PYTHON=sys.executable)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
