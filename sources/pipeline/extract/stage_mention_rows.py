"""The extract step: the steps of proceedings that the extractor reads in a version, as rows."""

import datetime as dt
from collections.abc import Iterable

import structlog

from incidents.models import Regulator
from sources import extraction
from sources.extraction.proceedings import ExtractedStage as Read
from sources.models import Article, ArticleVersion, StageMention
from sources.pipeline.extract.minor_units import stored_amount
from sources.pipeline.sandboxed_opening import open_stages

log = structlog.get_logger(__name__)

_COMPARED = [
    field.attname
    for field in StageMention._meta.concrete_fields
    if field.name not in ("id", "version", "stage", "in_title", "start", "end")
]


def read_stage_mentions(article: Article, version: ArticleVersion, *, quick: bool = False) -> list[StageMention]:
    """The steps that the version tells, as unsaved rows. Reads the regulators, writes nothing. Raises TextKilled."""
    published = article.published_on or first_read_on(version)
    text = extraction.ArticleText(id=str(article.pk), title=version.title, text=version.text, published=published)
    found: dict[tuple[bool, int, int], StageMention] = {}
    for one in open_stages(text, authority_names(), quick=quick):
        try:
            found.setdefault((one.in_title, one.start, one.end), _row(version, one))
        except OverflowError as error:
            log.info("stage_mention_not_kept", article=article.reference, reason=str(error))
    return list(found.values())


def store_stage_mentions(version: ArticleVersion, rows: Iterable[StageMention]) -> bool:
    """Make the version's steps be exactly these; those that stay keep their row. Returns whether anything changed. Call
    it in a transaction that holds the article."""
    known = {(row.in_title, row.start, row.end): row for row in version.stage_mentions.all()}
    created, updated = [], []
    for one in rows:
        row = known.pop((one.in_title, one.start, one.end), None)
        if row is None:
            created.append(one)
        elif any(getattr(row, name) != getattr(one, name) for name in _COMPARED):
            for name in _COMPARED:
                setattr(row, name, getattr(one, name))
            updated.append(row)
    StageMention.objects.filter(pk__in=[row.pk for row in known.values()]).delete()
    StageMention.objects.bulk_update(updated, _COMPARED)
    StageMention.objects.bulk_create(created)
    return bool(known or created or updated)


def authority_names() -> frozenset[str]:
    """The regulators of the table, by name, acronym and other names, as texts print them."""
    rows = Regulator.objects.order_by().values_list("name", "acronym", "aliases")
    return frozenset(name for first, acronym, others in rows for name in (first, acronym, *others) if len(name) > 1)


def first_read_on(version: ArticleVersion) -> dt.date:
    """The day that stands in for a missing day of publication; it stays the same however often the text is read."""
    return version.fetched_at.date()


def _row(version: ArticleVersion, one: Read) -> StageMention:
    return StageMention(
        version=version,
        in_title=one.in_title,
        start=one.start,
        end=one.end,
        quote_start=one.quote_start,
        quote_end=one.quote_end,
        kind=one.kind,
        hedge=one.hedge,
        amount_minor=stored_amount(one.amount, one.currency),
        currency=one.currency,
        other_amount_minor=stored_amount(one.other_amount, one.other_currency),
        other_currency=one.other_currency,
        authorities=list(one.authorities),
        plaintiffs=one.plaintiffs[:60],
        respondent=one.respondent[:200],
        happened_on=one.happened_on,
        happened_precision=one.happened_precision,
        in_passing=one.in_passing,
        conditional=one.conditional,
        years=list(one.years),
        other_case=one.other_case,
        titled=one.titled,
        extractor_version=extraction.VERSION,
    )
