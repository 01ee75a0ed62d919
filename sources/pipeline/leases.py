"""Who works on an article, how far it has come, and when it is tried again: all in its row.

A worker takes a lease by compare-and-set, and counts the try in the same update, before any work, so that the try
counts even if the worker dies. Every step ends with an update that moves the state and renews the lease, so that of two
workers only one gets through. A step is ended (`step_seconds`) before its lease runs out: if a lease does run out, its
worker has died.

| what becomes of a try at a state           | attempts      | kills | then                                   |
| ------------------------------------------ | ------------- | ----- | -------------------------------------- |
| it succeeds                                | 0; 1 where    | 0     | the next state, at once                |
|                                            | a try begins  |       |                                        |
| an ordinary failure, the 1st in a row      | 1             | as is | next try after 1 minute                |
| the 2nd                                    | 2             | as is | after 5 minutes                        |
| the 3rd                                    | 3             | as is | after 30 minutes                       |
| the 4th                                    | 4             | as is | after 2 hours                          |
| the 5th                                    | 5             | as is | after 12 hours                         |
| the 6th                                    | 6             | as is | none: given up                         |
| its process was ended: the text took too   | one more      | 1     | a suspect: due at once, behind all     |
| much time or memory, the step too long, or |               |       | others                                 |
| the worker died                            |               |       |                                        |
| the same once more                         | one more      | 2     | none: given up, with the reason        |
| the worker was asked to stop               | as before     | as is | due at once                            |

However many workers there are, suspects are worked on one at a time, with more time than the first try had, and at most
FETCHES_AT_ONCE pages are fetched at once, so that other articles go on while servers answer slowly. An article that is
given up is `failed`; but one whose page was read before, and cannot be fetched again, stays `done`. In either case the
claims of an earlier version stand.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone

from incidents.ledger import lock_for, one_at_a_time
from sources.models import Article, ArticleState
from sources.models.article import ArticleQuerySet

WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
MOST_KILLS = 2
DIED = "The worker that had the article died at this step, or took longer than its lease."
_STEP_SHARE = 0.75  # of the lease; the rest is for what ends a step, and for clocks that differ
_LANES_LOCK = lock_for("lanes")  # one worker at a time counts the suspects and fetches under way, and takes one

NOBODYS = Q(lease_until=None)
UNSUSPECTED = NOBODYS & Q(kills=0)


class LeaseLost(Exception):
    """Somebody else has moved the article on meanwhile; whoever gets this error leaves the article to them."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on an article in a state, until a time. `kills`: how often its process was ended there."""

    article_id: int
    state: ArticleState
    until: dt.datetime
    kills: int = 0


def step_seconds() -> float:
    """How long a step may take."""
    seconds: float = _STEP_SHARE * settings.ARTICLE_LEASE_SECONDS
    return seconds


def take(article_id: int) -> Lease | None:
    """A lease on the article, with the try counted. None when the article is gone, finished, not yet due, or leased by
    another worker; when it is to be fetched and too many pages are being fetched; or when it is a suspect and another
    one is being worked on. An article whose second worker has died is given up."""
    row = Article.objects.filter(pk=article_id).values_list("state", "kills", "lease_until").first()
    if row is None:
        return None
    state, kills, held_until = row
    seen = Article.objects.due(timezone.now()).filter(pk=article_id, state=state, kills=kills, lease_until=held_until)
    unsuspected = not kills and held_until is None
    if unsuspected and state != ArticleState.QUEUED:
        return _take(seen, article_id, state, kills)
    with transaction.atomic():
        one_at_a_time(_LANES_LOCK)
        if state == ArticleState.QUEUED and not may_fetch():
            return None
        if not unsuspected and suspects().filter(lease_until__gt=timezone.now()).exists():
            return None
        if held_until is None:
            return _take(seen, article_id, state, kills)
        return _take_over(seen, article_id, state, kills + 1)


def afresh(state: ArticleState) -> dict[str, Any]:
    """The columns that have an article worked on anew from the state, with earlier tries forgotten."""
    return {
        "state": state,
        "attempts": 0,
        "kills": 0,
        "last_error": "",
        "next_attempt_at": timezone.now(),
        "lease_until": None,
    }


def suspects() -> ArticleQuerySet:
    """The articles that have ended a process at their state."""
    return Article.objects.unfinished().filter(kills__gt=0)


def may_fetch() -> bool:
    """Whether fewer pages are being fetched than may be at once."""
    fetched = Article.objects.filter(state=ArticleState.QUEUED, lease_until__gt=timezone.now())
    return fetched.count() < settings.FETCHES_AT_ONCE


def hold(lease: Lease) -> None:
    """Lock the row until the end of the transaction, which goes on to `move` it. Raises LeaseLost."""
    if not _held(lease).order_by().values_list("pk").select_for_update(no_key=True):
        raise LeaseLost


def held_article(lease: Lease) -> Article:
    """The article, locked as by `hold`, with its publisher. Raises LeaseLost."""
    rows = _held(lease).order_by().select_related("publisher")
    article = rows.select_for_update(no_key=True, of=("self",)).first()
    if article is None:
        raise LeaseLost
    return article


def move(lease: Lease, state: ArticleState, **values: object) -> Lease:
    """The lease in the next state, renewed, the first try there counted; a finished state gives it back. Other columns
    take their `values`. Raises LeaseLost."""
    finished = state in (ArticleState.DONE, ArticleState.FAILED)
    until = _until()
    _set(
        lease,
        state=state,
        attempts=0 if finished else 1,
        kills=0,
        last_error="",
        lease_until=None if finished else until,
        **({"reworked": False, "rematching": None} if finished else {}),
        **values,
    )
    return replace(lease, state=state, until=until, kills=0)


def give_up(lease: Lease, reason: str) -> None:
    """Mark the article failed, or done as it was if it has a text that was read. Raises LeaseLost."""
    known = Article.objects.filter(pk=lease.article_id, versions__extractor_version__gt="").exists()
    state = ArticleState.DONE if known and lease.state is ArticleState.QUEUED else ArticleState.FAILED
    _set(lease, state=state, kills=0, lease_until=None, last_error=reason, reworked=False, rematching=None)


def put_off(lease: Lease, reason: str, not_before: dt.datetime | None = None) -> None:
    """Have the state tried again later by the table above, or give it up. Raises LeaseLost."""
    failed = Article.objects.values_list("attempts", flat=True).get(pk=lease.article_id)
    if failed > len(WAITS):
        give_up(lease, reason)
        return
    due = timezone.now() + WAITS[max(0, failed - 1)]
    _set(
        lease,
        next_attempt_at=max(due, not_before) if not_before else due,
        lease_until=None,
        last_error=reason,
    )


def suspect(lease: Lease, reason: str) -> None:
    """Have the state, whose process was ended, tried once more behind all others, or give it up. Raises LeaseLost."""
    kills = lease.kills + 1
    if kills >= MOST_KILLS:
        give_up(lease, f"Given up after {kills} tries. {reason}")
        return
    _set(lease, kills=kills, next_attempt_at=timezone.now(), lease_until=None, last_error=reason)


def line_up(lease: Lease) -> None:
    """Give the lease back before the next step begins: the article is due at once, behind all others. Raises
    LeaseLost."""
    _set(lease, attempts=0, next_attempt_at=timezone.now(), lease_until=None)


def release(lease: Lease) -> None:
    """Give the lease back, the try not counted: the worker was asked to stop. Raises LeaseLost."""
    _set(lease, attempts=Case(When(attempts__gt=0, then=F("attempts") - 1), default=Value(0)), lease_until=None)


def _take_over(seen: QuerySet[Article], article_id: int, state: str, kills: int) -> Lease | None:
    """A lease on the article whose worker died; None when that was the second time, and the article is given up."""
    lease = _take(seen, article_id, state, kills, last_error=DIED)
    if lease is None or kills < MOST_KILLS:
        return lease
    give_up(lease, f"Given up after {MOST_KILLS} tries. {DIED}")
    return None


def _take(seen: QuerySet[Article], article_id: int, state: str, kills: int, **values: object) -> Lease | None:
    """The lease, if the row is still as it was seen."""
    lease = Lease(article_id, ArticleState(state), _until(), kills)
    taken = seen.update(lease_until=lease.until, kills=kills, attempts=F("attempts") + 1, **values)
    return lease if taken else None


def _until() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.ARTICLE_LEASE_SECONDS)


def _held(lease: Lease) -> QuerySet[Article]:
    """The row, if the lease is still held."""
    return Article.objects.filter(pk=lease.article_id, state=lease.state, lease_until=lease.until)


def _set(lease: Lease, **values: object) -> None:
    now = timezone.now()
    # Work that a change of an incident started (it may be a hidden one) must not show to readers as a change.
    changed_at = Case(When(reworked=True, then=F("updated_at")), default=Value(now))
    if not _held(lease).update(updated_at=changed_at, worked_at=now, **values):
        raise LeaseLost
