"""Every kind of odd feed, and feeds made at random: what is taken, what is dropped, and that nothing else happens."""

import random
from collections import Counter

import feedparser
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from incidents.entered_values import is_possible_day
from sources.extraction.pages import feeds
from sources.extraction.pages.addresses import canonical_url
from sources.extraction.pages.feeds import ParsedFeed, UnreadableFeed, parse_feed
from sources.extraction.pages.written_days import read_moment
from tests.sources.pages.feed_cases import BASE, CASES, GOOD, TODAY, A, FeedCase, item, rss
from tests.sources.pages.feed_forms import FORMS
from tests.sources.pages.feed_further import FURTHER


@pytest.mark.parametrize("case", [*CASES, *FORMS, *FURTHER], ids=str)
def test_each_kind_is_taken_as_it_should_be(case: FeedCase) -> None:
    feed = parse_feed(case.body, url=BASE, content_type=case.content_type, today=TODAY)
    taken = {entry.url: (entry.published_on, entry.title) for entry in feed.entries}
    assert len(taken) == len(feed.entries)
    assert taken == {
        url: (day, taken[url][1] if title is None and url in taken else title) for url, day, title in case.taken
    }
    assert Counter(each.reason.value for each in feed.dropped) == case.dropped
    lost = sum(count for reason, count in case.dropped.items() if not reason.endswith("_date"))
    assert feed.seen == len(feed.entries) + lost


def test_whatever_the_parser_raises_costs_one_item_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = feedparser.parse

    def parse(stream: object, **options: object) -> object:
        data = stream.read()  # type: ignore[attr-defined]
        if b"poison" in data:
            raise AttributeError("of the parser's own making")
        stream.seek(0)  # type: ignore[attr-defined]
        return whole(stream, **options)

    monkeypatch.setattr(feedparser, "parse", parse)
    items = [item(f"{A}/{number}", title="poison" if number in (7, 30) else "fine") for number in range(40)]
    feed = parse_feed(rss("".join(items)), url=BASE)
    assert (feed.seen, len(feed.entries)) == (40, 38)
    assert [each.reason.value for each in feed.dropped] == ["unreadable"] * 2
    assert "poison" in feed.dropped[0].what
    with pytest.raises(UnreadableFeed, match="of the parser's own making"):
        parse_feed(rss(item(title="poison")), url=BASE)


def test_the_newest_are_kept_and_come_oldest_first() -> None:
    items = [item(f"{A}/{number}", date=f"2024-05-03T00:{number // 60:02}:{number % 60:02}Z") for number in range(600)]
    random.Random(7).shuffle(items)
    feed = parse_feed(rss("".join(items)), url=BASE, today=TODAY)
    assert [entry.url for entry in feed.entries] == [f"{A}/{number}" for number in range(100, 600)]


PIECES = [
    "<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "<link>", "</link>", "<pubDate>", "</pubDate>",
    "<![CDATA[", "]]>", "<!--", "-->", "<?xml version='1.0'?>", "<rss version='2.0'>", "<channel>", "</channel>",
    "</rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<content type='xhtml'><div>",
    "<content type='application/octet-stream'>", "<link href='", "'/>", '"', "&", "&#xD83D;", "&#0;", "&amp;",
    "&lt;b&gt;", "&nbsp;", "&#99999999999;", '\x00', '\ud800', "é", "😉", "\u0131", A, "http://[", "http://a:b@c", "//",
    "xn--", "%", "%zz", "?", "#", "2024-05-03", "99999999999999999999", "Fri, 03 May 2024", "-0700",
    "<media:content url='x'>", "<itunes:image href=''/>", "<georss:point>x</georss:point>", "<category term='x'/>",
    "<author>", "<source>", "xml:base='http://[x'", "<image>", "<textInput>", "<guid isPermaLink='x'>",
    "<!DOCTYPE rss [<!ENTITY a 'b'>]>", "<base href=''>", "<enclosure length='x'/>", "<dc:date>",
    "<psc:chapter start='x'/>", "<gml:pos>1</gml:pos>", "<a:b xmlns:a='", "<xhtml:body>", GOOD,
]  # fmt: skip
SOUP = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=40).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)
# Feeds that failed once, in the shapes that they had.
FAILED_ONCE = (
    rss(item(title="&#xD83D;&#xDE09;") + GOOD),
    rss(item("https://[gazette/a") + GOOD),
    rss(item("https://\u00b4gazette.example/a") + GOOD),
    rss(item("https://gazette\u2026a.example/a") + GOOD),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """One of the cases with some of its bytes taken out, doubled or changed."""
    body = bytearray(draw(st.sampled_from([case.body for case in (*CASES, *FORMS) if len(case.body) < 5_000])))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, len(body))), draw(st.integers(0, 30))
        body[at : at + length] = draw(
            st.one_of(st.binary(max_size=8), st.just(bytes(body[at : at + length] * 2)), SOUP)
        )
    return bytes(body)


def holds(body: bytes, kind: str = "") -> None:
    """What holds of any bytes whatever: an answer, whose parts are what they are said to be."""
    try:
        feed = parse_feed(body, url=BASE, content_type=kind, today=TODAY)
    except UnreadableFeed:
        return
    assert isinstance(feed, ParsedFeed)
    assert len(feed.entries) <= feeds.MAX_ENTRIES
    for entry in feed.entries:
        assert canonical_url(entry.url) == entry.url
        assert entry.title == " ".join(entry.title.encode().decode().split())
        assert entry.published_on is None or is_possible_day(entry.published_on, TODAY)
    for each in feed.dropped:
        assert len(each.what) <= 200
        assert not set(each.what.encode().decode()) & {*map(chr, range(32))}, "no database takes all of these"


@pytest.mark.parametrize("body", FAILED_ONCE)
def test_what_failed_once_fails_no_more(body: bytes) -> None:
    holds(body)
    assert parse_feed(body, url=BASE, today=TODAY).entries


@examples(max_examples=150)
@given(
    st.one_of(SOUP, mutated()),
    st.sampled_from(["", "text/xml; charset=utf-16", "x; charset=\u0131", "x\udcff; charset=\udcff", ";"]),
)
def test_no_feed_raises_what_nobody_answers(body: bytes, kind: str) -> None:
    holds(body, kind)
    holds(b"<rss version='2.0'><channel>" + body + GOOD.encode() + b"</channel></rss>", kind)


DATES = r"[0-9A-Za-z:,/.+ -]{4,30}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,9}"


@examples(max_examples=150)
@given(st.one_of(st.text(max_size=40), st.from_regex(DATES)))
def test_no_date_raises(words: str) -> None:
    moment = read_moment(words)
    assert moment is None or moment.instant.tzinfo is not None
