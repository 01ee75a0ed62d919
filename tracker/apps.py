"""The project itself as an application: its checks, its logs, its commands."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """Registers the checks."""

    name = "tracker"
    verbose_name = "tracker"

    def ready(self) -> None:
        """Nothing; the checks register themselves when they are imported, which needs the settings."""
        from tracker import checks  # noqa: F401, PLC0415
