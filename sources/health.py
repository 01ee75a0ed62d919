"""How the work on articles stands: what a health check and the metrics read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from sources.models import (
    Article,
    ArticleState,
    Feed,
    FeedHealth,
    ImportState,
    RegisterImport,
    ReviewLanguage,
    UnreadReason,
)


@dataclass(frozen=True, slots=True)
class IntakeHealth:
    """`oldest_due_seconds`: how long the longest waiting article has been due, 0 when none is; `states`: how many
    articles are in each state, every state named; `unread`: in how many nothing was read, by reason; `for_review`: in
    how many figures were read in a language of few words, by its code; `due`: how many wait for a worker now."""

    oldest_due_seconds: float
    due: int
    states: dict[str, int]
    unread: dict[str, int]
    for_review: dict[str, int]


def snapshot(now: dt.datetime | None = None) -> IntakeHealth:
    """The state of things, in four queries."""
    now = now or timezone.now()
    waiting = Article.objects.due(now).aggregate(first=Min("next_attempt_at"), count=Count("pk"))
    counted = dict(Article.objects.order_by().values_list("state").annotate(count=Count("pk")))
    oldest = (now - waiting["first"]).total_seconds() if waiting["first"] else 0.0
    unread = dict(Article.objects.unread().order_by().values_list("unread").annotate(count=Count("pk")))
    languages = dict(Article.objects.read_for_review().order_by().values_list("read_in").annotate(count=Count("pk")))
    return IntakeHealth(
        oldest,
        waiting["count"],
        {state: counted.get(state, 0) for state in ArticleState.values},
        {reason: unread.get(reason, 0) for reason in UnreadReason.values},
        {language: languages.get(language, 0) for language in ReviewLanguage.values},
    )


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed by its id; moments are seconds since 1970, 0 for never. `items`: what became of the items when it was
    last read, by `seen`, `new` and each reason for which something was dropped."""

    feed: int
    health: str
    failures: int
    last_good_poll: float
    next_poll: float
    items: dict[str, int]


def feed_states() -> list[FeedState]:
    """Every feed, by its id, in one query."""
    return [
        FeedState(
            feed.pk,
            str(getattr(feed, "health")),  # noqa: B009 - annotated
            feed.failures,
            feed.last_good_poll_at.timestamp() if feed.last_good_poll_at else 0.0,
            feed.next_poll_at.timestamp() if feed.active else 0.0,
            {
                "seen": feed.items_seen,
                "new": feed.items_new,
                **{f"dropped_{each['reason']}": each["count"] for each in feed.dropped},
            },
        )
        for feed in Feed.objects.with_health().order_by("pk")
    ]


def feeds_by_health(states: list[FeedState]) -> dict[str, int]:
    """How many feeds are in each state, every state named."""
    return {health: sum(state.health == health for state in states) for health in FeedHealth.values}


@dataclass(frozen=True, slots=True)
class ImportsHealth:
    """`states`: how many imports of registers are in each state, every state named; `due`: how many wait for a worker
    now, those of dead workers included; `oldest_due_seconds`: for how long the longest has; `rows`: by register and
    outcome, the rows of all imports that were no dry runs."""

    states: dict[str, int]
    due: int
    oldest_due_seconds: float
    rows: dict[tuple[str, str], int]


def imports_snapshot(now: dt.datetime | None = None) -> ImportsHealth:
    """How imports stand, in three queries; the files of none are read."""
    now = now or timezone.now()
    imports = RegisterImport.objects.order_by()
    counted = dict(imports.values_list("state").annotate(count=Count("pk")))
    waits = RegisterImport.objects.due(now).values_list("due_at", "lease_until")
    since = [max(due_at, lease_until or due_at) for due_at, lease_until in waits]
    rows: Counter[tuple[str, str]] = Counter()
    for register, counts in imports.filter(dry=False).values_list("register", "counts").iterator():
        rows.update({(register, outcome): number for outcome, number in counts.items()})
    return ImportsHealth(
        {state: counted.get(state, 0) for state in ImportState.values},
        len(since),
        (now - min(since)).total_seconds() if since else 0.0,
        dict(rows),
    )
