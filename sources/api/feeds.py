"""Feeds and how polling them goes, for curators; they are entered in the admin."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from sources.api.publishers import PublisherSerializer
from sources.extraction.pages.feed_drops import MEANINGS, DropReason
from sources.models import Feed, FeedHealth
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, Truth, Whole, Words
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


class FeedFilters(RecordFilters):
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


class Feeds(Listed, Detailed):
    """The feeds that are polled, each with its health: for curators."""

    tag = "feeds"
    queryset = Feed.objects.with_health()
    serializer_class = FeedSerializer
    filterset_class = FeedFilters
    lookup_value_regex = r"[0-9]{1,18}"
    scopes: ClassVar = {"list": TokenScope.CURATE, "retrieve": TokenScope.CURATE}
    orders: ClassVar = {"failures": "failures", "next_poll_at": "next_poll_at", "url": "url"}
    default_order = "url"

    def get_object(self) -> Feed:
        feed: Feed = self.ready(self.get_queryset()).get(pk=self.kwargs["pk"])
        return feed

    def get_queryset(self) -> QuerySet[Any]:
        return Feed.objects.with_health()
