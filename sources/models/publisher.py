"""Who publishes, and the feeds that are polled."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from simple_history.models import HistoricalRecords

from incidents.models.fields import can_be_read, country, term, without_login
from incidents.vocabulary import SpeakerKind


class Publisher(models.Model):
    """A newspaper, an agency, a company's newsroom, a regulator's site. Known by its host, else by its name."""

    name = models.CharField(max_length=200, validators=[can_be_read], help_text="As shown.")
    host = models.CharField(max_length=253, blank=True, default="", help_text="Host of its articles, without www.")
    country = country(blank=True, default="", help_text="ISO 3166-1 alpha-2.")
    voice = term(SpeakerKind, default=SpeakerKind.PRESS, help_text="Whose voice its own statements are.")
    created_at = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["name", "host"], name="publisher_is_known_once")]
        # ingesting looks a publisher up by host
        indexes = [models.Index(fields=["host"], name="publisher_by_host")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ValidationError at a host, new or changed, that another publisher has: it decides who publishes. The
        name does where there is no host."""
        before = Publisher.objects.filter(pk=self.pk).values_list("host", flat=True).first()
        other = Publisher.objects.filter(host=self.host).exclude(pk=self.pk).order_by("pk").first()
        if self.host and self.host != before and other is not None:
            raise ValidationError({"host": f"“{other}” (number {other.pk}) publishes there already: change that one."})
        namesake = Publisher.objects.filter(name=self.name, host="").exclude(pk=self.pk).order_by("pk").first()
        if not self.host and namesake is not None:
            raise ValidationError({"name": f"Number {namesake.pk} has this name, and no host either: change that one."})


POLL_MINUTES = (1, 7 * 24 * 60)  # the least and the most between two polls
IN_TROUBLE = 3  # failures in a row; with the usual half hour between polls, after two hours


class FeedHealth(models.TextChoices):
    """How polling a feed goes; by the columns of its row."""

    OK = "ok", "polled well"
    FAILING = "failing", "failing"
    NEW = "new", "not polled yet"
    OFF = "off", "switched off"


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: dt.datetime) -> FeedQuerySet:
        return self.filter(active=True, next_poll_at__lte=now)

    def in_trouble(self) -> FeedQuerySet:
        """Those that failed several times in a row, or were switched off because of what their server said."""
        failing = Q(active=True, failures__gte=IN_TROUBLE)
        return self.filter(failing | Q(active=False, failures__gt=0)).order_by("-failures", "pk")

    def with_health(self) -> FeedQuerySet:
        """Each with its `health`, one of FeedHealth."""
        return self.annotate(
            health=Case(
                When(active=False, then=Value(FeedHealth.OFF.value)),
                When(failures__gt=0, then=Value(FeedHealth.FAILING.value)),
                When(last_good_poll_at=None, then=Value(FeedHealth.NEW.value)),
                default=Value(FeedHealth.OK.value),
                output_field=models.CharField(),
            )
        )


class Feed(models.Model):
    """An RSS, Atom or JSON feed, or a news sitemap, that is polled for articles."""

    publisher = models.ForeignKey(Publisher, on_delete=models.CASCADE, related_name="feeds")
    url = models.URLField(max_length=1000, unique=True, validators=[without_login], help_text="Address of the feed.")
    active = models.BooleanField(default=True, help_text="Polled only while active.")
    poll_every_minutes = models.PositiveIntegerField(default=30, help_text="Minutes between polls.")
    next_poll_at = models.DateTimeField(db_index=True, help_text="Polled when this has passed.")
    last_polled_at = models.DateTimeField(null=True, blank=True)
    last_good_poll_at = models.DateTimeField(null=True, blank=True, help_text="When a poll last succeeded.")
    etag = models.CharField(max_length=300, blank=True, help_text="For the next conditional request.")
    last_modified = models.CharField(max_length=100, blank=True, help_text="For the next conditional request.")
    failures = models.PositiveIntegerField(default=0, help_text="Polls failed in a row.")
    last_error = models.TextField(blank=True, help_text="Why the last poll failed, or why it was switched off.")
    items_seen = models.PositiveIntegerField(default=0, help_text="Items that it had when it was last read.")
    items_new = models.PositiveIntegerField(default=0, help_text="Articles that were not known before, of these.")
    dropped = models.JSONField(
        default=list, blank=True, help_text="What was not taken of it when it was last read: reason, count, examples."
    )
    moved_from = models.URLField(
        max_length=1000, blank=True, default="", help_text="The address that was entered, before it moved for good."
    )

    objects = FeedQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=[
            "next_poll_at",
            "last_polled_at",
            "last_good_poll_at",
            "etag",
            "last_modified",
            "failures",
            "last_error",
            "items_seen",
            "items_new",
            "dropped",
        ]
    )

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    def dropped_count(self) -> int:
        """How much was not taken when it was last read."""
        return sum(each["count"] for each in self.dropped)
