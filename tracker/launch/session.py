"""One session of the tracker on this machine, from the first process to the last.

| step                         | what can be in the way, each one sentence and exit code 2     |
| ---------------------------- | -------------------------------------------------------------- |
| lock this checkout's `var/`  | it runs already                                                |
| look at the port             | it is taken                                                    |
| start Redis, unless REDIS_URL names one | it does not answer                                  |
| migrate, seed the regulators | the database cannot be used                                    |
| start what the Procfile lists | the web server does not answer                                |
| first run: demo and account  |                                                                |
"""

import errno
import fcntl
import os
import shlex
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from django.conf import settings
from django.urls import reverse

from tracker.broker import socket_path
from tracker.foundation.env import SettingError
from tracker.launch import first_run
from tracker.launch.redis import redis_answers, redis_command
from tracker.launch.supervisor import Supervisor

PATIENCE_SECONDS: Final = 120.0
REDIS: Final = "redis"


def run() -> None:
    """Never returns by itself: raises `Stopped` or `ChildEnded` when all processes have ended."""
    with locked(settings.VAR_DIR) as lock:
        require_free_port(settings.WEB_HOST, settings.PORT)
        supervisor = Supervisor(folder=settings.BASE_DIR, environment=child_environment(), output=sys.stdout)
        try:
            start_redis(supervisor, lock)
            first_run.prepare_database()
            for name, command in procfile(settings.BASE_DIR / "Procfile").items():
                supervisor.start(name, command)
            require(supervisor, web_answers, "The web server did not answer")
            print_addresses(first_steps(supervisor))
            supervisor.watch()
        finally:
            # Redis goes last: a worker that stops gives back what it holds.
            supervisor.stop([name for name in supervisor.children if name != REDIS])
            supervisor.stop()


@contextmanager
def locked(var: Path) -> Iterator[TextIO]:
    """The open lock file of `var`; Redis keeps it open too, so that no second one ever writes into the same files."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "launch.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise SettingError(f"This checkout is running already (process {holder}): stop that first.") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


def require_free_port(host: str, port: int) -> None:
    """Raise `SettingError` when nothing can listen on `port`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise SettingError(
                    f"Port {port} is taken by another program: stop that, or choose another port with PORT={port + 1}."
                ) from None
            raise SettingError(
                f"Port {port} on {host} cannot be used ({error.strerror}): choose another with PORT."
            ) from None


def child_environment() -> dict[str, str]:
    """The environment of the processes: ours, with the programs of this interpreter's environment found first."""
    programs = str(Path(sys.executable).parent)
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
    }


def start_redis(supervisor: Supervisor, lock: TextIO) -> None:
    """Wait until the Redis at REDIS_URL answers; start our own first, unless somebody has named another."""
    ours = socket_path(settings.VAR_DIR)
    if f"unix://{ours}" == settings.REDIS_URL:
        command = redis_command(socket=ours, var=settings.VAR_DIR)
        supervisor.start(REDIS, command, keep_open=[lock.fileno()])
        advice = f"see redis.log in {settings.VAR_DIR / Path(command[0]).name}; deleting that folder loses nothing"
    else:
        advice = "start it, or take REDIS_URL away to have one started"
    require(supervisor, lambda: redis_answers(settings.REDIS_URL), f"Redis does not answer ({advice})", seconds=20)


def require(
    supervisor: Supervisor, condition: Callable[[], bool], complaint: str, *, seconds: float = PATIENCE_SECONDS
) -> None:
    """Raise `SettingError` with `complaint` when `condition` is not true within `seconds`."""
    if not supervisor.wait_until(condition, seconds=seconds):
        raise SettingError(f"{complaint}; waited for {seconds:.0f} seconds.")


def procfile(path: Path) -> dict[str, list[str]]:
    """The commands of the Procfile at `path`, by name; `%h` and the like stay for the programs to read."""
    lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    pairs = (line.partition(":") for line in lines if line)
    return {name.strip(): shlex.split(command) for name, _, command in pairs}


def web_answers() -> bool:
    """Whether the web server says that it lives."""
    request = urllib.request.Request(f"{local_address()}/healthz")  # noqa: S310 - our own http address
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def local_address() -> str:
    """The address of the web server, seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.WEB_HOST, settings.WEB_HOST)  # noqa: S104
    return f"http://{host}:{settings.PORT}"


def first_steps(supervisor: Supervisor) -> str | None:
    """The password of the demo account on the first run, when the demo is through; otherwise None."""
    if not first_run.is_first_run():
        return None
    print("Reading the demo's articles ...", flush=True)
    first_run.load_demo()
    require(supervisor, first_run.demo_is_through, "The demo did not come through: see the worker's lines above")
    return first_run.create_demo_account()


def print_addresses(password: str | None) -> None:
    """Print where everything is, and how to log in: with the password if there is a new one, else how to set one."""
    lines = [
        "",
        *([f"  Site           {local_address()}{reverse('site:home')}"] if settings.PUBLIC_SITE else []),
        f"  Admin          {local_address()}{reverse('admin:index')}",
        f"  API            {local_address()}{reverse('incident-list')}",
        f"  Documentation  {local_address()}{reverse('docs')}",
        "",
    ]
    if password is not None:
        lines += [
            f"  Account        {first_run.DEMO_ACCOUNT}",
            f"  Password       {password}   (shown this once)",
        ]
    else:
        python, here = Path(sys.executable), Path.cwd()
        python = python.relative_to(here) if python.is_relative_to(here) else python
        lines += [
            f"  Account        {first_run.DEMO_ACCOUNT}",
            f"  New password   {python} manage.py changepassword {first_run.DEMO_ACCOUNT}",
        ]
    lines += ["", "  Ctrl-C stops everything.", ""]
    print("\n".join(lines), flush=True)
