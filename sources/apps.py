from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sources"

    def ready(self) -> None:
        from incidents.ledger.places import add_finder  # noqa: PLC0415 - models are loaded by now
        from sources.redaction import places_in_notes  # noqa: PLC0415

        add_finder(places_in_notes)
