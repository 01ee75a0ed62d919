"""The README's tour, run as it is printed: each command in one shell, each answer against the one that is shown."""

import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from tests.ports import free_port
from tests.services import ROOT
from tests.system.launched import Launched

README = (ROOT / "README.md").read_text(encoding="utf-8")
PATIENCE_SECONDS = 240


@dataclass(frozen=True)
class TourStep:
    command: str
    shown: list[str]


def steps() -> Iterator[TourStep]:
    """The commands of the tour and the lines shown after each; `> ` goes on with a command."""
    tour = README.split("\n## A tour", 1)[1].split("\n## ", 1)[0]
    for block in re.findall(r"^```console\n(.*?)^```$", tour, re.MULTILINE | re.DOTALL):
        command, shown = "", []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield TourStep(command, shown)
                command, shown = line[2:], []
            elif line.startswith("> ") and not shown:
                command += "\n" + line[2:]
            else:
                shown.append(line)
        yield TourStep(command, shown)


def pattern(shown: list[str]) -> re.Pattern[str]:
    """A line that is `…` stands for any lines, `…` within a line for any part of it."""
    lines = [r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + r"\n" for line in shown]
    return re.compile("".join(lines))


@dataclass(frozen=True)
class Places:
    """What stands in the README, and what takes its place here."""

    port: int
    hook: int
    folder: Path

    def here(self, text: str) -> str:
        for printed, meant in (
            ("127.0.0.1:8000", f"127.0.0.1:{self.port}"),
            ("127.0.0.1:9000", f"127.0.0.1:{self.hook}"),
            ("receive_webhooks ", f"receive_webhooks --port {self.hook} "),
            (".venv/bin/python ", f"{shlex.quote(sys.executable)} "),
            ("received.txt", str(self.folder / "received.txt")),
            ("more.jsonl", str(self.folder / "more.jsonl")),
        ):
            text = text.replace(printed, meant)
        return text

    def as_printed(self, text: str) -> str:
        return text.replace(f"127.0.0.1:{self.port}", "127.0.0.1:8000").replace(
            f"127.0.0.1:{self.hook}", "127.0.0.1:9000"
        )


def in_one_shell(commands: list[str], environment: dict[str, str]) -> list[str]:
    """What each of the commands said, its errors as well; none may fail."""
    script = "".join(f"echo '@@ {number}'\n{command}\n" for number, command in enumerate(commands))
    with subprocess.Popen(
        ["bash", "-eu", "-o", "pipefail", "-c", script],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as shell:
        stuck = Timer(PATIENCE_SECONDS, os.killpg, (shell.pid, signal.SIGKILL))
        stuck.start()
        said, _ = shell.communicate()  # the end of a receiver in the background is waited for as well
        stuck.cancel()
    assert shell.returncode == 0, said
    return re.split(r"^@@ \d+\n", said, flags=re.MULTILINE)[1:]


def test_the_tour_goes_as_it_is_told(var: Path, tmp_path: Path) -> None:
    tour = list(steps())
    assert len(tour) > 15
    places = Places(free_port(), free_port(), tmp_path)
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    environment = {**kept, "VAR_DIR": str(var), "PORT": str(places.port), "no_proxy": "127.0.0.1"}
    launched = Launched(var, places.port)
    try:
        launched.wait_until_up()
        answers = in_one_shell([places.here(step.command) for step in tour], environment)
    finally:
        launched.stop(signal.SIGINT)
    for step, answer in zip(tour, answers, strict=True):
        assert pattern(step.shown).fullmatch(places.as_printed(answer)), f"$ {step.command}\n{answer}"
