"""Feeds entered from a list: an OPML file, or the project's own starter list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from sources.extraction.pages.addresses import host_of
from sources.importers.opml import ListedFeed
from sources.importers.rows import RowFault
from sources.models import Feed, Publisher
from sources.pipeline.intake.polling import LONGEST_ADDRESS
from sources.pipeline.intake.publishing import known_publisher
from tracker.foundation import http

STARTER: Final = Path(__file__).parent / "samples" / "starter-feeds.opml"


@dataclass(slots=True)
class EnteredFeeds:
    """How many feeds of a list are new, how many were known, and which cannot be polled."""

    new: int = 0
    known: int = 0
    faults: list[RowFault] = field(default_factory=list)


def enter_feeds(listed: Iterable[ListedFeed | RowFault], *, active: bool) -> EnteredFeeds:
    """What became of the feeds. One that is known by its address stays as it is, whether switched on or off."""
    found = EnteredFeeds()
    policy = http.policy_from(settings)
    for one in listed:
        if isinstance(one, RowFault):
            found.faults.append(one)
            continue
        try:
            http.check_url(one.url, policy)
        except http.Refused as error:
            found.faults.append(RowFault(one.line, "xmlUrl", str(error)))
            continue
        if len(one.url) > LONGEST_ADDRESS:
            found.faults.append(RowFault(one.line, "xmlUrl", f"It has more than {LONGEST_ADDRESS} characters."))
            continue
        is_new = _enter(one, active=active)
        found.new += is_new
        found.known += not is_new
    return found


def _enter(one: ListedFeed, *, active: bool) -> bool:
    """Whether the feed is new; it is entered then, its publisher known by the host and the list's word for it."""
    host = host_of(one.url)
    if Feed.objects.filter(url=one.url).exists():
        return False
    publisher = Publisher.objects.filter(host=host).order_by("pk").first() or known_publisher(one.publisher, host)
    if publisher is None:
        return False
    defaults = {"publisher": publisher, "active": active, "next_poll_at": timezone.now()}
    return Feed.objects.get_or_create(url=one.url, defaults=defaults)[1]
