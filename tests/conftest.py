"""What every test stands on: its own database, sockets to loopback only, a real Redis and a real worker on request.

The environment is set here, before the settings are read. `TEST_DATABASE_URL` names a PostgreSQL server to run on;
without it the suite runs on SQLite. Database names carry the process id, so that several runs can go on at once.
"""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as examples

from tests.made_up_days import news_of_2031

# Modules, parameters and migrations stay; looking through all of them for garbage again and again took a quarter of the
# processor time of the suite.
gc.set_threshold(50_000, 20, 20)

# A busy machine makes examples slowly, and fails nothing.
examples.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("suite")

SCRATCH = Path(tempfile.mkdtemp(prefix="tracker-tests-"))
TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")

os.environ.update(
    {
        "ENV_FILE": os.devnull,
        "DEBUG": "1",
        "VAR_DIR": str(SCRATCH / "var"),
        "STATIC_ROOT": str(SCRATCH),  # whitenoise warns of a folder that is not there
        "DATABASE_URL": TEST_DATABASE_URL or f"sqlite:///{SCRATCH / 'tracker.sqlite3'}",
        # Nothing listens here: a test that needs a broker asks for `redis_url` or `worker`.
        "REDIS_URL": f"unix://{SCRATCH / 'no-redis.sock'}",
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
        # What a test wrote need not outlive the machine; a PostgreSQL on a slow disk takes half as long.
        "PGOPTIONS": "-c synchronous_commit=off",
    }
)

import django  # noqa: E402 - the settings are read from the environment above
from django.conf import settings  # noqa: E402 - the same

# The database of this run gets a name of its own, and the cache is in this process. Set up here, not in a hook, so
# that a folder's conftest may import models even when it is named on the command line.
_database = settings.DATABASES["default"]
_on_sqlite = _database["ENGINE"].endswith("sqlite3")
_database["TEST"] = {
    **_database.get("TEST", {}),
    "NAME": str(SCRATCH / f"test-{os.getpid()}.sqlite3") if _on_sqlite else f"test_tracker_{os.getpid()}",
}
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Hashing a password well takes a fifth of a second, and hundreds of tests make an account.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django.setup()

pytest_plugins = ["tests.services"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--with-database`, which leaves out the tests whose outcome no database can change."""
    parser.addoption("--with-database", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--with-database` leaves out; in a module, first what finds no rows that are kept for others."""
    if config.getoption("with_database"):
        chosen: dict[bool, list[pytest.Item]] = {True: [], False: []}
        for item in items:
            chosen[uses_database(item)].append(item)
        config.hook.pytest_deselected(items=chosen[False])
        items[:] = chosen[True]
    items[:] = [item for _, module in groupby(items, lambda item: item.path) for item in sorted(module, key=rows_kept)]


def rows_kept(item: pytest.Item) -> list[str]:
    """Names of the fixtures that keep rows for the whole module, see `tests.kept_rows`."""
    return [name for name in getattr(item, "fixturenames", ()) if name.startswith("kept_")]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the collector of garbage pass over what is loaded by now."""
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The database of the run; the collector passes over what its migrations loaded."""
    from tests.emptying import delete_rows_for_truncating

    delete_rows_for_truncating()
    gc.collect()
    gc.freeze()


def uses_database(item: pytest.Item) -> bool:
    """Whether this test is given the database of the run, by its mark or by a fixture, and may hang on which it is."""
    if item.get_closest_marker("one_database") is not None:
        return False
    given = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(given & {"db", "transactional_db"})


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no file behind."""
    shutil.rmtree(SCRATCH, ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Keep each test from reaching beyond this machine."""
    from pytest_socket import socket_allow_hosts

    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real inputs beside the checkout; a test that needs it is skipped where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real inputs in ../shared/data")
    return folder


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def _streams_let_go() -> None:
    """Collect streams that an earlier test did not read to their end: each keeps its place until then."""
    from tracker.foundation.rest.streams import AT_ONCE, long_held

    free = [long_held.acquire(blocking=False) for _ in range(AT_ONCE)].count(True)
    for _ in range(free):
        long_held.release()
    if free < AT_ONCE:
        gc.collect()


@pytest.fixture(autouse=True, scope="session")
def _news_of_2031() -> Iterator[None]:
    """For the rows that a module keeps too."""
    with news_of_2031():
        yield
