"""How gunicorn serves the web application: `gunicorn --config python:tracker.gunicorn tracker.wsgi`."""

import os
from typing import Any

from django.conf import settings

from tracker.foundation.env import stop_on_setting_error
from tracker.garbage import collect_less

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

with stop_on_setting_error():
    bind = f"{settings.WEB_HOST}:{settings.PORT}"
    workers = settings.WEB_WORKERS
    threads = settings.WEB_THREADS
    logconfig_dict = settings.LOGGING

worker_class = "gthread"
# The application is loaded once, before the fork: a wrong setting ends the server instead of a worker again and again.
preload_app = True
# A worker that hangs is replaced; the streams of the bulk exports keep writing, so they do not count as hanging.
timeout = 60
graceful_timeout = 20
max_requests = 10_000
max_requests_jitter = 1_000
# Requests are logged by tracker.logs, with their id.
accesslog = None
errorlog = "-"
# No second door: gunicornc is not used.
control_socket_disable = True
# Heartbeats are touched every second: not on a disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a mount, not a guessable file


def when_ready(_server: Any) -> None:
    """Called with the application loaded, before workers are forked from it."""
    collect_less()
