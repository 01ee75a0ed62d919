"""What is kept of a version's text for the steps after the extract step: stored with it, and read back from there.

| the version                                                        | what is kept                          |
| ------------------------------------------------------------------ | ------------------------------------- |
| was read by this extractor, by the day of publication of today     | is what was stored                    |
| was not, and its coverage is decided meanwhile, in a request       | is read anew in the sandbox, unstored |
| was not, and a worker is at it                                     | is read first: the step goes back     |
"""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache

import structlog

from incidents.models import Regulator
from incidents.names import normalise_name
from incidents.vocabulary import Metric, Scope
from sources import extraction
from sources.extraction.plain_json import UnreadableJson, from_plain, to_plain
from sources.extraction.resolve.figure_contexts import FigureSpan
from sources.models import Article, ArticleVersion, Mention
from sources.pipeline.sandboxed_opening import open_to_keep
from sources.sandbox import TextKilled

log = structlog.get_logger(__name__)


def strangers_to(article: Article) -> frozenset[str]:
    """The names, as compared, of those to whom no incident happens that the article tells of: its publisher, and the
    authorities."""
    names = {article.publisher.name if article.publisher else ""}
    for name, acronym in Regulator.objects.values_list("name", "acronym"):
        names |= {name, acronym}
    return frozenset(map(_as_compared, names)) - {""}


_as_compared = lru_cache(maxsize=4096)(normalise_name)  # the same few hundred names for each article


def read_to_keep(
    article: Article,
    version: ArticleVersion,
    mentions: Iterable[Mention],
    strangers: frozenset[str] = frozenset(),
    items: tuple[extraction.KeptItem, ...] = (),
    *,
    quick: bool = False,
) -> extraction.KeptReading:
    """What is kept of the version in which these mentions and items were read. No row is touched. Raises TextKilled."""
    mentions = list(mentions)
    text = extraction.ArticleText(
        id=str(article.pk), title=version.title, text=version.text, published=article.published_on
    )
    read = extraction.WhatWasRead(
        figures=tuple(map(_span, mentions)),
        persons=tuple(dict.fromkeys(row.speaker or row.attribution for row in mentions)),
        counts=sum(row.metric == Metric.AFFECTED for row in mentions),
        sums=frozenset(str(row.metric) for row in mentions if row.currency),
        strangers=strangers,
        items=items,
    )
    return open_to_keep(text, read, quick=quick)


def as_stored(kept: extraction.KeptReading) -> object:
    """What is kept, as the row holds it."""
    return to_plain(kept)


def is_up_to_date(article: Article, version: ArticleVersion) -> bool:
    """Whether this extractor has read the version, by the day of publication that the article has now."""
    return version.extractor_version == extraction.VERSION and _stored(version, article.published_on) is not None


def kept_reading(article: Article, version: ArticleVersion) -> extraction.KeptReading:
    """What is kept of the version: as stored, else read anew, which is stored by the extract step only."""
    stored = _stored(version, article.published_on) if version.extractor_version == extraction.VERSION else None
    if stored is not None:
        return stored
    mentions = version.mentions.order_by("start") if version.pk else Mention.objects.none()
    try:
        return read_to_keep(article, version, mentions, strangers_to(article))
    except TextKilled as error:
        log.warning("version_not_read_anew", article=article.reference, reason=str(error))
        return extraction.keep(extraction.ArticleText(str(article.pk), version.title, ""), extraction.WhatWasRead())


def _stored(version: ArticleVersion, published: dt.date | None) -> extraction.KeptReading | None:
    if version.reading is None:
        return None
    try:
        kept = from_plain(extraction.KeptReading, version.reading)
    except UnreadableJson as error:
        log.warning("stored_reading_not_used", version=version.pk, reason=str(error))
        return None
    return kept if kept.published == published else None


def _span(mention: Mention) -> FigureSpan:
    return FigureSpan(
        in_title=mention.in_title,
        start=mention.start,
        end=mention.end,
        quote_start=mention.quote_start,
        quote_end=mention.quote_end,
        earlier=mention.scope == Scope.SUPERSEDED,
    )
