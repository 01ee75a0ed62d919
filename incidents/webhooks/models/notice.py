"""What an owner is told about an endpoint that is in trouble: one row for each mail, written once."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils import timezone

from incidents.webhooks.models.endpoint import Endpoint


class NoticeKind(models.TextChoices):
    """Each is told once for each of its occasions."""

    FAILING = "failing", "failing: four attempts in a row"
    RECOVERED = "recovered", "recovered: an attempt succeeded again"
    EXHAUSTED = "exhausted", "exhausted: a delivery was given up"
    HALF_WAY = "half_way", "half of the way to being disabled"
    MOST_OF_THE_WAY = "most_of_the_way", "70% of the way to being disabled"
    ALMOST_DISABLED = "almost_disabled", "90% of the way to being disabled"
    DISABLED = "disabled", "disabled: nothing is sent any more"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def due(self, now: dt.datetime) -> NoticeQuerySet:
        """Those still to be sent, the oldest first."""
        return self.filter(sent_at=None, next_try_at__lte=now).order_by("pk")

    def of(self, kind: NoticeKind) -> NoticeQuerySet:
        return self.filter(kind=kind)


class Notice(models.Model):
    """A mail that the endpoint's owner gets, or got. Written by incidents.webhooks.notices only."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind, help_text="What the owner is told.")
    occasion = models.CharField(
        max_length=40, help_text="What it is told of once: when the failing or the end began, or the day of giving up."
    )
    sentence = models.CharField(max_length=300, help_text="What happened.")
    created_at = models.DateTimeField(default=timezone.now, editable=False, help_text="When it was noticed.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often sending it was begun.")
    next_try_at = models.DateTimeField(
        null=True, blank=True, default=timezone.now, help_text="When to send it; null when it was sent or given up."
    )
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took it.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "kind", "occasion"], name="notice_is_given_once"),
        ]
        indexes = [
            # the sender asks for what is due
            models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True), name="notice_due"),
            # who recovered is looked for among those that were failing
            models.Index(fields=["kind", "endpoint"], name="notice_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.occasion})"
