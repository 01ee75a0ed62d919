"""The extract step: what the extractor reads in a version, as rows."""

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog

from incidents.vocabulary import Metric, Modality, Polarity, Scope, Unit
from sources import extraction
from sources.models import Article, ArticleVersion, Mention
from sources.pipeline.extract.kept_readings import as_stored, read_to_keep
from sources.pipeline.extract.minor_units import stored_amount
from sources.pipeline.extract.plausibility import hold_implausible
from sources.pipeline.sandboxed_opening import open_text

log = structlog.get_logger(__name__)

_KEY = ("in_title", "start", "end")
_COMPARED = [
    field.attname for field in Mention._meta.concrete_fields if field.name not in ("id", "version", "claim", *_KEY)
]


@dataclass(frozen=True, slots=True)
class VersionRead:
    """What was read in a version: unsaved mentions, the language detected, the figure for its own incident, what is
    kept of the text, why nothing was read where that is no matter of course, and the language if it is read for review
    only."""

    mentions: list[Mention]
    language: str
    headline: int | None
    kept: extraction.KeptReading
    unread: extraction.Unread | None = None
    read_in: str = ""


def read_version(
    article: Article, version: ArticleVersion, strangers: frozenset[str] = frozenset(), *, quick: bool = False
) -> VersionRead:
    """What the extractor reads in the version, in the sandbox; `strangers` are names, as compared, to whom no incident
    happens. No row is read or written. Raises TextKilled."""
    text = extraction.ArticleText(
        id=str(article.pk), title=version.title, text=version.text, published=article.published_on
    )
    reading = open_text(text, quick=quick)
    if reading.left_out:
        log.warning("article_read_in_part", article=article.reference, left_out=reading.left_out)
    found: dict[tuple[bool, int, int], Mention] = {}
    placed = [(mention, False) for mention in reading.mentions]
    placed += [(mention, True) for mention in reading.titled]
    for mention, in_title in placed:
        try:
            found.setdefault((in_title, mention.start, mention.end), _row(version, mention, in_title=in_title))
        except OverflowError as error:
            log.info("mention_not_kept", article=article.reference, text=mention.text, reason=str(error))
    rows = list(found.values())
    _lead(rows, reading.headline)
    if reading.title_head is not None:
        _vouch_by_title(rows, reading.title_head, reading.headline)
    _carry_along(rows)
    hold_implausible(rows)
    if reading.read_in:
        _hold_for_review(rows, reading.read_in)
    try:
        headline = stored_amount(reading.headline, "")
    except OverflowError:
        headline = None
    items = tuple(extraction.KeptItem(one.start, one.end, one.organisation) for one in reading.items)
    kept = read_to_keep(article, version, rows, strangers, items, quick=quick)
    read_in = reading.language if reading.read_in and rows else ""
    return VersionRead(rows, reading.language, headline, kept, reading.unread, read_in)


def store_mentions(version: ArticleVersion, read: VersionRead) -> bool:
    """Make the version's mentions be exactly these; those that stay keep their row, and with it their claim. Returns
    whether anything changed. Call it in a transaction that holds the article."""
    known = {(row.in_title, row.start, row.end): row for row in version.mentions.all()}
    created, updated = [], []
    for mention in read.mentions:
        row = known.pop((mention.in_title, mention.start, mention.end), None)
        if row is None:
            created.append(mention)
        elif any(getattr(row, name) != getattr(mention, name) for name in _COMPARED):
            for name in _COMPARED:
                setattr(row, name, getattr(mention, name))
            updated.append(row)
    Mention.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    Mention.objects.bulk_update(updated, _COMPARED)
    Mention.objects.bulk_create(created)
    version.reading = as_stored(read.kept)
    ArticleVersion.objects.filter(pk=version.pk).update(
        extractor_version=extraction.VERSION,
        language=version.language or read.language[:10],
        headline=read.headline,
        reading=version.reading,
    )
    return bool(known or created or updated)


def _lead(rows: list[Mention], headline: extraction.Amount | None) -> None:
    """Accept the article's headline figure without review: what a text leads with is what it claims."""
    for row in rows:
        if row.metric == Metric.AFFECTED and row.value is not None and row.value == headline:
            row.needs_review = False


def _vouch_by_title(rows: list[Mention], head: extraction.ExtractedMention, headline: extraction.Amount | None) -> None:
    """Let the title vouch for mentions of its number: they need no review, and where their sentence names no speaker,
    they get the title's ("Firm says 157,000 customers were hit")."""
    for row in rows:
        if row.value != headline or row.unit == Unit.MONEY or row.scope == Scope.SUPERSEDED:
            continue
        row.needs_review = False
        if not row.attribution and head.attribution:
            row.attribution, row.speaker = head.attribution[:200], (head.speaker or "")[:200]
            row.attribution_kind = head.attribution_kind


def _carry_along(rows: list[Mention]) -> None:
    """Accept a weak mention without review when a sure one vouches for it. In "30 million, not 87 million" the denial
    is as sure as the 30; "37 million more than reported before" is as sure as the total, and "seven million of these"
    as the number that it follows."""
    sure = [row for row in rows if not row.needs_review]
    for before, row in itertools.pairwise(sorted(rows, key=lambda row: (row.in_title, row.start))):
        same_kind = (row.metric, row.unit, row.in_title) == (before.metric, before.unit, before.in_title)
        if same_kind and row.scope == Scope.SUBSET and not before.needs_review:
            row.needs_review = False
    beside = {(row.metric, row.unit, row.quote_start) for row in sure}
    numbers = {(row.metric, row.unit, row.value) for row in sure}
    for row in rows:
        target = (row.relation or {}).get("target")
        vouched = row.polarity == Polarity.DENIED and (row.metric, row.unit, row.quote_start) in beside
        vouched = vouched or (target is not None and (row.metric, row.unit, target) in numbers)
        row.needs_review = row.needs_review and not vouched


def _hold_for_review(rows: list[Mention], language: str) -> None:
    """Hold all that was read in a language of few words: `make truth` has no set that shows how good that is."""
    for row in rows:
        row.needs_review = True
        row.held_because = f"Read in {language}, by few words that are not proven yet: look at the sentence."


def _row(version: ArticleVersion, mention: extraction.ExtractedMention, *, in_title: bool) -> Mention:
    currency = mention.currency or ""
    possible = mention.possible and mention.modality is Modality.STATED
    return Mention(
        version=version,
        in_title=in_title,
        start=mention.start,
        end=mention.end,
        text=mention.text[:200],
        quote_start=mention.quote_start,
        quote_end=mention.quote_end,
        metric=mention.metric,
        unit=mention.unit,
        currency=currency,
        value=stored_amount(mention.value, currency),
        low=stored_amount(mention.low, currency),
        high=stored_amount(mention.high, currency),
        hedge=mention.hedge,
        hedge_text=mention.hedge_text[:100],
        measure=mention.measure,
        modality=Modality.POSSIBLE if possible else mention.modality,
        polarity=Polarity.DENIED if mention.negated else Polarity.ASSERTED,
        scope=mention.scope,
        scope_text=mention.scope_text[:200],
        country=mention.country or "",
        attribution=(mention.attribution or "")[:200],
        speaker=(mention.speaker or "")[:200],
        attribution_kind=mention.attribution_kind,
        relation=_relation(mention.relation, currency),
        organisation=(mention.organisation or "")[:200],
        primary=mention.primary,
        score=mention.score,
        features=[{"name": feature.name, "weight": feature.weight} for feature in mention.features],
        # A title says little beside its figure: none of it is evidence, and it is no weaker for that.
        needs_review=mention.score < extraction.ACCEPT and not in_title,
        extractor_version=extraction.VERSION,
    )


def _relation(relation: extraction.MentionRelation | None, currency: str) -> dict[str, Any] | None:
    """As JSON, its numbers in the same units as the mention's."""
    if relation is None:
        return None
    numbers: dict[str, Decimal | int | None] = {
        "implies_previous": relation.implies_previous,
        "target": relation.target,
    }
    stored = {name: stored_amount(number, currency) for name, number in numbers.items() if number is not None}
    return {"type": str(relation.type), **stored}
