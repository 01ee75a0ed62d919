"""The web application, for gunicorn: `gunicorn --config python:tracker.gunicorn tracker.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from tracker.foundation.env import stop_on_setting_error

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

with stop_on_setting_error():
    application = get_wsgi_application()
