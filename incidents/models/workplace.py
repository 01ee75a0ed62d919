"""What the curators' workplace keeps of its users: who looks at what, saved views, how far each has read the events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

LEASE_MINUTES = 10
LONGEST_VIEW_NAME = 80
LONGEST_VIEW_QUERY = 1000


class TriageLeaseQuerySet(models.QuerySet["TriageLease"]):
    def of_others(self, user: Any) -> TriageLeaseQuerySet:
        """What other curators look at now."""
        return self.filter(until__gt=timezone.now()).exclude(holder=user)

    def take(self, item: str, user: Any) -> bool:
        """Whether the user has the item now, for LEASE_MINUTES; False while another has it. Leases that have ended are
        swept."""
        now = timezone.now()
        self.filter(until__lte=now).exclude(item=item).delete()
        lease = TriageLease(item=item, holder=user, until=now)
        TriageLease.objects.bulk_create([lease], ignore_conflicts=True)
        free = self.filter(Q(holder=user) | Q(until__lte=now), item=item)
        return bool(free.update(holder=user, until=now + dt.timedelta(minutes=LEASE_MINUTES)))

    def give_back(self, item: str, user: Any) -> None:
        self.filter(item=item, holder=user).delete()


class TriageLease(models.Model):
    """That a curator looks at a waiting thing, until a time. Nothing is decided by it."""

    item = models.CharField(max_length=40, unique=True, help_text="What waits, such as coverage:12.")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Who looks at it."
    )
    until = models.DateTimeField(help_text="When it may be handed to another.")

    objects = TriageLeaseQuerySet.as_manager()

    class Meta:
        ordering = ["item"]

    def __str__(self) -> str:
        return f"{self.item} until {self.until:%H:%M}"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def for_user(self, user: Any) -> SavedViewQuerySet:
        """The user's own and those that others share, the user's own first."""
        own = models.Case(models.When(owner=user, then=0), default=1)
        return self.filter(Q(owner=user) | Q(shared=True)).select_related("owner").order_by(own, "name", "pk")


class SavedView(models.Model):
    """A filtered list of incidents under a name, one click away."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Who saved it."
    )
    name = models.CharField(max_length=LONGEST_VIEW_NAME, help_text="What it is called.")
    query = models.CharField(max_length=LONGEST_VIEW_QUERY, help_text="The filters, as in the address of the list.")
    shared = models.BooleanField(default=False, help_text="Whether all curators see it.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_has_a_name_of_its_own"),
        ]

    def __str__(self) -> str:
        return self.name


class EventsRead(models.Model):
    """Up to which event a curator has read what changed."""

    reader = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Who has read them."
    )
    sequence = models.PositiveBigIntegerField(default=0, help_text="Sequence of the last event that was read.")
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "events read"

    def __str__(self) -> str:
        return f"event {self.sequence}"
