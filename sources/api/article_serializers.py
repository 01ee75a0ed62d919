"""What REST shows of articles and their versions, and takes in of them."""

import datetime as dt
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.entered_values import wrong_day
from incidents.models.fields import can_be_read
from sources.api.publishers import PublisherSerializer
from sources.extraction.pages.plain_text import tidy
from sources.models import Article, ArticleState, ArticleVersion, ReviewLanguage, TextOrigin, TextStanding, UnreadReason
from sources.pipeline.intake.submission import BLANK_TEXT
from tracker.foundation.rest.bodies import Body, DayField, NumberField
from tracker.foundation.rest.selection import SparseMixin

LONGEST_TEXT = 200_000  # characters
READ_IN = "The language of few words in which its figures were read: each waits for a curator. Else null."


class ProgressShown:
    """How far an article has come. Curators alone are told that it is matched anew."""

    context: dict[str, Any]

    @extend_schema_field({"type": "string", "enum": ArticleState.values})
    def get_state(self, article: Article) -> str:
        return str(article.state if self.context.get("sees_all") else article.shown_state)

    def get_finished(self, article: Article) -> bool:
        return self.get_state(article) in {ArticleState.DONE, ArticleState.FAILED}

    @extend_schema_field({"type": ["string", "null"], "enum": [*UnreadReason.values, None]})
    def get_unread(self, article: Article) -> str | None:
        return article.unread or None

    @extend_schema_field({"type": ["string", "null"], "enum": [*ReviewLanguage.values, None]})
    def get_read_in(self, article: Article) -> str | None:
        return article.read_in or None


class ArticleSerializer(ProgressShown, SparseMixin, serializers.ModelSerializer[Article]):
    """A piece of coverage at a canonical URL. `state` says how far the work on it has come, `origin` whether its latest
    text was fetched from that address, submitted by an account or imported by the operator, and `standing` whether it
    counts. Curators see which account handed it in."""

    publisher = PublisherSerializer(read_only=True, allow_null=True)
    state = serializers.SerializerMethodField()
    finished = serializers.SerializerMethodField(help_text="Whether nothing is left to do.")
    unread = serializers.SerializerMethodField(
        help_text="Why nothing was read in it: its language, hardly a text, or no figure though its title has one."
    )
    read_in = serializers.SerializerMethodField(help_text=READ_IN)
    submitted_by = serializers.CharField(source="submitted_by.username", read_only=True, default=None, allow_null=True)
    origin = serializers.SerializerMethodField(help_text="How its latest text came; null while there is none.")
    standing = serializers.SerializerMethodField(help_text="Whether that text counts; null while there is none.")

    needs: ClassVar = {"publisher": ("publisher",), "submitted_by": ("submitted_by",)}
    guarded: ClassVar = ("attempts", "next_attempt_at", "last_error", "submitted_by")

    class Meta:
        model = Article
        fields = (
            "reference",
            "url",
            "title",
            "publisher",
            "published_on",
            "day_from_file",
            "state",
            "finished",
            "unread",
            "read_in",
            "origin",
            "standing",
            "submitted_by",
            "attempts",
            "next_attempt_at",
            "last_error",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "enum": [*TextOrigin.values, None]})
    def get_origin(self, article: Article) -> str | None:
        return article.origin or None

    @extend_schema_field({"type": ["string", "null"], "enum": [*TextStanding.values, None]})
    def get_standing(self, article: Article) -> str | None:
        return article.standing or None


class StatusSerializer(ProgressShown, serializers.Serializer[Any]):
    """How far an article has come. Ask again until `finished`."""

    reference = serializers.CharField()
    url = serializers.CharField()
    state = serializers.SerializerMethodField()
    finished = serializers.SerializerMethodField(help_text="Whether nothing is left to do.")
    unread = serializers.SerializerMethodField(
        help_text="Why nothing was read in it: its language, hardly a text, or no figure though its title has one."
    )
    read_in = serializers.SerializerMethodField(help_text=READ_IN)
    error = serializers.SerializerMethodField(help_text="Why the last try failed; empty when none did.")
    article = serializers.SerializerMethodField(help_text="Address of the article.")

    def get_error(self, article: Article) -> str:
        return article.last_error if self.context.get("sees_all") or not article.reworked else ""

    def get_article(self, article: Article) -> str:
        view: Any = self.context["view"]
        return str(view.reverse_action("detail", args=[article.reference]))


class ArticleVersionSerializer(SparseMixin, serializers.ModelSerializer[ArticleVersion]):
    """One text of an article, never changed. Offsets of mentions are code points into `text`."""

    story = serializers.IntegerField(source="story_id", read_only=True, allow_null=True)
    submitted_by = serializers.CharField(source="submitted_by.username", read_only=True, default=None, allow_null=True)
    judged_by = serializers.CharField(source="judged_by.username", read_only=True, default=None, allow_null=True)

    needs: ClassVar = {"submitted_by": ("submitted_by",), "judged_by": ("judged_by",)}

    class Meta:
        model = ArticleVersion
        fields = (
            "number",
            "title",
            "text",
            "language",
            "content_hash",
            "story",
            "origin",
            "submitted_by",
            "claimed_publisher",
            "fetched_from",
            "standing",
            "judged_by",
            "judged_at",
            "judged_because",
            "extractor_version",
            "fetched_at",
        )
        read_only_fields = fields


class ArticleBody(Body):
    """An address to be fetched, or a text as it stands (with its address, where it has one)."""

    url = serializers.CharField(max_length=1000, default="", allow_blank=True)
    text = serializers.CharField(max_length=LONGEST_TEXT, default="", allow_blank=True, trim_whitespace=False)
    title = serializers.CharField(max_length=500, default="", allow_blank=True, validators=[can_be_read])
    publisher = serializers.CharField(max_length=200, default="", allow_blank=True)
    published_on = DayField(default=None, allow_null=True)

    def validate_published_on(self, day: dt.date | None) -> dt.date | None:
        if wrong := wrong_day(day):
            raise serializers.ValidationError(wrong)
        return day

    def validate_text(self, text: str) -> str:
        if text and not tidy(text):
            raise serializers.ValidationError(BLANK_TEXT)
        return text

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["url"].strip() and not attrs["text"]:
            raise serializers.ValidationError({"url": "Give an address or a text."})
        return super().validate(attrs)


class JudgementBody(Body):
    """Why the curator decides so about a submitted text."""

    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class AcceptanceBody(JudgementBody):
    """Which version of the text the curator has read, and why he vouches for it."""

    version = NumberField(min_value=1)
