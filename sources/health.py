"""How the work on articles stands: what a health check and the metrics read."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from sources.models import Article, ArticleState, UnreadReason


@dataclass(frozen=True, slots=True)
class IntakeHealth:
    """`oldest_due_seconds`: how long the longest waiting article has been due, 0 when none is; `states`: how many
    articles are in each state, every state named; `unread`: in how many nothing was read, by reason; `due`: how many
    wait for a worker now."""

    oldest_due_seconds: float
    due: int
    states: dict[str, int]
    unread: dict[str, int]


def snapshot(now: dt.datetime | None = None) -> IntakeHealth:
    """The state of things, in three queries."""
    now = now or timezone.now()
    waiting = Article.objects.due(now).aggregate(first=Min("next_attempt_at"), count=Count("pk"))
    counted = dict(Article.objects.order_by().values_list("state").annotate(count=Count("pk")))
    oldest = (now - waiting["first"]).total_seconds() if waiting["first"] else 0.0
    unread = dict(Article.objects.unread().order_by().values_list("unread").annotate(count=Count("pk")))
    return IntakeHealth(
        oldest,
        waiting["count"],
        {state: counted.get(state, 0) for state in ArticleState.values},
        {reason: unread.get(reason, 0) for reason in UnreadReason.values},
    )
