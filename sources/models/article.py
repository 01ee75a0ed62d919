"""Articles, their immutable versions, and the stories that several articles carry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from incidents.models import Incident
from incidents.models.fields import can_be_read, new_reference
from sources.models.progress import ArticleState, ReviewLanguage, UnreadReason
from sources.models.provenance import TextOrigin, TextStanding
from sources.models.publisher import Publisher
from sources.models.story import Story


def article_reference() -> str:
    return new_reference("AR")


class ArticleQuerySet(models.QuerySet["Article"]):
    def unfinished(self) -> ArticleQuerySet:
        return self.exclude(state__in=[ArticleState.DONE, ArticleState.FAILED])

    def visible_to(self, user: Any) -> ArticleQuerySet:
        """Those that are confirmed to cover an incident that everybody may see, and what this user submitted."""
        link: Any = self.model._meta.get_field("coverage").related_model
        public = Exists(Incident.objects.public().filter(pk=OuterRef("incident")))
        # Asked of each row: SQLite would look all public incidents up before the first.
        seen = Q(Exists(link.objects.filter(public, article=OuterRef("pk"), state="confirmed")))
        if not user.is_authenticated:
            return self.filter(seen)
        own = ArticleVersion.objects.filter(submitted_by=user)
        return self.filter(seen | Q(submitted_by=user) | Q(pk__in=own.values("article")))

    def covering(self, incidents: models.QuerySet[Incident]) -> ArticleQuerySet:
        """Those that are confirmed to cover one of these incidents."""
        confirmed = self.model._default_manager.filter(coverage__state="confirmed", coverage__incident__in=incidents)
        return self.filter(pk__in=confirmed.values("pk"))

    def waiting(self) -> ArticleQuerySet:
        """Those whose text was submitted and waits for a curator's word."""
        return self.filter(standing=TextStanding.WAITING)

    def unread(self) -> ArticleQuerySet:
        """Those in which nothing was read, where that is no matter of course."""
        return self.exclude(unread="")

    def read_for_review(self) -> ArticleQuerySet:
        """Those with figures that were read in a language of few words, and count once a curator has judged them."""
        return self.exclude(read_in="")

    def in_inbox(self) -> ArticleQuerySet:
        """Those that no curator has dismissed."""
        return self.filter(dismissed_at=None)

    def shown_as(self, states: Iterable[str]) -> ArticleQuerySet:
        """Those that are in one of these states by what readers are told (`Article.shown_state`)."""
        wanted = list(states)
        unchanged = Q(reworked=False, state__in=wanted)
        return self.filter(unchanged | Q(reworked=True) if ArticleState.DONE in wanted else unchanged)

    def due(self, now: dt.datetime) -> ArticleQuerySet:
        """Those that wait for work: unfinished, their time has come, and nobody holds them."""
        return (
            self.unfinished()
            .filter(next_attempt_at__lte=now)
            .filter(Q(lease_until__isnull=True) | Q(lease_until__lte=now))
        )


class Article(models.Model):
    """A piece of coverage at a canonical URL. Publishers change texts: each changed text is a new version."""

    reference = models.CharField(
        max_length=16, unique=True, default=article_reference, editable=False, help_text="Permanent and public."
    )
    url = models.URLField(max_length=1000, unique=True, help_text="Canonical address.")
    publisher = models.ForeignKey(
        Publisher,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="articles",
        help_text="Who published it.",
    )
    title = models.CharField(
        max_length=500, blank=True, validators=[can_be_read], help_text="Title of the latest version."
    )
    published_on = models.DateField(null=True, blank=True, help_text="Day of publication.")
    day_from_feed = models.BooleanField(
        default=False, editable=False, help_text="The day is a feed's word: that of the page takes its place."
    )
    day_from_file = models.BooleanField(
        default=False, editable=False, help_text="The day is only the one on which its PDF file was made."
    )
    state = models.CharField(
        max_length=20, choices=ArticleState, default=ArticleState.QUEUED, help_text="How far it has come."
    )
    attempts = models.PositiveIntegerField(
        default=0, help_text="Tries at the current state, counted when they begin; 0 when it is done."
    )
    kills = models.PositiveSmallIntegerField(
        default=0, help_text="How often a process was ended at the current state; an article that ends two is given up."
    )
    next_attempt_at = models.DateTimeField(help_text="Worked on when this has passed.")
    lease_until = models.DateTimeField(null=True, blank=True, help_text="A worker holds it until then.")
    last_error = models.TextField(blank=True, help_text="Why the last try failed.")
    unread = models.CharField(
        max_length=20,
        choices=UnreadReason,
        blank=True,
        default="",
        help_text="Why nothing was read in its latest text, where that is no matter of course.",
    )
    read_in = models.CharField(
        max_length=10,
        choices=ReviewLanguage,
        blank=True,
        default="",
        help_text="The language of few words in which its figures were read, all of them for review; else empty.",
    )
    origin = models.CharField(
        max_length=20,
        choices=TextOrigin,
        blank=True,
        default="",
        help_text="How its latest text came; empty: no text yet.",
    )
    standing = models.CharField(
        max_length=20,
        choices=TextStanding,
        blank=True,
        default="",
        help_text="Whether its latest text counts; empty: no text yet.",
    )
    etag = models.CharField(max_length=300, blank=True, help_text="For the next conditional request.")
    last_modified = models.CharField(max_length=100, blank=True, help_text="For the next conditional request.")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, help_text="When what readers may see of it last changed.")
    worked_at = models.DateTimeField(
        default=timezone.now, editable=False, help_text="When a worker last did something about it."
    )
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        help_text="Who took it out of the inbox.",
    )
    dismissed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Out of the inbox since then, until it has another text."
    )
    reworked = models.BooleanField(
        default=False,
        editable=False,
        help_text="Read or matched anew, as after a change of an incident: to readers it is done meanwhile.",
    )
    rematching = models.ForeignKey(
        "sources.Rematching",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles_under_way",
        db_index=False,
        editable=False,
        help_text="For which rematching it is matched anew; empty once it is.",
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        permissions = [("trusted_submitter", "May submit texts that count without a curator's confirmation")]
        indexes = [
            # the inbox of submitted texts
            models.Index(fields=["-id"], name="article_waiting", condition=Q(standing="waiting")),
            # the inbox of unread articles; GET /articles?unread=
            models.Index(fields=["-id"], name="article_unread", condition=~Q(unread="")),
            # the inbox of articles in other languages; GET /articles?read_in=
            models.Index(fields=["-id"], name="article_for_review", condition=~Q(read_in="")),
            # the sweep looks for rows whose time has come
            models.Index(fields=["next_attempt_at"], name="article_due", condition=~Q(state__in=["done", "failed"])),
            # how many articles a rematching has left
            models.Index(fields=["rematching"], name="article_by_rematching", condition=Q(rematching__isnull=False)),
            # GET /articles, newest first; ?state=
            models.Index(fields=["-created_at", "-id"], name="article_newest"),
            models.Index(fields=["state", "id"], name="article_by_state"),
            # GET /articles?ordering=updated_at
            models.Index(fields=["updated_at", "id"], name="article_by_change"),
            # GET /articles?published_from=
            models.Index(fields=["published_on", "id"], name="article_by_day"),
        ]

    def __str__(self) -> str:
        return self.title or self.url

    @property
    def shown_state(self) -> str:
        """How far it has come by what readers are told: work anew is no news."""
        return ArticleState.DONE.value if self.reworked else self.state

    @property
    def source_key(self) -> str:
        """The name by which the ledger knows this article (incidents.Evidence.source)."""
        return f"article:{self.pk}"

    def latest_version(self) -> ArticleVersion | None:
        return self.versions.order_by("-number").first()


class ArticleVersion(models.Model):
    """One text of an article, immutable. Offsets of mentions are code points into `text`."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(help_text="1, 2, 3...")
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(help_text="The clean text.")
    language = models.CharField(max_length=10, blank=True, help_text="ISO 639-1 as detected; empty when unknown.")
    content_hash = models.CharField(max_length=64, help_text="SHA-256 of title and text.")
    story = models.ForeignKey(
        Story, null=True, blank=True, on_delete=models.SET_NULL, related_name="versions", help_text="Whose text it is."
    )
    origin = models.CharField(
        max_length=20, choices=TextOrigin, default=TextOrigin.FETCHED, help_text="How the text came."
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose word it is, where it was submitted.",
    )
    claimed_publisher = models.CharField(
        max_length=200, blank=True, default="", help_text="Who published it, in the submitter's words only."
    )
    fetched_from = models.URLField(
        max_length=1000, blank=True, default="", help_text="Where redirects led, when that is another site."
    )
    standing = models.CharField(
        max_length=20, choices=TextStanding, default=TextStanding.ACCEPTED, help_text="Whether it counts."
    )
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who vouches for a submitted text, or refused it.",
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_because = models.CharField(max_length=300, blank=True, default="", help_text="Why.")
    headline = models.BigIntegerField(null=True, blank=True, help_text="The count that it gives for its own incident.")
    reading = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text="What the extractor found beside figures, for the steps after it; null when unread.",
    )
    extractor_version = models.CharField(max_length=20, blank=True, help_text="What last read it; empty when unread.")
    fetched_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="article_version_is_numbered_once"),
        ]
        indexes = [
            # re-extraction looks for versions read by an older extractor
            models.Index(fields=["extractor_version", "id"], name="version_by_extractor"),
            # an unchanged text is recognised
            models.Index(fields=["content_hash"], name="version_by_content"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.number})"

    def says(self, quote: str) -> bool:
        """Whether the quote is in its text or its title."""
        return quote in self.text or quote in self.title
