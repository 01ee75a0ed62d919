"""Where the Redis of a development checkout listens, and how Celery wants a Redis address written."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any, Final

# sockaddr_un holds 104 bytes on macOS and 108 on Linux, with the closing zero.
LONGEST_SOCKET_PATH: Final = 100
TRANSPORT_OPTIONS: Final[dict[str, Any]] = {
    # Messages of a worker that died come back after the visibility timeout; it is above the task time limit. The other
    # two say how often (seconds) and how many ticks apart that is looked after; 10 and 10 take 101 s to give one back.
    "visibility_timeout": 300,
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "max_retries": 0,
    "socket_connect_timeout": 0.8,
    "socket_timeout": 5.0,
    "socket_keepalive": True,
}


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
