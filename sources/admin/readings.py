"""What was read in a version of an article, in words: the list beside its highlighted text."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from incidents.admin.numbers import bucket_words
from incidents.admin.reviews import DISMISSED, corrected_as, decided_by_claim, restore_address
from incidents.figures.assertion import Bucket
from incidents.figures.number_words import spell_amount
from incidents.figures.quantity import Quantity
from incidents.models import Claim
from incidents.vocabulary import Hedge, Metric, Modality, Polarity, Scope, Unit
from sources.admin.highlight import Span
from sources.models import Mention


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention as the article's page tells it."""

    number: int
    mention: Mention
    what: str
    how: str
    speaker: str
    features: str
    claim_url: str
    decided: str = ""
    instead: Claim | None = None

    @property
    def restore_address(self) -> str:
        """Empty for a reading that counts, or in whose place another claim counts."""
        claim = self.mention.claim
        dismissed = claim is not None and claim.decision in DISMISSED and self.instead is None
        return restore_address(claim) if claim is not None and dismissed else ""


def bucket_of(mention: Mention) -> Bucket:
    return Bucket(
        Metric(mention.metric),
        Unit(mention.unit),
        mention.currency if mention.unit == Unit.MONEY else "",
        Scope(mention.scope),
        mention.country,
        mention.scope_text,
    )


def mention_words(mention: Mention) -> str:
    """`not up to 87 million people`."""
    quantity = Quantity(mention.value, mention.low, mention.high, Hedge(mention.hedge))
    denied = "not " if mention.polarity == Polarity.DENIED else ""
    return denied + spell_amount(quantity, bucket_of(mention))


def readings(mentions: Iterable[Mention]) -> list[MentionRow]:
    """In the order of the text, numbered from 1. Reads claim."""
    ordered = sorted(mentions, key=lambda mention: (not mention.in_title, mention.start, mention.end))
    rows = [_reading(number, mention) for number, mention in enumerate(ordered, start=1)]
    claims = [row.mention.claim for row in rows if row.mention.claim is not None]
    decided, instead = decided_by_claim(claims), corrected_as(claims)
    return [
        replace(row, decided=decided.get(key, ""), instead=instead.get(key))
        for row, key in ((row, row.mention.claim_id or 0) for row in rows)
    ]


def spans(rows: Iterable[MentionRow], *, in_title: bool = False, asked: Collection[int] = ()) -> list[Span]:
    """The same as marks in the text, or in the title; `asked` are the keys of those that a curator is asked about."""
    return [
        Span(
            one.number,
            one.mention.start,
            one.mention.end,
            one.mention.quote_start,
            one.mention.quote_end,
            one.mention.needs_review,
            f"{one.what}, {one.mention.score:.0%} sure",
            one.mention.pk in asked,
        )
        for one in rows
        if one.mention.in_title == in_title
    ]


def _reading(number: int, mention: Mention) -> MentionRow:
    how = [bucket_words(bucket_of(mention)), mention.get_hedge_display(), mention.get_measure_display()]
    if mention.modality != Modality.STATED:
        how.append(mention.get_modality_display())
    if not mention.primary:
        how.append(f"about {mention.organisation}" if mention.organisation else "about another incident")
    speaker = mention.attribution or mention.get_attribution_kind_display()
    return MentionRow(
        number,
        mention,
        mention_words(mention),
        ", ".join(how),
        f"{speaker} ({mention.get_attribution_kind_display()})" if mention.attribution else speaker,
        ", ".join(_feature(feature) for feature in mention.features),
        reverse("admin:incidents_claim_change", args=[mention.claim_id]) if mention.claim_id else "",
    )


def _feature(feature: object) -> str:
    """`data of +1.70` of {"name": ..., "weight": ...}."""
    if isinstance(feature, dict):
        name, weight = feature.get("name", ""), feature.get("weight")
        return f"{name} {weight:+.2f}" if isinstance(weight, int | float) else str(name)
    return str(feature)
