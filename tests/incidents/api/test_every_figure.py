"""The figures of all incidents: filtered, in order, and as of a day."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from incidents.models import Figure, Incident
from tests.api import ROOT, fill, problem
from tests.hidden import hide
from tests.kept_rows import kept_rows
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db
EVERY = f"{ROOT}/figures"
DAYS = ("2031-05-03", "2031-05-05", "2031-05-30")


@pytest.fixture(scope="module")
def kept_some(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    with kept_rows(django_db_blocker):
        yield [fill(number).pk for number in (1, 2, 3, 4, 5)]


@pytest.fixture
def some(kept_some: list[int], db: None) -> list[Incident]:
    return [Incident.objects.get(pk=pk) for pk in kept_some]


def rows(client: APIClient, **query: Any) -> list[Any]:
    answer = client.get(EVERY, query)
    assert answer.status_code == 200, answer.content
    found: list[Any] = answer.json()["results"]
    return found


def test_each_figure_says_whose_it_is(anonymous: APIClient, some: list[Incident]) -> None:
    found = rows(anonymous)
    assert {row["incident"] for row in found} == {incident.reference for incident in some}
    one = anonymous.get(f"{ROOT}/incidents/{some[0].reference}/figures").json()["results"]
    mine = [row for row in found if row["incident"] == some[0].reference]
    assert [{**row, "incident": some[0].reference} for row in one] == mine


@pytest.mark.parametrize("order", ["best", "-best", "confidence", "-confidence", "changed_at", "-changed_at", "-id"])
def test_they_come_in_order(anonymous: APIClient, some: list[Incident], order: str) -> None:
    Figure.objects.filter(incident=some[2]).update(best=None, low=None, high=None, confidence=None)
    whole, paged, following = rows(anonymous, ordering=order), [], f"{EVERY}?ordering={order}&page_size=2"
    while following:
        body = anonymous.get(following).json()
        paged += body["results"]
        following = body["next"]
    assert paged == whole
    assert len(whole) == Figure.objects.count()
    name = order.removeprefix("-")
    if name != "id":
        values = [row[name] if row[name] is not None else -1 for row in whole]
        assert values == sorted(values, reverse=order.startswith("-"))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"metric": "affected"}, {1, 2, 3, 4, 5}),
        ({"metric": "fine"}, set()),
        ({"best_min": 11_000}, {3, 4, 5}),
        ({"best_max": 11_000}, {1, 2}),
        ({"country": "FR"}, set()),
        ({"country": "GB,FR"}, {1, 2, 3, 4, 5}),
        ({"party": "NW2"}, {2}),
        ({"party": "Northwind 2", "best_min": 11_000}, set()),
        ({"kind": "unknown"}, {1, 2, 3, 4, 5}),
        ({"kind": "misuse"}, set()),
        ({"disputed": "true"}, set()),
        ({"unit": "people", "scope": "total", "disputed": "false"}, {1, 2, 3, 4, 5}),
        ({"confidence_max": 0}, set()),
    ],
)
def test_today_and_a_day_are_filtered_alike(
    anonymous: APIClient, some: list[Incident], query: dict[str, Any], numbers: set[int]
) -> None:
    wanted = {some[number - 1].reference for number in numbers}
    assert {row["incident"] for row in rows(anonymous, **query)} == wanted
    assert {row["incident"] for row in rows(anonymous, **query, as_of="2040-01-01")} == wanted


def test_the_claim_that_won_and_the_incident_are_asked_for(anonymous: APIClient, some: list[Incident]) -> None:
    figure = Figure.objects.select_related("claim", "incident").filter(incident=some[1])[0]
    assert figure.claim is not None
    for query in ({"claim": figure.claim.reference}, {"incident": figure.incident.slug}):
        for day in ({}, {"as_of": "2040-01-01"}, {"policy": "default"}):
            assert [row["incident"] for row in rows(anonymous, **query, **day)] == [figure.incident.reference]


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("size", [1, 2, 3, 200])
def test_a_day_comes_in_pages(
    anonymous: APIClient, some: list[Incident], monkeypatch: pytest.MonkeyPatch, day: str, size: int
) -> None:
    monkeypatch.setattr("incidents.api.every_figure.AT_ONCE", 2)
    monkeypatch.setattr("incidents.api.every_figure.LOOKED_THROUGH", 3)
    by_one = []
    for incident in some:
        told = anonymous.get(f"{ROOT}/incidents/{incident.reference}/figures?as_of={day}").json()["results"]
        by_one += [{"incident": incident.reference, **row} for row in told]
    seen, following, pages = [], f"{EVERY}?{urlencode({'as_of': day, 'page_size': size})}", 0
    while following:
        body = anonymous.get(following).json()
        assert len(body["results"]) <= size
        seen += body["results"]
        following, pages = body["next"], pages + 1
    assert seen == by_one
    assert pages >= 2
    lines = anonymous.get(f"{EVERY}?as_of={day}&format=ndjson").getvalue().decode().splitlines()
    assert [json.loads(line) for line in lines] == by_one
    table = anonymous.get(f"{EVERY}?as_of={day}&format=csv").getvalue().decode()
    assert [row["sentence"] for row in csv.DictReader(io.StringIO(table))] == [row["sentence"] for row in by_one]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("as_of=2031-05-05&ordering=best", "ordering"),
        ("as_of=2031-05-05&count=true", "count"),
        ("as_of=2031-05-05&changed_after=2031-05-05T00:00:00Z", "changed_after"),
        ("policy=conservative&changed_before=2031-05-05T00:00:00Z", "changed_before"),
        ("as_of=2031-05-05&metric=x", "metric"),
        ("as_of=yesterday", "as_of"),
        ("policy=x", "policy"),
    ],
)
def test_what_no_day_can_tell_is_refused(anonymous: APIClient, query: str, name: str) -> None:
    for form in ("json", "ndjson", "csv"):
        assert problem(anonymous.get(f"{EVERY}?{query}&format={form}"), 400)["errors"][0]["name"] == name


def test_a_cursor_of_today_is_none_of_a_day(anonymous: APIClient, some: list[Incident]) -> None:
    today = anonymous.get(f"{EVERY}?page_size=1").json()["next"]
    day = anonymous.get(f"{EVERY}?page_size=1&as_of=2040-01-01").json()["next"]
    problem(anonymous.get(f"{today}&as_of=2040-01-01"), 400)
    problem(anonymous.get(day.replace("as_of=2040-01-01", "ordering=id")), 400)


@pytest.mark.parametrize("query", ["", "as_of=2040-01-01", "policy=conservative", "ordering=-best", "count=true"])
def test_hidden_incidents_are_told_of_to_curators_alone(anonymous: APIClient, curator: APIClient, query: str) -> None:
    public = fill(1)
    before = anonymous.get(f"{EVERY}?{query}").json()
    hidden = hide(public, cover(public))
    assert anonymous.get(f"{EVERY}?{query}").json() == before
    told = {row["incident"] for row in curator.get(f"{EVERY}?{query}&page_size=200").json()["results"]}
    assert told > {public.reference}
    assert told & {incident.reference for incident in hidden.incidents}
