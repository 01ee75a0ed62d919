"""Claims, the evidence for them, the relations between them, and the curators' reviews."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from incidents.figures.assertion import Bucket, Speaker
from incidents.figures.number_words import spell_amount
from incidents.figures.quantity import Quantity
from incidents.models.fields import area, currency, new_reference, precision, term
from incidents.models.incident import Incident
from incidents.models.party import Party
from incidents.vocabulary import (
    Basis,
    Decision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Presentation,
    RelationKind,
    Scope,
    SpeakerKind,
    Standing,
    Unit,
)


def claim_reference() -> str:
    return new_reference("CL")


class ClaimQuerySet(models.QuerySet["Claim"]):
    def of(self, incident: Incident) -> ClaimQuerySet:
        return self.filter(incident=incident)

    def public(self) -> ClaimQuerySet:
        """Those of incidents that everybody may see."""
        # EXISTS, so that a list keeps its own order: with IN, SQLite walks all incidents first and sorts every claim
        # of theirs (900 ms for 200,000 claims, 20 ms so).
        return self.filter(Exists(Incident.objects.public().filter(pk=OuterRef("incident"))))

    def known_by(self, day: dt.date) -> ClaimQuerySet:
        """Those that the public could know by the end of this day."""
        return self.filter(known_on__lte=day)

    def in_bucket(self, bucket: Bucket) -> ClaimQuerySet:
        return self.filter(
            **bucket.columns(),
        )


class Claim(models.Model):
    """One assertion of one quantity about one incident by one speaker. What it says never changes; how it stands does.

    Written by incidents/ledger only. `value`, `low` and `high` are counts, or minor units of `currency` where the
    unit is money; null is an open end or a number that was not printed, never zero.
    """

    reference = models.CharField(
        max_length=16, unique=True, default=claim_reference, editable=False, help_text="Permanent and public."
    )
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="claims")
    origin = models.ForeignKey(
        Incident,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where it was recorded, before any merge or split.",
    )
    fingerprint = models.CharField(
        max_length=64, editable=False, help_text="Identity; see figures.assertion.fingerprint."
    )

    metric = term(Metric, help_text="What is counted.")
    unit = term(Unit, help_text="In what it is counted.")
    currency = currency(help_text="ISO 4217 where the unit is money.")
    measure = term(Measure, default=Measure.UNSPECIFIED, help_text="What happened to what is counted.")
    value = models.BigIntegerField(null=True, blank=True, help_text="The number as told; null for a range.")
    low = models.BigIntegerField(null=True, blank=True, help_text="Nothing below is asserted; null is open.")
    high = models.BigIntegerField(null=True, blank=True, help_text="Nothing above is asserted; null is open.")
    printed = models.CharField(max_length=100, blank=True, help_text="The number as printed.")
    hedge = term(Hedge, default=Hedge.EXACT, help_text="How the text bounds the number.")
    hedge_text = models.CharField(max_length=100, blank=True, help_text="The words of the hedge.")
    modality = term(Modality, default=Modality.STATED, help_text="Whether it is stated, estimated, alleged...")
    polarity = term(Polarity, default=Polarity.ASSERTED, help_text='Denied for "not 87 million".')
    scope = term(Scope, default=Scope.TOTAL, help_text="Which part of the incident it speaks of.")
    scope_country = area(blank=True, default="", help_text="The country of a subset.")
    scope_label = models.CharField(max_length=120, blank=True, default="", help_text="The group of a subset.")

    speaker_party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="claims", help_text="Who asserts it."
    )
    speaker_words = models.CharField(max_length=200, blank=True, help_text="The speaker as the text names it.")
    speaker_kind = term(SpeakerKind, default=SpeakerKind.UNATTRIBUTED, help_text="What kind of voice it is.")
    speaker_key = models.CharField(max_length=220, editable=False, help_text="Identity of the speaker.")
    claimed_on = models.DateField(null=True, blank=True, help_text="The day the speaker said it.")
    claimed_precision = precision("the day")
    basis = term(Basis, help_text="How the claim came here.")

    # How it stands: the only columns that change.
    standing = term(Standing, default=Standing.STANDING, help_text="How the last reconciliation left it.")
    decision = term(Decision, blank=True, default="", help_text="The latest review; empty when nobody looked.")
    stories = models.PositiveIntegerField(default=0, help_text="Independent stories that carry it.")
    known_on = models.DateField(null=True, blank=True, help_text="The day it was first published.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["known_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "fingerprint"], name="claim_is_recorded_once"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")), name="claim_low_lte_high"
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(low__gte=0))
                & (Q(high__isnull=True) | Q(high__gte=0))
                & (Q(value__isnull=True) | Q(value__gte=0)),
                name="claim_numbers_are_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(unit=Unit.MONEY) & ~Q(currency="")) | (~Q(unit=Unit.MONEY) & Q(currency="")),
                name="claim_has_a_currency_when_it_is_money",
            ),
        ]
        indexes = [
            # reconciliation and the incident page read an incident's claims by day
            models.Index(fields=["incident", "known_on", "id"], name="claim_by_incident_day"),
            # recording looks a fingerprint up in the incident that holds it now
            models.Index(fields=["incident", "fingerprint"], name="claim_by_fingerprint"),
            # GET /claims?metric=...&standing=...
            models.Index(fields=["metric", "standing", "id"], name="claim_by_metric"),
            # GET /claims, in the order of recording, keyset on (recorded_at, id)
            models.Index(fields=["recorded_at", "id"], name="claim_by_recording"),
            # the admin's list, by the day on which they were known
            models.Index(fields=["known_on", "id"], name="claim_by_known_day"),
        ]

    def __str__(self) -> str:
        denied = "not " if self.polarity == Polarity.DENIED else ""
        return f"{self.speaker_name}: {denied}{spell_amount(self.quantity, self.bucket)}"

    @property
    def bucket(self) -> Bucket:
        return Bucket(
            Metric(self.metric), Unit(self.unit), self.currency, Scope(self.scope), self.scope_country, self.scope_label
        )

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.value, self.low, self.high, Hedge(self.hedge))

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.speaker_key, self.speaker_name, SpeakerKind(self.speaker_kind))

    @property
    def speaker_name(self) -> str:
        """The party's name, else the words of the text, else the kind of voice. Reads speaker_party."""
        if self.speaker_party is not None:
            return self.speaker_party.name
        return self.speaker_words or self.get_speaker_kind_display()


class Evidence(models.Model):
    """A claim's quote in one source. `source` names what carries it ("article:12"), opaque to this app.

    Offsets are half-open [start, end) code points into the text that the source holds.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    source = models.CharField(max_length=60, help_text="What carries it, such as article:12.")
    story = models.CharField(max_length=60, help_text="Sources that carry the same text share a story.")
    locator = models.CharField(max_length=60, blank=True, help_text="Where in the source: version and offsets.")
    url = models.URLField(max_length=1000, blank=True, help_text="The source's address.")
    publisher = models.CharField(max_length=200, blank=True, help_text="Who published it.")
    title = models.CharField(max_length=500, blank=True, help_text="The source's title.")
    quote = models.TextField(blank=True, help_text="The sentence that says it; empty for a derived claim.")
    presented_as = term(
        Presentation, default=Presentation.CURRENT, help_text="As a figure of now, an earlier one, or a part."
    )
    headline = models.BooleanField(default=False, help_text="Whether it is the figure that the source leads with.")
    submitted = models.BooleanField(default=False, help_text="Whether its text was submitted by somebody, not fetched.")
    published_on = models.DateField(null=True, blank=True, help_text="The day it was published.")
    licence = models.CharField(
        max_length=60, null=True, help_text="Of the source, where it is a register's; null elsewhere."
    )
    attribution = models.CharField(max_length=200, null=True, help_text="How its owner wants to be named.")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["published_on", "id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(fields=["claim", "source"], name="claim_is_evidenced_once_per_source"),
        ]
        indexes = [
            # re-reading a source replaces its evidence
            models.Index(fields=["source"], name="evidence_by_source"),
            # the inbox leaves out the weak readings whose judgment left its mark here
            models.Index(fields=["locator"], name="evidence_by_locator"),
            # the admin's list, by the day of publication
            models.Index(fields=["published_on", "id"], name="evidence_by_day"),
        ]

    def __str__(self) -> str:
        return self.quote or self.source


class ClaimRelationQuerySet(models.QuerySet["ClaimRelation"]):
    def corrections(self) -> ClaimRelationQuerySet:
        """Those by which a claim has taken the place of another, the latest first, each with that claim."""
        return self.filter(kind=RelationKind.CORRECTS).select_related("claim__incident").order_by("-id")


class ClaimRelation(models.Model):
    """How one claim speaks of another."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="relations")
    kind = term(RelationKind, help_text="What the claim does to the target.")
    target = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="related_by")
    source = models.CharField(max_length=60, blank=True, default="", help_text="What tells it, such as article:12.")

    objects = ClaimRelationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        # re-reading a source replaces the relations that it tells
        indexes = [models.Index(fields=["source"], name="claim_relation_by_source")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "kind", "target", "source"], name="claim_relation_is_told_once_per_source"
            ),
            models.CheckConstraint(condition=~Q(claim=F("target")), name="claim_is_not_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.claim} {self.get_kind_display()} {self.target}"


class Review(models.Model):
    """A curator's judgment of a claim, kept apart from it so that no re-extraction overwrites it. The latest counts."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="reviews")
    decision = term(Decision, help_text="What the curator decided.")
    reason = models.TextField(help_text="Why; shown in the explanation.")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews", help_text="By whom."
    )
    actor = models.CharField(max_length=150, help_text="The reviewer's name at that time.")
    reviewed_at = models.DateTimeField(auto_now_add=True)
    public = models.BooleanField(default=False, help_text="Whether everybody could see the incident, at its time.")

    class Meta:
        ordering = ["-reviewed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="review_gives_a_reason"),
        ]
        # the latest review of a claim
        indexes = [models.Index(fields=["claim", "-id"], name="review_latest")]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.reason}"
