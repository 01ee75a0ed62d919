"""What readers suggest: a correction or a source, for curators alone until one of them does something about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident

LONGEST_SUGGESTION = 4000  # characters


class SuggestionState(models.TextChoices):
    """How far a curator has come with it."""

    NEW = "new", "new"
    DONE = "done", "done: the record was amended, or the source submitted"
    DECLINED = "declined", "declined"


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> SuggestionQuerySet:
        """Those that nobody has handled, the oldest first."""
        return self.filter(state=SuggestionState.NEW).order_by("pk")


class Suggestion(models.Model):
    """A correction or a source that a reader sent. It is shown to curators only, and changes nothing by itself."""

    incident = models.ForeignKey(
        Incident,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="suggestions",
        help_text="What it is about; empty for an incident that is not known yet.",
    )
    text = models.TextField(max_length=LONGEST_SUGGESTION, help_text="What is wrong or missing, in the reader's words.")
    source_url = models.URLField(max_length=1000, blank=True, help_text="Where it can be read.")
    contact = models.EmailField(blank=True, help_text="For questions; for curators only.")
    state = models.CharField(
        max_length=20, choices=SuggestionState, default=SuggestionState.NEW, help_text="What became of it."
    )
    note = models.TextField(blank=True, help_text="What was done, or why nothing.")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="By whom.",
    )
    handled_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="suggestion_says_something")]
        # the inbox asks for what nobody has handled
        indexes = [models.Index(fields=["id"], condition=Q(state="new"), name="suggestion_waiting")]

    def __str__(self) -> str:
        return self.text[:100]
