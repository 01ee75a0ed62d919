"""Where the Redis of a development checkout listens, and how Celery wants a Redis address written."""

import hashlib
import tempfile
from pathlib import Path
from typing import Final

# sockaddr_un holds 104 bytes on macOS and 108 on Linux, with the closing zero.
LONGEST_SOCKET_PATH: Final = 100


def socket_path(var: Path) -> Path:
    """The socket of the Redis that keeps its data under `var`; in the temporary folder when that path is too long."""
    beside = var / "redis.sock"
    if len(str(beside).encode()) <= LONGEST_SOCKET_PATH:
        return beside
    return Path(tempfile.gettempdir()) / f"tracker-{hashlib.sha256(str(var).encode()).hexdigest()[:16]}.sock"


def broker_address(redis_url: str) -> str:
    """`redis_url` as kombu reads it: its scheme for a Unix socket is `redis+socket`."""
    scheme, _, rest = redis_url.partition("://")
    return f"redis+socket://{rest}" if scheme == "unix" else redis_url
