"""Import every module of the tracker, and what its processes load when they start, in an environment of
requirements.txt alone: a package that only the tests bring is missed here, before `make run` misses it.
"""

import os
import pkgutil
import sys
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

import django

django.setup()
count = 0
for package in ("tracker", "incidents", "sources"):
    for module in pkgutil.walk_packages([package], f"{package}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
            count += 1
for name in (
    "celery.worker",
    "celery.beat",
    "kombu.transport.redis",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
):
    import_module(name)
print(f"{count} modules imported.")
