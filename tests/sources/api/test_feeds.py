"""Feeds and their health over REST."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from sources.models import Feed, Publisher
from tests.api import ROOT, client_with
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

FEEDS = f"{ROOT}/feeds"
DROPPED = [{"reason": "bad_link", "count": 2, "examples": ["N/A"]}]


@pytest.fixture
def feeds() -> dict[str, Feed]:
    publisher = Publisher.objects.create(name="Gazette", host="gazette.example")
    rows: dict[str, dict[str, Any]] = {
        "new": {},
        "ok": {"last_good_poll_at": timezone.now(), "items_seen": 12, "items_new": 1, "dropped": DROPPED},
        "failing": {"last_good_poll_at": timezone.now(), "failures": 3, "last_error": "Nobody answered."},
        "off": {"active": False, "failures": 1, "last_error": "The server answered 410."},
    }
    return {
        name: Feed.objects.create(
            publisher=publisher, url=f"https://gazette.example/{name}", next_poll_at=timezone.now(), **row
        )
        for name, row in rows.items()
    }


def test_curators_read_how_each_feed_goes(curator: APIClient, feeds: dict[str, Feed]) -> None:
    shown = curator.get(f"{FEEDS}/{feeds['ok'].pk}").json()
    assert (shown["health"], shown["items_seen"], shown["items_new"], shown["failures"]) == ("ok", 12, 1, 0)
    assert (shown["dropped"], shown["publisher"]["name"], shown["moved_from"]) == (DROPPED, "Gazette", "")
    assert shown["last_good_poll_at"] is not None
    assert curator.get(f"{FEEDS}/{feeds['off'].pk}").json()["last_error"] == "The server answered 410."


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["failing", "new", "off", "ok"]),
        ("health=failing", ["failing"]),
        ("health=ok,off", ["off", "ok"]),
        ("active=false", ["off"]),
        ("failures_min=2", ["failing"]),
        ("url=gazette.example/n", ["new"]),
        ("ordering=-failures&failures_min=1", ["failing", "off"]),
        ("last_good_poll_before=2001-01-01T00:00:00Z", []),
    ],
)
def test_feeds_are_found_by_their_health(
    curator: APIClient, feeds: dict[str, Feed], asked: str, found: list[str]
) -> None:
    rows = curator.get(f"{FEEDS}?{asked}").json()["results"]
    assert [row["url"].rpartition("/")[2] for row in rows] == found


def test_a_health_that_there_is_not_is_refused(curator: APIClient) -> None:
    assert curator.get(f"{FEEDS}?health=poorly").status_code == 400


def test_feeds_are_for_curators_alone(anonymous: APIClient, feeds: dict[str, Feed]) -> None:
    """An address may hold a key."""
    for address in (FEEDS, f"{FEEDS}/{feeds['ok'].pk}"):
        assert anonymous.get(address).status_code == 401
        assert client_with([TokenScope.READ, TokenScope.SUBMIT], "rita").get(address).status_code == 403


def test_every_format_is_served(curator: APIClient, feeds: dict[str, Feed]) -> None:
    assert "bad_link" in b"".join(curator.get(f"{FEEDS}?format=csv").streaming_content).decode()
    assert len(b"".join(curator.get(f"{FEEDS}?format=ndjson").streaming_content).splitlines()) == 4


def test_a_site_whose_feed_is_known_names_that_feed(
    curator: APIClient, feeds: dict[str, Feed], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = feeds["ok"]
    monkeypatch.setattr("sources.api.feeds.found_at", lambda site: known.url)
    body = {"publisher": known.publisher_id, "site": "https://gazette.example/"}
    answer = curator.post(FEEDS, body, format="json")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/site"
    assert error["detail"] == f"The feed of this site is known already: {known.url} (number {known.pk})."
