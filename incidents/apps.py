from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class IncidentsConfig(AppConfig):
    name = "incidents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Incidents"

    def ready(self) -> None:
        """Teach SQLite how words are folded, give PostgreSQL room to look words up, and look after the triggers that
        keep what is searched."""
        from incidents.search import checks  # noqa: F401, PLC0415 - registers itself

        connection_created.connect(_teach, dispatch_uid="search functions")
        post_migrate.connect(_restore, sender=self, dispatch_uid="search triggers of incidents")


def _teach(connection: Any, **_kwargs: Any) -> None:
    from incidents.search.postgres import give_memory  # noqa: PLC0415
    from incidents.search.sqlite import add_functions  # noqa: PLC0415 - not before the settings are read

    if connection.vendor == "sqlite":
        add_functions(connection.connection)
    else:
        give_memory(connection)


def _restore(using: str, **_kwargs: Any) -> None:
    from incidents.ledger import party_triggers  # noqa: PLC0415
    from incidents.search.searched_columns import INCIDENTS_SHELVES  # noqa: PLC0415
    from incidents.search.upkeep import restore  # noqa: PLC0415

    restore(connections[using], INCIDENTS_SHELVES)
    party_triggers.restore(connections[using])
