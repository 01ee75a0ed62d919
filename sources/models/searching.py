"""Searching articles and publishers: where each word is looked for.

| of           | in                                                        |
| ------------ | --------------------------------------------------------- |
| an article   | its title, its address, its publisher's name, reference   |
| a publisher  | its name and its host                                     |
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet

from incidents.models.searching import search_named
from incidents.search.finding import Found, Way, found_by, having, nearly_called
from incidents.search.searched_columns import Shelf
from incidents.search.words import SearchWord, typed_words
from sources.models.article import Article
from sources.models.publisher import Publisher

MOST_NAMED: Final = 50  # publishers by whose name a word finds their articles
ARTICLE: Final = Shelf(
    name="article",
    table="sources_article",
    parts=(("{row}.title", "A"), ("{row}.url", "D"), ("{row}.reference", "D")),
    watched=("title", "url", "reference", "publisher_id"),
    marks="SELECT {row}.publisher_id WHERE {row}.publisher_id IS NOT NULL",
)
PUBLISHER: Final = Shelf(
    name="publisher",
    table="sources_publisher",
    parts=(("{row}.name", "A"), ("{row}.host", "D")),
    watched=("name", "host"),
    near="{row}.name",
)
SOURCES_SHELVES: Final = (ARTICLE, PUBLISHER)


def search_publishers(rows: QuerySet[Publisher], text: str) -> QuerySet[Publisher]:
    """Those in whose name or host every word occurs; where there are none, those nearly called so. Raises
    TooMuchAsked."""
    return search_named(rows, text, PUBLISHER)


def search_articles(
    rows: QuerySet[Article], text: str, *, publishers: QuerySet[Publisher] | None = None
) -> QuerySet[Article]:
    """Those in whose title, address or publisher every word occurs; where there are none, those of publishers nearly
    called so. `publishers`: those whose names the asker may see. Raises TooMuchAsked."""
    words = typed_words(text)
    if not words:
        return rows.none()
    every = Publisher.objects.all() if publishers is None else publishers
    named = [_named(every, word) for word in words]
    found = _articles_with(rows, words, named)
    if found.exists():
        return found
    near = [[*keys, *nearly_called(every, PUBLISHER, word)] for word, keys in zip(words, named, strict=True)]
    return _articles_with(rows, words, near) if near != named else found


def _named(publishers: QuerySet[Publisher], word: SearchWord) -> list[int]:
    """Keys of the publishers that are called so; none where they are very many."""
    if not word.spellings:
        return []
    keys = list(publishers.filter(Found(PUBLISHER, [word])).order_by().values_list("pk", flat=True)[: MOST_NAMED + 1])
    return keys if len(keys) <= MOST_NAMED else []


def _articles_with(rows: QuerySet[Article], words: Any, named: list[list[int]]) -> QuerySet[Article]:
    indexed, by_row = (
        having(ARTICLE, words, named, lambda keys: Q(publisher__in=keys), by_row=by_row) for by_row in (False, True)
    )
    found = Article.objects.filter(indexed).values_list("pk", flat=True)
    return found_by(rows, [Way(found, by_row, Article.objects.filter(by_row))])
