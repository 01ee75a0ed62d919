"""What the extractor read in a version: kept as read, with what read it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from incidents.models import Claim, Incident
from incidents.models.fields import country, currency, term
from incidents.vocabulary import Hedge, Measure, Metric, Modality, Polarity, Scope, SpeakerKind, Unit
from sources.models.article import ArticleVersion


class MentionQuerySet(models.QuerySet["Mention"]):
    def public(self) -> MentionQuerySet:
        """Those that became claims about incidents that everybody may see."""
        return self.filter(claim__incident__in=Incident.objects.public())


class Mention(models.Model):
    """A figure found in an article version. Offsets are half-open [start, end) code points into its text, or into its
    title for a figure that only the title gives.

    `value`, `low` and `high` are counts, or minor units of `currency` where the unit is money.
    """

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="mentions")
    start = models.PositiveIntegerField(help_text="Where the number begins.")
    end = models.PositiveIntegerField(help_text="Where the number ends.")
    in_title = models.BooleanField(default=False, help_text="Whether only the title gives it.")
    text = models.CharField(max_length=200, help_text="The number as printed.")
    quote_start = models.PositiveIntegerField(help_text="Where the sentence begins.")
    quote_end = models.PositiveIntegerField(help_text="Where the sentence ends.")
    metric = term(Metric, help_text="What is counted.")
    unit = term(Unit, help_text="In what it is counted.")
    currency = currency(help_text="ISO 4217 where the unit is money.")
    value = models.BigIntegerField(null=True, blank=True, help_text="The number as printed; null for a range.")
    low = models.BigIntegerField(null=True, blank=True, help_text="Nothing below is asserted; null is open.")
    high = models.BigIntegerField(null=True, blank=True, help_text="Nothing above is asserted; null is open.")
    hedge = term(Hedge, help_text="How the text bounds the number.")
    hedge_text = models.CharField(max_length=100, blank=True, help_text="The words of the hedge.")
    measure = term(Measure, help_text="What happened to what is counted.")
    modality = term(Modality, help_text="Whether it is stated, estimated, alleged...")
    polarity = term(Polarity, help_text='Denied for "not 87 million".')
    scope = term(Scope, help_text="Which part of the incident it speaks of.")
    scope_text = models.CharField(max_length=200, blank=True, help_text="The words that limit it.")
    country = country(blank=True, default="", help_text="The country that limits it.")
    attribution = models.CharField(max_length=200, blank=True, help_text="The speaker as named in the text.")
    speaker = models.CharField(max_length=200, blank=True, help_text="The named party that the speaker's words mean.")
    attribution_kind = term(SpeakerKind, help_text="What kind of voice it is.")
    relation = models.JSONField(null=True, blank=True, help_text="How it speaks of another figure.")
    organisation = models.CharField(max_length=200, blank=True, help_text="The organisation that it is about.")
    primary = models.BooleanField(default=True, help_text="Whether it is about the article's main incident.")
    score = models.FloatField(help_text="0 to 1: how sure the extractor is.")
    features = models.JSONField(default=list, help_text="What made the score.")
    needs_review = models.BooleanField(
        default=False, help_text="Below the threshold at which it becomes a claim by itself."
    )
    held_because = models.CharField(
        max_length=200, blank=True, default="", help_text="Why it is held, when it is not plausible."
    )
    extractor_version = models.CharField(max_length=20, help_text="What read it.")
    claim = models.ForeignKey(
        Claim,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentions",
        help_text="The claim it became.",
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "start"]
        constraints = [
            models.UniqueConstraint(fields=["version", "in_title", "start", "end"], name="mention_is_read_once"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & Q(quote_start__lte=F("start")) & Q(end__lte=F("quote_end")),
                name="mention_lies_in_its_quote",
            ),
        ]
        # GET /mentions?metric=...
        indexes = [models.Index(fields=["metric", "id"], name="mention_by_metric")]

    def __str__(self) -> str:
        return self.text

    def quote(self) -> str:
        """The sentence that is the evidence. Reads the version."""
        return self.quote_in(self.version)

    def quote_in(self, version: ArticleVersion) -> str:
        """The same, of its version that is at hand."""
        return self.words_in(version)[self.quote_start : self.quote_end]

    def words(self) -> str:
        """What its offsets are into. Reads the version."""
        return self.words_in(self.version)

    def words_in(self, version: ArticleVersion) -> str:
        """The same, of its version that is at hand."""
        return version.title if self.in_title else version.text
