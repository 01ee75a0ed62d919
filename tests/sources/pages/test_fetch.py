"""Getting pages through the guarded client."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from sources.pipeline.intake.fetch import PageRefused, PageUnavailable, fetch_page
from tests.loopback import Loopback, answer, running_loopback


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as loopback:
        yield loopback


def test_a_page_comes_with_what_the_next_request_needs(server: Loopback) -> None:
    url = server.says("/a", answer(b"hello", Content_Type="text/plain; charset=utf-8", ETag='"v1"'))
    page = fetch_page(url)
    assert (page.body, page.content_type, page.etag) == (b"hello", "text/plain; charset=utf-8", '"v1"')


def test_an_unchanged_page_is_told(server: Loopback) -> None:
    page = fetch_page(server.says("/a", answer(status="304 Not Modified")), etag='"v1"', last_modified="then")
    assert page.unchanged
    assert (page.etag, page.last_modified) == ('"v1"', "then")
    assert b'If-None-Match: "v1"' in server.requests[0]
    assert b"If-Modified-Since: then" in server.requests[0]


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "410 Gone", "204 No Content"])
def test_a_page_that_is_not_there_is_not_asked_for_again(server: Loopback, status: str) -> None:
    with pytest.raises(PageRefused, match=status[:3]):
        fetch_page(server.says("/a", answer(status=status)))


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Too Many Requests"])
def test_a_server_in_trouble_is_asked_again(server: Loopback, status: str) -> None:
    with pytest.raises(PageUnavailable, match=status[:3]) as caught:
        fetch_page(server.says("/a", answer(status=status, Retry_After="120")))
    assert caught.value.not_before is not None


@pytest.mark.parametrize("value", ["soon", "Wed, 99 Foo", "-5", ""])
def test_a_senseless_retry_after_is_ignored(server: Loopback, value: str) -> None:
    with pytest.raises(PageUnavailable) as caught:
        fetch_page(server.says("/a", answer(status="503 Busy", Retry_After=value)))
    assert caught.value.not_before is None


def test_a_page_that_is_too_large_is_refused(server: Loopback, settings: Settings) -> None:
    settings.OUTBOUND_MAX_BYTES = 1000
    with pytest.raises(PageRefused, match="larger than 1000 bytes"):
        fetch_page(server.says("/a", answer(b"x" * 5000)))


def test_private_addresses_are_refused_unless_allowed(server: Loopback, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_TARGETS = False
    with pytest.raises(PageRefused):
        fetch_page(server.says("/a", answer(b"secret")))
    assert server.requests == []
