"""A figure's two histories: what was known on each day, and what this tracker held from each revision on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.admin.numbers import number_words, range_words
from incidents.figure_plot import Happening, Plot, Point, Said, draw_for_screens
from incidents.figures.number_words import spell_day
from incidents.figures.verdicts import Resolution
from incidents.ledger import figure_steps
from incidents.models import Figure, FigureRevision
from incidents.vocabulary import FigureStatus

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
    steps, left_out = figure_steps(figure.incident, figure.bucket)
    rows = [_row(spell_day(day), held, held.status, held.sentence, figure) for day, held in steps]
    return History(draw_for_screens(_points(figure, steps)), tuple(rows), left_out)


def drawn_briefly(figure: Figure, said: Sequence[Said], happened: Sequence[Happening]) -> Plot | None:
    """The same in little time, with the claims themselves: the more there are, the fewer days are worked out, the first
    and the last always."""
    most = max(FEWEST_DAYS, CLAIMS_AND_DAYS // max(1, len(said)))
    steps, _ = figure_steps(figure.incident, figure.bucket, most_days=most)
    return draw_for_screens(_points(figure, steps), said, happened)


def _points(figure: Figure, steps: Iterable[tuple[dt.date, Resolution]]) -> list[Point]:
    return [_point(dt.datetime.combine(day, dt.time(), dt.UTC), held, held.status, figure) for day, held in steps]


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
    return History(draw_for_screens(points), tuple(rows))


def _point(at: dt.datetime, held: Any, status: str, figure: Figure) -> Point:
    words = f"{number_words(held.best, figure.bucket, none='unknown')}, {status}"
    return Point(at, held.low, held.best, held.high, status == FigureStatus.DISPUTED, words)


def _row(when: str, held: Any, status: str, sentence: str, figure: Figure, *, who: str = "") -> Row:
    bucket = figure.bucket
    return Row(when, number_words(held.best, bucket, none="unknown"), range_words(held, bucket), status, sentence, who)
