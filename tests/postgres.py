"""A PostgreSQL of the test's own, for what must not be done to the one that the suite runs on."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

# Debian keeps these programs off the PATH.
FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")


def program(name: str) -> str | None:
    """The path of one of PostgreSQL's programs, the newest of several; None when it is not installed."""
    found = [str(path) for folder in FOLDERS for path in Path("/").glob(f"{folder[1:]}/{name}")]
    return max(found, key=lambda path: [int(part) for part in path.split("/") if part.isdigit()], default=None) or (
        shutil.which(name)
    )


class PostgresServer:
    """A private PostgreSQL that can be stopped and started again with what it held."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        self.folder, self.port = folder / "data", free_port()
        self._fsync = "on" if durable else "off"
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        # PostgreSQL refuses to run as root; its own user has to reach the folder.
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            self._as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -k {self.folder.parent} -c listen_addresses=127.0.0.1 -c fsync={self._fsync}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server: `immediate` is a crash, `fast` ends every connection first."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, name: str, *arguments: str) -> None:
        path = program(name)
        assert path is not None
        command = [*self._as_user, path, "-D", str(self.folder), *arguments]
        # Started in the root folder: the test's own may be closed to PostgreSQL's user.
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A PostgreSQL of one's own, started; the caller has seen to it that `program("initdb")` is there.

    A `durable` one waits for the disk at each commit, as one in production does.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = PostgresServer(Path(folder), durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
