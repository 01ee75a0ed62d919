"""Handing an article in: an address to be fetched, or a text as it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from incidents.admin.base import RefusableForm, add_refusal
from incidents.admin.odd_entries import OddBox, is_confirmed
from incidents.entered_values import wrong_day
from incidents.ledger import OddEntry
from sources.admin.passages import article_link, articles_at
from sources.extraction.pages.addresses import canonical_url
from sources.extraction.pages.plain_text import MAX_TEXT
from sources.models import Article
from sources.pipeline import (
    EmptyText,
    ForeignPublisher,
    ForeignText,
    Submission,
    UnusableUrl,
    is_trusted,
    submit_text,
    submit_url,
)


class ArticleForm(RefusableForm):
    """With a text nothing is fetched, and the address only says where the text stands."""

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=1000,
        help_text="Fetched by a worker when there is no text below.",
        widget=forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
    )
    text = forms.CharField(
        required=False,
        max_length=MAX_TEXT,
        strip=False,
        help_text="The text of the article, if it is at hand.",
        widget=forms.Textarea(attrs={"rows": 14, "cols": 90}),
    )
    publisher_name = forms.CharField(
        label="Publisher", required=False, max_length=200, help_text="Left empty, the address tells it."
    )

    confirm = OddBox()

    class Meta:
        model = Article
        fields = ["title", "published_on"]
        help_texts: ClassVar = {
            "title": "Left empty, the page tells it.",
            "published_on": "Left empty, the page tells it.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("url", "").strip() and not cleaned.get("text", "") and not self.errors:
            self.add_error("url", "Give an address, a text, or both.")
        known = articles_at(cleaned.get("url", ""))
        if known and known[0].url != canonical_url(cleaned["url"]):
            odd = {"url": article_link(known[0], "Nearly the same address is that of")}
            if not is_confirmed(self, odd):
                add_refusal(self, OddEntry(odd))
        return cleaned

    def clean_published_on(self) -> Any:
        day = self.cleaned_data["published_on"]
        if wrong := wrong_day(day):
            raise ValidationError(wrong)
        return day

    def _post_clean(self) -> None:
        """Do nothing: the pipeline makes the record."""

    def submit(self, user: Any) -> Submission:
        """What came of it. Raises ValidationError naming the field."""
        fields = self.cleaned_data
        shared = {
            "title": fields["title"],
            "publisher": fields["publisher_name"],
            "published_on": fields["published_on"],
            "submitted_by": user,
            "trusted": is_trusted(user, may_confirm=user.has_perm("sources.change_coverage")),
        }
        try:
            if fields["text"]:
                return submit_text(fields["text"], url=fields["url"], **shared)
            return submit_url(fields["url"], **shared)
        except UnusableUrl as error:
            raise ValidationError({"url": str(error)}) from error
        except EmptyText as error:
            raise ValidationError({"text": str(error)}) from error
        except ForeignText as error:
            known = articles_at(fields["url"])
            field = "text" if fields["text"] else "url"
            raise ValidationError({field: article_link(known[0], f"{error} It is") if known else str(error)}) from error
        except ForeignPublisher as error:
            raise ValidationError({"publisher_name": str(error)}) from error
