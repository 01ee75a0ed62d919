"""Every error is a problem document (RFC 9457) that says where it is wrong and what to do."""

from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings
from rest_framework.test import APIClient

from incidents.models import Incident
from tests.api import ROOT, fill, problem
from tracker.foundation.rest import errors
from tracker.foundation.rest.problems import PROBLEMS, Fault

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/", "/api/v2/incidents", f"{ROOT}/incidents/PI-0000-0000"])
def test_an_unknown_address_is_a_problem(anonymous: APIClient, address: str) -> None:
    refusal = problem(anonymous.get(address), 404)
    assert refusal["instance"] == address


def test_a_page_outside_the_api_stays_a_page(client: Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_failure_that_nobody_foresaw_is_a_problem_without_its_cause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr(Incident.objects.__class__, "current", fail, raising=False)
    monkeypatch.setattr("incidents.models.incident.IncidentQuerySet.current", fail)
    client.raise_request_exception = False
    answer = client.get(f"{ROOT}/incidents")
    refusal = problem(answer, 500)
    assert "secret" not in answer.content.decode()
    assert refusal["request_id"]


def test_a_busy_database_is_a_503_with_a_time_to_wait(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("incidents.models.incident.IncidentQuerySet.current", busy)
    answer = anonymous.get(f"{ROOT}/incidents")
    problem(answer, 503)
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("delete", "incidents", 405), ("put", "incidents/x", 405), ("post", "events", 405), ("trace", "incidents", 405)],
)
def test_a_method_that_is_not_there_is_a_405_that_names_those_that_are(
    anonymous: APIClient, method: str, address: str, status: int
) -> None:
    answer = getattr(anonymous, method)(f"{ROOT}/{address}")
    problem(answer, status)
    assert "GET" in answer["Allow"]


def test_a_representation_that_is_not_there_is_a_406(anonymous: APIClient) -> None:
    problem(anonymous.get(f"{ROOT}/incidents", headers={"Accept": "image/png"}), 406)


def test_a_body_that_is_not_json_is_a_415(curator: APIClient) -> None:
    answer = curator.post(f"{ROOT}/incidents", b"<a/>", content_type="application/xml")
    problem(answer, 415)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 200_000, b'{"title": NaN}'])
def test_json_that_cannot_be_read_is_a_400(curator: APIClient, body: bytes) -> None:
    refusal = problem(curator.post(f"{ROOT}/incidents", body, content_type="application/json"), 400)
    assert refusal["type"] == "/api/problems/malformed-body"


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_a_body_that_is_too_large_is_a_413(curator: APIClient) -> None:
    assert "1000 bytes" in problem(curator.post(f"{ROOT}/incidents", {"title": "x" * 2000}), 413)["detail"]


def test_a_body_in_chunks_is_a_411_and_never_taken_for_empty(curator: APIClient) -> None:
    refusal = problem(curator.post(f"{ROOT}/incidents", {}, headers={"Transfer-Encoding": "chunked"}), 411)
    assert "Content-Length" in refusal["remedy"]


@pytest.mark.parametrize("day", ["0218-03-17", "9999-12-31", "2018-02-30", "17.3.2018"])
def test_a_day_that_cannot_be_meant_is_pointed_to(curator: APIClient, day: str) -> None:
    refusal = problem(curator.post(f"{ROOT}/incidents", {"title": "Another", "disclosed_on": day}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/disclosed_on"]
    assert not Incident.objects.exists()


def test_each_wrong_field_is_pointed_to(curator: APIClient) -> None:
    body = {"titel": "A", "kind": "flood", "countries": ["GB", "Gibraltar"], "involvements": [{"role": "thief"}]}
    refusal = problem(curator.post(f"{ROOT}/incidents", body), 400)
    assert {fault["pointer"] for fault in refusal["errors"]} == {"/titel"}
    assert "`title`" in refusal["errors"][0]["detail"]
    del body["titel"]
    refusal = problem(curator.post(f"{ROOT}/incidents", body), 400)
    assert {fault["pointer"] for fault in refusal["errors"]} == {
        "/title",
        "/kind",
        "/countries/1",
        "/involvements/0/party",
        "/involvements/0/role",
    }


def test_what_a_record_refuses_is_pointed_to_as_well(curator: APIClient) -> None:
    taken = fill(1).slug
    refusal = problem(curator.post(f"{ROOT}/incidents", {"title": "Another", "slug": taken}), 400)
    assert refusal["errors"][0]["pointer"] == "/slug"


@pytest.mark.parametrize("body", [[], "text", 3, None, [{"title": "A"}]])
def test_a_body_that_is_no_object_is_a_400(curator: APIClient, body: Any) -> None:
    problem(curator.post(f"{ROOT}/incidents", body, format="json"), 400)


def test_pointers_escape_slashes_and_tildes() -> None:
    assert errors.faults_of({"a/b~c": ["wrong"]}) == [Fault(detail="wrong", pointer="/a~1b~0c")]


def test_every_problem_type_has_a_page(anonymous: APIClient) -> None:
    listed = anonymous.get("/api/problems/").json()
    assert len(listed) == len(PROBLEMS) == len({kind.slug for kind in PROBLEMS})
    for kind in PROBLEMS:
        shown = anonymous.get(kind.uri).json()
        assert shown == {"type": kind.uri, "title": kind.title, "status": kind.status, "remedy": kind.remedy}
    problem(anonymous.get("/api/problems/none"), 404)


def test_django_answers_problems_where_no_view_is_reached(rf: RequestFactory) -> None:
    request = rf.get(f"{ROOT}/incidents")
    for page, status in ((errors.bad_request, 400), (errors.permission_denied, 403), (errors.page_not_found, 404)):
        problem(page(request, SuspiciousOperation("x")), status)
    problem(errors.server_error(request), 500)
