"""No parameter is taken for nothing when it is empty, and lists may be written as clients write them."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tests.sources.api.filling import cover, subscribe
from tracker.api import router

SELECTING = ("fields", "omit", "expand")
READING = [(each.name, each.callback) for each in router.urls if "get" in each.callback.actions]


def parameters() -> Iterator[tuple[str, str, bool]]:
    """(name of the address, parameter, whether it takes several values), for every parameter of every reading view."""
    for address, callback in READING:
        view = callback.cls()
        view.action, view.request = callback.actions["get"], HttpRequest()
        view.request.method = "GET"
        filters = view.filterset_class.base_filters if view.filterset_class else {}
        for name in sorted(view.parameters()):
            several = name in filters and filters[name].json_schema()["type"] == "array"
            yield address, name, several or name in SELECTING


EVERY = list(parameters())


@pytest.fixture
def addresses(curator: APIClient) -> dict[str, str]:
    """Where each reading view is found, with a record behind it."""
    incident = fill(1)
    article, endpoint = cover(incident), subscribe(User.objects.get(username="mara"), incident)
    references = {
        "article": article.reference,
        "claim": incident.claims.order_by("pk")[0].reference,
        "event": incident.events.order_by("pk")[0].reference,
        "party": incident.involvements.get().party.reference,
        "proceeding": incident.proceedings.get().reference,
        "webhook-endpoint": endpoint.reference,
    }
    keys = {
        "coverage": article.coverage.get().pk,
        "mention": article.versions.get().mentions.get().pk,
        "publisher": article.publisher_id,
        "webhook-delivery": endpoint.deliveries.get().pk,
    }
    named = {"incident": incident.reference, "slug": "gb-ico"}
    found = {}
    for each in router.urls:
        kind = re.sub(r"-(detail|status|health|list|version-list)$", "", str(each.name))
        values = named | {"reference": references.get(kind, ""), "pk": str(keys.get(kind, ""))}
        path = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda part: values[part[1]], str(each.pattern))  # noqa: B023
        found[str(each.name)] = f"{ROOT}/{path.strip('^$').removesuffix('/?')}"
    return found


def test_every_reading_view_is_walked(addresses: dict[str, str], curator: APIClient) -> None:
    assert {name for name, _, _ in EVERY} == {name for name, _ in READING}
    assert len(EVERY) > 250
    for name, _ in READING:
        assert curator.get(addresses[name]).status_code == 200, name


def test_an_empty_value_is_a_400_that_names_its_parameter(addresses: dict[str, str], curator: APIClient) -> None:
    for address, name, several in EVERY:
        for empty in ("", "%20", *([",", "%20,%20"] if several else [])):
            refusal = problem(curator.get(f"{addresses[address]}?{name}={empty}"), 400)
            assert [fault["name"] for fault in refusal["errors"]] == [name], (address, name, empty)
            if name != "format" or not empty:
                assert refusal["errors"][0]["remedy"] == "Give it a value or leave it out.", (address, name, empty)


def test_one_value_given_twice_is_a_400_that_says_so(addresses: dict[str, str], curator: APIClient) -> None:
    for address, name, several in EVERY:
        if not several:
            value = "json" if name == "format" else "1"
            refusal = problem(curator.get(f"{addresses[address]}?{name}={value}&{name}={value}"), 400)
            assert refusal["errors"][0]["name"] == name
            assert refusal["detail"] == f"`{name}` is given 2 times, and takes one value.", address


def test_several_values_may_be_given_one_by_one(addresses: dict[str, str], curator: APIClient) -> None:
    for address, name, several in EVERY:
        if several and values_of(address, name):
            one, other = values_of(address, name)
            repeated = curator.get(f"{addresses[address]}?{name}={one}&{name}={other}")
            assert repeated.status_code == 200, (address, name, repeated.content)
            joined = curator.get(f"{addresses[address]}?{name}={one},{other}")
            assert bare(repeated) == bare(joined), (address, name)


def test_both_ways_of_writing_may_be_mixed(curator: APIClient) -> None:
    fill(1)
    found = curator.get(f"{ROOT}/incidents?country=FR,IT&country=GB").json()["results"]
    assert len(found) == 1
    assert curator.get(f"{ROOT}/incidents?country=FR&country=IT").json()["results"] == []


def test_a_page_link_keeps_every_value(curator: APIClient) -> None:
    for number in (1, 2, 3):
        fill(number)
    seen, following = [], f"{ROOT}/incidents?country=FR&country=GB&fields=reference&fields=title&page_size=1"
    while following:
        body = curator.get(following).json()
        seen += body["results"]
        following = body["next"]
    assert [sorted(row) for row in seen] == [["reference", "title"]] * 3


def values_of(address: str, name: str) -> tuple[str, ...]:
    """Two values that the parameter takes; none where nothing can be expanded."""
    view: Any = dict(READING)[address].cls()
    if name in SELECTING:
        view.action = dict(READING)[address].actions["get"]
        record = view.get_serializer_class()
        names = record.expandable if name == "expand" else record.all_names()
        return (names[0], names[-1]) if names else ()
    items = view.filterset_class.base_filters[name].json_schema()["items"]
    words = items.get("enum", ["GB", "EUR"])
    return words[0], words[-1]


def bare(answer: Any) -> Any:
    return answer.json()["results"] if "results" in answer.json() else answer.json()
