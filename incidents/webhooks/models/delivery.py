"""What is owed to an endpoint, each try at it, and how far the fan-out has come.

| delivery  | next_attempt_at | lease                                                        |
| --------- | --------------- | ------------------------------------------------------------ |
| pending   | when it is due  | token and until when, while a deliverer has it in its hands  |
| delivered | null            | none                                                         |
| failed    | null            | none; the schedule is used up                                |
| withheld  | null            | none; its owner may not read the event, `reason` says why    |
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks.models.endpoint import Endpoint
from incidents.webhooks.models.reach import REACH, refusal

MAX_ANSWER_BYTES = 4096
DETAIL_CHARACTERS = 500


class DeliveryState(models.TextChoices):
    PENDING = "pending", "pending: due, or waiting for its next attempt"
    DELIVERED = "delivered", "delivered: the receiver answered 2xx"
    FAILED = "failed", "failed: every attempt of the schedule"
    WITHHELD = "withheld", "withheld: its owner may not read it"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """What may be asked of deliveries; views add no filters of their own."""

    def pending(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.PENDING)

    def failed(self) -> DeliveryQuerySet:
        return self.filter(state=DeliveryState.FAILED)

    def due(self, now: dt.datetime) -> DeliveryQuerySet:
        """Pending ones whose time has come and that no deliverer holds."""
        return self.pending().still_due(now)

    def still_due(self, now: dt.datetime) -> DeliveryQuerySet:
        """The same (only what is pending has a next attempt), for a few rows that are named: without the state to hint
        at an index of what is due, PostgreSQL does not read all of it to find them."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, next_attempt_at__lte=now)

    def late(self, now: dt.datetime) -> DeliveryQuerySet:
        """Due ones that a deliverer should have taken by now, without those that wait on purpose: of endpoints that
        are not active, rest after failures or have used their rate limit."""
        ready = self.due(now).filter(endpoint__in=Endpoint.objects.ready(now).filter(rests_until=None))
        return ready.exclude(endpoint__paced_until__gt=now)

    def leased(self, now: dt.datetime) -> DeliveryQuerySet:
        """Those that a deliverer holds."""
        return self.filter(lease_until__gt=now)

    def update_in_order(self, **values: object) -> int:
        """Update the rows by their keys' order, in which outcomes are recorded as well; give how many it changed.

        PostgreSQL changes the rows of a plain update as they lie on its pages: two that meet would deadlock.
        """
        with transaction.atomic():
            keys = list(self.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
            return self.model.objects.filter(pk__in=keys).update(**values)

    def owned_by(self, user: object) -> DeliveryQuerySet:
        """Those of the endpoints of one user."""
        return self.filter(endpoint__owner=user)

    def within(self, scopes: Collection[str]) -> DeliveryQuerySet:
        """Those of endpoints that were registered with no more than these scopes, as far as these decide what can be
        read."""
        beyond = [field for scope, field in REACH.items() if scope not in scopes]
        return self.filter(**{f"endpoint__{field}": False for field in beyond})

    def with_refusal(self, *, anyone_reads: bool) -> models.QuerySet[Any, Any]:
        """With why it may not be sent now as `refusal`, empty when it may; `anyone_reads`: without any scope."""
        return self.annotate(refusal=refusal(anyone=anyone_reads))


class Delivery(models.Model):
    """One event owed to one endpoint. Written by incidents.webhooks only."""

    # The constraint on (endpoint, event) finds those of an endpoint, and nobody asks for those of an event alone: an
    # index would be written at every step.
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    event = models.ForeignKey(
        Event,
        null=True,
        on_delete=models.PROTECT,
        related_name="deliveries",
        db_index=False,
        help_text="Null for a test event.",
    )
    state = models.CharField(
        max_length=10,
        choices=DeliveryState,
        default=DeliveryState.PENDING,
        help_text="Pending, delivered, failed or withheld.",
    )
    reason = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="Why it was withheld; else empty."
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, help_text="How often it was tried since it was made or replayed."
    )
    next_attempt_at = models.DateTimeField(null=True, blank=True, help_text="When it is due; null when it is done.")
    last_status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status of the last attempt; null when there was no answer."
    )
    lease_token = models.CharField(
        max_length=32, blank=True, editable=False, help_text="Names the deliverer's hold; who lost it records nothing."
    )
    lease_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Until when the deliverer holds it; null when nobody does."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False, help_text="When it was owed.")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="When it was delivered or given up.")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="delivery_is_one_per_endpoint_and_event"),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | Q(~Q(state="pending"), next_attempt_at__isnull=True),
                name="delivery_is_due_exactly_while_pending",
            ),
        ]
        indexes = [
            # leasing asks for the first due row of each endpoint
            models.Index(
                fields=["endpoint", "next_attempt_at", "id"],
                condition=Q(state="pending"),
                name="delivery_due_by_endpoint",
            ),
            # the sweep and the health check ask for the oldest due row of all
            models.Index(fields=["next_attempt_at"], condition=Q(state="pending"), name="delivery_due"),
            # leasing counts what is in flight per endpoint
            models.Index(fields=["endpoint"], condition=Q(lease_until__isnull=False), name="delivery_in_flight"),
            # GET /webhooks/deliveries?endpoint=&state=, and replay of all failed ones; nothing that is pending is in
            # this one and the next, for each index costs every lease
            models.Index(
                fields=["endpoint", "state", "-id"],
                condition=Q(state__in=["delivered", "failed"]),
                name="delivery_by_endpoint_state",
            ),
            # pruning by age
            models.Index(
                fields=["state", "finished_at"], condition=Q(finished_at__isnull=False), name="delivery_finished"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} ({self.state})"

    @property
    def message_id(self) -> str:
        """The `webhook-id`: the event's own, the same for every attempt and every endpoint."""
        return self.event.reference if self.event is not None else f"evt_test_{self.pk}"


class Attempt(models.Model):
    """One try at a delivery, and what came of it."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField(help_text="1 for the first since it was made or replayed.")
    started_at = models.DateTimeField(help_text="When the request was begun.")
    duration_ms = models.PositiveIntegerField(help_text="How long it took, in milliseconds.")
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status; null when there was no answer."
    )
    error = models.CharField(max_length=40, blank=True, help_text="Code of what went wrong; empty for a success.")
    detail = models.CharField(
        max_length=DETAIL_CHARACTERS, blank=True, help_text="What went wrong and what to do, in a sentence."
    )
    answer = models.TextField(blank=True, help_text="The first 4 kB of the receiver's answer.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.status or self.error}"


class FanoutCursor(models.Model):
    """The one row that says up to which event deliveries have been made."""

    last = models.PositiveBigIntegerField(default=0, help_text="Sequence of the last event that was fanned out.")

    def __str__(self) -> str:
        return str(self.last)
