"""What a replica answers, and what the primary does: two connections to one database, which note their queries."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings

from tests.api import ROOT, client_with, fill
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db(transaction=True)

Asked = dict[str, list[str]]


@pytest.fixture
def asked() -> Iterator[Asked]:
    """The statements by the name of the connection that they came through, in a tracker that has a replica."""
    found: Asked = {"default": [], "replica": []}
    connections.databases["replica"] = {**connections.databases["default"], "TEST": {}}
    connections.databases["replica"]["NAME"] = connections["default"].settings_dict["NAME"]
    there = connections["replica"]

    def connect() -> None:  # Django's own, which its tests replace to refuse databases that they do not know
        if there.connection is None:
            there.connect()

    there.ensure_connection = connect  # type: ignore[method-assign]
    middleware = list(settings.MIDDLEWARE)
    middleware.insert(middleware.index("tracker.timeouts.DeadlineMiddleware") + 1, "tracker.replica.ReplicaMiddleware")

    def noting(name: str) -> Any:
        def note(execute: Any, sql: Any, *rest: Any) -> Any:
            found[name].append(sql)
            return execute(sql, *rest)

        return note

    try:
        with (
            override_settings(DATABASE_ROUTERS=["tracker.replica.ReplicaRouter"], MIDDLEWARE=middleware),
            connections["default"].execute_wrapper(noting("default")),
            there.execute_wrapper(noting("replica")),
        ):
            yield found
    finally:
        there.close()
        del connections["replica"]
        del connections.databases["replica"]


def of_incidents(statements: list[str]) -> list[str]:
    return [sql for sql in statements if "incidents_incident" in sql]


READING = ("", "?q=northwind", "?country=GB&data_class=names", "?format=ndjson", "?count=true")


def test_what_is_read_over_rest_is_asked_of_the_replica_alone(asked: Asked) -> None:
    incident = fill(1)
    for query in READING:
        for statements in asked.values():
            statements.clear()
        answer: Any = Client().get(f"{ROOT}/incidents{query}")
        said = answer.getvalue() if answer.streaming else answer.content
        assert answer.status_code == 200
        assert of_incidents(asked["replica"]), query
        assert not of_incidents(asked["default"]), query
        assert incident.reference in said.decode() or "country" in query


def test_tokens_are_looked_up_in_the_primary(asked: Asked) -> None:
    reader = client_with([TokenScope.READ])
    for statements in asked.values():
        statements.clear()
    assert reader.get(f"{ROOT}/incidents").status_code == 200
    assert any("access_apitoken" in sql for sql in asked["default"])
    assert not any("access_" in sql for sql in asked["replica"])


def test_what_is_written_and_what_follows_is_asked_of_the_primary(asked: Asked) -> None:
    incident = fill(1)
    curator = client_with([TokenScope.CURATE, TokenScope.READ])
    claim = incident.claims.earliest("pk").reference
    asked["replica"].clear()
    answer = curator.post(f"{ROOT}/claims/{claim}/accept", {"reason": "Read it."})
    assert answer.status_code == 200
    assert answer.json()["decision"] == "accept"
    assert asked["replica"] == []


def test_after_a_write_a_request_that_reads_goes_on_at_the_primary() -> None:
    from tracker import replica

    router = replica.ReplicaRouter()
    incident = type(fill(1))

    def view(_request: Any) -> Any:
        read = [router.db_for_read(incident)]
        router.db_for_write(incident)
        return [*read, router.db_for_read(incident)]

    request: Any = type("Request", (), {"method": "GET", "path": f"{ROOT}/incidents"})()
    assert replica.ReplicaMiddleware(view)(request) == ["replica", None]  # type: ignore[comparison-overlap]
    assert router.db_for_read(incident) is None


def test_other_pages_never_ask_the_replica(asked: Asked) -> None:
    for path in ("/admin/", "/readyz", "/metrics"):
        Client().get(path)
        assert asked["replica"] == [], path


def test_a_request_has_as_little_time_in_the_replica_as_in_the_primary(asked: Asked) -> None:
    fill(1)
    with override_settings(WEB_READ_TIMEOUT_SECONDS=0.0):
        assert Client().get(f"{ROOT}/incidents").status_code == 503
    assert Client().get(f"{ROOT}/incidents").status_code == 200
