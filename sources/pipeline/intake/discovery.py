"""From a site's address to its feeds: for whoever knows the newspaper, and not where its feed is.

| what is looked at                                              | it counts when                              |
| -------------------------------------------------------------- | ------------------------------------------- |
| the address itself                                             | it is a feed                                |
| the one feed that the page there names (`rel="alternate"`)     | a feed is there                             |
| several that it names                                          | we may go there; somebody chooses           |
| failing these, the usual addresses of the site                 | a feed is there                             |
| failing these, the sitemaps that its robots.txt names          | one is a news sitemap                       |

It goes to the network through the one guarded client, never within a transaction, for at most MOST_REQUESTS times and
begins no request after MOST_SECONDS. Pages are opened in the sandbox.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from django.conf import settings

from sources.extraction.pages.feed_links import FeedLink
from sources.extraction.pages.feeds import UnreadableFeed
from sources.pipeline.intake.fetch import FetchError, Page, fetch_page
from sources.pipeline.sandboxed_opening import open_feed, open_feed_links, open_robots
from sources.sandbox import TextKilled
from tracker.foundation import http

USUAL: Final = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml")
MOST_SITEMAPS: Final = 3
MOST_REQUESTS: Final = 2 + len(USUAL) + MOST_SITEMAPS
MOST_SECONDS: Final = 15.0
LOOKS_AT_ONCE: Final = 2  # of one process, which has few threads
REMEDY: Final = "Look on the site for “RSS” or “newsletter”, open that link, and give the address of the feed itself."


class NoFeedFound(Exception):
    """The site has no feed that we find, or cannot be reached; the message says why and what to do."""


class LooksTaken(Exception):
    """This process looks at LOOKS_AT_ONCE other sites: a slow site would hold all of its threads."""

    def __init__(self) -> None:
        super().__init__(
            "Other sites are being looked at. Try again in a moment, or give the address of the feed itself."
        )


class SeveralFeeds(Exception):
    """The site has several feeds, in `feeds`: somebody has to choose."""

    def __init__(self, site: str, feeds: tuple[FeedLink, ...], more: int) -> None:
        self.feeds = feeds
        beyond = f", and {more} more that are not listed" if more else ""
        super().__init__(f"{site} has {len(feeds)} feeds{beyond}: choose one.")


@dataclass(slots=True)
class _Visit:
    """One look at a site: how often and for how long it has been asked."""

    began: float
    requests: int = 0

    def page(self, url: str) -> Page | None:
        """The page, None where there is none or enough has been asked. Raises FetchError for the first alone."""
        if self.requests >= MOST_REQUESTS or (self.requests and time.monotonic() - self.began > MOST_SECONDS):
            return None
        self.requests += 1
        try:
            return fetch_page(url)
        except FetchError:
            if self.requests == 1:
                raise
            return None


_looks = threading.BoundedSemaphore(LOOKS_AT_ONCE)


def discover_feed(site: str) -> FeedLink:
    """The one feed of the site at this address, which may be that of any of its pages, or of the feed itself.

    Raises SeveralFeeds, NoFeedFound and LooksTaken. Call it before a transaction begins: it may take seconds.
    """
    if not _looks.acquire(blocking=False):
        raise LooksTaken
    try:
        return _looked_for(site)
    finally:
        _looks.release()


def _looked_for(site: str) -> FeedLink:
    visit = _Visit(time.monotonic())
    try:
        page = visit.page(site)
    except FetchError as error:
        raise NoFeedFound(f"{site} cannot be read: {error} {REMEDY}") from error
    if page is None:
        raise NoFeedFound(f"{site} cannot be read. {REMEDY}")
    if title := _feed_title(page):
        return FeedLink(page.moved_to or site, title[0])
    named, more = _named(page)
    feeds = named if len(named) > 1 else tuple(_that_are_there(visit, named))
    feeds = feeds or tuple(_at_usual_places(visit, page.url)) or tuple(_news_sitemaps(visit, page.url))
    if not feeds:
        names = f"names {named[0].url}, where no feed can be read" if named else "names no feed"
        raise NoFeedFound(f"{site} {names}, and none is at the usual places. {REMEDY}")
    if len(feeds) > 1:
        raise SeveralFeeds(site, feeds, more)
    return feeds[0]


def _named(page: Page) -> tuple[tuple[FeedLink, ...], int]:
    """The feeds that the page names and that we may go to, and how many it names beyond those that were read."""
    try:
        found = open_feed_links(page.body, url=page.url, content_type=page.content_type)
    except TextKilled:  # a page that is made to be dear names no feed that we would want
        return (), 0
    return tuple(link for link in found.links if _may_go(link.url)), found.more


def _that_are_there(visit: _Visit, links: tuple[FeedLink, ...]) -> Iterator[FeedLink]:
    """The links that lead to a feed: what a page names may be gone, or a page."""
    for link in links:
        page = visit.page(link.url)
        if page is not None and (title := _feed_title(page)):
            yield FeedLink(page.moved_to or link.url, link.title or title[0])


def _at_usual_places(visit: _Visit, url: str) -> Iterator[FeedLink]:
    """The first of the usual addresses with a feed: the others would be the same in other words."""
    for path in USUAL:
        address = urljoin(url, path)
        page = visit.page(address)
        if page is not None and (title := _feed_title(page)):
            yield FeedLink(page.moved_to or address, title[0])
            return


def _news_sitemaps(visit: _Visit, url: str) -> Iterator[FeedLink]:
    robots = urljoin(url, "/robots.txt")
    page = visit.page(robots)
    if page is None:
        return
    try:
        named = open_robots(page.body, url=page.url)
    except TextKilled:
        return
    # those that call themselves so come first, since few are asked for
    newest_first = sorted(named.links, key=lambda link: "news" not in link.url.lower())
    for link in newest_first[:MOST_SITEMAPS]:
        sitemap = visit.page(link.url) if _may_go(link.url) else None
        if sitemap is not None and (title := _feed_title(sitemap)):
            yield FeedLink(link.url, title[0])


def _feed_title(page: Page) -> tuple[str] | None:
    """The title of the feed that the page is, which may be empty; None where it is no feed."""
    try:
        return (open_feed(page.body, url=page.url, content_type=page.content_type).title,)
    except (UnreadableFeed, TextKilled):
        return None


def _may_go(url: str) -> bool:
    try:  # names are looked up by whoever goes there
        http.check_url(url, http.policy_from(settings))
    except http.Refused:
        return False
    return True
