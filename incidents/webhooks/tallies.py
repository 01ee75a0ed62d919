"""Counting attempts for `/metrics`, in rows: the same from every process, and never less than before.

The attempts themselves are pruned, so their number would fall, and a counter that falls looks like a restart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db import connections, router

from incidents.webhooks.models import AttemptTally
from incidents.webhooks.models.tally import BOUNDS_MS, LONGER


@dataclass(frozen=True, slots=True)
class Histogram:
    """The attempts with one outcome; `buckets` are (upper bound in ms or None, how many up to there), rising."""

    delivered: bool
    buckets: tuple[tuple[int | None, int], ...]
    total_ms: int


class Tried(Protocol):
    """What is counted of an attempt: its duration, and the code of what went wrong, which is empty for a success."""

    @property
    def duration_ms(self) -> int: ...
    @property
    def error(self) -> str: ...


def tally(attempts: Iterable[Tried]) -> None:
    """Count the attempts. Call it last in the transaction that records them: everybody writes to the same rows.

    One statement, its rows in one order, so that no two transactions wait for each other in a circle.
    """
    counts: Counter[tuple[bool, int]] = Counter()
    durations: Counter[tuple[bool, int]] = Counter()
    for attempt in attempts:
        place = bisect_left(BOUNDS_MS, attempt.duration_ms)
        key = (not attempt.error, BOUNDS_MS[place] if place < len(BOUNDS_MS) else LONGER)
        counts[key] += 1
        durations[key] += attempt.duration_ms
    if not counts:
        return
    connection = connections[router.db_for_write(AttemptTally)]
    table = connection.ops.quote_name(AttemptTally._meta.db_table)
    rows = ", ".join(["(%s, %s, %s, %s)"] * len(counts))
    # The ORM's own upsert overwrites; this one adds.
    statement = (
        f"INSERT INTO {table} (delivered, up_to_ms, count, total_ms) VALUES {rows} "  # noqa: S608 - names of our own
        f"ON CONFLICT (delivered, up_to_ms) DO UPDATE "
        f"SET count = {table}.count + excluded.count, total_ms = {table}.total_ms + excluded.total_ms"
    )
    values = [value for key in sorted(counts) for value in (*key, counts[key], durations[key])]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def histograms() -> list[Histogram]:
    """One for each outcome, also where there was no attempt yet."""
    rows = {(row.delivered, row.up_to_ms): row for row in AttemptTally.objects.all()}
    found = []
    for delivered in (True, False):
        so_far, buckets = 0, []
        for bound in (*BOUNDS_MS, LONGER):
            row = rows.get((delivered, bound))
            so_far += row.count if row else 0
            buckets.append((None if bound == LONGER else bound, so_far))
        total_ms = sum(row.total_ms for key, row in rows.items() if key[0] == delivered)
        found.append(Histogram(delivered, tuple(buckets), total_ms))
    return found
