"""RSS and Atom, from bytes to entries."""

import datetime as dt
from pathlib import Path

import pytest

from sources.extraction.pages.feeds import UnreadableFeed, parse_feed

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Gazette  Privacy</title>
<item><title>Second</title><link>https://gazette.example/2?utm_medium=rss</link>
<pubDate>Wed, 04 Apr 2018 23:30:00 -0500</pubDate><guid isPermaLink="false">urn:g:2</guid></item>
<item><title>First</title><link>/1</link><pubDate>Tue, 03 Apr 2018 10:00:00 GMT</pubDate></item>
<item><title>No address</title></item><item><title>Mail</title><link>mailto:a@gazette.example</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title><entry><title>Only &amp; one</title>
<id>urn:1</id><link href="https://gazette.example/a"/><updated>2018-04-05T00:00:00Z</updated></entry></feed>"""


def test_rss_gives_entries_oldest_first_with_canonical_addresses() -> None:
    feed = parse_feed(RSS.encode(), url="https://gazette.example/feed")
    assert feed.title == "Gazette Privacy"
    assert [entry.url for entry in feed.entries] == ["https://gazette.example/1", "https://gazette.example/2"]
    assert feed.entries[1].published_on == dt.date(2018, 4, 4)
    assert [(each.reason.value, each.what) for each in feed.dropped] == [
        ("no_link", "No address"),
        ("bad_link", "mailto:[redacted]@gazette.example"),
    ]


def test_atom_is_read_as_well() -> None:
    [entry] = parse_feed(ATOM.encode(), url="https://gazette.example/feed", content_type="application/atom+xml").entries
    assert (entry.title, entry.published_on) == ("Only & one", dt.date(2018, 4, 5))


@pytest.mark.parametrize("body", [b"", b"<html><body>Not found</body></html>", b"\x00" * 99, b"{}"])
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableFeed, match="no RSS or Atom"):
        parse_feed(body, url="https://gazette.example/feed")


def test_a_body_that_names_a_file_opens_none(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS, encoding="utf-8")
    with pytest.raises(UnreadableFeed):
        parse_feed(str(tmp_path / "feed.xml").encode(), url="https://gazette.example/feed")


def test_an_entity_bomb_stays_small() -> None:
    entities = "".join(f"<!ENTITY l{n} '" + f"&l{n - 1};" * 10 + "'>" for n in range(1, 9))
    feed_with_it = RSS.replace("Second", "&l8;").partition("?>")[2]
    bomb = f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{entities}]>{feed_with_it}"
    feed = parse_feed(bomb.encode(), url="https://gazette.example/feed")
    assert all(len(entry.title) < 10_000 for entry in feed.entries)


def test_real_feeds_are_read(shared_data: Path) -> None:
    for path in sorted((shared_data / "feeds").glob("*.xml")):
        feed = parse_feed(path.read_bytes(), url="https://gazette.example/feed")
        assert len(feed.entries) >= 9
        assert all(entry.published_on for entry in feed.entries)
        assert feed.dropped == ()
