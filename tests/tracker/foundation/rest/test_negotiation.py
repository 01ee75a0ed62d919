"""Which form is sent, by `Accept` and `format`; and what HEAD and OPTIONS are answered, at every address."""

import re
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tests.tracker.foundation.rest.walking import READING, addresses
from tracker.api import router

__all__ = ["addresses"]

JSON, CSV, LINES = "application/json", "text/csv", "application/x-ndjson"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "sent"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/csv", CSV),
        ("text/csv, */*", CSV),
        ("text/csv;q=0.5, application/x-ndjson", LINES),
        ("text/csv;q=0.1, application/x-ndjson;q=0.2, application/json;q=0.15", LINES),
        ("application/json;q=0.4, text/csv;q=0.8", CSV),
        ("application/json; q=0.4 , text/*;q=0.8", CSV),
        ("application/json;q=0, */*", LINES),
        ("application/*;q=0.3, text/csv;q=0.2, application/json;q=0.1", LINES),
        ("*/*;q=0.1, text/csv;q=0", JSON),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON),
        ("application/json; indent=2", JSON),
        ("application/json;charset=utf-8", JSON),
        ("text/csv;q=1.000, application/json;q=0.999", CSV),
        ("text/csv, application/json", JSON),
        ("application/json;q=0", None),
        ("text/csv;q=0, application/xml", None),
        ("application/xml", None),
        ("*/*;q=0", None),
    ],
)
def test_the_form_that_is_liked_best_is_sent(anonymous: APIClient, accept: str, sent: str | None) -> None:
    answer = anonymous.get(f"{ROOT}/incidents", headers={"Accept": accept})
    answer.getvalue()  # a stream keeps its place until it is read
    if sent is None:
        problem(answer, 406)
    else:
        assert answer.status_code == 200
        assert answer["Content-Type"].split(";")[0] == sent


@pytest.mark.django_db
@pytest.mark.parametrize("accept", ["application/json", "text/csv;q=0", "application/xml"])
def test_the_parameter_is_stronger_than_the_header(anonymous: APIClient, accept: str) -> None:
    answer = anonymous.get(f"{ROOT}/incidents?format=csv", headers={"Accept": accept})
    assert answer.getvalue().startswith(b"reference,slug,")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


@pytest.mark.django_db
def test_head_is_the_get_without_its_body(addresses: dict[str, str], curator: APIClient) -> None:
    for name, _ in READING:
        for form in ("json", *(("csv", "ndjson") if name.endswith("-list") else ())):
            wanted, got = (ask(f"{addresses[name]}?format={form}") for ask in (curator.get, curator.head))
            wanted.getvalue()
            assert got.status_code == wanted.status_code == 200, (name, form, got.content)
            assert got.getvalue() == b""
            for header in ("Content-Type", "ETag", "Allow", "Vary", "Content-Length", "Content-Disposition", "Link"):
                assert got.get(header) == wanted.get(header), (name, form, header)


@pytest.mark.django_db
def test_head_runs_no_export(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.foundation.rest.streams.stream", None)
    assert anonymous.head(f"{ROOT}/incidents?format=csv").status_code == 200
    assert anonymous.head(f"{ROOT}/incidents?format=csv&x=1").status_code == 400


@pytest.mark.django_db
def test_options_says_what_may_be_asked(addresses: dict[str, str], anonymous: APIClient, settings: Any) -> None:
    settings.ANONYMOUS_READ = False  # what may be asked is told by the document to everybody as well
    for each in router.urls:
        answer = anonymous.options(addresses[str(each.name)])
        assert (answer.status_code, answer.content) == (204, b""), each.name
        allowed = {method.upper() for method in each.callback.actions} | {"OPTIONS"}
        allowed |= {"HEAD"} if "GET" in allowed else set()
        assert set(answer["Allow"].split(", ")) == allowed, each.name
        refused = anonymous.generic("TRACE", addresses[str(each.name)])
        assert refused.status_code == 405
        assert refused["Allow"] == answer["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1", "/api/schema/", "/api/problems/", "/api/problems/conflict"])
def test_pages_about_the_api_answer_both(anonymous: APIClient, path: str) -> None:
    answer = anonymous.options(path)
    assert (answer.status_code, answer["Allow"], answer.content) == (204, "GET, HEAD, OPTIONS", b"")
    assert anonymous.head(path).status_code == anonymous.get(path).status_code == 200
    assert re.match("application/", anonymous.head(path)["Content-Type"])


@pytest.mark.django_db
def test_a_question_about_a_hidden_incident_is_answered_like_any(anonymous: APIClient) -> None:
    there, nowhere = fill(1).reference, "PI-0000-0000"
    told = [anonymous.options(f"{ROOT}/incidents/{name}") for name in (there, nowhere)]
    assert [(each.status_code, each["Allow"]) for each in told] == [(204, "GET, PATCH, HEAD, OPTIONS")] * 2
