"""A page that is kept is answered before all else of a request, and is no other than the page that was made."""

import pytest
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from tests.incidents.site.addresses import addresses_of

pytestmark = pytest.mark.django_db


def test_a_kept_page_has_every_header_and_byte_of_the_page_that_was_made(client: Client, shown: Incident) -> None:
    for _, address in addresses_of(shown):
        if "/suggest" in address or "/subscribe" in address:
            continue  # forms, each with a token of its own
        cache.clear()
        made, kept = client.get(address), client.get(address)
        told = [{name: value for name, value in one.headers.items() if name != "X-Request-ID"} for one in (made, kept)]
        assert (made.status_code, made.content, told[0]) == (kept.status_code, kept.content, told[1]), address


def test_a_kept_page_asks_for_no_session_and_one_row_of_the_database(
    client: Client, shown: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = client.get("/").headers["ETag"]

    def refused(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(SessionMiddleware, "process_request", refused)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/").status_code == 200
    assert len(asked) == 1
    unchanged = client.get("/", headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)


def test_an_address_that_only_looks_like_that_of_a_kept_page_has_none(client: Client, shown: Incident) -> None:
    assert client.get("/incidents?country=GB").status_code == 200
    assert client.get("/incidents%3Fcountry=GB").status_code == 404


def test_a_host_that_is_not_ours_is_given_no_kept_page(client: Client, shown: Incident) -> None:
    client.get("/")
    assert client.get("/", headers={"Host": "other.example"}).status_code == 400


def test_a_kept_card_may_be_framed_and_no_other_kept_page(client: Client, shown: Incident) -> None:
    for address, framed in ((f"/embed/{shown.reference}", True), ("/", False)):
        for _ in range(2):
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer.headers.get("X-Frame-Options") == (None if framed else settings.X_FRAME_OPTIONS)
