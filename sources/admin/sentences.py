"""What is known of one sentence of an article: who speaks in it, and which claims stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from incidents.admin.words import claim_words
from incidents.models import Claim, Evidence, Party
from incidents.vocabulary import SpeakerKind, Standing
from sources.admin.highlight import Span
from sources.extraction import Passage
from sources.models import Article, ArticleVersion
from sources.pipeline.record.claims import address_of

_LOCATOR = re.compile(r"\d+:(?P<title>title:)?(?P<start>\d+)-(?P<end>\d+)")
_ANSWERING = {SpeakerKind.RESPONSIBLE_PARTY}  # whose kind says who is meant, without a name
_ENTERED = "entry:"  # how the source of what a person enters begins


@dataclass(frozen=True, slots=True)
class EnteredRow:
    """A claim that a person entered from the text, as the article's page tells it."""

    claim: Claim
    words: str
    in_title: bool
    span: Span

    @property
    def address(self) -> str:
        return reverse("admin:incidents_claim_change", args=[self.claim.pk])


def speaker_in(version: ArticleVersion, passage: Passage, *, in_title: bool, incident: int | None) -> dict[str, Any]:
    """Who says it, by the fields of the form of a claim: the speaker whom the extractor found for the number, else for
    another one of the sentence, else the article in its own voice. A party of the incident is chosen."""
    sentence = version.mentions.filter(in_title=in_title, start__lt=passage.quote_end, end__gt=passage.quote_start)
    rows = sorted(sentence, key=lambda row: (not (row.start < passage.end and passage.start < row.end), row.start))
    words, kind = next(
        ((row.attribution, row.attribution_kind) for row in rows if row.attribution or row.start < passage.end),
        ("", ""),
    )
    if not rows and passage.mention is not None:
        words, kind = passage.mention.attribution or "", passage.mention.attribution_kind
    fields: dict[str, Any] = {"speaker_words": words, "speaker_kind": kind or SpeakerKind.UNATTRIBUTED}
    if not words and kind not in _ANSWERING:
        fields["speaker_kind"] = SpeakerKind.UNATTRIBUTED
    if words and incident is not None:
        party = Party.objects.called(words).filter(involvements__incident=incident).order_by("pk").first()
        if party is not None:
            fields |= {"speaker_party": party.pk, "speaker_words": ""}
    return fields


def claims_in(article: Article, version: ArticleVersion, passage: Passage, *, in_title: bool) -> list[Claim]:
    """The claims that stand by the sentences of the passage, each once."""
    found = {
        row.claim.pk: row.claim
        for row, title, start, end in _located(article, version)
        if title == in_title and start < passage.quote_end and passage.quote_start < end
    }
    return list(found.values())


def entered_from(article: Article, version: ArticleVersion, after: int, asked: str) -> list[EnteredRow]:
    """The claims that persons entered from this version, in the order of the text, numbered on from `after`; the one of
    the key `asked` is marked as such."""
    text = {True: version.title, False: version.text}
    rows = [one for one in _located(article, version) if one[0].source.startswith(_ENTERED)]
    ordered = sorted(rows, key=lambda one: (not one[1], *one[2:], one[0].pk))
    return [
        EnteredRow(
            row.claim,
            claim_words(row.claim),
            title,
            Span(
                after + number,
                start,
                end,
                *_sentence(text[title], row.quote, start, end),
                words=f"entered by hand: {claim_words(row.claim)}",
                asked=str(row.claim_id) == asked,
            ),
        )
        for number, (row, title, start, end) in enumerate(ordered, start=1)
    ]


def _located(article: Article, version: ArticleVersion) -> Iterator[tuple[Evidence, bool, int, int]]:
    """(evidence, whether it is in the title, its offsets) of the claims that count and that this version carries."""
    address = address_of(article, version)
    entered = Q(source__startswith=_ENTERED, url=address) if address else Q(pk__in=[])
    rows = Evidence.objects.filter(Q(source=article.source_key) | entered, locator__startswith=f"{version.number}:")
    counting = rows.exclude(claim__standing=Standing.WITHDRAWN).select_related("claim__speaker_party")
    for row in counting.order_by("claim", "pk"):
        if place := _LOCATOR.fullmatch(row.locator):
            yield row, bool(place["title"]), int(place["start"]), int(place["end"])


def _sentence(text: str, quote: str, start: int, end: int) -> tuple[int, int]:
    """Where the quote around the passage begins and ends; the passage itself where it is not found."""
    first = text.rfind(quote, max(0, end - len(quote)), start + len(quote)) if quote else -1
    return (first, first + len(quote)) if first >= 0 else (start, end)
