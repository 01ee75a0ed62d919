"""A database to throw away for the bodies: in memory, or on the server that TEST_DATABASE_URL names."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def thrown_away() -> Iterator[None]:
    """Set Django up on a migrated database of this process, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tracker-fuzz-") as folder:
        url = os.environ.get("TEST_DATABASE_URL", "")
        os.environ.update(
            ENV_FILE=os.devnull,
            DEBUG="1",
            VAR_DIR=folder,
            STATIC_ROOT=folder,
            DATABASE_URL=url or f"sqlite:///{folder}/tracker.sqlite3",
            REDIS_URL=f"unix://{folder}/no-redis.sock",
            DJANGO_SETTINGS_MODULE="tracker.settings",
            THROTTLE_TOKEN="100000000/hour",
        )
        import django
        from django.conf import settings

        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
        settings.DATABASES["default"]["TEST"] = {"NAME": f"test_fuzz_{os.getpid()}" if url else None}
        django.setup()
        settings.DEBUG = False  # as tests run: queries are not kept in memory
        logging.disable(logging.CRITICAL)
        from django.db import connection
        from django.test.utils import setup_test_environment

        from tests.made_up_days import news_of_2031

        setup_test_environment()
        before = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with news_of_2031():
                yield
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
