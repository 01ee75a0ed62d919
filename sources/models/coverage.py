"""The link between an article and an incident."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from simple_history.models import HistoricalRecords

from incidents.models import Incident
from sources.models.article import Article


class CoverageState(models.TextChoices):
    SUGGESTED = "suggested", "suggested"
    CONFIRMED = "confirmed", "confirmed"
    REJECTED = "rejected", "rejected"


class CoverageQuerySet(models.QuerySet["Coverage"]):
    def public(self) -> CoverageQuerySet:
        """What is confirmed about incidents that everybody may see; suggestions are the curators' work."""
        return self.confirmed().filter(Exists(Incident.objects.public().filter(pk=OuterRef("incident"))))

    def confirmed(self) -> CoverageQuerySet:
        return self.filter(state=CoverageState.CONFIRMED)

    def suggested(self) -> CoverageQuerySet:
        """The curators' inbox."""
        return self.filter(state=CoverageState.SUGGESTED)

    def of(self, incident: Incident) -> CoverageQuerySet:
        """That of the incident and of all that were merged into it."""
        return self.filter(incident__in=incident.family_ids())


class Coverage(models.Model):
    """That an article is about an incident: suggested by matching, confirmed above a threshold or by a curator."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="coverage")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="coverage")
    state = models.CharField(max_length=20, choices=CoverageState, help_text="Suggested, confirmed or rejected.")
    score = models.FloatField(default=0, help_text="0 to 1, as matching saw it.")
    reasons = models.JSONField(
        default=list, blank=True, help_text="What made the score, a list of {name, weight, detail}."
    )
    matcher_version = models.CharField(max_length=20, blank=True, help_text="What scored it.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The curator who decided; empty when matching did. A curator's word is never overwritten.",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="Why the curator decided so.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CoverageQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["score", "reasons", "matcher_version"])

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(fields=["article", "incident"], name="article_is_linked_to_an_incident_once"),
        ]
        indexes = [
            # an incident's coverage; the inbox of suggestions
            models.Index(fields=["incident", "state"], name="coverage_by_incident_state"),
            models.Index(fields=["state", "-created_at"], name="coverage_inbox"),
            # GET /coverage, newest first, and by score
            models.Index(fields=["created_at", "id"], name="coverage_newest"),
            models.Index(fields=["score", "id"], name="coverage_by_score"),
        ]

    def __str__(self) -> str:
        return f"{self.article} - {self.incident} ({self.state})"
