"""Where a page says that its feeds are, and what robots.txt says of sitemaps; no address is opened here.

| what                                                                  | where                                      |
| --------------------------------------------------------------------- | ------------------------------------------ |
| `<link rel="alternate" type="application/rss+xml" href="..." title>`  | a page, RSS Advisory Board's autodiscovery |
| the same with `atom+xml` (or `rdf+xml`), `feed+json` or `json`        | a page                                     |
| `Sitemap: address`                                                    | robots.txt (RFC 9309 section 2.2.4)        |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from sources.extraction.pages.charsets import decode, split_content_type
from tracker.foundation.unwanted_characters import without_controls

MOST_LINKS: Final = 20  # of one page
LONGEST_ADDRESS: Final = 1000  # characters
LONGEST_TITLE: Final = 200
_READ: Final = 1_000_000  # characters of a page; its head stands at its beginning
_OF_FEEDS: Final = frozenset(
    f"application/{kind}" for kind in ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "json", "rss", "atom")
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names: an absolute http or https address, and what the page calls it."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """The feeds that a page names, each once, in its order; `more`: how many were left out beyond MOST_LINKS."""

    links: tuple[FeedLink, ...] = ()
    more: int = 0


def feed_links(body: bytes, *, url: str, content_type: str = "") -> FeedLinks:
    """What the page at `url` names as its feeds. Never raises."""
    _, charset = split_content_type(content_type)
    html = without_controls(decode(body, charset=charset, is_page=True)[:_READ])
    found: dict[str, FeedLink] = {}
    for link in _links(html, url):
        found.setdefault(link.url, link)
    links = tuple(found.values())
    return FeedLinks(links[:MOST_LINKS], max(0, len(links) - MOST_LINKS))


def sitemaps(body: bytes, *, url: str) -> FeedLinks:
    """The sitemaps that the robots.txt at `url` names."""
    found: dict[str, FeedLink] = {}
    for line in body.decode("utf-8", "replace")[:_READ].splitlines():
        name, colon, address = line.partition("#")[0].partition(":")
        if colon and name.strip().lower() == "sitemap" and (absolute := _absolute(address, url)):
            found.setdefault(absolute, FeedLink(absolute))
    links = tuple(found.values())
    return FeedLinks(links[:MOST_LINKS], max(0, len(links) - MOST_LINKS))


def _links(html: str, url: str) -> Iterator[FeedLink]:
    """Those of every `link` tag, as they come: no tree of the page is kept."""
    parser = etree.HTMLPullParser(events=("start",), tag=("link", "base"), no_network=True, recover=True)
    base = url
    try:
        parser.feed(html)
        parser.close()
    except etree.LxmlError:  # what came before it still counts
        pass
    for _, element in parser.read_events():
        named = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        if element.tag == "base":
            base = _absolute(named.get("href", ""), url) or base
        elif _is_feed(named) and (absolute := _absolute(named.get("href", ""), base)):
            yield FeedLink(absolute, " ".join(named.get("title", "").split())[:LONGEST_TITLE])


def _is_feed(named: dict[str, str]) -> bool:
    relations = named.get("rel", "").lower().split()
    media_type, _ = split_content_type(named.get("type", ""))
    return "alternate" in relations and "stylesheet" not in relations and media_type.lower() in _OF_FEEDS


def _absolute(address: str, base: str) -> str:
    """The address without its fragment; empty for what is none of the web, or too long."""
    try:
        absolute = urljoin(base, address.strip()).partition("#")[0]
        parts = urlsplit(absolute)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and address.strip() != ""
    except ValueError:
        return ""
    return absolute if usable and len(absolute) <= LONGEST_ADDRESS else ""
