"""What is kept of a text for the steps after it, so that none of them opens it again: its words as names are compared,
and what it says apart from its figures.

| asked later                                         | answered from                                    |
| --------------------------------------------------- | ------------------------------------------------ |
| is this name in the text, where, how often          | `words`: an index; nobody knows yet which names  |
| which incident is it about, by topics and days      | `signs`                                          |
| does it tell of an incident that nobody has opened  | `candidacy`                                      |
| what else is this organisation called, who owns it  | `relations`                                      |
| which party is "the firm", whose chief is Ms. Reyes | `words` and `offices`                            |
| of which year, of whom is this figure               | `contexts`                                       |

Its size has an end: see the limits of each. Of an article of 500 words it is about twice as long as the text.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from incidents.names import name_key, normalise_name
from sources.extraction.article import ArticleText
from sources.extraction.find.feed_trailer import without_trailer
from sources.extraction.find.word_index import MOST_CHARACTERS, IndexedWords, Wording, index_words
from sources.extraction.language import detect_language
from sources.extraction.lexicon import language_to_read_in
from sources.extraction.lexicon.figure_context_words import load_figure_context_words
from sources.extraction.lexicon.matching_words import load_matching_words
from sources.extraction.resolve.article_signs import ArticleSigns, article_signs
from sources.extraction.resolve.candidacy import Candidacy, candidacy
from sources.extraction.resolve.coreference import OfficePlace, office_places
from sources.extraction.resolve.figure_contexts import (
    NO_CONTEXT,
    FigureContext,
    FigureSpan,
    figure_contexts,
    place_key,
)
from sources.extraction.resolve.related_names import StatedRelation, stated_relations


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A part of a round-up: its half-open span of the text, and whose incident it tells."""

    start: int
    end: int
    organisation: str


@dataclass(frozen=True)
class KeptReading:
    """published   the day of publication by which days without a year were read
    length         characters of the text
    items          of a round-up, in text order
    contexts       by the place of a figure (`place_key`), what stands around it
    offices        by person, where the text tells an office of theirs
    """

    published: dt.date | None
    length: int
    words: IndexedWords
    signs: ArticleSigns
    candidacy: Candidacy | None = None
    items: tuple[KeptItem, ...] = ()
    relations: tuple[StatedRelation, ...] = ()
    contexts: Mapping[str, FigureContext] = field(default_factory=dict)
    offices: Mapping[str, tuple[OfficePlace, ...]] = field(default_factory=dict)

    @cached_property
    def wording(self) -> Wording:
        """The words, for look-ups."""
        return Wording(self.words)

    def context_of(self, start: int, end: int, *, in_title: bool) -> FigureContext:
        """What stands around the figure at this place."""
        return self.contexts.get(place_key(start, end, in_title=in_title), NO_CONTEXT)


@dataclass(frozen=True, slots=True)
class WhatWasRead:
    """What the extractor has read so far, which says what more is to be kept.

    figures     where the figures stand
    persons     who speaks, in the words of the text
    counts      how many figures of those concerned there are
    sums        the metrics of the sums of money
    strangers   names, as compared, to whom incidents do not happen: authorities, newspapers
    items       of a round-up
    """

    figures: tuple[FigureSpan, ...] = ()
    persons: tuple[str, ...] = ()
    counts: int = 0
    sums: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    items: tuple[KeptItem, ...] = ()


def keep(article: ArticleText, read: WhatWasRead) -> KeptReading:
    """What is kept of the article, which is asked in English where its own language is not supported."""
    article = without_trailer(article)
    language = language_to_read_in(detect_language(article.title, article.text))
    title, text = article.title, article.text
    words = index_words(title, text, _further_down(read.figures))
    wording = Wording(words)
    return KeptReading(
        published=article.published,
        length=len(text),
        words=words,
        signs=article_signs(title, text, article.published, wording, load_matching_words(language)),
        candidacy=candidacy(
            title=title,
            text=text,
            figures=read.counts,
            strangers=read.strangers,
            sums=read.sums,
            speakers=read.persons,
        ),
        items=tuple(one for one in read.items if _keys(one.organisation).isdisjoint(read.strangers)),
        relations=stated_relations(f"{title}\n{text[:MOST_CHARACTERS]}"),
        contexts=figure_contexts(title, text, read.figures, article.published, load_figure_context_words(language)),
        offices=office_places(text, wording, read.persons),
    )


def _keys(name: str) -> set[str]:
    """The name as compared, in both ways: "I.C.O." is ICO."""
    return {normalise_name(name), name_key(name)}


def _further_down(figures: Iterable[FigureSpan]) -> list[tuple[int, int]]:
    """The sentences of figures beyond the beginning of the text, in order, each once."""
    return sorted(
        {(one.quote_start, one.quote_end) for one in figures if not one.in_title and one.quote_end > MOST_CHARACTERS}
    )
