"""A figure's two histories: what was known on each day, and what this tracker held from each revision on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from incidents.admin.numbers import number_words, range_words
from incidents.admin.plot import Happening, Plot, Point, Said, draw
from incidents.figures.number_words import spell_day
from incidents.ledger import figures_by_day
from incidents.models import Claim, Figure, FigureRevision
from incidents.vocabulary import FigureStatus

LATEST_DAYS = 120  # each is a reconciliation of its own; older ones are told to be left out
FEWEST_DAYS = 8
CLAIMS_AND_DAYS = 2_500  # claims times days that are worked out anew for the drawing of an incident's page


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a history, in words."""

    when: str
    best: str
    spread: str
    status: str
    sentence: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class History:
    plot: Plot | None
    rows: tuple[Row, ...]
    left_out: int = 0


def as_known(figure: Figure) -> History:
    """The figure as the public could know it, day by day: only the days on which it changed."""
    days = _days(figure)
    points, rows = _steps(figure, days[-LATEST_DAYS:])
    return History(draw(points), tuple(rows), max(0, len(days) - LATEST_DAYS))


def drawn_briefly(figure: Figure, said: Sequence[Said], happened: Sequence[Happening]) -> Plot | None:
    """The same in little time, with the claims themselves: the more there are, the fewer days are worked out, the first
    and the last always."""
    days = _days(figure)
    most = max(FEWEST_DAYS, min(LATEST_DAYS, CLAIMS_AND_DAYS // max(1, len(said))))
    if len(days) > most:
        days = [days[round(place * (len(days) - 1) / (most - 1))] for place in range(most)]
    points, _ = _steps(figure, days)
    return draw(points, said, happened)


def _steps(figure: Figure, days: Sequence[dt.date]) -> tuple[list[Point], list[Row]]:
    """The days of these on which the figure changed, as points and in words."""
    bucket, incident = figure.bucket, figure.incident
    points, rows = [], []
    held: tuple[Any, ...] | None = None
    for day, figures in figures_by_day(incident, days).items():
        resolution = figures.get(bucket)
        if resolution is None or held == (now := (resolution.low, resolution.best, resolution.high, resolution.status)):
            continue
        held = now
        points.append(_point(dt.datetime.combine(day, dt.time(), dt.UTC), resolution, resolution.status, figure))
        rows.append(_row(spell_day(day), resolution, resolution.status, resolution.sentence, figure))
    return points, rows


def as_recorded(figure: Figure, revisions: Sequence[FigureRevision]) -> History:
    """The figure as it was held here, revision by revision."""
    points = [_point(row.recorded_at, row, row.status, figure) for row in revisions]
    rows = [
        _row(
            f"{row.number}: {row.recorded_at:%Y-%m-%d %H:%M:%S}",
            row,
            row.status,
            row.sentence,
            figure,
            who=f"{row.actor}, {row.cause}" if row.cause else row.actor,
        )
        for row in revisions
    ]
    return History(draw(points), tuple(rows))


def _days(figure: Figure) -> list[dt.date]:
    """The days on which something was published about what this figure counts."""
    claims = Claim.objects.filter(
        incident=figure.incident, metric=figure.metric, unit=figure.unit, currency=figure.currency
    )
    found = claims.values_list("known_on", "evidence__published_on")
    return sorted({day for pair in found for day in pair if day is not None})


def _point(at: dt.datetime, held: Any, status: str, figure: Figure) -> Point:
    words = f"{number_words(held.best, figure.bucket, none='unknown')}, {status}"
    return Point(at, held.low, held.best, held.high, status == FigureStatus.DISPUTED, words)


def _row(when: str, held: Any, status: str, sentence: str, figure: Figure, *, who: str = "") -> Row:
    bucket = figure.bucket
    return Row(when, number_words(held.best, bucket, none="unknown"), range_words(held, bucket), status, sentence, who)
