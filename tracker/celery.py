"""The Celery application: `celery --app tracker worker --queues default`.

Its configuration is the `CELERY_` part of the settings; the beat schedule stands there as well.
"""

import gc
import os
import warnings

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

from tracker.env import stop_on_setting_error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")

with stop_on_setting_error():
    settings.DEBUG  # noqa: B018 - read now, so that a wrong setting stops the start with its sentence

if settings.DEBUG:
    # A container on somebody's desk runs as root; in production the warning stays.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def keep_what_is_loaded(**_: object) -> None:
    """Nothing; the collector passes over what the process has loaded: modules and models live as long as it does.

    Without this each full collection walks some hundred thousand objects, which took a third of a deliverer's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
