"""No parameter is taken for nothing when it is empty, and lists may be written as clients write them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tests.tracker.foundation.rest.walking import EVERY, READING, addresses, values_of

__all__ = ["addresses"]


def test_every_reading_view_is_walked(addresses: dict[str, str], curator: APIClient) -> None:
    assert {name for name, _, _ in EVERY} == {name for name, _ in READING}
    assert len(EVERY) > 250
    for name, _ in READING:
        answer = curator.get(addresses[name])
        assert answer.status_code == 200, name
        for close in answer._resource_closers:  # files; close() would end the connection of the test as well
            close()


@pytest.mark.one_database
def test_an_empty_value_is_a_400_that_names_its_parameter(addresses: dict[str, str], curator: APIClient) -> None:
    for address, name, several in EVERY:
        for empty in ("", "%20", *([",", "%20,%20"] if several else [])):
            refusal = problem(curator.get(f"{addresses[address]}?{name}={empty}"), 400)
            assert [fault["name"] for fault in refusal["errors"]] == [name], (address, name, empty)
            if name != "format" or not empty:
                assert refusal["errors"][0]["remedy"] == "Give it a value or leave it out.", (address, name, empty)


@pytest.mark.one_database
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


def bare(answer: Any) -> Any:
    return answer.json()["results"] if "results" in answer.json() else answer.json()
