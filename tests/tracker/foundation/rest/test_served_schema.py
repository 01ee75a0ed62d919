"""The OpenAPI document as it is served: built once, never that of other settings, with ETags, and counted."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.api import problem
from tracker.foundation.rest import served_schema

ADDRESS = "/api/schema/"
AS_JSON = f"{ADDRESS}?format=json"


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The documents that were built since the test began, when none was kept."""
    built: list[Any] = []
    build = served_schema.build

    def counted() -> Any:
        built.append(build())
        return built[-1]

    monkeypatch.setattr(served_schema, "build", counted)
    monkeypatch.setattr(served_schema, "_kept", [])
    return built


def test_it_is_built_once_for_all_forms_and_callers(client: Client, builds: list[Any]) -> None:
    for address in (AS_JSON, ADDRESS, AS_JSON, f"{ADDRESS}?format=yaml"):
        assert client.get(address).status_code == 200
    assert client.get(ADDRESS, headers={"Accept": "application/vnd.oai.openapi+json"}).status_code == 200
    assert client.head(ADDRESS).status_code == 200
    assert len(builds) == 1


def test_threads_that_ask_at_once_wait_for_one_build(builds: list[Any]) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Client().get(AS_JSON).content, range(8)))
    assert len(set(answers)) == len(builds) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ANONYMOUS_READ", False),
        ("SESSION_COOKIE_NAME", "__Host-tracker_session"),
        ("PUBLIC_URL", "https://incidents.example"),
    ],
)
def test_it_is_never_that_of_other_settings(
    client: Client, builds: list[Any], settings: Any, name: str, value: Any
) -> None:
    settings.ANONYMOUS_READ = True
    before = client.get(AS_JSON)
    setattr(settings, name, value)
    after = client.get(AS_JSON)
    assert before["ETag"] != after["ETag"]
    assert before.json() != after.json()
    assert len(builds) == 2


def test_each_setting_that_it_depends_on_exists() -> None:
    assert all(hasattr(django_settings, name) for name in served_schema.DEPENDS_ON)


def test_who_holds_it_is_told_that_it_has_not_changed(client: Client) -> None:
    for address in (AS_JSON, ADDRESS):
        whole = client.get(address)
        assert whole["Cache-Control"] == "public, no-cache"
        assert "Accept" in whole["Vary"]
        assert whole["ETag"].startswith('"'), "a strong tag"
        again = client.get(address, headers={"If-None-Match": whole["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == whole["ETag"]
        assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200
    assert client.get(AS_JSON)["ETag"] != client.get(ADDRESS)["ETag"], "other bytes, another tag"


def test_every_caller_is_counted(client: Client, settings: Any) -> None:
    settings.THROTTLE_ANONYMOUS = "2/hour"
    first, second, third = (client.get(AS_JSON, REMOTE_ADDR="192.0.2.77") for _ in range(3))
    assert first["RateLimit"].startswith('"anonymous";r=1;')
    assert second.status_code == 200
    assert problem(third, 429)["type"] == "/api/problems/too-many-requests"
    assert int(third["Retry-After"]) > 0


def test_a_parameter_or_format_that_is_unknown_is_a_problem(client: Client) -> None:
    assert problem(client.get(f"{ADDRESS}?lang=de"), 400)["type"] == "/api/problems/unknown-parameter"
    assert problem(client.get(f"{ADDRESS}?format=xml"), 400)["type"] == "/api/problems/invalid-parameter"


def test_all_processes_send_the_same_bytes() -> None:
    """Else the ETag would change with the worker that answers."""
    command = [sys.executable, "manage.py", "spectacular", "--format", "openapi-json"]
    seen = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
