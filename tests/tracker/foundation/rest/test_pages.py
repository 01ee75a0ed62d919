"""Cursor pages: every row once, forwards and backwards, while rows arrive."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Regulator
from tests.api import ROOT, fill, problem
from tests.hidden import hide
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regulators() -> None:
    """Seven, several of one country, so that ties have to be settled."""
    for number in range(7):
        Regulator.objects.create(
            slug=f"r-{number}", name=f"Authority {number // 3}", kind="other", country="GB" if number < 5 else "DE"
        )


def walk(client: APIClient, address: str, link: str = "next") -> list[list[str]]:
    pages: list[list[str]] = []
    following: Any = address
    while following:
        body = client.get(following).json()
        pages.append([row["slug"] for row in body["results"]])
        following = body[link]
    return pages


@pytest.mark.parametrize("ordering", ["name", "-name", "country", "-country"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_pages_hold_every_row_once_in_order_both_ways(anonymous: APIClient, ordering: str, size: int) -> None:
    whole = [row["slug"] for row in anonymous.get(f"{ROOT}/regulators?ordering={ordering}").json()["results"]]
    assert len(whole) == 7
    address = f"{ROOT}/regulators?ordering={ordering}&page_size={size}"
    pages = walk(anonymous, address)
    assert [slug for page in pages for slug in page] == whole
    last = address
    while following := anonymous.get(last).json()["next"]:
        last = following
    back = walk(anonymous, last, "previous")
    assert back == pages[::-1]


def test_a_row_that_arrives_on_an_earlier_page_moves_nothing(anonymous: APIClient) -> None:
    first = anonymous.get(f"{ROOT}/regulators?page_size=3").json()
    Regulator.objects.create(slug="early", name="A", kind="other")
    second = anonymous.get(first["next"]).json()
    seen = [row["slug"] for row in first["results"] + second["results"]]
    assert len(set(seen)) == len(seen) == 6


def test_the_edge_row_may_vanish(anonymous: APIClient) -> None:
    first = anonymous.get(f"{ROOT}/regulators?page_size=3").json()
    Regulator.objects.filter(slug=first["results"][-1]["slug"]).delete()
    assert len(anonymous.get(first["next"]).json()["results"]) == 3


def test_an_emptied_page_leads_back_to_the_start(anonymous: APIClient) -> None:
    first = anonymous.get(f"{ROOT}/regulators?page_size=3").json()
    Regulator.objects.all().delete()
    second = anonymous.get(first["next"]).json()
    assert second["results"] == []
    assert second["next"] is None
    assert second["previous"].endswith("/regulators?page_size=3")


def test_links_are_in_the_header_as_well(anonymous: APIClient) -> None:
    answer = anonymous.get(f"{ROOT}/regulators?page_size=3")
    assert answer["Link"] == f'<{answer.json()["next"]}>; rel="next"'
    assert 'rel="prev"' in anonymous.get(answer.json()["next"])["Link"]


def test_filters_and_fields_survive_in_links(anonymous: APIClient) -> None:
    following = anonymous.get(f"{ROOT}/regulators?country=gb&fields=slug&page_size=2").json()["next"]
    rows = anonymous.get(following).json()["results"]
    assert [list(row) for row in rows] == [["slug"], ["slug"]]


@pytest.mark.parametrize("cursor", ["", "x", "WyJuYW1lIiwwLCJBIiwxXQ:forged", "%00", "a" * 3000])
def test_a_cursor_that_was_not_written_here_is_a_400(anonymous: APIClient, cursor: str) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/regulators?cursor={cursor}"), 400)
    assert refusal["type"] == "/api/problems/invalid-cursor"


def test_a_cursor_belongs_to_its_order(anonymous: APIClient) -> None:
    following = anonymous.get(f"{ROOT}/regulators?page_size=3").json()["next"]
    problem(anonymous.get(following + "&ordering=country"), 400)


@pytest.mark.parametrize("ordering", ["created_at", "-updated_at", "dated_on", "-dated_on", "affected", "-affected"])
def test_incidents_are_paged_in_every_order(anonymous: APIClient, ordering: str) -> None:
    filled = {fill(number).reference for number in (3, 1, 2)}
    found, following = [], f"{ROOT}/incidents?ordering={ordering}&page_size=1"
    while following:
        body = anonymous.get(following).json()
        found += [row["reference"] for row in body["results"]]
        following = body["next"]
    assert len(found) == 3
    assert set(found) == filled


def test_rows_are_counted_on_request(anonymous: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = f"{ROOT}/regulators?page_size=2&ordering=-name"
    assert "count" not in anonymous.get(asked).json()
    assert "count" not in anonymous.get(f"{asked}&count=false").json()
    first = anonymous.get(f"{asked}&count=true").json()
    assert (first["count"], first["count_is_exact"], len(first["results"])) == (7, True, 2)
    assert anonymous.get(first["next"]).json()["count"] == 7
    monkeypatch.setattr("tracker.foundation.rest.pages.MOST_COUNTED", 6)
    capped = anonymous.get(f"{asked}&count=true").json()
    assert (capped["count"], capped["count_is_exact"]) == (6, False)
    for wrong in ("1", "yes", "true&format=csv", "true&format=ndjson"):
        assert problem(anonymous.get(f"{asked}&count={wrong}"), 400)["errors"][0]["name"] in {"count", "page_size"}


def test_a_count_is_of_what_the_asker_may_see(anonymous: APIClient, curator: APIClient) -> None:
    public = fill(1)
    hide(public, cover(public))
    seen, every = (asker.get(f"{ROOT}/incidents?count=true").json()["count"] for asker in (anonymous, curator))
    assert seen == 1 < every
    as_of = f"{ROOT}/incidents/{public.reference}/figures?as_of=2040-01-01&page_size=1&count=true"
    assert anonymous.get(as_of).json()["count"] == 1
