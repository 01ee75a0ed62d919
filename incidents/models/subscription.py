"""Readers who are written to by e-mail: what they follow and how often, and each letter that they are owed."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone


def subscription_key() -> str:
    """A word that nobody can guess, for the links in letters."""
    return secrets.token_urlsafe(24)


class Cadence(models.TextChoices):
    """How often a letter is sent, if anything has changed."""

    DAILY = "daily", "daily"
    WEEKLY = "weekly", "weekly"

    @property
    def period(self) -> dt.timedelta:
        return dt.timedelta(days=7 if self == Cadence.WEEKLY else 1)


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def due(self, now: dt.datetime) -> SubscriptionQuerySet:
        """The confirmed ones whose next letter is due."""
        return self.filter(next_due_at__lte=now).order_by("next_due_at", "pk")

    def forgotten(self, now: dt.datetime, *, after: dt.timedelta) -> SubscriptionQuerySet:
        """Those that nobody has confirmed in that time."""
        return self.filter(confirmed_at=None, created_at__lt=now - after)


class Subscription(models.Model):
    """What one address follows. It exists from the form on, is written to once it is confirmed, and is deleted when it
    ends: no address is kept for nothing."""

    email = models.EmailField(help_text="Where letters go; never shown.")
    query = models.CharField(max_length=2000, blank=True, help_text="Filters of the list, as in its address.")
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.DAILY, help_text="How often.")
    confirm_key = models.CharField(max_length=40, unique=True, default=subscription_key, editable=False)
    end_key = models.CharField(max_length=40, unique=True, default=subscription_key, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When the address was confirmed.")
    after = models.PositiveBigIntegerField(default=0, help_text="Events up to this one are in a letter, or before it.")
    next_due_at = models.DateTimeField(null=True, blank=True, help_text="When to write next; null before confirmation.")
    created_at = models.DateTimeField(default=timezone.now)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["email", "query", "cadence"], name="address_follows_the_same_once"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=False) | Q(next_due_at__isnull=True),
                name="subscription_is_confirmed_before_it_is_due",
            ),
        ]
        # the planner asks for what is due
        indexes = [models.Index(fields=["next_due_at"], name="subscription_due")]

    def __str__(self) -> str:
        return f"{self.cadence}: {self.query or 'all'}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: dt.datetime) -> LetterQuerySet:
        """Those still to be sent, the oldest first."""
        return self.filter(sent_at=None, next_try_at__lte=now).order_by("pk")


class Letter(models.Model):
    """One e-mail that a subscription is owed: the question whether it is wanted (`until` null), or the changes after
    one event up to another."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="letters")
    after = models.PositiveBigIntegerField(null=True, help_text="Changes after this event; null for the question.")
    until = models.PositiveBigIntegerField(null=True, help_text="Up to this one.")
    created_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0, help_text="How often sending it was begun.")
    next_try_at = models.DateTimeField(
        null=True, default=timezone.now, help_text="When to send it; null when it was sent or given up."
    )
    sent_at = models.DateTimeField(null=True, help_text="When the mail server took it, or nothing had to be said.")

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "after"], name="letter_begins_where_no_other_does"),
        ]
        # the sender asks for what is due
        indexes = [models.Index(fields=["next_try_at"], condition=Q(sent_at__isnull=True), name="letter_due")]

    def __str__(self) -> str:
        return f"events {self.after} to {self.until}" if self.until is not None else "question"
