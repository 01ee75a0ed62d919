"""Has two generators make clients of the OpenAPI document and uses them against a server: `make clients`.

Everything is in a temporary folder: the generators, the clients, the database. What was started is ended.
"""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from tests.ports import free_port
from tracker.launch.redis import redis_answers, redis_command

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCOPES = "read,submit,curate,webhooks"
PATIENCE_SECONDS = 30
PACKAGE = "tracker_client"
CURATOR = "carla"


class ClientsFailed(Exception):
    """Something that was run did not do what it should; the message says what."""


def run(*command: str, cwd: Path, env: dict[str, str] | None = None, quiet: bool = True) -> str:
    """What the command wrote to its output. Raises ClientsFailed with all that it wrote when it fails."""
    if not quiet:
        sys.stdout.flush()
        if subprocess.run(command, cwd=cwd, env=env, check=False).returncode:
            raise ClientsFailed(f"{' '.join(command[:3])} failed.")
        return ""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ClientsFailed(f"{' '.join(command[:4])} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def running(command: list[str], *, env: dict[str, str], log: Path) -> Iterator[None]:
    """Inside, the command runs; afterwards it has ended."""
    with log.open("wb") as written, subprocess.Popen(command, cwd=ROOT, env=env, stdout=written, stderr=written) as it:
        try:
            yield
        finally:
            it.terminate()
            try:
                it.wait(20)
            except subprocess.TimeoutExpired:
                it.kill()


def document_of(address: str) -> bytes:
    """The OpenAPI document as the server sends it, once it answers."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{address}/api/schema/?format=json", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 - loopback
                content: bytes = answer.read()
                return content
        except URLError as error:
            if time.monotonic() > end:
                raise ClientsFailed(f"The server does not answer: {error}") from error
            time.sleep(0.2)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, str]]:
    """The address of a tracker with an empty database that nobody may read without a token, and a curator's token."""
    var, port = folder / "var", free_port()
    var.mkdir()
    socket = folder / "redis.sock"
    settings = {
        "ENV_FILE": "/dev/null",
        "DEBUG": "1",
        "VAR_DIR": str(var),
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ANONYMOUS_READ": "0",
        "REDIS_URL": f"unix://{socket}",
        "DATABASE_URL": f"sqlite:///{var / 'clients.sqlite3'}",
        "WEB_WORKERS": "1",
    }
    env = {**os.environ, **settings}
    manage = (sys.executable, "manage.py")
    run(*manage, "migrate", "--verbosity", "0", cwd=ROOT, env=env)
    run(*manage, "create_curator", CURATOR, cwd=ROOT, env=env)
    token = run(*manage, "create_token", CURATOR, "clients", "--scopes", SCOPES, cwd=ROOT, env=env).strip()
    server = [sys.executable, "-m", "gunicorn", "--config", "python:tracker.gunicorn", "tracker.wsgi"]
    with running(redis_command(socket=socket, var=var), env=env, log=folder / "redis.log"):
        while not redis_answers(settings["REDIS_URL"]):
            time.sleep(0.1)
        with running(server, env=env, log=folder / "server.log"):
            yield f"http://127.0.0.1:{port}", token


def python_client(folder: Path, document: Path, address: str, token: str) -> None:
    """Returns once the client for Python has done everything."""
    folder.mkdir()
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    pip = (python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    run(*pip, "--requirement", str(HERE / "requirements.txt"), cwd=folder)
    config = folder / "config.yaml"
    config.write_text(f"package_name_override: {PACKAGE}\npost_hooks: []\n", encoding="utf-8")
    options = ("--path", str(document), "--config", str(config), "--meta", "none", "--output-path", PACKAGE)
    run(python, "-m", "openapi_python_client", "generate", "--fail-on-warning", *options, cwd=folder)
    env = {**os.environ, "PYTHONPATH": str(folder), "TRACKER_URL": address, "TRACKER_TOKEN": token}
    run(python, str(HERE / "with_python.py"), cwd=folder, env=env, quiet=False)


def typescript_client(folder: Path, document: Path, address: str, token: str) -> None:
    """Returns once the client for TypeScript was accepted by the compiler and has done everything."""
    folder.mkdir()
    for name in ("package.json", "tsconfig.json", "with_typescript.ts"):
        shutil.copy(HERE / name, folder)
    run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", cwd=folder)
    programs = folder / "node_modules" / ".bin"
    # Else a field that has a default would have to be sent.
    optional = ("--default-non-nullable", "false")
    run(str(programs / "openapi-typescript"), str(document), *optional, "--output", "tracker.d.ts", cwd=folder)
    run(str(programs / "tsc"), cwd=folder)
    run("node", "compiled/with_typescript.js", address, token, cwd=folder, quiet=False)


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="clients-") as made:
        folder = Path(made)
        with serving(folder) as (address, token):
            document = folder / "openapi.json"
            document.write_bytes(document_of(address))
            print("openapi-python-client:", flush=True)
            python_client(folder / "python", document, address, token)
            print("openapi-typescript and openapi-fetch:", flush=True)
            typescript_client(folder / "typescript", document, address, token)
    print(f"Both clients did everything, unchanged, in {time.monotonic() - began:.0f} s.")


if __name__ == "__main__":
    try:
        main()
    except ClientsFailed as failed:
        sys.exit(str(failed))
