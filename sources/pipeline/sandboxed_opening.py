"""Opening untrusted text for the pipeline: each in the sandbox, within the limits of the settings.

| what                                     | processor time                                     |
| ---------------------------------------- | -------------------------------------------------- |
| the first look at an article             | a quarter of a second, or the limit where less     |
| a suspect (see `leases`)                 | TEXT_TIME_LIMIT_SECONDS                            |
| a feed, and what a person's command asks | the same                                           |
| parts of a feed that took more           | a quarter of it, to find the items at fault        |

Each may take three times TEXT_TIME_LIMIT_SECONDS by the clock, and TEXT_MEMORY_LIMIT_MB of memory.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import ParamSpec, TypeVar

from django.conf import settings

from sources import extraction
from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import CleanPage
from sources.extraction.pages.feed_drops import DropReason, dropped_item
from sources.extraction.pages.feed_links import FeedLinks, feed_links, sitemaps
from sources.extraction.pages.feeds import ParsedFeed, UnreadableFeed, parse_feed, split_feed
from sources.extraction.proceedings import ExtractedStage, read_stages
from sources.sandbox import TextKilled, TextLimits, run

QUICK_SECONDS = 0.25  # an ordinary article takes a fifth of it
MOST_ENDED = 24  # parts of one feed that may be ended, in the search for its dear items
_QUARTER = 0.25  # of the limit
_UTF8 = "application/xml; charset=utf-8"
CLOCK = 3  # times the processor time: enough for a child to get that even while others compute beside it

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")


def open_page(body: bytes, *, url: str, content_type: str, quick: bool = False) -> CleanPage:
    """The article in the bytes of a page. Raises UnreadablePage, TextKilled."""
    return _opened("Cleaning the page", quick, clean, body, url=url, content_type=content_type)


def open_text(text: extraction.ArticleText, *, quick: bool = False) -> extraction.Reading:
    """What the extractor reads in the text. Raises TextKilled."""
    return _opened("Reading the text", quick, extraction.read, text)


def open_to_keep(
    text: extraction.ArticleText, read: extraction.WhatWasRead, *, quick: bool = False
) -> extraction.KeptReading:
    """What is kept of the text for the steps after it. Raises TextKilled."""
    return _opened("Reading the text for what is kept", quick, extraction.keep, text, read)


def open_stages(text: extraction.ArticleText, names: frozenset[str], *, quick: bool = False) -> list[ExtractedStage]:
    """The steps of proceedings that the text tells of; `names` are the regulators'. Raises TextKilled."""
    return _opened("Reading the text for proceedings", quick, read_stages, text, names)


def open_feed(body: bytes, *, url: str, content_type: str) -> ParsedFeed:
    """The items of a feed, without those that take too much. Raises UnreadableFeed, TextKilled where that is none of
    its items' doing."""
    try:
        return _opened("Reading the feed", False, parse_feed, body, url=url, content_type=content_type)
    except TextKilled as error:
        return _without_the_dear(body, url, content_type, error)


def open_feed_links(body: bytes, *, url: str, content_type: str) -> FeedLinks:
    """What a page names as its feeds. Raises TextKilled."""
    return _opened("Looking for feeds", False, feed_links, body, url=url, content_type=content_type)


def open_robots(body: bytes, *, url: str) -> FeedLinks:
    """The sitemaps that a robots.txt names. Raises TextKilled."""
    return _opened("Reading robots.txt", False, sitemaps, body, url=url)


def _without_the_dear(body: bytes, url: str, content_type: str, error: TextKilled) -> ParsedFeed:
    """The feed without the items that are ended in a quarter of the time, or by their memory: halved until found."""
    parts = _opened("Reading the feed", False, split_feed, body, content_type)
    waiting, dear, ended = [range(len(parts.items))], [], 0
    while waiting:
        tried = waiting.pop()
        try:
            _opened("Reading items", _QUARTER, parse_feed, parts.only(tried), url=url, content_type=_UTF8)
        except UnreadableFeed:  # of these items alone nothing can be said: the feed as a whole tells
            continue
        except TextKilled:
            ended += 1
            if ended > MOST_ENDED or not tried:
                raise error from None
            if len(tried) == 1:
                dear.append(tried[0])
            else:
                middle = len(tried) // 2
                waiting += [tried[:middle], tried[middle:]]
    left = [at for at in range(len(parts.items)) if at not in dear]
    found = _opened("Reading the feed", False, parse_feed, parts.only(left), url=url, content_type=_UTF8)
    lost = tuple(dropped_item(DropReason.TOO_DEAR, parts.items[at]) for at in dear)
    return replace(found, seen=found.seen + len(lost), dropped=(*found.dropped, *lost))


def _processor_seconds(quick: bool | float, most: float) -> float:
    if quick is True:
        return min(QUICK_SECONDS, most)
    return most * (quick or 1)


def _opened(
    what: str, quick: bool | float, function: Callable[Inputs, Value], /, *args: Inputs.args, **kwargs: Inputs.kwargs
) -> Value:
    most = settings.TEXT_TIME_LIMIT_SECONDS
    limits = TextLimits(
        cpu_seconds=_processor_seconds(quick, most),
        wall_seconds=CLOCK * most,
        memory_mb=settings.TEXT_MEMORY_LIMIT_MB,
    )
    try:
        return run(function, limits, *args, **kwargs)
    except TextKilled as error:
        raise TextKilled(f"{what} {error}.") from error
