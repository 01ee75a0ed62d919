"""Every list in every form with every parameter of the OpenAPI document: the same rows, or the same refusal."""

import csv
import io
import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from incidents.models import Claim
from tests.api import ROOT
from tests.tracker.foundation.rest.walking import READING, addresses
from tracker.api import router

__all__ = ["addresses"]

PAGED = {"cursor", "page_size", "count"}  # of pages alone: streams refuse them, which the walk asks too
DAYS = "2031-05-30"
LISTS = sorted({str(name) for name, _ in READING if name.endswith("-list")})


def name_of(path: str) -> str:
    """Name of the address that the path of the document is about."""
    example = re.sub(r"\{\w+\}", "1", path).removeprefix(f"{ROOT}/")
    return next(str(each.name) for each in router.urls if re.match(str(each.pattern), example))


def values_of(parameter: Any) -> Iterator[str]:
    """Values that the document allows for a parameter."""
    schema = parameter["schema"]
    items = schema.get("items", schema)
    if "enum" in items:
        yield from (items["enum"][0], items["enum"][-1])
        if schema.get("type") == "array":
            yield ",".join(dict.fromkeys([items["enum"][0], items["enum"][-1]]))
    elif items.get("format") == "date":
        yield from (DAYS, "2031-05-05")
    elif items.get("format") == "date-time":
        yield from ("2001-01-01T00:00:00Z", "2041-01-01T00:00:00Z")
    else:
        guesses = {"boolean": ["true", "false"], "integer": ["1", "5000"], "number": ["0.5"]}
        yield from guesses.get(items["type"], ["GB", "Northwind"] if items.get("pattern") is None else ["GB"])


def lists(document: Any) -> Iterator[tuple[str, list[Any]]]:
    """(name of the address, its query parameters), for everything that answers in pages."""
    for path, methods in document["paths"].items():
        schema = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if "text/csv" in schema:
            given = [each for each in methods["get"].get("parameters", ()) if each["in"] == "query"]
            yield name_of(path), [each for each in given if each["name"] != "format"]


def records(answer: Any) -> Any:
    """What the answer holds, in the words of its media type: its records, or how it refuses."""
    kind, text = answer["Content-Type"].split(";")[0], answer.getvalue().decode()
    if kind == "application/problem+json":
        body = json.loads(text)
        return {name: body[name] for name in ("status", "type", "detail")}
    if kind == "application/x-ndjson":
        return [json.loads(line) for line in text.splitlines()]
    if kind == "text/csv":
        return list(csv.DictReader(io.StringIO(text)))
    assert kind == "application/json"
    return json.loads(text)["results"]


def cells(record: Any) -> dict[str, str]:
    """A record as the CSV has it."""
    written = {}
    for name, value in record.items():
        plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        written[name] = "" if value is None else plain
    return written


KINDS = {"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv"}
STREAMS = ("ndjson", "csv")


def differing(client: APIClient, address: str, query: dict[str, str], stream: str) -> str:
    """What is wrong with this stream of this list beside its pages; empty when both tell the same."""
    told = {}
    for form in ("json", stream):
        kind = KINDS[form]
        paged = {"page_size": "200"} if form == "json" else {}
        answer = client.get(f"{address}?{urlencode({**paged, **query, 'format': form})}")
        told[form] = records(answer)
        if answer.status_code == 200 and answer["Content-Type"].split(";")[0] != kind:
            return f"{form}: {answer['Content-Type']}"
        if answer.status_code >= 500:
            return f"{form}: {answer.status_code}"
    pages = told["json"]
    if stream == "csv" and isinstance(pages, list):
        pages = [cells(each) for each in pages]
    return "" if pages == told[stream] else f"json {pages} {stream} {told[stream]}"


def queries(parameters: list[Any], parameter: Any) -> Iterator[dict[str, str]]:
    """What is asked with a parameter: each of its values, alone and as of a day where a list is worked out for days."""
    days = parameter["name"] != "as_of" and any(each["name"] == "as_of" for each in parameters)
    for value in values_of(parameter):
        yield {parameter["name"]: value}
        if days:
            yield {parameter["name"]: value, "as_of": DAYS}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_every_list_tells_the_same_in_every_form_with_every_parameter(
    document: Any, addresses: dict[str, str], curator: APIClient, settings: Any, name: str
) -> None:
    settings.THROTTLE_TOKEN = "1000000/hour"
    parameters = dict(lists(document))[name]
    asked = [query for each in parameters if each["name"] not in PAGED for query in queries(parameters, each)]
    # The streams by turns, as both at each question take half as long again.
    faults = [
        (query, differing(curator, addresses[name], query, stream))
        for query, stream in zip(asked, cycle(STREAMS), strict=False)
    ]
    assert [each for each in faults if each[1]] == []
    for paging in PAGED & {each["name"] for each in parameters}:
        refused = [curator.get(f"{addresses[name]}?format={form}&{paging}=1") for form in KINDS]
        assert [each.status_code for each in refused[1:]] == [400, 400], paging


def test_the_walk_goes_to_every_list_with_many_questions(document: Any) -> None:
    walked = [(name, parameters) for name, parameters in lists(document) if parameters]
    asked = [
        query
        for _, parameters in walked
        for parameter in parameters
        if parameter["name"] not in PAGED
        for query in queries(parameters, parameter)
    ]
    assert len(asked) > 900
    assert sorted(name for name, _ in walked) == LISTS


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["figures", "proceedings"])
def test_what_is_worked_out_for_a_day_comes_in_order_and_in_pages(
    addresses: dict[str, str], curator: APIClient, kind: str
) -> None:
    base = f"{ROOT}/incidents/{Claim.objects.all()[0].incident.reference}"
    for number in range(5) if kind == "figures" else ():
        body: dict[str, Any] = {
            "metric": "fine",
            "unit": "money",
            "currency": "EUR",
            "value": number,
            "reason": "So.",
            "confirm": True,
        }
        body |= {"scope": "subset", "scope_label": f"part {number}", "known_on": DAYS, "speaker_kind": "regulator"}
        assert curator.post(f"{base}/claims", body).status_code == 201
    for number in range(5) if kind == "proceedings" else ():
        again = curator.post(f"{base}/proceedings", {"kind": "enforcement", "label": f"Court {number}"}).json()
        stage = {"kind": "decision", "happened_on": DAYS}
        curator.post(f"{ROOT}/proceedings/{again['reference']}/stages", stage)
    whole = curator.get(f"{base}/{kind}?as_of=2040-01-01&ordering=-{'metric' if kind == 'figures' else 'created_at'}")
    assert len(whole.json()["results"]) == 6
    seen, following, pages = [], f"{whole.wsgi_request.get_full_path()}&page_size=4", 0
    while following:
        page = curator.get(following)
        seen += page.json()["results"]
        following, pages = page.json()["next"], pages + 1
    assert seen == whole.json()["results"]
    assert pages == 2
    first = curator.get(page.json()["previous"]).json()["results"]
    assert first == whole.json()["results"][:4]
    names = [row["metric" if kind == "figures" else "created_at"] for row in seen]
    assert names == sorted(names, reverse=True)
    assert names != sorted(names)
