from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class SourcesConfig(AppConfig):
    name = "sources"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sources"

    def ready(self) -> None:
        from incidents.ledger.places import add_finder  # noqa: PLC0415 - models are loaded by now
        from incidents.search.kept import keep  # noqa: PLC0415
        from sources.models.searching import SOURCES_SHELVES  # noqa: PLC0415
        from sources.redaction import places_in_notes  # noqa: PLC0415

        add_finder(places_in_notes)
        keep(SOURCES_SHELVES)
        post_migrate.connect(_restore, sender=self, dispatch_uid="search triggers of sources")


def _restore(using: str, **_kwargs: Any) -> None:
    from incidents.search.upkeep import restore  # noqa: PLC0415 - models are loaded by now
    from sources.models.searching import SOURCES_SHELVES  # noqa: PLC0415

    restore(connections[using], SOURCES_SHELVES)
