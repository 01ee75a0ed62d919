"""Feeds and how polling them goes, for curators, who enter them here or in the admin."""

from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from incidents.api.base import LedgerResource
from incidents.ledger import enter_record
from sources.api.publishers import PublisherSerializer
from sources.extraction.pages.feed_drops import MEANINGS, DropReason
from sources.models import POLL_MINUTES, Feed, FeedHealth, Publisher
from sources.pipeline.intake.discovery import LooksTaken, NoFeedFound, SeveralFeeds, discover_feed
from tracker.foundation import http
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import problems
from tracker.foundation.rest.bodies import Body
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, Truth, Whole, Words
from tracker.foundation.rest.plain_search import SearchWithin
from tracker.foundation.rest.problems import Fault, Problem
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed

_MEANINGS = "; ".join(f"`{reason.value}`: {words}" for reason, words in MEANINGS.items())


class DroppedSerializer(serializers.Serializer[Any]):
    """What was not taken of a feed for one reason."""

    reason = serializers.ChoiceField(choices=[reason.value for reason in DropReason], help_text=f"{_MEANINGS}.")
    count = serializers.IntegerField(min_value=0)
    examples = serializers.ListField(child=serializers.CharField(), help_text="Three at the most.")


class FeedSerializer(SparseMixin, serializers.ModelSerializer[Feed]):
    """An RSS or Atom feed. What is said of items is of the time when it was last read."""

    publisher = PublisherSerializer(read_only=True)
    health = serializers.ChoiceField(choices=FeedHealth.values, read_only=True, help_text="How polling it goes.")
    dropped = DroppedSerializer(many=True, read_only=True)

    needs: ClassVar = {"publisher": ("publisher",)}

    class Meta:
        model = Feed
        fields = (
            "id",
            "url",
            "publisher",
            "active",
            "health",
            "poll_every_minutes",
            "last_polled_at",
            "last_good_poll_at",
            "next_poll_at",
            "failures",
            "last_error",
            "items_seen",
            "items_new",
            "dropped",
            "moved_from",
        )
        read_only_fields = fields


class FeedBody(Body):
    """A new feed: its own address, or that of its site, where it is looked for."""

    publisher = serializers.PrimaryKeyRelatedField(
        queryset=Publisher.objects.all(),
        pk_field=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        help_text="Id of the publisher.",
    )
    url = serializers.URLField(max_length=1000, required=False, help_text="Address of the feed itself.")
    site = serializers.URLField(max_length=1000, required=False, help_text="Of a page of the site, without `url`.")
    active = serializers.BooleanField(default=True)
    poll_every_minutes = serializers.IntegerField(min_value=POLL_MINUTES[0], max_value=POLL_MINUTES[1], default=30)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="For the history.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("url", "site") if name in attrs]
        if len(given) != 1:
            raise serializers.ValidationError({"url": "Give either `url`, the feed's address, or `site`, the site's."})
        try:  # names are not looked up: whoever goes there vets where they lead
            http.check_url(attrs[given[0]], http.policy_from(settings))
        except http.Refused as error:
            raise serializers.ValidationError({given[0]: str(error)}) from None
        return attrs


class FeedFilters(RecordFilters):
    q = SearchWithin(
        *("url", "publisher__name", "publisher__host"),
        help_text="Words of its address or its publisher's name; all must occur.",
    )
    url = Words(field_name="url", lookup_expr="icontains", help_text="Part of the address.")
    publisher = Whole(field_name="publisher", lookup_expr="exact", help_text="Id of the publisher.")
    active = Truth(field_name="active")
    health = OneOf(field_name="health", words=FeedHealth.values)
    failures_min = Whole(field_name="failures", lookup_expr="gte", help_text="Polls failed in a row.")
    last_good_poll_after = Instant(field_name="last_good_poll_at", lookup_expr="gt")
    last_good_poll_before = Instant(field_name="last_good_poll_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "poll_every_minutes": "a setting of the row",
        "next_poll_at": "the workers' own time table",
        "last_polled_at": "health and last_good_poll_before tell how polling goes",
        "last_error": "free words; filter by health",
        "etag": "for the next conditional request to the publisher",
        "last_modified": "for the next conditional request to the publisher",
        "items_seen": "of the last reading alone",
        "items_new": "of the last reading alone",
        "dropped": "of the last reading alone",
        "moved_from": "what was once; filter by url",
    }

    class Meta:
        model = Feed
        fields = ()


class Feeds(LedgerResource, Listed, Detailed):
    """The feeds that are polled, each with its health: for curators."""

    tag = "feeds"
    queryset = Feed.objects.with_health()
    serializer_class = FeedSerializer
    filterset_class = FeedFilters
    lookup_value_regex = r"[0-9]{1,18}"
    scopes: ClassVar = {"list": TokenScope.CURATE, "retrieve": TokenScope.CURATE}
    body_serializers: ClassVar = {"create": FeedBody}
    outside_transaction: ClassVar = frozenset({"create"})
    orders: ClassVar = {"failures": "failures", "next_poll_at": "next_poll_at", "url": "url"}
    default_order = "url"

    def get_object(self) -> Feed:
        feed: Feed = self.ready(self.get_queryset()).get(pk=self.kwargs["pk"])
        return feed

    def get_queryset(self) -> QuerySet[Any]:
        return Feed.objects.with_health()

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new feed, polled at once; with `site` that of the site, a 422 where it has several."""
        values = self.body()
        reason, site = values.pop("reason", ""), values.pop("site", None)
        if site is not None:
            values["url"] = found_at(site)
            if (known := Feed.objects.filter(url=values["url"]).first()) is not None:
                words = f"The feed of this site is known already: {known.url} (number {known.pk})."
                raise serializers.ValidationError({"site": words})
        feed = enter_record(Feed(**values, next_poll_at=timezone.now()), actor=self.actor, reason=reason)
        location = self.reverse_action("detail", args=[feed.pk])
        return self.present(self.get_queryset().get(pk=feed.pk), status=201, headers={"Location": location})


def found_at(site: str) -> str:
    """The address of the one feed of the site. Raises a 422 that lists several, or says that there is none,
    and a 503 while others are looked for."""
    try:
        return discover_feed(site).url
    except SeveralFeeds as error:
        choices = [
            Fault(f"{link.title or 'A feed'}: {link.url}", pointer="/url", remedy=f"Send `url`: {link.url}")
            for link in error.feeds
        ]
        raise Problem(problems.SEVERAL_FEEDS, str(error), faults=tuple(choices)) from None
    except LooksTaken as error:
        raise Problem(problems.UNAVAILABLE, str(error), headers={"Retry-After": "5"}) from None
    except NoFeedFound as error:
        fault = Fault(str(error), pointer="/site")
        raise Problem(problems.UNPROCESSABLE, str(error), faults=(fault,)) from None
