"""JSON Feed and news sitemaps are taken like RSS and Atom; other JSON and other sitemaps are no feeds."""

import datetime as dt
import json
from typing import Any

import pytest

from sources.extraction.pages.feeds import UnreadableFeed, parse_feed, split_feed

BASE = "https://harbour.example/feed.json"
TODAY = dt.date(2031, 6, 1)
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{}</urlset>'
)
PAGE = (
    "<url><loc>https://harbour.example/{0}</loc><news:news><news:publication><news:name>Harbour</news:name>"
    "</news:publication><news:publication_date>{1}</news:publication_date><news:title>{2}</news:title></news:news></url>"
)


ENTITY = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    b'<x xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">&e;</x>'
)


def json_feed(*items: Any, **more: Any) -> bytes:
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "Harbour", "items": items, **more}
    ).encode()


def taken(body: bytes) -> list[tuple[str, str, dt.date | None]]:
    return [(one.url, one.title, one.published_on) for one in parse_feed(body, url=BASE, today=TODAY).entries]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {
                "url": "https://harbour.example/a?b=1&c=2",
                "title": "R&D <b> “q”",
                "date_published": "2031-05-04T10:00:00+02:00",
            },
            ("https://harbour.example/a?b=1&c=2", "R&D <b> “q”", dt.date(2031, 5, 4)),
        ),
        ({"id": "https://harbour.example/id"}, ("https://harbour.example/id", "", None)),
        ({"external_url": "https://other.example/x", "title": 3}, ("https://other.example/x", "", None)),
        ({"url": "/relative", "title": "R"}, ("https://harbour.example/relative", "R", None)),
        ({"url": "https://harbour.example/\0n", "title": "N\1\ud800"}, ("https://harbour.example/n", "N", None)),
    ],
)
def test_an_item_of_a_json_feed(item: dict[str, Any], expected: tuple[str, str, dt.date | None]) -> None:
    assert taken(json_feed(item)) == [expected]
    assert taken(b"\xef\xbb\xbf \n" + json_feed(item)) == [expected]


def test_an_item_without_an_address_costs_itself_alone() -> None:
    feed = parse_feed(json_feed({"title": "None"}, 7, {"url": "https://harbour.example/a"}), url=BASE, today=TODAY)
    assert (len(feed.entries), [one.reason.value for one in feed.dropped]) == (1, ["no_link"])
    assert feed.title == "Harbour"


def test_a_news_sitemap() -> None:
    pages = PAGE.format("a", "2031-05-04", "A &amp; B") + "<url><loc>https://harbour.example/imprint</loc></url>"
    assert taken(SITEMAP.format(pages).encode()) == [("https://harbour.example/a", "A & B", dt.date(2031, 5, 4))]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"version": "2", "items": []}',
        b'{"version": "https://jsonfeed.org/version/1.1", ',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        SITEMAP.replace("sitemap-news", "sitemap-image").format("<url><loc>https://a.example/</loc></url>").encode(),
        ENTITY,
    ],
)
def test_what_is_neither_is_no_feed(body: bytes) -> None:
    with pytest.raises(UnreadableFeed):
        parse_feed(body, url=BASE, today=TODAY)


def test_items_of_a_json_feed_can_be_parsed_apart() -> None:
    parts = split_feed(json_feed(*({"url": f"https://harbour.example/{at}"} for at in range(3))))
    assert [url for url, _, _ in taken(parts.only([1]))] == ["https://harbour.example/1"]
