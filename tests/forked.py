"""Processes of `manage.py` that are forked from one which has loaded Django and the settings, as gunicorn's are.

A process of its own for each command, with its arguments, environment, output and exit code, without the second and a
half that loading takes each time. What is read from the environment when the settings are loaded is that of `Loaded`.

Run as a program (`python -m tests.forked`), it is the process that is forked from: it reads a command a line as JSON,
and answers each with a line, the exit code.
"""

import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class Loaded:
    """A process that has loaded Django, and runs commands in forks of itself, one after another."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """The finished command `manage.py WORDS`; it reads no input."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        arguments = ["manage.py", *words]
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / name for name in ("out", "err")]
            asked = {"arguments": arguments, "environment": environment, "files": [str(file) for file in files]}
            self._process.stdin.write(f"{json.dumps(asked)}\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = (file.read_text(encoding="utf-8") for file in files)
        return subprocess.CompletedProcess(arguments, code, out, err)

    def end(self) -> None:
        """End the process that is forked from."""
        self._process.communicate(timeout=30)


@contextmanager
def loaded(**environment: str) -> Iterator[Loaded]:
    """A process to fork from, with this process's environment and more."""
    process = Loaded({**os.environ, **environment})
    try:
        yield process
    finally:
        process.end()


def _become(arguments: list[str], environment: dict[str, str], files: list[str]) -> None:
    """Be `manage.py` with these arguments from now on."""
    for number, path, mode in (
        (0, os.devnull, os.O_RDONLY),
        *((i, f, os.O_WRONLY | os.O_CREAT) for i, f in enumerate(files, 1)),
    ):
        opened = os.open(path, mode, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.update(environment)
    sys.argv = arguments
    runpy.run_path("manage.py", run_name="__main__")


def main() -> None:
    """Fork a process for each command that is asked for."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
