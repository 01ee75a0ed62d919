"""Who looks at what in triage, so that two curators are not handed the same."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

LEASE_MINUTES = 10


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
