"""The project itself as an application: its Celery application, its checks, its commands."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from tracker.database import without_jit


class TrackerConfig(AppConfig):
    """Brings up what belongs to every process."""

    name = "tracker"
    verbose_name = "tracker"

    def ready(self) -> None:
        """Make this process send its messages to our broker, and register the checks.

        Both happen when the modules are imported, which needs the settings; without the first, a process that is no
        worker would send its messages to Celery's default broker.
        """
        from tracker import celery, checks  # noqa: F401, PLC0415

        connection_created.connect(without_jit)
