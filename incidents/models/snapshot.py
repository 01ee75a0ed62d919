"""Snapshots: files of everything public, made at night, and what changed between two of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents.models.event import Event, EventType

# What takes something out of what was public: a snapshot made before such an event may hold it. A split that is not
# public parts a hidden incident from one that everybody sees.
_HIDES = Q(type__in=[EventType.INCIDENT_WITHDRAWN, EventType.INCIDENT_REDACTED]) | Q(
    type=EventType.INCIDENT_SPLIT, public=False
)


def hidden_since(sequence: OuterRef | int) -> models.QuerySet[Event]:
    """The events after this one that took something out of what was public."""
    return Event.objects.filter(_HIDES, sequence__gt=sequence).order_by()


class SnapshotState(models.TextChoices):
    """How far a snapshot has come."""

    WORKING = "working", "under way"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class SnapshotKind(models.TextChoices):
    """What a file of a snapshot is."""

    NDJSON = "ndjson", "incidents, one a line"
    CSV = "csv", "one table"
    SQLITE = "sqlite", "a database of all tables"
    DELTA = "delta", "what changed since the snapshot before"


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    def done(self) -> SnapshotQuerySet:
        """Those whose files were made, the newest first."""
        return self.filter(state=SnapshotState.DONE).order_by("-pk")

    def standing(self) -> SnapshotQuerySet:
        """Those in which there is nothing that was taken out or hidden since."""
        return self.done().filter(withdrawn_at=None).exclude(Exists(hidden_since(OuterRef("sequence"))))


class Snapshot(models.Model):
    """One run over everything public, and how far it has come. A task is a wake-up call; this is the truth."""

    state = models.CharField(max_length=20, choices=SnapshotState, default=SnapshotState.WORKING)
    sequence = models.PositiveBigIntegerField(help_text="The last event before it was begun: all up to it is in it.")
    base = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="+", help_text="Whose delta leads to this one."
    )
    schema_version = models.PositiveIntegerField(help_text="Of the form of its records.")
    licence = models.CharField(max_length=200, blank=True, help_text="Of the whole, as the settings had it.")
    sources = models.JSONField(default=list, help_text="Whose records it holds: name, licence, attribution.")
    incidents_done = models.PositiveBigIntegerField(default=0, help_text="Incidents that were written.")
    incidents_total = models.PositiveBigIntegerField(default=0, help_text="Incidents that there were at its beginning.")
    lease_until = models.DateTimeField(null=True, help_text="Until when a worker has it.")
    last_error = models.TextField(blank=True, help_text="Why it failed.")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(
        null=True, help_text="When its files were removed, for something in them was taken out or hidden."
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="working"), name="snapshot_is_made_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its day and number, with which the names of its files begin."""
        return f"{self.begun_at:%Y-%m-%d}-{self.pk}"


class SnapshotFileQuerySet(models.QuerySet["SnapshotFile"]):
    def available(self) -> SnapshotFileQuerySet:
        """Those that may be handed out: nothing in them was taken out or hidden since they were made."""
        return self.filter(snapshot__in=Snapshot.objects.standing().order_by().values("pk"))


class SnapshotFile(models.Model):
    """One file of a snapshot, packed by gzip. The row is written once the file has its name."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100, unique=True, help_text="In its folder, and in its address.")
    kind = models.CharField(max_length=20, choices=SnapshotKind)
    table = models.CharField(max_length=40, blank=True, help_text="Of CSV: which table it is.")
    from_sequence = models.PositiveBigIntegerField(null=True, help_text="Of a delta: that of what it is applied to.")
    from_name = models.CharField(max_length=100, blank=True, help_text="Of a delta: the file that it is applied to.")
    rows = models.PositiveBigIntegerField(help_text="Incidents, changes, or rows of the table.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    sha256 = models.CharField(max_length=64, help_text="Of the file.")
    content_size = models.PositiveBigIntegerField(help_text="Bytes of what is packed in it.")
    content_sha256 = models.CharField(max_length=64, help_text="Of what is packed in it.")
    made_at = models.DateTimeField()

    objects = SnapshotFileQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        # GET /snapshots?kind=
        indexes = [models.Index(fields=["kind", "-id"], name="snapshot_file_by_kind")]

    def __str__(self) -> str:
        return self.name
