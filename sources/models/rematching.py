"""How far matching articles anew has come, after a person changed an incident or who answers for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from incidents.models import Incident
from sources.models.article import Article


class RematchingState(models.TextChoices):
    """How far a rematching has come. A task is a wake-up call; this is the truth."""

    WAITING = "waiting", "waits for a worker"
    LOOKING = "looking", "articles are looked through"
    MATCHING = "matching", "articles are matched"
    DONE = "done", "done"


class RematchingQuerySet(models.QuerySet["Rematching"]):
    def unfinished(self) -> RematchingQuerySet:
        return self.exclude(state=RematchingState.DONE)

    def to_look_through(self) -> RematchingQuerySet:
        """Those that have not looked through all articles, the oldest first."""
        return self.filter(state__in=[RematchingState.WAITING, RematchingState.LOOKING]).order_by("pk")

    def with_progress(self) -> RematchingQuerySet:
        """Each with `articles_left`: how many of its articles are not matched yet."""
        left = Article.objects.filter(rematching=OuterRef("pk")).order_by().values("rematching")
        return self.annotate(articles_left=Coalesce(Subquery(left.annotate(many=Count("pk")).values("many")), 0))


class Rematching(models.Model):
    """Matching anew the articles that may be about a changed incident: each is looked through, and those that have a
    name of who answers for it are matched."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+", help_text="What was changed.")
    changed_at = models.DateTimeField(help_text="When it was changed; what was matched later is left alone.")
    state = models.CharField(max_length=20, choices=RematchingState, default=RematchingState.WAITING)
    looked_to = models.PositiveBigIntegerField(default=0, help_text="Id of the last article looked through.")
    look_to = models.PositiveBigIntegerField(default=0, help_text="Id of the last article to look through.")
    articles = models.PositiveBigIntegerField(default=0, help_text="Articles found so far that are matched anew.")
    begun_at = models.DateTimeField(auto_now_add=True, help_text="When it was noted.")
    finished_at = models.DateTimeField(null=True, help_text="When the last article was matched.")

    objects = RematchingQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            # the sweep asks for those that go on
            models.Index(fields=["id"], condition=~Q(state="done"), name="rematching_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.incident} ({self.get_state_display()})"

    @property
    def looked_percent(self) -> int:
        """How much of all articles is looked through."""
        if self.state == RematchingState.WAITING:
            return 0
        if self.state == RematchingState.LOOKING:
            return min(99, 100 * self.looked_to // max(1, self.look_to))
        return 100
