"""From an article to its reading: the mentions of the text and its title, or of each item of a round-up."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import Unit
from sources.extraction.article import ArticleText
from sources.extraction.budget import MOST_TITLE_CHARACTERS
from sources.extraction.classify.headline import choose_headline, limited_by_title, title_head, unprinted
from sources.extraction.find.document import Document, prepare
from sources.extraction.find.feed_trailer import without_trailer
from sources.extraction.find.number_candidates import find_candidates
from sources.extraction.language import detect_language
from sources.extraction.lexicon import FOR_REVIEW, SUPPORTED, load_lexicon
from sources.extraction.mention import (
    ExtractedMention,
    Reading,
    RoundUpItem,
    Unread,
)
from sources.extraction.mention_reader import MentionReader
from sources.extraction.part_reader import PartReader
from sources.extraction.resolve.round_ups import find_round_up
from sources.extraction.review_reader import read_for_review

_LEAST_WORDS = 4  # of a text
_LEAST_COUNT = 10  # of a title: below, it counts tips, or those arrested


def read(article: ArticleText) -> Reading:
    """All figures of an article with the sentences that carry them; nothing where its language is not supported."""
    article = without_trailer(article)
    language = detect_language(article.title, article.text)
    if language in FOR_REVIEW:
        return read_for_review(article, language)
    if language not in SUPPORTED:
        return Reading(None, (), language, supported=False, unread=Unread.LANGUAGE)
    document = prepare(article, load_lexicon(language))
    mentions = MentionReader(document).mentions()
    parts = PartReader(document)
    items = find_round_up(document, mentions, parts)
    if items:
        return _round_up(document, mentions, items, language)
    mentions = _with(mentions, parts.totals())
    title = prepare(replace(article, title="", text=article.title[:MOST_TITLE_CHARACTERS]), document.lexicon)
    titled = MentionReader(title).mentions()
    mentions = limited_by_title(titled, mentions)
    return Reading(
        choose_headline(titled, mentions),
        mentions,
        language,
        titled=unprinted(titled, mentions),
        title_head=title_head(titled, title.text, document.lexicon),
        left_out=document.budget.noted,
        unread=None if titled or mentions else _why_unread(document, title),
    )


def _with(mentions: Sequence[ExtractedMention], more: Sequence[ExtractedMention]) -> tuple[ExtractedMention, ...]:
    """The mentions in text order, with those of `more` that no other overlaps."""
    added = [one for one in more if not any(one.start < other.end and other.start < one.end for other in mentions)]
    return tuple(sorted((*mentions, *added), key=lambda one: one.start))


def _why_unread(document: Document, title: Document) -> Unread | None:
    """Why a text may have no figures: it is hardly a text, or they were missed, since its title counts something."""
    if len(document.plain.split()) < _LEAST_WORDS:
        return Unread.EMPTY
    counts = (one for one in find_candidates(title) if one.unit is not None and one.unit is not Unit.MONEY)
    is_counted = any(one.number.value is None or one.number.value >= _LEAST_COUNT for one in counts)
    return Unread.NO_FIGURE if is_counted else None


def _round_up(
    document: Document, mentions: Sequence[ExtractedMention], items: tuple[RoundUpItem, ...], language: str
) -> Reading:
    """The reading of an article of many incidents: the figures of each item are its organisation's, others nobody's."""
    rest = [one for one in mentions if not any(item.start <= one.start < item.end for item in items)]
    kept = [replace(one, primary=False, organisation=None) for one in rest]
    kept += [one for item in items for one in item.mentions]
    in_order = tuple(sorted(kept, key=lambda one: one.start))
    return Reading(None, in_order, language, items=items, left_out=document.budget.noted)


def left_out(article: ArticleText) -> tuple[str, ...]:
    """Return why not all of an article is read, as `Reading.left_out` has it, without reading it."""
    article = without_trailer(article)
    language = detect_language(article.title, article.text)
    if language in FOR_REVIEW:
        return read_for_review(article, language).left_out
    if language not in SUPPORTED:
        return ()
    document = prepare(article, load_lexicon(language))
    for _ in find_candidates(document):
        pass
    return document.budget.noted
