"""Taking an article out of the inbox that failed, or in which nothing was read: a curator has looked at it."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from sources.models import Article, ArticleState

_IN_INBOX = Q(state=ArticleState.FAILED) | (Q(state=ArticleState.DONE) & ~Q(unread=""))


def dismiss(article_id: int, *, by: Any) -> bool:
    """Whether the article was in the inbox and is dismissed now, until it has another text."""
    rows = Article.objects.in_inbox().filter(_IN_INBOX, pk=article_id)
    return bool(rows.update(dismissed_by=by, dismissed_at=timezone.now()))


def back_to_inbox(article_id: int) -> bool:
    """Whether it had been dismissed, and is so no more."""
    rows = Article.objects.filter(pk=article_id, dismissed_at__isnull=False)
    return bool(rows.update(dismissed_by=None, dismissed_at=None))


def may_dismiss(article: Article) -> bool:
    """Whether the inbox shows the article as one that failed or was not read."""
    finished = article.state == ArticleState.FAILED or (article.state == ArticleState.DONE and article.unread != "")
    return finished and article.dismissed_at is None
