"""What the statistics were when they were last worked out, for databases that are too large to count per request."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class KeptStatistics(models.Model):
    """The one row of them. Written by incidents/statistics.py only."""

    sequence = models.PositiveBigIntegerField(help_text="The last event that they count.")
    data = models.JSONField(help_text="Counts and sums, see incidents/statistics.py.")
    worked_out_at = models.DateTimeField(default=timezone.now, help_text="When.")

    class Meta:
        verbose_name_plural = "kept statistics"

    def __str__(self) -> str:
        return f"up to event {self.sequence}"
