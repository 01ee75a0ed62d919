"""That a text was taken out of the record."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident


class Redaction(models.Model):
    """Who took a text out, when and why; never the text itself. Append-only, written by incidents/ledger only."""

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="redactions", help_text="Whose record held the text."
    )
    digest = models.CharField(
        max_length=64,
        editable=False,
        help_text="HMAC-SHA256 of the text, keyed by SECRET_KEY.",
    )
    field = models.CharField(
        max_length=300, blank=True, help_text="The event and the field that was taken out whole; empty for a text."
    )
    reason = models.TextField(help_text="Why; public where the incident is.")
    places = models.PositiveIntegerField(help_text="How many texts it was taken out of.")
    by_kind = models.JSONField(default=dict, help_text="The same by kind: events, history, quotes...")
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", help_text="By whom."
    )
    actor = models.CharField(max_length=150, help_text="That person's name at that time.")
    redacted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-redacted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_gives_a_reason"),
            models.CheckConstraint(condition=Q(places__gt=0), name="redaction_took_something_out"),
        ]
        # the same text asked for again
        indexes = [models.Index(fields=["incident", "digest"], name="redaction_by_text")]

    def __str__(self) -> str:
        return f"{self.places} places of {self.incident.reference}: {self.reason}"
