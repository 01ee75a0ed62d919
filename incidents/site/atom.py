"""Atom (RFC 4287): the changes of everything, of what the list's filters find, of one incident, party or regulator.

An entry is a line of the change log, or the first of those that are told together (`joined_changes`), so its id
(`urn:uuid:`) never changes. It says the old figure, the new one and the reason. Which entries a feed has follows from
what is public now: what is withdrawn or taken out is gone from it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Final

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.models import Event, Party, Regulator
from incidents.site.changes import FED_TYPES, PublicChange, import_of, public_events
from incidents.site.joined_changes import LOOKED_AT, joined_changes
from incidents.site.kept_pages import PageAnswer
from incidents.site.lists import filters_in_words
from incidents.site.pages import NAME, SitePage, nowhere, with_query
from incidents.site.public_incident import address_of_incident, last_change, the_incident
from incidents.site.queries import FILTERS, SEVERAL, matching
from tracker.foundation.unwanted_characters import without_controls, without_marks

ENTRIES: Final = 50
MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"
_NEVER: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


class _Feed(Atom1Feed):
    """Django's, whose `updated` does not move by itself while it is empty."""

    def latest_post_date(self) -> dt.datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["empty_since"])


class ChangesFeed(SitePage):
    """The changes of all incidents, or of those that the list's filters find."""

    parameters: ClassVar = FILTERS
    several: ClassVar = SEVERAL

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        changes = entries_of(newest_events(query))  # before the filters are put in words: it refuses what is none
        words = filters_in_words(query)
        title = f"{NAME}: {words}" if words else NAME
        return feed(changes, title, with_query("/incidents", query), _own(self, query))


class IncidentFeed(SitePage):
    """The changes of one incident, and of those merged into it."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        incident = the_incident(kwargs["name"], "feed.atom", query)
        events = public_events(FED_TYPES).filter(incident__in=incident.family_ids())[: ENTRIES * LOOKED_AT]
        changes, imported = entries_of(events), import_of(incident)
        if imported is not None and len(changes) < ENTRIES:
            changes.append(imported)
        return feed(changes, incident.title, address_of_incident(incident), _own(self, query))


class PartyFeed(SitePage):
    """The changes of the incidents in which a party has a role."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        party = Party.objects.public().filter(reference=kwargs["reference"]).first()
        if party is None:
            raise nowhere("party")
        events = newest_events(_one("party", party.reference))
        return feed(entries_of(events), party.name, reverse("site:party", args=[party.reference]), _own(self, query))


class RegulatorFeed(SitePage):
    """The changes of the incidents that a regulator deals with."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        regulator = Regulator.objects.filter(slug=kwargs["slug"]).first()
        if regulator is None:
            raise nowhere("regulator")
        events = newest_events(_one("regulator", regulator.slug))
        address = reverse("site:regulator", args=[regulator.slug])
        return feed(entries_of(events), str(regulator), address, _own(self, query))


def newest_events(query: QueryDict) -> Sequence[Event]:
    """The newest public events of the incidents that the filters find, the newest first. Raises Problem.

    An event is the latest change of its incident or older, so that the newest events are those of the incidents that
    changed last: no more of them are looked at, however many match.
    """
    rows = public_events(FED_TYPES)
    if query:
        changed = matching(query).order_by("-updated_at", "-pk").values_list("pk", flat=True)[:ENTRIES]
        rows = rows.filter(incident__in=list(changed))
    return list(rows[: ENTRIES * LOOKED_AT])


def entries_of(events: Iterable[Event]) -> list[PublicChange]:
    """The entries of a feed, the newest first, ENTRIES at most."""
    return joined_changes(events)[:ENTRIES]


def _one(name: str, value: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query[name] = value
    return query


def _own(page: SitePage, query: QueryDict) -> str:
    return with_query(page.request.path, query)


def feed(changes: Iterable[PublicChange], title: str, address: str, own_address: str) -> PageAnswer:
    """The feed of these changes; `address` is the page that shows the same, `own_address` the feed's own."""
    here = settings.PUBLIC_URL
    made = _Feed(
        title=plain(title),
        link=here + address,
        description=None,
        subtitle="Old figure, new figure, and the reason.",
        language="en",
        author_name=NAME,
        author_link=here,
        feed_url=here + own_address,
        feed_guid=here + own_address,
        empty_since=last_change() or _NEVER,
    )
    for change in changes:
        made.add_item(
            title=plain(f"{change.incident.title}: {change.summary}"),
            link=here + address_of_incident(change.incident),
            description=plain(in_html(change)),
            unique_id=uuid.UUID(change.reference.removeprefix("evt_")).urn,
            unique_id_is_permalink=False,
            pubdate=change.at,
            updateddate=change.at,
        )
    return PageAnswer(made.writeString("utf-8").encode(), MEDIA_TYPE, made.latest_post_date())


def in_html(change: PublicChange) -> SafeString:
    """The change for readers of feeds."""
    if change.new is None:
        return format_html("<p>{}</p>{}", change.summary, _reason(change))
    return format_html(
        "<p>{}</p><p>Before: {}<br>Now: {}</p>{}", change.what, change.old or "no figure", change.new, _reason(change)
    )


def _reason(change: PublicChange) -> SafeString:
    return format_html("<p>Reason: {}</p>", change.reason) if change.reason else SafeString("")


def plain(text: str) -> str:
    """The text without signs that XML has no place for, or that turn the direction of what a reader shows beside it."""
    return without_marks(without_controls(text))
