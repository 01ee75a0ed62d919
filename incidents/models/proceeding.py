"""What regulators do about incidents: proceedings and their dated stages."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from incidents.models.fields import can_be_read, currency, new_reference, precision, term, without_login
from incidents.models.incident import Incident
from incidents.models.party import Party
from incidents.models.regulator import Regulator
from incidents.vocabulary import DatePrecision, ProceedingKind, StageKind

# An intended fine is not yet a fine, and an annulled one no longer: neither is owed.
NOT_OWED = frozenset({StageKind.NOTICE_OF_INTENT, StageKind.ANNULLED})


def proceeding_reference() -> str:
    return new_reference("PR")


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    def public(self) -> ProceedingQuerySet:
        """Those about incidents that everybody may see."""
        return self.filter(Exists(Incident.objects.public().filter(pk=OuterRef("incident"))))


class Proceeding(models.Model):
    """One case of one regulator about one incident; or of several together, or of those affected.

    Where no single regulator of the list acts, `label` names who does ("47 states and the District of Columbia",
    "class action"): a label is better than a wrong regulator.
    """

    reference = models.CharField(
        max_length=16, unique=True, default=proceeding_reference, editable=False, help_text="Permanent and public."
    )
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="proceedings")
    regulator = models.ForeignKey(
        Regulator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="proceedings",
        help_text="Empty where several act together, or those affected sue.",
    )
    label = models.CharField(
        max_length=200,
        blank=True,
        validators=[can_be_read],
        help_text="Who acts where no single regulator does: class action, 47 states.",
    )
    together = models.ManyToManyField(
        Regulator, blank=True, related_name="joint_proceedings", help_text="The regulators that act together."
    )
    identity = models.CharField(
        max_length=200, blank=True, editable=False, help_text="By what coverage recognises it: who acts, in one form."
    )
    respondent = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="proceedings", help_text="Against whom."
    )
    kind = term(ProceedingKind, help_text="Inquiry, hearing, enforcement, litigation...")
    case_reference = models.CharField(max_length=120, blank=True, help_text="The regulator's own number for it.")
    legal_basis = models.CharField(max_length=200, blank=True, help_text="Such as GDPR art. 5(1)(f) and 32.")
    curated = models.BooleanField(
        default=True, editable=False, help_text="A curator entered or amended it: coverage changes nothing of it."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProceedingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(regulator__isnull=False) | ~Q(label=""),
                name="proceeding_names_who_acts",
                violation_error_message="Name the regulator, or say in the label who acts.",
            ),
        ]
        indexes = [
            # an incident's proceedings
            models.Index(fields=["incident", "id"], name="proceeding_by_incident"),
            # GET /proceedings, newest first
            models.Index(fields=["-created_at", "-id"], name="proceeding_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.regulator or self.label}: {self.get_kind_display()}"

    def latest_stage(self) -> Stage | None:
        """The stage that counts: the latest by day, then by entry. Reads the prefetched stages if there are any."""
        return max(self.stages.all(), key=lambda stage: (stage.happened_on, stage.pk), default=None)

    def amount_owed(self) -> tuple[int, str] | None:
        """(minor units, ISO 4217) of the latest effective stage with an amount, or None.

        An intended fine of 183 million that became 20 million counts 20; one that was annulled counts nothing.
        """
        stage = self.stage_owed()
        return None if stage is None or stage.amount_minor is None else (stage.amount_minor, stage.currency)

    def stage_owed(self) -> Stage | None:
        """The latest effective stage with an amount, or None. Reads the prefetched stages if there are any."""
        owed: Stage | None = None
        for stage in sorted(self.stages.all(), key=lambda stage: (stage.happened_on, stage.pk)):
            if stage.kind == StageKind.ANNULLED:
                owed = None
            elif stage.amount_minor is not None and stage.kind not in NOT_OWED:
                owed = stage
        return owed


def owed_in_all(proceedings: Iterable[Proceeding]) -> dict[str, int]:
    """By currency, minor units: the sum of the latest effective stage of each. Reads the prefetched stages."""
    total: dict[str, int] = {}
    for owed in filter(None, (proceeding.amount_owed() for proceeding in proceedings)):
        total[owed[1]] = total.get(owed[1], 0) + owed[0]
    return total


class StandingStages(models.Manager["Stage"]):
    """Those that count: a curator may have said of one that it never happened."""

    def get_queryset(self) -> models.QuerySet[Stage]:
        return super().get_queryset().filter(removed=False)


class Stage(models.Model):
    """One dated step of a proceeding; an amount belongs to the step that names it."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE, related_name="stages")
    kind = term(StageKind, help_text="What happened.")
    happened_on = models.DateField(help_text="The day of the step.")
    happened_precision = precision("the day")
    amount_minor = models.BigIntegerField(null=True, blank=True, help_text="In minor units (pence, cents).")
    currency = currency(help_text="ISO 4217 of the amount.")
    note = models.CharField(max_length=300, blank=True, help_text="What the step consists of.")
    source_url = models.URLField(max_length=500, blank=True, validators=[without_login], help_text="Where it is told.")
    known_on = models.DateField(
        null=True, blank=True, editable=False, help_text="The day it was first told; empty: the day of the step."
    )
    curated = models.BooleanField(
        default=True, editable=False, help_text="A curator entered or amended it: coverage changes nothing of it."
    )
    removed = models.BooleanField(
        default=False, editable=False, help_text="A curator said that it never happened; kept so that it stays away."
    )

    objects = StandingStages()
    every = models.Manager["Stage"]()
    history = HistoricalRecords()

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__isnull=True, currency="") | (Q(amount_minor__gte=0) & ~Q(currency="")),
                name="stage_amount_has_a_currency",
            ),
        ]
        # a proceeding's stages in order
        indexes = [models.Index(fields=["proceeding", "happened_on"], name="stage_in_order")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class StageEvidence(models.Model):
    """A stage as one source tells it. `source` names what carries it ("article:12"), opaque to this app.

    What is told is kept beside the quote, so that the stage can be worked out from its evidence, for any day.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=60, help_text="What carries it, such as article:12.")
    story = models.CharField(max_length=60, help_text="Sources that carry the same text share a story.")
    locator = models.CharField(max_length=60, blank=True, help_text="Where in the source: version and offsets.")
    url = models.URLField(max_length=1000, blank=True, help_text="The source's address.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Who published it.")
    title = models.CharField(max_length=500, blank=True, help_text="The source's title.")
    quote = models.TextField(blank=True, help_text="The sentence that tells it.")
    published_on = models.DateField(help_text="The day it was published.")
    kind = term(StageKind, help_text="As which step it is told.")
    amount_minor = models.BigIntegerField(null=True, blank=True, help_text="The sum as told, in minor units.")
    other_amount_minor = models.BigIntegerField(null=True, blank=True, help_text="The same sum in another currency.")
    other_currency = currency(help_text="ISO 4217 of the other amount.")
    currency = currency(help_text="ISO 4217 of the sum as told.")
    happened_on = models.DateField(null=True, blank=True, help_text="The day of the step, where the source tells it.")
    happened_precision = term(DatePrecision, default=DatePrecision.DAY, help_text="How exactly it is told.")
    in_passing = models.BooleanField(default=False, help_text="Told of the past, beside something newer.")
    note = models.CharField(max_length=300, blank=True, help_text="What the source adds: subject to approval...")
    submitted = models.BooleanField(default=False, help_text="Whether its text was submitted by somebody, not fetched.")
    licence = models.CharField(
        max_length=60, null=True, help_text="Of the source, where it is a register's; null elsewhere."
    )
    attribution = models.CharField(max_length=200, null=True, help_text="How its owner wants to be named.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["published_on", "id"]
        verbose_name_plural = "stage evidence"
        constraints = [
            models.UniqueConstraint(fields=["stage", "source"], name="stage_is_evidenced_once_per_source"),
        ]
        # re-reading a source replaces its evidence
        indexes = [models.Index(fields=["source"], name="stage_evidence_by_source")]

    def __str__(self) -> str:
        return self.quote or self.source
