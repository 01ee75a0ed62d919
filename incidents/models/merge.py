"""Merges of incidents."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident


class IncidentMerge(models.Model):
    """One merge, with what it moved, so that it can be undone."""

    kept = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="merged_by")
    reason = models.TextField(help_text="Why the two are one.")
    moved = models.JSONField(default=dict, help_text="Ids that moved: claims, involvements, proceedings.")
    actor = models.CharField(max_length=150, help_text="Who merged them.")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-merged_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="incident_is_merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed} into {self.kept}"

    @property
    def cause(self) -> str:
        """The cause of the events of the merge."""
        return f"merge:{self.pk}"
