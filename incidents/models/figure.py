"""What is held true: one figure per metric, unit and scope of an incident, and all that it ever was."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce

from incidents.figures.assertion import Bucket
from incidents.figures.confidence import LINE, is_unverified
from incidents.models.claim import Claim
from incidents.models.fields import area, currency, term
from incidents.models.incident import Incident
from incidents.vocabulary import FigureStatus, Metric, Scope, Unit

_ORDERED = (Q(low__isnull=True) | Q(best__isnull=True) | Q(low__lte=F("best"))) & (
    Q(high__isnull=True) | Q(best__isnull=True) | Q(high__gte=F("best"))
)


PEOPLE_FIRST = Case(When(unit=Unit.PEOPLE, then=0), default=1)


class FigureQuerySet(models.QuerySet["Figure"]):
    def public(self) -> FigureQuerySet:
        """Those of incidents that everybody may see."""
        # EXISTS, so that a list keeps its own order (see ClaimQuerySet.public)
        return self.filter(Exists(Incident.objects.public().filter(pk=OuterRef("incident"))))

    def headline(self) -> FigureQuerySet:
        """The figures of the whole incident, not of a part."""
        return self.filter(scope=Scope.TOTAL)

    def known(self) -> FigureQuerySet:
        return self.filter(best__isnull=False)

    def unverified(self) -> FigureQuerySet:
        """Those whose confidence is below the line."""
        return self.filter(confidence__lt=LINE)

    def verified(self) -> FigureQuerySet:
        """Those whose confidence is not; one without is neither."""
        return self.filter(confidence__gte=LINE)

    def in_bucket(self, incident: Incident, bucket: Bucket) -> FigureQuerySet:
        return self.filter(
            incident=incident,
            **bucket.columns(),
        )


class Holding(models.Model):
    """The columns that a figure and each of its revisions share."""

    low = models.BigIntegerField(null=True, help_text="Lowest number that a standing claim supports; null is open.")
    best = models.BigIntegerField(null=True, help_text="The number to print; null when nothing is known.")
    high = models.BigIntegerField(null=True, help_text="Highest number that a standing claim supports; null is open.")
    status = term(FigureStatus, help_text="Settled, provisional, unverified, disputed...")
    confidence = models.FloatField(
        null=True,
        help_text="How likely it is that a careful curator would hold this number, 0 to 1; null when there is none.",
    )
    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.PROTECT, related_name="+", help_text="The claim that won."
    )
    policy = models.CharField(max_length=40, help_text="Name of the policy that worked it out.")
    policy_version = models.CharField(max_length=20, help_text="Version of that policy.")
    sentence = models.TextField(help_text="The explanation, for people.")
    explanation = models.JSONField(default=dict, help_text="The explanation, as data.")

    class Meta:
        abstract = True


class Figure(Holding):
    """The current low / best / high of one bucket of one incident. Written by incidents/ledger only."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="figures")
    metric = term(Metric, help_text="What is counted.")
    unit = term(Unit, help_text="In what it is counted.")
    currency = currency(help_text="ISO 4217 where the unit is money.")
    scope = term(Scope, default=Scope.TOTAL, help_text="The whole incident or a part.")
    scope_country = area(blank=True, default="", help_text="The country of a subset.")
    scope_label = models.CharField(max_length=120, blank=True, default="", help_text="The group of a subset.")
    revision = models.PositiveIntegerField(default=1, help_text="How often it has been set.")
    changed_at = models.DateTimeField(help_text="When it was last set.")

    objects = FigureQuerySet.as_manager()

    class Meta:
        # as `incidents.figures.leading_figure.listing_place` sorts them
        ordering = ["metric", "-scope", PEOPLE_FIRST, F("best").desc(nulls_last=True), "unit", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "metric", "unit", "currency", "scope", "scope_country", "scope_label"],
                name="figure_is_one_per_bucket",
            ),
            models.CheckConstraint(condition=_ORDERED, name="figure_low_lte_best_lte_high"),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__gte=0, confidence__lte=1),
                name="figure_confidence_is_a_share",
            ),
        ]
        indexes = [
            # GET /incidents?affected_min=...&disputed=...
            models.Index(fields=["metric", "scope", "best", "incident"], name="figure_by_size"),
            models.Index(fields=["status", "scope", "incident"], name="figure_by_status"),
            # the inbox, and the admin's list by status
            models.Index(fields=["status", "changed_at", "id"], name="figure_inbox"),
            # GET /figures?ordering=changed_at, best, confidence
            models.Index(fields=["changed_at", "id"], name="figure_by_change"),
            models.Index(Coalesce("best", -1), "id", name="figure_by_best"),
            models.Index(Coalesce("confidence", -1.0), "id", name="figure_by_sureness"),
            # the inbox, and GET /incidents?confidence_min=...&unverified=...
            models.Index(fields=["confidence", "incident"], name="figure_by_confidence"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def unverified(self) -> bool:
        """Whether its confidence is below the line."""
        return is_unverified(self.confidence)

    @property
    def because(self) -> str:
        """Why it is as sure as it is, in a sentence; empty until it was worked out."""
        explained = self.explanation.get("confidence") or {}
        return str(explained.get("because", ""))

    @property
    def bucket(self) -> Bucket:
        return Bucket(
            Metric(self.metric), Unit(self.unit), self.currency, Scope(self.scope), self.scope_country, self.scope_label
        )


class FigureRevisionQuerySet(models.QuerySet["FigureRevision"]):
    def public(self) -> FigureRevisionQuerySet:
        """Those that were public at their time, of incidents that everybody may see now."""
        return self.filter(public=True, figure__incident__in=Incident.objects.public())


class FigureRevision(Holding):
    """What a figure was set to, when, and by what. Append-only, but for redactions."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(help_text="1, 2, 3...")
    cause = models.CharField(max_length=200, help_text="What set it, such as article:12 or review:3.")
    actor = models.CharField(max_length=150, help_text="Who or what set it.")
    recorded_at = models.DateTimeField(help_text="When it was set.")
    public = models.BooleanField(default=False, help_text="Whether everybody could see the incident, at its time.")

    objects = FigureRevisionQuerySet.as_manager()

    class Meta:
        ordering = ["figure_id", "number"]
        # the admin's list, the newest first
        indexes = [models.Index(fields=["recorded_at", "id"], name="revision_by_recording")]
        constraints = [
            models.UniqueConstraint(fields=["figure", "number"], name="figure_revision_is_numbered_once"),
            models.CheckConstraint(condition=_ORDERED, name="figure_revision_low_lte_best_lte_high"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.sentence}"
