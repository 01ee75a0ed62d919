"""The steps of one figure as the public could know it: the days on which it changed."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from incidents.figures.assertion import Bucket
from incidents.figures.verdicts import Resolution
from incidents.ledger.figures import figures_by_day
from incidents.models import Claim, Incident

LATEST_DAYS: Final = 120  # each is a reconciliation of its own; of older ones only the number is given


def figure_steps(
    incident: Incident, bucket: Bucket, until: dt.date | None = None, *, most_days: int | None = None
) -> tuple[list[tuple[dt.date, Resolution]], int]:
    """The days up to `until` on which the figure changed, each with the figure of then; and how many older days on
    which something was published were left out. With `most_days` (two at least) no more are worked out, the first and
    the last among them."""
    days = [day for day in _days(incident, bucket) if until is None or day <= until]
    if most_days is not None and len(days) > (most := min(most_days, LATEST_DAYS)):
        days = [days[round(place * (len(days) - 1) / (most - 1))] for place in range(most)]
    steps: list[tuple[dt.date, Resolution]] = []
    held: tuple[Any, ...] | None = None
    for day, figures in figures_by_day(incident, days[-LATEST_DAYS:]).items():
        resolution = figures.get(bucket)
        if resolution is None:
            continue
        now = (resolution.low, resolution.best, resolution.high, resolution.status)
        if held != now:
            held = now
            steps.append((day, resolution))
    return steps, max(0, len(days) - LATEST_DAYS)


def _days(incident: Incident, bucket: Bucket) -> list[dt.date]:
    """The days on which something was published that the figure may hear: who counts accounts can dispute people."""
    claims = Claim.objects.filter(incident=incident, metric=bucket.metric, currency=bucket.currency)
    found = claims.values_list("known_on", "evidence__published_on")
    return sorted({day for pair in found for day in pair if day is not None})
