"""Claims as an incident's and a figure's page show them: beside their quotes, with the part that each plays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from incidents.admin.numbers import bucket_words
from incidents.admin.part_words import part_words
from incidents.admin.registry import source_url, text_at
from incidents.admin.reviews import DISMISSED, corrected_as, decided_by_claim, restore_address
from incidents.admin.words import claim_words, figure_words
from incidents.figures.assertion import Bucket
from incidents.figures.leading_figure import leading_place
from incidents.models import Claim, Evidence, Figure, Incident
from incidents.vocabulary import Presentation

CLAIMS_SHOWN = 300  # on one page; the list of claims has all
QUOTES_SHOWN = 3


PRESENTED_AS = {Presentation.EARLIER: "told as an earlier figure", Presentation.PART: "told as a part"}


@dataclass(frozen=True, slots=True)
class Quote:
    """`admin_url` is the article's page here, empty when no app knows the source; `presented_as` is empty for a figure
    that is given as the current one."""

    text: str
    publisher: str
    published_on: Any
    url: str
    admin_url: str
    presented_as: str = ""
    submitted: bool = False


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim, what it does to its figure as a term (`rule`) and as a sentence (`reason`), and its quotes."""

    claim: Claim
    words: str
    rule: str
    reason: str
    quotes: tuple[Quote, ...]
    more_quotes: int
    decided: str = ""
    instead: Claim | None = None

    @property
    def part(self) -> str:
        return part_words(self.rule)

    @property
    def address(self) -> str:
        return reverse("admin:incidents_claim_change", args=[self.claim.pk])

    @property
    def review_address(self) -> str:
        return reverse("admin:incidents_claim_review", args=[self.claim.pk])

    @property
    def restore_address(self) -> str:
        """Empty for a claim that counts, or in whose place another counts."""
        dismissed = self.claim.decision in DISMISSED and self.instead is None
        return restore_address(self.claim) if dismissed else ""

    @property
    def correct_address(self) -> str:
        return reverse("admin:incidents_claim_correct", args=[self.claim.pk])


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure with its claims. `figure` is None for claims that came to none."""

    name: str
    number: str
    figure: Figure | None
    claims: tuple[ClaimRow, ...]


def claim_rows(figure: Figure) -> tuple[ClaimRow, ...]:
    """The claims that the figure's explanation names, those that carry it first."""
    references = [verdict["claim"] for verdict in figure.explanation.get("claims", [])]
    claims = Claim.objects.filter(reference__in=references[:CLAIMS_SHOWN])
    return _rows(claims.select_related("speaker_party").prefetch_related("evidence"), _parts([figure]))


def figure_rows(incident: Incident, most: int = CLAIMS_SHOWN) -> tuple[list[FigureRow], int]:
    """(the incident's figures, each with its claims; how many claims above `most` were left out): three queries, four
    when some were."""
    figures = list(Figure.objects.filter(incident=incident))
    claims = list(
        Claim.objects.of(incident)
        .select_related("speaker_party")
        .prefetch_related("evidence")
        .order_by("known_on", "pk")[: most + 1]
    )
    left_out = Claim.objects.of(incident).count() - most if len(claims) > most else 0
    parts = _parts(figures)
    by_figure: dict[Bucket, list[Claim]] = {figure.bucket: [] for figure in figures}
    rest: list[Claim] = []
    for claim in claims[:most]:
        bucket = parts[claim.reference][0] if claim.reference in parts else claim.bucket
        by_figure.get(bucket, rest).append(claim)
    rows = [
        FigureRow(bucket_words(figure.bucket), figure_words(figure), figure, _rows(by_figure[figure.bucket], parts))
        for figure in sorted(figures, key=_weight)
    ]
    if rest:
        rows.append(FigureRow("Claims that came to no figure", "", None, _rows(rest, parts)))
    return rows, left_out


def newest_claims(incident: Incident, most: int) -> QuerySet[Claim]:
    """The newest of its claims, with all that `quoted` and `claim_words` read."""
    rows = Claim.objects.of(incident).select_related("speaker_party").prefetch_related("evidence")
    return rows.order_by("-known_on", "-pk")[:most]


def summary(incident: Incident) -> list[tuple[str, str, Figure]]:
    """(what is counted, how many, the figure) for the head of an incident's page: what is known of all of it."""
    rows = sorted(Figure.objects.headline().known().filter(incident=incident), key=_weight)
    return [(bucket_words(row.bucket), figure_words(row), row) for row in rows]


def _weight(figure: Figure) -> tuple[Any, ...]:
    """The figure that leads the incident first, what is affected of the whole incident next, parts last."""
    size = -(figure.best or 0) if not figure.currency else 0
    return (*leading_place(figure.bucket, figure.best), figure.scope != "total", figure.metric != "affected", size)


def _parts(figures: Sequence[Figure]) -> dict[str, tuple[Bucket, str, str, int]]:
    """By claim reference, (its figure's bucket, its part, the reason for it, its place)."""
    parts: dict[str, tuple[Bucket, str, str, int]] = {}
    for figure in figures:
        winner, disputing = figure.explanation.get("winner"), figure.explanation.get("disputed_by", [])
        supported = figure.explanation.get("supported", [])
        for verdict in figure.explanation.get("claims", []):
            key = verdict["claim"]
            place = 0 if key == winner else 1 if key in disputing else 2 if key in supported else 3
            parts[key] = (figure.bucket, verdict["rule"], verdict["reason"], place)
    return parts


def _rows(claims: Iterable[Claim], parts: dict[str, tuple[Bucket, str, str, int]]) -> tuple[ClaimRow, ...]:
    def place(claim: Claim) -> tuple[Any, ...]:
        return (
            parts[claim.reference][3] if claim.reference in parts else 4,
            -(claim.known_on or dt.date.min).toordinal(),
        )

    rows = []
    found = sorted(claims, key=place)
    decided, instead = decided_by_claim(found), corrected_as(found)
    for claim in found:
        _, rule, reason, _ = parts.get(claim.reference, (None, claim.standing, "", 4))
        evidence = list(claim.evidence.all())
        quotes = tuple(quote_of(row) for row in evidence[:QUOTES_SHOWN])
        more = len(evidence) - len(quotes)
        rows.append(
            ClaimRow(
                claim, claim_words(claim), rule, reason, quotes, more, decided.get(claim.pk, ""), instead.get(claim.pk)
            )
        )
    return tuple(rows)


def quoted(words: str, claim: Claim) -> SafeString:
    """The words, and below them what the claim is known from. Reads the evidence."""
    return format_html("{}{}", words, quotes_of(claim))


def quotes_of(claim: Claim) -> SafeString:
    """What the claim is known from. Reads the evidence."""
    quotes = [(row.quote, row.publisher or row.title) for row in list(claim.evidence.all())[:QUOTES_SHOWN] if row.quote]
    shown = format_html_join("", "<blockquote>{}</blockquote><span class='quiet'>{}</span>", quotes)
    return format_html("<div class='quote'>{}</div>", shown or "No quote is kept.")


def quote_of(row: Evidence) -> Quote:
    presented_as = PRESENTED_AS.get(Presentation(row.presented_as), "")
    publisher, address = row.publisher or row.title, source_url(row.source)
    return Quote(row.quote, publisher, row.published_on, row.url, address, presented_as, row.submitted)


def looked_up_quote_of(row: Evidence) -> Quote:
    """The quote; where its source is an address, with the page here of the text that is known there: a query each."""
    quote = quote_of(row)
    known = None if quote.admin_url else text_at(row.url)
    return quote if known is None else replace(quote, admin_url=known.address)
