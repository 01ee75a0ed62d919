"""Text in, mentions with spans out: pure, deterministic, versioned (docs/architecture.md).

    read(ArticleText(id="1", title="", text="Data of 5,000 patients was stolen.")).mentions[0].value == 5000

A mention is a proposal: `score` says how likely it counts those concerned, `features` why, `evidence.ACCEPT` from where
on it needs no second look. Loads neither Django nor Celery.
"""

from sources.extraction.article import ArticleText, InvalidArticle, parse_article
from sources.extraction.classify.evidence import ACCEPT, REVIEW
from sources.extraction.kept_reading import KeptItem, KeptReading, WhatWasRead, keep
from sources.extraction.mention import (
    BESIDE_LOST,
    NO_COUNT,
    Amount,
    Directness,
    ExtractedMention,
    Feature,
    MentionRelation,
    Reading,
    RelationType,
    Unread,
    to_json,
)
from sources.extraction.passage import Passage, read_passage
from sources.extraction.read import left_out, read
from sources.extraction.version import VERSION

__all__ = [
    "ACCEPT",
    "BESIDE_LOST",
    "NO_COUNT",
    "REVIEW",
    "VERSION",
    "Amount",
    "ArticleText",
    "Directness",
    "ExtractedMention",
    "Feature",
    "InvalidArticle",
    "KeptItem",
    "KeptReading",
    "MentionRelation",
    "Passage",
    "Reading",
    "RelationType",
    "Unread",
    "WhatWasRead",
    "keep",
    "left_out",
    "parse_article",
    "read",
    "read_passage",
    "to_json",
]
