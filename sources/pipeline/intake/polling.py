"""Polling feeds for new articles."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils import timezone

from sources.extraction.pages.feeds import FeedEntry, UnreadableFeed
from sources.models import Article, Feed, TextOrigin
from sources.pipeline.intake.fetch import FetchError, PageUnavailable, fetch_page
from sources.pipeline.intake.publishing import is_own_site
from sources.pipeline.intake.submission import UnusableUrl, submit_url
from sources.pipeline.sandboxed_opening import open_feed
from sources.sandbox import TextKilled

log = structlog.get_logger(__name__)

LONGEST_WAIT = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Poll:
    """`fresh`: articles that were not known; `problem`: why there are none, empty when all went well."""

    fresh: int = 0
    problem: str = ""


def due_feeds() -> list[int]:
    """The ids of the feeds whose time has come, the longest waiting first."""
    return list(Feed.objects.due(timezone.now()).order_by("next_poll_at").values_list("pk", flat=True))


def poll(feed_id: int) -> Poll | None:
    """What the feed brought; None when it is gone, inactive, not yet due, or in other hands.

    The time of the next poll is set before this one begins, so that two workers do not both poll the feed; after each
    failure in a row it is put off twice as long, up to a day.
    """
    feed = Feed.objects.select_related("publisher").filter(pk=feed_id).first()
    now = timezone.now()
    if feed is None:
        return None
    every = dt.timedelta(minutes=max(1, feed.poll_every_minutes))
    mine = Feed.objects.due(now).filter(pk=feed_id, next_poll_at=feed.next_poll_at)
    if not mine.update(next_poll_at=now + every, last_polled_at=now):
        return None
    try:
        page = fetch_page(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        entries = () if page.unchanged else open_feed(page.body, url=page.url, content_type=page.content_type).entries
    except (FetchError, UnreadableFeed, TextKilled) as error:
        return _failed(feed, error, now, every)
    fresh = _submit(feed, entries)
    Feed.objects.filter(pk=feed_id).update(etag=page.etag, last_modified=page.last_modified, failures=0, last_error="")
    return Poll(fresh)


def _submit(feed: Feed, entries: tuple[FeedEntry, ...]) -> int:
    urls = [entry.url for entry in entries]
    # An address under which somebody has only submitted a text is fetched: the text must not keep the page out.
    fetched = Article.objects.filter(url__in=urls).exclude(origin=TextOrigin.SUBMITTED)
    known = set(fetched.values_list("url", flat=True))
    fresh = 0
    for entry in entries:
        if entry.url not in known:
            try:
                done = submit_url(entry.url, **_own_words(feed, entry))
            except UnusableUrl as error:  # one bad address must not cost the others of the feed
                log.warning("feed_entry_refused", feed=feed.url, entry=entry.url, error=str(error))
                continue
            fresh += done.created
    return fresh


def _own_words(feed: Feed, entry: FeedEntry) -> dict[str, Any]:
    """What the feed says of a page of its own site; nothing for one of another site: there only its address counts."""
    if not is_own_site(feed, entry.url):
        return {}
    day = entry.published_at.date() if entry.published_at else None
    return {"publisher": feed.publisher.name, "title": entry.title, "published_on": day}


def _failed(feed: Feed, error: Exception, now: dt.datetime, every: dt.timedelta) -> Poll:
    wait = min(every * 2 ** min(feed.failures, 10), LONGEST_WAIT)
    asked = error.not_before if isinstance(error, PageUnavailable) else None
    due = max(now + wait, asked) if asked else now + wait
    Feed.objects.filter(pk=feed.pk).update(failures=feed.failures + 1, last_error=str(error)[:2000], next_poll_at=due)
    log.warning("feed_not_polled", feed=feed.url, error=str(error))
    return Poll(problem=str(error))
