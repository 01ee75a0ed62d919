"""A file of a register that somebody handed in, and how far taking it in has come."""

from __future__ import annotations

import datetime as dt
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q


class ImportState(models.TextChoices):
    """How far an import has come. A task is a wake-up call; this is the truth."""

    WAITING = "waiting", "waits for a worker"
    WORKING = "working", "under way"
    DONE = "done", "done"
    FAILED = "failed", "failed"


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def due(self, now: dt.datetime) -> RegisterImportQuerySet:
        """Those that no worker has, or whose worker has died."""
        unfinished = self.filter(state__in=[ImportState.WAITING, ImportState.WORKING])
        return unfinished.filter(Q(lease_until=None) | Q(lease_until__lte=now), due_at__lte=now).order_by(
            "due_at", "pk"
        )


class RegisterImport(models.Model):
    """One import in the background. The file is kept, compressed, until it is done with."""

    register = models.CharField(max_length=20, help_text="Which register the file is of.")
    file_name = models.CharField(max_length=200, help_text="As it was called.")
    content = models.BinaryField(help_text="The file, compressed; empty once it is done with.")
    size = models.PositiveBigIntegerField(help_text="Bytes of the file.")
    seen_on = models.DateField(help_text="The day of the file.")
    dry = models.BooleanField("dry run", default=False, help_text="Write nothing; say what would become of the rows.")
    events = models.BooleanField(
        "tell subscribers", default=False, help_text="Write an event for each new incident and figure."
    )
    state = models.CharField(max_length=20, choices=ImportState, default=ImportState.WAITING)
    rows_done = models.PositiveBigIntegerField(default=0, help_text="Rows that were taken in.")
    bytes_done = models.PositiveBigIntegerField(default=0, help_text="Of the file, about.")
    counts = models.JSONField(default=dict, help_text="What became of the rows, how many each.")
    faults = models.JSONField(default=list, help_text="The first rows that were refused: line, column, what is wrong.")
    last_error = models.TextField(blank=True, help_text="Why it failed, or why the last try did.")
    attempts = models.PositiveIntegerField(default=0, help_text="Tries since a row was last taken in.")
    due_at = models.DateTimeField(help_text="When a worker may take it.")
    lease_until = models.DateTimeField(null=True, help_text="Until when a worker has it.")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who handed it in."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "import"
        # the sweep asks for those that are due
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state__in=["waiting", "working"]), name="register_import_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.register})"

    def file(self) -> bytes:
        """The bytes of the file."""
        return zlib.decompress(bytes(self.content))

    def keep_file(self, data: bytes) -> None:
        """Set the file and its size."""
        self.content, self.size = zlib.compress(data), len(data)
