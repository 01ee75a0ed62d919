"""Who works on an article, how far it has come, and when it is tried again: all in its row.

A worker takes a lease by compare-and-set; every step ends with one that moves the state and renews the lease, so that
of two workers only one gets through. A worker that dies leaves a lease that runs out.

| failed tries at a state | next try after |
| ----------------------- | -------------- |
| 1                       | 1 minute       |
| 2                       | 5 minutes      |
| 3                       | 30 minutes     |
| 4                       | 2 hours        |
| 5                       | 12 hours       |
| 6                       | none: failed   |
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from sources.models import Article, ArticleState

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))


class LeaseLost(Exception):
    """Somebody else has moved the article on meanwhile; whoever finds out leaves it to them."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on an article in a state, until a time."""

    article_id: int
    state: ArticleState
    until: dt.datetime


def take(article_id: int) -> Lease | None:
    """A lease on the article; None when it is gone, finished, not yet due, or in other hands."""
    now = timezone.now()
    until = now + dt.timedelta(seconds=settings.ARTICLE_LEASE_SECONDS)
    if not Article.objects.due(now).filter(pk=article_id).update(lease_until=until):
        return None
    state = Article.objects.filter(pk=article_id, lease_until=until).values_list("state", flat=True).first()
    return Lease(article_id, ArticleState(state), until) if state else None


def keep(lease: Lease) -> Lease:
    """The lease, renewed; inside a transaction the row stays locked until its end. Raises LeaseLost."""
    until = timezone.now() + dt.timedelta(seconds=settings.ARTICLE_LEASE_SECONDS)
    _set(lease, lease_until=until)
    return replace(lease, until=until)


def move(lease: Lease, state: ArticleState) -> Lease:
    """The lease in the next state, its tries counted anew; a finished state gives it back. Raises LeaseLost."""
    finished = state in (ArticleState.DONE, ArticleState.FAILED)
    _set(lease, state=state, attempts=0, last_error="", **({"lease_until": None} if finished else {}))
    return replace(lease, state=state)


def give_up(lease: Lease, reason: str) -> None:
    """Nothing; the article has failed, or is done as it was if it has a text that was read. Raises LeaseLost."""
    known = Article.objects.filter(pk=lease.article_id, versions__extractor_version__gt="").exists()
    state = ArticleState.DONE if known and lease.state is ArticleState.QUEUED else ArticleState.FAILED
    _set(lease, state=state, lease_until=None, last_error=reason)


def put_off(lease: Lease, reason: str, not_before: dt.datetime | None = None) -> None:
    """Nothing; the state is tried again later by the table above, or given up. Raises LeaseLost."""
    failed = Article.objects.values_list("attempts", flat=True).get(pk=lease.article_id)
    if failed >= len(WAITS):
        give_up(lease, reason)
        return
    due = timezone.now() + WAITS[failed]
    _set(
        lease,
        attempts=failed + 1,
        next_attempt_at=max(due, not_before) if not_before else due,
        lease_until=None,
        last_error=reason,
    )


def _set(lease: Lease, **values: object) -> None:
    held = Article.objects.filter(pk=lease.article_id, state=lease.state, lease_until=lease.until)
    if not held.update(updated_at=timezone.now(), **values):
        raise LeaseLost
