"""A database to throw away: whatever is done on it, nothing of the tracker's own rows is read or changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from incidents.regulators import seed_regulators

_ALIAS = "default"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Give this process an empty SQLite database in memory inside; it is migrated and has the regulators.

    All of it happens in one transaction that is rolled back, so nothing is ever committed that a worker or a
    subscriber of the real database would be told of.
    """
    own = connections[_ALIAS]
    entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    settings = connections.configure_settings({_ALIAS: entry})[_ALIAS]
    scratch = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, _ALIAS)
    connections[_ALIAS] = scratch
    try:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic():
            seed_regulators()
            yield
            transaction.set_rollback(True)
    finally:
        # Its own `close` keeps a database in memory, which lives as long as its connection.
        BaseDatabaseWrapper.close(scratch)
        connections[_ALIAS] = own
