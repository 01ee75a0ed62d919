"""`manage.py replay`, run as a person runs it: a process of its own, on its own throw-away database."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forked import Loaded, loaded
from tests.sources.replay.conftest import STREAMS

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """The paths of a stream's three files, as `replay` takes them."""
    stream = json.loads((STREAMS / "tarn-telecom.json").read_text(encoding="utf-8"))
    contents = {
        "input": "\n".join(json.dumps(row) for row in stream["articles"]),
        "incidents": json.dumps(stream["incidents"]),
        "checkpoints": "\n".join(
            json.dumps({"incident": row["incident"], "as_of": row["as_of"]}) for row in stream["expected"]
        ),
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name: str(tmp_path / name) for name in contents}


NO_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}  # the command has no use for it


@pytest.fixture(scope="module")
def forking() -> Iterator[Loaded]:
    with loaded(**NO_DATABASE) as process:
        yield process


def replay(*words: str) -> "subprocess.CompletedProcess[str]":
    """The finished process. Its database cannot be opened."""
    return subprocess.run(
        [sys.executable, "manage.py", "replay", *words],
        cwd=ROOT,
        env={**os.environ, **NO_DATABASE},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_prints_figures_and_links_and_touches_no_database_of_ours(files: dict[str, str]) -> None:
    done = replay(files["input"], "--incidents", files["incidents"], "--checkpoints", files["checkpoints"])
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    figures = [line for line in lines if line["type"] == "figure" and line["metric"] == "affected"]
    assert [line["best"] for line in figures if line["as_of"] == "2030-01-14"] == [13_000_000]
    assert {line["incident"] for line in lines if line["type"] == "link"} == {"tarn"}


def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(files: dict[str, str], tmp_path: Path) -> None:
    articles = tmp_path / "input"
    articles.write_text(f'{{"id": "x"}}\nnot json\n{articles.read_text(encoding="utf-8")}', encoding="utf-8")
    done = replay(files["input"], "--incidents", files["incidents"], "--checkpoints", files["checkpoints"])
    assert done.returncode == 1
    assert 'line 1: "published" must be a day' in done.stderr
    assert "line 2: It is not JSON" in done.stderr
    assert '"type": "figure"' in done.stdout


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("incidents", "{}", "must be a JSON list"),
        ("incidents", "[", "is not JSON"),
        ("incidents", None, "is not a file"),
        ("input", None, "is not a file"),
    ],
)
def test_a_bad_file_is_one_sentence_and_exit_code_2(
    forking: Loaded, files: dict[str, str], name: str, text: str | None, words: str
) -> None:
    if text is None:
        files[name] += ".nowhere"
    else:
        Path(files[name]).write_text(text, encoding="utf-8")
    done = forking.run(
        "replay", files["input"], "--incidents", files["incidents"], "--checkpoints", files["checkpoints"]
    )
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_policy_that_does_not_exist_is_refused(forking: Loaded, files: dict[str, str]) -> None:
    done = forking.run(
        "replay",
        files["input"],
        *("--incidents", files["incidents"], "--checkpoints", files["checkpoints"], "--policy", "boldest"),
    )
    assert done.returncode == 2
    assert "conservative" in done.stderr
