"""`python -m tracker.launch` as a process, with a `var/` of its own."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

from tests.services import ROOT, wait_for

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
            known = (folder / "environ").read_bytes() + (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if str(var).encode() in known:
            found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found
