"""`DATABASE_URL` as Django's settings want it: SQLite for one machine, PostgreSQL for production."""

from pathlib import Path
from typing import Any

import dj_database_url

from tracker.foundation.env import SettingError

SQLITE_OPTIONS: dict[str, Any] = {
    # Write-ahead log: readers never wait for the writer. IMMEDIATE takes the write lock when a transaction begins, so
    # that two writers queue up instead of one failing half way; the timeout is how long they queue, in seconds.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
}


DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")


def database(
    address: str, *, password: str, pool: bool, conn_max_age_seconds: int, base: Path, name: str = "DATABASE_URL"
) -> dict[str, Any]:
    """One entry of Django's DATABASES for `address`, of the setting `name`; relative SQLite paths are below `base`.

    `password` is the one to use when the address holds none, so that it can come from a file of its own.
    """
    try:
        entry: dict[str, Any] = dict(dj_database_url.parse(address))
    except (dj_database_url.ParseError, dj_database_url.UnknownSchemeError, ValueError):
        raise SettingError(
            f"{name} cannot be read: write sqlite:///var/tracker.sqlite3 or postgres://user:password@host:5432/name."
        ) from None
    if entry["ENGINE"].endswith("sqlite3"):
        if not entry["NAME"] or entry["NAME"] == ":memory:":
            raise SettingError(f"{name} names no file: the web server and the workers share one, so name it.")
        entry["NAME"] = str(base / entry["NAME"])
        Path(entry["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        entry["OPTIONS"] = SQLITE_OPTIONS
        # To open a large file anew took two thirds of what a page costs that is kept in the cache.
        entry["CONN_MAX_AGE"] = conn_max_age_seconds
        return entry
    if not entry["NAME"]:
        raise SettingError(f"{name} names no database: end it with a slash and the database's name.")
    entry["PASSWORD"] = entry["PASSWORD"] or password
    # A pool keeps its own connections, and Django refuses to combine it with persistent ones.
    entry["CONN_MAX_AGE"] = 0 if pool else conn_max_age_seconds
    entry["CONN_HEALTH_CHECKS"] = not pool
    entry["OPTIONS"] = {**entry.get("OPTIONS", {}), **({"pool": True} if pool else {})}
    return entry


def without_jit(connection: Any, **_kwargs: Any) -> None:
    """Have PostgreSQL compile no query of a new connection: where it guessed that one would be dear, compiling took a
    second before a query of two milliseconds."""
    if connection.vendor == "postgresql":
        connection.connection.execute("SET jit = off")
