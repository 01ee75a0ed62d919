"""What was read of proceedings in a version: kept as read, with what read it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from incidents.models import Incident, Stage
from incidents.models.fields import currency, precision, term
from incidents.vocabulary import Hedge, StageKind
from sources.models.article import ArticleVersion


class StageMentionQuerySet(models.QuerySet["StageMention"]):
    def public(self) -> StageMentionQuerySet:
        """Those that became stages of incidents that everybody may see."""
        return self.filter(stage__proceeding__incident__in=Incident.objects.public())


class StageMention(models.Model):
    """A step of a proceeding found in an article version. Offsets are half-open [start, end) code points into its text,
    or its title; sums are minor units."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="stage_mentions")
    in_title = models.BooleanField(default=False, help_text="The offsets are into the title.")
    start = models.PositiveIntegerField(help_text="Where the sum, or the words of a step without one, begin.")
    end = models.PositiveIntegerField(help_text="Where they end.")
    quote_start = models.PositiveIntegerField(help_text="Where the sentence begins.")
    quote_end = models.PositiveIntegerField(help_text="Where the sentence ends.")
    kind = term(StageKind, help_text="Which step it is.")
    hedge = term(Hedge, default=Hedge.EXACT, help_text="How the text bounds the sum.")
    amount_minor = models.BigIntegerField(null=True, blank=True, help_text="The sum, in minor units.")
    other_amount_minor = models.BigIntegerField(null=True, blank=True, help_text="The same sum in another currency.")
    other_currency = currency(help_text="ISO 4217 of the other amount.")
    currency = currency(help_text="ISO 4217 of the sum.")
    authorities = models.JSONField(default=list, help_text="Who acts, in the words of the text, a list.")
    plaintiffs = models.CharField(max_length=60, blank=True, help_text="Those affected who sue, where they do.")
    respondent = models.CharField(max_length=200, blank=True, help_text="Against whom, in the words of the text.")
    happened_on = models.DateField(null=True, blank=True, help_text="The day that the sentence tells.")
    happened_precision = precision("the day")
    in_passing = models.BooleanField(default=False, help_text="Told of the past, beside something newer.")
    conditional = models.BooleanField(default=False, help_text="Subject to somebody's approval.")
    years = models.JSONField(default=list, help_text="Of the incidents that the sentence names.")
    other_case = models.BooleanField(default=False, help_text="The sentence speaks of another case.")
    titled = models.BooleanField(default=False, help_text="The title names whom it is against, or has its sum.")
    extractor_version = models.CharField(max_length=20, help_text="What read it.")
    stage = models.ForeignKey(
        Stage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="mentions",
        help_text="The stage it became.",
    )

    objects = StageMentionQuerySet.as_manager()

    class Meta:
        ordering = ["version_id", "-in_title", "start"]
        constraints = [
            models.UniqueConstraint(fields=["version", "in_title", "start", "end"], name="stage_mention_is_read_once"),
            models.CheckConstraint(
                condition=Q(start__lt=F("end")) & Q(quote_start__lte=F("start")) & Q(end__lte=F("quote_end")),
                name="stage_mention_lies_in_its_quote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.start}-{self.end}"

    def quote(self) -> str:
        """The sentence that is the evidence. Reads the version."""
        return self.quote_in(self.version)

    def quote_in(self, version: ArticleVersion) -> str:
        """The same, of its version that is at hand."""
        return self.words_in(version)[self.quote_start : self.quote_end]

    def words_in(self, version: ArticleVersion) -> str:
        """The text that the offsets are of."""
        return version.title if self.in_title else version.text
