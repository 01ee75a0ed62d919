"""RSS and Atom, from bytes to entries."""

import calendar
import datetime as dt
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import feedparser

from sources.extraction.pages.addresses import UnusableUrl, canonical_url

MAX_ENTRIES = 500


class UnreadableFeed(ValueError):
    """The bytes are no RSS or Atom; the message says what the parser found."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item. `url` is canonical; `published_at` is aware UTC, None when the feed gives no usable date."""

    url: str
    title: str
    published_at: dt.datetime | None
    identity: str


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    title: str
    entries: tuple[FeedEntry, ...]
    unusable: int  # items without a usable address


def parse_feed(body: bytes, *, url: str, content_type: str = "") -> ParsedFeed:
    """The feed's title and its first 500 items, oldest first where dated; never opens a file or an address itself.

    Raises UnreadableFeed when there is neither an item nor a known feed format.
    """
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    # A stream, not bytes: feedparser would open bytes that look like a path or an address.
    parsed: Any = feedparser.parse(io.BytesIO(body), response_headers=headers)
    if not parsed.get("version") and not parsed.entries:
        reason = parsed.get("bozo_exception")
        raise UnreadableFeed(f"no RSS or Atom feed: {reason}" if reason else "no RSS or Atom feed")
    items = parsed.entries[:MAX_ENTRIES]
    entries = [entry for item in items if (entry := _entry(item, base=url))]
    entries.sort(key=lambda entry: entry.published_at.timestamp() if entry.published_at else 0.0)
    return ParsedFeed(_plain(parsed.feed.get("title")), tuple(entries), len(items) - len(entries))


def _entry(item: Any, *, base: str) -> FeedEntry | None:
    link = _plain(item.get("link"))
    try:
        url = canonical_url(urljoin(base, link)) if link else ""
    except (UnusableUrl, ValueError):
        return None
    if not url:
        return None
    return FeedEntry(url, _plain(item.get("title")), _instant(item), _plain(item.get("id")) or url)


def _instant(item: Any) -> dt.datetime | None:
    """The instant of the item's first publication, else another one that it has; feedparser gives UTC struct_times."""
    for name in ("published_parsed", "created_parsed", "updated_parsed"):
        if moment := item.get(name):
            try:
                return dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC)
            except (OverflowError, ValueError, OSError):
                continue
    return None


def _plain(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
