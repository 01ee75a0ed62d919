"""How many reviews each curator made on each day, and how many other changes in the admin."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from incidents.admin.reviews import AS_DECIDED
from incidents.models import Review
from incidents.vocabulary import Decision

DAYS: Final = 30
CHANGES: Final = "changes"
MOST: Final = 20_000  # rows that are counted, the latest


@dataclass(frozen=True, slots=True)
class Tally:
    """One curator on one day, or in all: counts by decision in the order of `columns`, and of all that was changed."""

    name: str
    day: dt.date | None
    counts: tuple[int, ...]
    changes: int

    @property
    def reviews(self) -> int:
        return sum(self.counts)


def statistics_page(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """The last DAYS days, the latest first, and each curator's sums."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    since = timezone.now() - dt.timedelta(days=DAYS)
    found = _counted(since)
    days = Counter[tuple[str, Any]]()
    for (name, day, _), count in found.items():
        days[name, day] += count
    context = {
        **admin.admin_site.each_context(request),
        "title": "Reviews by curator and day",
        "subtitle": f"The last {DAYS} days",
        "opts": admin.opts,
        "columns": [AS_DECIDED[decision] for decision in Decision],
        "sums": [_tally(found, name) for name in sorted({name for name, _ in days})],
        "rows": [
            _tally(found, name, day) for name, day in sorted(days, key=lambda one: (one[1], one[0]), reverse=True)
        ],
    }
    return render(request, "incidents/admin/review_statistics.html", context)


def _counted(since: dt.datetime) -> Counter[tuple[str, dt.date, str]]:
    """By curator, day and decision, or CHANGES."""
    counted = Counter[tuple[str, dt.date, str]]()
    reviews = (
        Review.objects.filter(pk__in=_latest(Review.objects.all()), reviewed_at__gte=since)
        .annotate(day=TruncDate("reviewed_at"))
        .order_by()
    )
    for row in reviews.values("actor", "day", "decision").annotate(many=Count("pk")):
        counted[row["actor"], row["day"], row["decision"]] += row["many"]
    entries = (
        LogEntry.objects.filter(pk__in=_latest(LogEntry.objects.all()), action_time__gte=since)
        .annotate(day=TruncDate("action_time"))
        .order_by()
    )
    for entry in entries.values("user__username", "day").annotate(many=Count("pk")):
        counted[entry["user__username"], entry["day"], CHANGES] += entry["many"]
    return counted


def _latest(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keys of the latest rows, so that no table is read as a whole."""
    return rows.order_by("-pk").values("pk")[:MOST]


def _tally(found: Counter[tuple[str, dt.date, str]], name: str, day: dt.date | None = None) -> Tally:
    def count(what: str) -> int:
        return sum(
            many for (who, at, kind), many in found.items() if who == name and kind == what and day in (None, at)
        )

    return Tally(name, day, tuple(count(decision) for decision in Decision), count(CHANGES))
