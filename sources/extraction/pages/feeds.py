"""RSS, Atom, JSON Feed and news sitemaps, from bytes to entries. Items are independent: what is wrong with one costs
that one alone."""

import datetime as dt
import html
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import feedparser
from feedparser.util import FeedParserDict

from incidents.entered_values import is_possible_day
from sources.extraction.pages.addresses import UnusableUrl, canonical_url
from sources.extraction.pages.feed_drops import Dropped, DropReason, dropped_item, on_one_line
from sources.extraction.pages.feed_kinds import feed_text
from sources.extraction.pages.written_days import WrittenMoment, read_moment

MAX_ENTRIES = 500
_LONGEST_TITLE = 2_000  # characters, mark-up included
_ITEM = re.compile(r"<(?:[\w.-]{1,40}:)?(?:item|entry)(?=[\s/>])", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s*>", re.IGNORECASE)
_DATE = re.compile(
    r"<(?:[\w.-]{1,40}:)?(?:pubDate|date|published|issued|updated)\b[^>]{0,200}>\s*(?:<!\[CDATA\[)?([^<\]]{0,200})",
    re.IGNORECASE,
)
_DATES = ("published", "created", "updated")
_TAG = re.compile(r"<(script|style)\b[^<>]{0,200}>[^<]*</\1>|</?[A-Za-z][^<>]{0,500}>|<!--.*?-->", re.IGNORECASE)
_BREAK = re.compile(r"\s*[\r\n\t]\s*")
_RELATIVE = re.compile(r"\.{0,2}[/?]")  # what is an address of its own site for sure; `N/A` is not

Thing = TypeVar("Thing")


class UnreadableFeed(ValueError):
    """The bytes are no RSS or Atom; the message says what the parser found."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item. `url` is canonical; `published_on` is the day as the feed writes it, None without a usable one."""

    url: str
    title: str
    published_on: dt.date | None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """`entries`: oldest first; `seen`: how many items the feed has, dropped ones included."""

    title: str
    entries: tuple[FeedEntry, ...]
    seen: int
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True)
class FeedParts:
    """What stands before the items, each item, and what stands after the last."""

    head: str
    items: tuple[str, ...]
    tail: str

    def only(self, items: Sequence[int]) -> bytes:
        """The feed with these of its items alone, in UTF-8."""
        return "".join([self.head, *(self.items[at] for at in items), self.tail]).encode()


def parse_feed(body: bytes, *, url: str, content_type: str = "", today: dt.date | None = None) -> ParsedFeed:
    """The feed's title and its newest 500 items; never opens a file or an address itself. Dates after the day after
    `today` (UTC's where None) are not believed.

    Raises UnreadableFeed when there is neither an item nor a known feed format.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    head, items, tail = _split(feed_text(body, content_type))
    beyond = max(0, len(items) - MAX_ENTRIES)
    dropped = [dropped_item(DropReason.BEYOND_CAP)] * beyond
    if beyond:
        items = [item for item, _ in _newest([(item, _moment_within(item, today)) for item in items])]
    parsed, found = _parsed(head, items, tail, dropped)
    entries: dict[str, FeedEntry] = {}
    for item, moment in _newest([(item, _moment(item, today, dropped)) for item in found]):
        entry = _entry(item, moment, base=url, version=parsed.version)
        if isinstance(entry, Dropped):
            dropped.append(entry)
        elif entry.url in entries:
            dropped.append(dropped_item(DropReason.REPEATED, entry.url))
        else:
            entries[entry.url] = entry
    title = _plain(parsed.feed, version=parsed.version)
    return ParsedFeed(title, tuple(reversed(entries.values())), max(len(items), len(found)) + beyond, tuple(dropped))


def split_feed(body: bytes, content_type: str = "") -> FeedParts:
    """The parts of a feed whose items are to be parsed apart."""
    head, items, tail = _split(feed_text(body, content_type))
    return FeedParts(head, tuple(items), tail)


def _split(text: str) -> tuple[str, list[str], str]:
    """What stands before the items, each item, and what stands after the last."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts:
        return text, [], ""
    items = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    last = [found.end() for found in _ITEM_END.finditer(items[-1])]
    tail = items[-1][last[-1] :] if last else ""
    items[-1] = items[-1][: last[-1]] if last else items[-1]
    return text[: starts[0]], items, tail


def _parsed(head: str, items: list[str], tail: str, dropped: list[Dropped]) -> tuple[Any, list[Any]]:
    """The feed and its items. What is not well-formed is parsed in halves until only the items that are at fault have
    lost something. Raises UnreadableFeed."""
    parsed = _whole(head, items, tail)
    if parsed.version or parsed.entries:
        if not parsed.bozo or len(parsed.entries) >= len(items):
            return parsed, parsed.entries
        return parsed, _in_halves(head, items, tail, dropped)
    if items and (found := _in_halves(head, items, tail, dropped)):
        return _whole(head, [], tail), found
    reason = parsed.get("bozo_exception")
    raise UnreadableFeed(f"no RSS or Atom feed: {reason}" if reason else "no RSS or Atom feed")


def _in_halves(head: str, items: list[str], tail: str, dropped: list[Dropped]) -> list[Any]:
    if len(items) == 1:
        alone = _whole(head, items, tail).entries
        if not alone:
            dropped.append(dropped_item(DropReason.UNREADABLE, items[0]))
        return list(alone)
    found: list[Any] = []
    for half in (items[: len(items) // 2], items[len(items) // 2 :]):
        parsed = _whole(head, half, tail)
        whole = not parsed.bozo or len(parsed.entries) >= len(half)
        found += parsed.entries if whole else _in_halves(head, half, tail, dropped)
    return found


def _whole(head: str, items: Iterable[str], tail: str) -> Any:
    """What feedparser makes of these items of the feed; nothing, with the error, when it fails."""
    headers = {"content-type": "application/xml; charset=utf-8"}
    data = "".join([head, *items, tail]).encode()
    try:
        # A stream, not bytes: feedparser would open bytes that look like a path or an address.
        parsed = feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the parser raises for one item must not cost the others
        problem = f"{type(error).__name__}: {error}"
        return FeedParserDict(version="", feed=FeedParserDict(), entries=[], bozo=True, bozo_exception=problem)
    parsed.setdefault("version", "")
    return parsed


def _newest(things: Sequence[tuple[Thing, WrittenMoment | None]]) -> list[tuple[Thing, WrittenMoment | None]]:
    """The newest 500 things with their moments, newest first. Feeds list the newest first, unless their dates say that
    they do the reverse; what has no date is as old as what stands before it in that order."""
    dated = [moment.instant for _, moment in things if moment]
    rising = sum(before < after for before, after in pairwise(dated))
    falling = sum(before > after for before, after in pairwise(dated))
    instant, keyed = dt.datetime.max.replace(tzinfo=dt.UTC), []
    for thing, moment in reversed(things) if rising > falling else things:
        instant = moment.instant if moment else instant
        keyed.append((instant, (thing, moment)))
    keyed.sort(key=lambda each: each[0], reverse=True)
    return [each for _, each in keyed[:MAX_ENTRIES]]


def _moment_within(item: str, today: dt.date) -> WrittenMoment | None:
    moments = (read_moment(html.unescape(found[1])) for found in _DATE.finditer(item))
    return next((moment for moment in moments if moment and is_possible_day(moment.day, today)), None)


def _moment(item: Any, today: dt.date, dropped: list[Dropped]) -> WrittenMoment | None:
    """The item's first publication, else another moment that it gives; notes what is dropped where none is usable."""
    problem = None
    for words in filter(None, (dict.get(item, name) for name in _DATES)):
        moment = read_moment(words)
        if moment is not None and is_possible_day(moment.day, today):
            return moment
        reason = DropReason.IMPOSSIBLE_DATE if moment else DropReason.UNREADABLE_DATE
        problem = problem or dropped_item(reason, words)
    if problem:
        dropped.append(problem)
    return None


def _entry(item: Any, moment: WrittenMoment | None, *, base: str, version: str) -> FeedEntry | Dropped:
    title = _plain(item, version=version)
    link, identity = _link(item, "link"), _link(item, "id")
    if not link:
        return dropped_item(DropReason.NO_LINK, title)
    for words in (link, identity) if identity.startswith(("http://", "https://")) else (link,):
        try:
            url = canonical_url(_absolute(words, base, of_atom=version.startswith("atom")))
            return FeedEntry(url, title, moment.day if moment else None)
        except (UnusableUrl, ValueError):
            continue
    return dropped_item(DropReason.BAD_LINK, link)


def _absolute(link: str, base: str, *, of_atom: bool) -> str:
    """The whole address. In RSS `a.html` is as little one as `N/A`, unless the feed says what it is relative to: the
    link is to begin with a scheme there (RSS 2.0, "Elements of <item>"); a path or a query is understood as well."""
    if urlsplit(link).scheme or not (of_atom or _RELATIVE.match(link)):
        return link
    return urljoin(base, link)


def _link(item: Any, name: str) -> str:
    """The address without the line breaks that wrap it, and with its blanks escaped."""
    value = dict.get(item, name)
    return _BREAK.sub("", value.strip()).replace(" ", "%20") if isinstance(value, str) else ""


def _plain(item: Any, *, version: str) -> str:
    """The title of the item or the feed, on one line and without mark-up; Atom says where there is none to remove."""
    words = str(dict.get(item, "title") or "")[:_LONGEST_TITLE]
    if not (version.startswith("atom") and item.get("title_detail", {}).get("type") == "text/plain"):
        words = html.unescape(_TAG.sub("", words))
    return on_one_line(words)
