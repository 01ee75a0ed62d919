"""Polling feeds for new articles.

| what comes of a poll                            | what becomes of the feed                                          |
| ----------------------------------------------- | ----------------------------------------------------------------- |
| items, or word that nothing has changed (304)   | next poll after `poll_every_minutes`; what was dropped is kept    |
| a permanent redirect to a feed (301, 308)       | the same, and its address moves                                   |
| a permanent redirect to a feed that is known    | it is switched off                                                |
| 410                                             | it is switched off                                                |
| anything else                                   | each time twice as long to the next poll, up to a day, and not    |
|                                                 | before `Retry-After`                                              |
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from sources.extraction.pages.feed_drops import Dropped, DropReason, dropped_item
from sources.extraction.pages.feeds import FeedEntry, ParsedFeed, UnreadableFeed
from sources.extraction.pages.plain_text import tidy
from sources.models import POLL_MINUTES, Article, Feed, TextOrigin
from sources.models.publisher import FeedQuerySet
from sources.pipeline.intake.fetch import FetchError, Page, PageGone, PageUnavailable, fetch_page
from sources.pipeline.intake.publishing import is_own_site
from sources.pipeline.intake.submission import UnusableUrl, submit_url
from sources.pipeline.sandboxed_opening import open_feed
from sources.sandbox import SandboxUnavailable, TextKilled

log = structlog.get_logger(__name__)

LONGEST_WAIT = dt.timedelta(days=1)
LONGEST_ADDRESS = 1000  # characters; what Feed.url holds
EXAMPLES_KEPT = 3  # of what was dropped for one reason


@dataclass(frozen=True, slots=True)
class Poll:
    """`fresh`: articles that were not known; `problem`: why not all went well, empty when it did."""

    fresh: int = 0
    problem: str = ""


def due_feeds() -> list[int]:
    """The ids of the feeds whose time has come, the longest waiting first."""
    return list(Feed.objects.due(timezone.now()).order_by("next_poll_at").values_list("pk", flat=True))


def poll(feed_id: int) -> Poll | None:
    """What the feed brought; None when it is gone, inactive, not yet due, or in other hands.

    The time of the next poll is set before this one begins, so that two workers do not both poll the feed.
    """
    feed = Feed.objects.select_related("publisher").filter(pk=feed_id).first()
    now = timezone.now()
    if feed is None:
        return None
    least, most = POLL_MINUTES
    every = dt.timedelta(minutes=min(max(least, feed.poll_every_minutes), most))
    mine = Feed.objects.due(now).filter(pk=feed_id, next_poll_at=feed.next_poll_at)
    if not mine.update(next_poll_at=now + every, last_polled_at=now):
        return None
    try:
        page = fetch_page(feed.url, etag=feed.etag, last_modified=feed.last_modified)
        parsed = None if page.unchanged else open_feed(page.body, url=page.url, content_type=page.content_type)
    except SandboxUnavailable:  # our own trouble, not the feed's
        raise
    except PageGone as error:
        return _switched_off(feed, f"{error} The feed was switched off.")
    except Exception as error:  # noqa: BLE001 - what the parser raises for one feed must not come again for ever
        return _failed(feed, error, now, every)
    return _taken(feed, page, parsed)


def _taken(feed: Feed, page: Page, parsed: ParsedFeed | None) -> Poll:
    """The poll that brought this feed, None for one that has not changed; what is known of the feed is stored."""
    good = {"failures": 0, "last_error": "", "last_good_poll_at": timezone.now()}
    fresh = 0
    if parsed is not None:
        fresh, dropped = _submit(feed, parsed.entries)
        again = any(each.reason == DropReason.FAILED for each in dropped)  # then the whole feed is asked for next time
        good |= {
            "etag": "" if again else page.etag,
            "last_modified": "" if again else page.last_modified,
            "items_seen": parsed.seen,
            "items_new": fresh,
            "dropped": _counted([*parsed.dropped, *dropped]),
        }
    _as_polled(feed).update(**good)
    if page.moved_to and not _move(feed, page.moved_to):
        return _switched_off(feed, f"The feed has moved for good to {page.moved_to}, which is another feed.", fresh)
    return Poll(fresh)


def _submit(feed: Feed, entries: tuple[FeedEntry, ...]) -> tuple[int, list[Dropped]]:
    """How many articles were not known, and the items that could not be taken."""
    urls = [entry.url for entry in entries]
    # An address under which somebody has only submitted a text is fetched: the text must not keep the page out.
    fetched = Article.objects.filter(url__in=urls).exclude(origin=TextOrigin.SUBMITTED)
    known = set(fetched.values_list("url", flat=True))
    fresh, dropped = 0, []
    for entry in entries:
        if entry.url in known:
            continue
        try:
            fresh += submit_url(entry.url, by_feed=True, **_own_words(feed, entry)).created
        except UnusableUrl as error:
            dropped.append(dropped_item(DropReason.REFUSED, f"{entry.url}: {error}"))
        except (DatabaseError, ValueError):  # one bad item must not cost the others of the feed
            log.exception("feed_entry_failed", feed=feed.url, entry=entry.url)
            dropped.append(dropped_item(DropReason.FAILED, entry.url))
    return fresh, dropped


def _counted(dropped: Iterable[Dropped]) -> list[dict[str, Any]]:
    """How many were dropped for each reason, in the order of the reasons, with examples."""
    by_reason: dict[DropReason, list[str]] = {reason: [] for reason in DropReason}
    for each in dropped:
        by_reason[each.reason].append(each.what)
    return [
        {"reason": reason.value, "count": len(whats), "examples": list(filter(None, whats))[:EXAMPLES_KEPT]}
        for reason, whats in by_reason.items()
        if whats
    ]


def _own_words(feed: Feed, entry: FeedEntry) -> dict[str, Any]:
    """What the feed says of a page of its own site; nothing for one of another site: there only its address counts."""
    if not is_own_site(feed, entry.url):
        return {}
    return {"publisher": feed.publisher.name, "title": entry.title, "published_on": entry.published_on}


def _as_polled(feed: Feed) -> FeedQuerySet:
    """The feed's row, if a person has not given it another address meanwhile."""
    return Feed.objects.filter(pk=feed.pk, url=feed.url)


def _failed(feed: Feed, error: Exception, now: dt.datetime, every: dt.timedelta) -> Poll:
    expected = isinstance(error, (FetchError, UnreadableFeed, TextKilled))
    problem = str(error) if expected else f"The feed could not be read: {type(error).__name__}: {error}"
    problem = tidy(problem)[:2000]
    wait = min(min(every, LONGEST_WAIT) * 2 ** min(feed.failures, 10), LONGEST_WAIT)
    asked = error.not_before if isinstance(error, PageUnavailable) else None
    due = max(now + wait, asked) if asked else now + wait
    _as_polled(feed).update(failures=feed.failures + 1, last_error=problem, next_poll_at=due)
    log.warning("feed_not_polled", feed=feed.url, error=problem, exc_info=not expected)
    return Poll(problem=problem)


def _switched_off(feed: Feed, reason: str, fresh: int = 0) -> Poll:
    """The poll after which the feed is polled no more, until a person switches it on again."""
    with transaction.atomic():
        row = _as_polled(feed).select_for_update().filter(active=True).first()
        if row is not None:
            row.active, row.last_error, row.failures = False, reason[:2000], feed.failures + 1
            row._change_reason = reason[:100]  # type: ignore[attr-defined]
            row.save(update_fields=["active", "last_error", "failures"])
    log.warning("feed_switched_off", feed=feed.url, error=reason)
    return Poll(fresh, reason)


def _move(feed: Feed, address: str) -> bool:
    """Whether the feed may have the address to which it has moved for good; it has it now. Not if another feed does."""
    try:
        with transaction.atomic():
            row = _as_polled(feed).select_for_update().first()
            if row is not None and len(address) <= LONGEST_ADDRESS:
                row.url, row.moved_from = address, row.moved_from or row.url
                row._change_reason = "It has moved for good (301 or 308)."  # type: ignore[attr-defined]
                row.save(update_fields=["url", "moved_from"])
    except IntegrityError:
        return False
    return True
