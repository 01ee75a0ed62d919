"""A database to throw away: whatever is done on it, nothing of the tracker's own rows is read or changed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from incidents.regulators import seed_regulators
from incidents.search.kept import kept_shelves
from incidents.search.upkeep import set_up

_ALIAS = "default"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Give this process an empty SQLite database in memory inside; it has all tables, and the regulators.

    All of it happens in one transaction that is rolled back, so nothing is ever committed that a worker or a
    subscriber of the real database would be told of.
    """
    own = connections[_ALIAS]
    entry = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    settings = connections.configure_settings({_ALIAS: entry})[_ALIAS]
    scratch = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, _ALIAS)
    connections[_ALIAS] = scratch
    try:
        _make_tables(scratch)
        with transaction.atomic():
            seed_regulators()
            yield
            transaction.set_rollback(True)
    finally:
        # Its own `close` keeps a database in memory, which lives as long as its connection.
        BaseDatabaseWrapper.close(scratch)
        connections[_ALIAS] = own


def _make_tables(scratch: BaseDatabaseWrapper) -> None:
    """Make the tables as the models have them: the migrations, which come to the same, take five seconds. Matching
    looks incidents up by words of their titles as well."""
    with scratch.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(scratch):
                editor.create_model(model)
    set_up(scratch, kept_shelves())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=_ALIAS)
