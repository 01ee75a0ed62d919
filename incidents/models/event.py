"""The append-only change log: what webhooks deliver and `/events` lists.

Sequence numbers have no gaps and appear in order: the one counter row is raised in the transaction that writes the
event, so a second writer waits for the first to commit, and a rollback gives its numbers back. Append last in a
transaction, and lock incidents before: the order of locks is always incident, then counter.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models import F
from django.utils import timezone

from incidents.models.incident import Incident


def event_reference() -> str:
    return f"evt_{uuid.uuid4().hex}"


def endpoint_cause(reference: str) -> str:
    """The cause of an event about a webhook endpoint."""
    return f"endpoint:{reference}"


class EventType(models.TextChoices):
    INCIDENT_CREATED = "incident.created"
    INCIDENT_UPDATED = "incident.updated"
    INCIDENT_MERGED = "incident.merged"
    INCIDENT_SPLIT = "incident.split"
    FIGURE_CHANGED = "figure.changed"
    FIGURE_DISPUTED = "figure.disputed"
    CLAIM_RECORDED = "claim.recorded"
    CLAIM_DENIED = "claim.denied"
    CLAIM_REVIEWED = "claim.reviewed"
    COVERAGE_LINKED = "coverage.linked"
    ARTICLE_CHANGED = "article.changed"
    PROCEEDING_STAGE_CHANGED = "proceeding.stage_changed"
    ENDPOINT_DISABLED = "endpoint.disabled"


class EventCounter(models.Model):
    """The one row that numbers events."""

    last = models.PositiveBigIntegerField(default=0, help_text="The last number given.")

    def __str__(self) -> str:
        return str(self.last)


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event that is about to be written. `data` is JSON-able and complete: payloads are built from it alone."""

    kind: EventType
    data: Mapping[str, Any]
    incident: Incident | None = None


class EventQuerySet(models.QuerySet["Event"]):
    def after(self, sequence: int) -> EventQuerySet:
        return self.filter(sequence__gt=sequence).order_by("sequence")

    def public(self) -> EventQuerySet:
        """Those about incidents that everybody may see now."""
        return self.filter(incident__in=Incident.objects.public())

    def about_endpoints(self, references: Iterable[str]) -> EventQuerySet:
        """The ends of these webhook endpoints."""
        causes = [endpoint_cause(reference) for reference in references]
        return self.filter(type=EventType.ENDPOINT_DISABLED, cause__in=causes)

    def append(self, drafts: Sequence[EventDraft], *, cause: str, actor: str) -> list[Event]:
        """The new events, in the order given; each raises its incident's version by one.

        Must run inside a transaction, after its other locks. Only incidents/ledger and the webhooks' verb that
        disables an endpoint call it. Raises RuntimeError outside a transaction.
        """
        if not connections[self.db].in_atomic_block:
            raise RuntimeError("An event is written in the transaction of the change that it tells of.")
        if not drafts:
            return []
        now = timezone.now()
        last = _raise_counter(len(drafts))
        events = [
            Event(
                sequence=last - len(drafts) + position,
                type=draft.kind,
                incident=draft.incident,
                incident_sequence=_raise_version(draft.incident),
                data=dict(draft.data),
                cause=cause[:200],
                actor=actor[:150],
                occurred_at=now,
            )
            for position, draft in enumerate(drafts, start=1)
        ]
        return Event.objects.bulk_create(events)


def _raise_counter(by: int) -> int:
    """The last of the numbers taken; the counter row stays locked until the transaction ends."""
    while not EventCounter.objects.filter(pk=1).update(last=F("last") + by):
        EventCounter.objects.bulk_create([EventCounter(pk=1, last=0)], ignore_conflicts=True)
    return EventCounter.objects.values_list("last", flat=True).get(pk=1)


def _raise_version(incident: Incident | None) -> int | None:
    if incident is None:
        return None
    Incident.objects.filter(pk=incident.pk).update(version=F("version") + 1, updated_at=timezone.now())
    incident.refresh_from_db(fields=["version", "updated_at"])
    return incident.version


class Event(models.Model):
    """One line of the change log. Never updated, never deleted."""

    sequence = models.PositiveBigIntegerField(
        unique=True, help_text="1, 2, 3... without gaps, in the order of commits."
    )
    reference = models.CharField(max_length=40, unique=True, default=event_reference, help_text="The webhook-id.")
    type = models.CharField(max_length=40, choices=EventType, help_text="What changed.")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="events")
    incident_sequence = models.PositiveBigIntegerField(
        null=True, help_text="The incident's version that this event made; orders the events of one incident."
    )
    data = models.JSONField(help_text="The change, before and after, complete: payloads are built from it alone.")
    cause = models.CharField(max_length=200, blank=True, help_text="What led to it, such as article:12.")
    actor = models.CharField(max_length=150, blank=True, help_text="Who or what did it.")
    occurred_at = models.DateTimeField(default=timezone.now)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "incident_sequence"], name="event_is_in_order_per_incident"),
        ]
        indexes = [
            # GET /incidents/{ref}/timeline and /events?incident=
            models.Index(fields=["incident", "sequence"], name="event_by_incident"),
            # GET /events?type=
            models.Index(fields=["type", "sequence"], name="event_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type}"
