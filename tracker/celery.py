"""The Celery application: `celery --app tracker worker --queues default,articles`.

Its configuration is the `CELERY_` part of the settings; the beat schedule stands there as well.
"""

import os
import warnings

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings

from tracker.foundation.env import stop_on_setting_error
from tracker.garbage import collect_less

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")

with stop_on_setting_error():
    settings.DEBUG  # noqa: B018 - read now, so that a wrong setting stops the start with its sentence

if settings.DEBUG:
    # A container on somebody's desk runs as root; in production the warning stays.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser privileges")

app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["incidents.site", "incidents.snapshots"])  # packages of an application


@worker_process_init.connect
def begin(**_: object) -> None:
    collect_less()
