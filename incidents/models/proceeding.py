"""What regulators do about incidents: proceedings and their dated stages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from incidents.figures.vocabulary import ProceedingKind, StageKind
from incidents.models.fields import currency, new_reference, precision, term
from incidents.models.incident import Incident
from incidents.models.party import Party
from incidents.models.regulator import Regulator

# An intended fine is not yet a fine, and an annulled one no longer: neither is owed.
NOT_OWED = frozenset({StageKind.NOTICE_OF_INTENT, StageKind.ANNULLED})


def proceeding_reference() -> str:
    return new_reference("PR")


class ProceedingQuerySet(models.QuerySet["Proceeding"]):
    def public(self) -> ProceedingQuerySet:
        """Those about incidents that everybody may see."""
        return self.filter(incident__in=Incident.objects.public())


class Proceeding(models.Model):
    """One case of one regulator about one incident."""

    reference = models.CharField(
        max_length=16, unique=True, default=proceeding_reference, editable=False, help_text="Permanent and public."
    )
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="proceedings")
    regulator = models.ForeignKey(Regulator, on_delete=models.PROTECT, related_name="proceedings")
    respondent = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="proceedings", help_text="Against whom."
    )
    kind = term(ProceedingKind, help_text="Inquiry, hearing, enforcement, litigation...")
    case_reference = models.CharField(max_length=120, blank=True, help_text="The regulator's own number for it.")
    legal_basis = models.CharField(max_length=200, blank=True, help_text="Such as GDPR art. 5(1)(f) and 32.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProceedingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            # an incident's proceedings
            models.Index(fields=["incident", "id"], name="proceeding_by_incident"),
            # GET /proceedings, newest first
            models.Index(fields=["-created_at", "-id"], name="proceeding_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.regulator}: {self.get_kind_display()}"

    def latest_stage(self) -> Stage | None:
        """The stage that counts: the latest by day, then by entry. Reads the prefetched stages if there are any."""
        return max(self.stages.all(), key=lambda stage: (stage.happened_on, stage.pk), default=None)

    def amount_owed(self) -> tuple[int, str] | None:
        """(minor units, ISO 4217) of the latest effective stage with an amount, or None.

        An intended fine of 183 million that became 20 million counts 20; one that was annulled counts nothing.
        """
        stages = sorted(self.stages.all(), key=lambda stage: (stage.happened_on, stage.pk))
        owed: tuple[int, str] | None = None
        for stage in stages:
            if stage.kind == StageKind.ANNULLED:
                owed = None
            elif stage.amount_minor is not None and stage.kind not in NOT_OWED:
                owed = (stage.amount_minor, stage.currency)
        return owed


class Stage(models.Model):
    """One dated step of a proceeding; an amount belongs to the step that names it."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE, related_name="stages")
    kind = term(StageKind, help_text="What happened.")
    happened_on = models.DateField(help_text="The day of the step.")
    happened_precision = precision("the day")
    amount_minor = models.BigIntegerField(null=True, blank=True, help_text="In minor units (pence, cents).")
    currency = currency(help_text="ISO 4217 of the amount.")
    note = models.CharField(max_length=300, blank=True, help_text="What the step consists of.")
    source_url = models.URLField(max_length=500, blank=True, help_text="Where it is told.")
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
