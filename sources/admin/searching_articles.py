"""Search boxes of lists whose rows belong to articles."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from incidents.search.finding import belonging
from sources.models import Article, ArticleVersion, Story
from sources.models.searching import search_articles


def articles_found(text: str) -> QuerySet[Article]:
    return search_articles(Article.objects.all(), text)


def stories_found(text: str) -> QuerySet[Any]:
    """The stories that one of the articles found tells."""
    versions = ArticleVersion.objects.filter(belonging("article", articles_found(text)))
    return Story.objects.filter(pk__in=versions.order_by().values("story"))
