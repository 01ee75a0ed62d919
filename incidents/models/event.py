"""The append-only change log: what webhooks deliver and `/events` lists.

Sequence numbers have no gaps and appear in order: the one counter row is raised in the transaction that writes the
event, so a second writer waits for the first to commit, and a rollback gives its numbers back. Append last in a
transaction, and lock incidents before: the order of locks is always incident, then counter.

An event carries the visibility of its time: what was written while an incident was the curators' work stays theirs when
the incident is published.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.utils import timezone

from incidents.models.incident import SHOWN, Incident

_EVENT_TYPE = ExpressionWrapper(OuterRef("type"), output_field=models.CharField())  # the event's type, in a subquery


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
    INCIDENT_PUBLISHED = "incident.published"
    INCIDENT_WITHDRAWN = "incident.withdrawn"
    INCIDENT_REDACTED = "incident.redacted"
    FIGURE_CHANGED = "figure.changed"
    FIGURE_DISPUTED = "figure.disputed"
    CLAIM_RECORDED = "claim.recorded"
    CLAIM_DENIED = "claim.denied"
    CLAIM_REVIEWED = "claim.reviewed"
    CLAIM_CORRECTED = "claim.corrected"
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
    """An event that is about to be written. `data` is JSON-able and complete: payloads are built from it alone.

    other     a second incident that the data tells of
    internal  for curators, whatever the incidents are now: it tells what was before they became public
    """

    kind: EventType
    data: Mapping[str, Any]
    incident: Incident | None = None
    other: Incident | None = None
    internal: bool = False


class EventQuerySet(models.QuerySet["Event"]):
    def after(self, sequence: int) -> EventQuerySet:
        return self.filter(sequence__gt=sequence).order_by("sequence")

    def public(self) -> EventQuerySet:
        """Those that were public at their time, and whose incidents all are now; that one was withdrawn stays told."""
        # Values and no EXISTS, so that PostgreSQL looks the incidents of a page up one by one: it makes a table of all
        # incidents, or sorts all events, to ask whether one exists.
        incidents = Incident.objects.filter(pk=OuterRef("incident")).annotate(event_type=_EVENT_TYPE)
        shown = Subquery(incidents.filter(SHOWN | Q(event_type=EventType.INCIDENT_WITHDRAWN)).order_by().values("pk"))
        hidden = Subquery(Incident.objects.filter(~SHOWN, pk=OuterRef("other")).order_by().values("pk"))
        return self.filter(IsNull(shown, False), IsNull(hidden, True), public=True)

    def concerning(self, incidents: Iterable[int]) -> EventQuerySet:
        """Those about one of these incidents, or that name one beside another."""
        ids = list(incidents)
        return self.filter(Q(incident__in=ids) | Q(other__in=ids))

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
        versions, shown = _raise_versions(drafts)
        last = _raise_counter(len(drafts))
        events = [
            Event(
                sequence=last - len(drafts) + position,
                type=draft.kind,
                incident=draft.incident,
                incident_sequence=version,
                other=draft.other,
                public=_is_public(draft, shown),
                data=dict(draft.data),
                cause=cause[:200],
                actor=actor[:150],
                occurred_at=now,
            )
            for position, (draft, version) in enumerate(zip(drafts, versions, strict=True), start=1)
        ]
        return Event.objects.bulk_create(events)

    def locked_for_rewriting(self) -> EventQuerySet:
        """These, locked until the transaction ends: what receivers answered to them is recorded before or after it."""
        return self.select_for_update(no_key=True).order_by("sequence")

    def withhold(self) -> None:
        """Leave these to curators, but that an incident was withdrawn. Only incidents/ledger/unmerging.py calls it."""
        self.exclude(type=EventType.INCIDENT_WITHDRAWN).update(public=False)

    def rewrite(self, sequence: int, data: Mapping[str, Any]) -> None:
        """Put the data with a text taken out in the place of what the event said; all else of it stays.

        The one way in which what an event says ever changes. Only incidents/ledger/redacting.py calls it.
        """
        self.filter(sequence=sequence).update(data=dict(data), revision=F("revision") + 1)


def _is_public(draft: EventDraft, shown: set[int]) -> bool:
    if draft.kind == EventType.INCIDENT_WITHDRAWN:  # told to whoever saw it, without a word of what it was
        return not draft.internal
    concerned = [incident.pk for incident in (draft.incident, draft.other) if incident is not None]
    return not draft.internal and bool(concerned) and shown.issuperset(concerned)


def _raise_counter(by: int) -> int:
    """The last of the numbers taken; the counter row stays locked until the transaction ends."""
    while not EventCounter.objects.filter(pk=1).update(last=F("last") + by):
        EventCounter.objects.bulk_create([EventCounter(pk=1, last=0)], ignore_conflicts=True)
    return EventCounter.objects.values_list("last", flat=True).get(pk=1)


def _raise_versions(drafts: Sequence[EventDraft]) -> tuple[list[int | None], set[int]]:
    """The version that each event makes of its incident, and the keys of the drafts' incidents that everybody may see
    after the changes that they tell of. The incidents are raised by the number of their events, each in one update, and
    so are the objects of the drafts."""
    by_incident = Counter(draft.incident.pk for draft in drafts if draft.incident is not None)
    now = timezone.now()
    for pk, events in sorted(by_incident.items()):
        Incident.objects.filter(pk=pk).update(version=F("version") + events, updated_at=now)
    concerned = {incident.pk for draft in drafts for incident in (draft.incident, draft.other) if incident is not None}
    rows = Incident.objects.filter(pk__in=concerned).order_by().only("version", "visibility", "status", "withheld")
    after = {row.pk: row for row in rows}
    reached = {pk: after[pk].version - events for pk, events in by_incident.items()}
    versions: list[int | None] = []
    for draft in drafts:
        incident = draft.incident
        if incident is None:
            versions.append(None)
            continue
        reached[incident.pk] += 1
        versions.append(reached[incident.pk])
        incident.version, incident.updated_at = after[incident.pk].version, now
    return versions, {pk for pk, row in after.items() if row.is_public}


class Event(models.Model):
    """One line of the change log. Never deleted, and never updated but by a redaction, or where a merge is undone."""

    sequence = models.PositiveBigIntegerField(
        unique=True, help_text="1, 2, 3... without gaps, in the order of commits."
    )
    reference = models.CharField(max_length=40, unique=True, default=event_reference, help_text="The webhook-id.")
    type = models.CharField(max_length=40, choices=EventType, help_text="What changed.")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="events")
    incident_sequence = models.PositiveBigIntegerField(
        null=True, help_text="The incident's version that this event made; orders the events of one incident."
    )
    other = models.ForeignKey(
        Incident,
        null=True,
        on_delete=models.PROTECT,
        related_name="events_beside",
        help_text="A second incident that it tells of: merged, split off.",
    )
    public = models.BooleanField(default=False, help_text="Whether everybody could see what it tells of, at its time.")
    data = models.JSONField(help_text="The change, before and after, complete: payloads are built from it alone.")
    revision = models.PositiveIntegerField(
        default=0,
        db_default=0,
        help_text="How often a redaction changed the data.",
    )
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
            # GET /events?cause=, and the admin's search
            models.Index(fields=["cause", "sequence"], name="event_by_cause"),
            # GET /events, for whoever is no curator: of very many candidates' events it reads none
            models.Index(fields=["sequence"], condition=Q(public=True), name="event_public"),
            # GET /incidents/{ref}/timeline and /events?incident=, for whoever is no curator
            models.Index(fields=["incident", "sequence"], condition=Q(public=True), name="event_public_by_incident"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.type}"
