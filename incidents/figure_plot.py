"""The history of a figure as a drawing: a band from low to high, the best number as steps, disputes marked; on
request each claim as a spot, and steps of proceedings as lines.

Only geometry: points in, coordinates out. The template writes the SVG, so that every word in it is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

LEVELS = 4  # lines across, beside the one at zero
_NICE = (10, 20, 25, 50, 100)  # tenths
FAR = 2  # times the points' own height: up to there a claim makes the drawing higher


@dataclass(frozen=True, slots=True)
class DrawingSize:
    """What is drawn on: its size, the margins, and what a date under the axis takes, in units of the drawing."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    moment_width: int


WIDE = DrawingSize(760, 300, 110, 24, 16, 40, 110)
NARROW = DrawingSize(360, 270, 96, 14, 14, 36, 104)  # a phone's screen, where a unit is a pixel
WIDTH, HEIGHT = WIDE.width, WIDE.height


@dataclass(frozen=True, slots=True)
class Point:
    """What was held from this moment on. An end that is None is open; `best` None is unknown."""

    at: dt.datetime
    low: int | None
    best: int | None
    high: int | None
    disputed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """One claim: what somebody said on a day. `tone` tells its speaker from others."""

    at: dt.datetime
    value: int
    tone: int
    denied: bool
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A claim in the drawing; one that is `above` its scale stands at the upper edge."""

    x: float
    y: float
    said: Said
    above: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """A step of a proceeding."""

    at: dt.datetime
    words: str


@dataclass(frozen=True, slots=True)
class Upright:
    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: float
    disputed: bool
    words: str


@dataclass(frozen=True, slots=True)
class Level:
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A date under the axis: its tick stands at x, and the `anchor` of its words at `text_x`."""

    x: float
    at: dt.datetime
    text_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of the band. An open end reaches the edge of the plot and is drawn faded."""

    x: float
    y: float
    width: float
    height: float
    open_end: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Coordinates in a box of `width` by `height`. `line` is an SVG path, empty when nothing is known."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    line: str
    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    levels: tuple[Level, ...]
    moments: tuple[Moment, ...]
    spots: tuple[Spot, ...] = ()
    uprights: tuple[Upright, ...] = ()
    narrow: Plot | None = None


def draw_for_screens(
    points: Sequence[Point], said: Sequence[Said] = (), happened: Sequence[Happening] = ()
) -> Plot | None:
    """The plot as `draw` gives it, with the same for a phone's screen beside it."""
    plot = draw(points, said, happened)
    return replace(plot, narrow=draw(points, said, happened, NARROW)) if plot is not None else None


def draw(
    points: Sequence[Point], said: Sequence[Said] = (), happened: Sequence[Happening] = (), sheet: DrawingSize = WIDE
) -> Plot | None:
    """The plot of these points, in the order of their time; None when none of them holds a number. Its height is that
    of the points and the claims near them, so that one claim far off flattens nothing."""
    known = sorted((point for point in points if point.best is not None), key=lambda point: point.at)
    if not known:
        return None
    highest = max(value for point in known for value in (point.low, point.best, point.high) if value is not None)
    top_value = _round_up(max([highest, *(one.value for one in said if one.value <= highest * FAR)]))
    moments = [*(one.at for one in known), *(one.at for one in said), *(one.at for one in happened)]
    start, end = _span(moments)
    frame = _Frame(start, end, top_value, sheet)
    ends = [*(point.at for point in known[1:]), end]
    return Plot(
        width=sheet.width,
        height=sheet.height,
        left=sheet.left,
        right=sheet.width - sheet.right,
        top=sheet.top,
        bottom=sheet.height - sheet.bottom,
        line=_line(frame, known, ends),
        blocks=tuple(_block(frame, point, until) for point, until in zip(known, ends, strict=True)),
        marks=tuple(Mark(frame.x(p.at), frame.y(p.best or 0), p.disputed, p.words) for p in known),
        levels=tuple(Level(frame.y(value), value) for value in (top_value * n // LEVELS for n in range(LEVELS + 1))),
        moments=_moments(frame, [min(moments), max(moments), *(point.at for point in known)]),
        spots=tuple(
            Spot(frame.x(one.at), frame.y(min(one.value, top_value)), one, one.value > top_value) for one in said
        ),
        uprights=tuple(Upright(frame.x(one.at), one.words) for one in happened),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    start: dt.datetime
    end: dt.datetime
    top_value: int
    sheet: DrawingSize

    def x(self, at: dt.datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(self.sheet.left + share * (self.sheet.width - self.sheet.left - self.sheet.right), 1)

    def y(self, value: int) -> float:
        sheet = self.sheet
        lowest = sheet.height - sheet.bottom
        return round(lowest - value / self.top_value * (lowest - sheet.top), 1)


def _span(moments: Sequence[dt.datetime]) -> tuple[dt.datetime, dt.datetime]:
    """From the first moment to a little after the last, so that the last step is seen."""
    first, last = min(moments), max(moments)
    length = last - first
    return first, last + (length / 8 if length else dt.timedelta(days=1))


def _line(frame: _Frame, known: Sequence[Point], ends: Sequence[dt.datetime]) -> str:
    steps = [f"M{frame.x(known[0].at)} {frame.y(known[0].best or 0)}"]
    for point, until in zip(known, ends, strict=True):
        steps.append(f"V{frame.y(point.best or 0)}H{frame.x(until)}")
    return "".join(steps)


def _block(frame: _Frame, point: Point, until: dt.datetime) -> Block:
    x, right = frame.x(point.at), frame.x(until)
    upper = frame.y(point.high) if point.high is not None else frame.sheet.top
    lower = frame.y(point.low) if point.low is not None else frame.sheet.height - frame.sheet.bottom
    return Block(
        x=x,
        y=upper,
        width=round(max(right - x, 1.0), 1),
        height=round(max(lower - upper, 2.0), 1),
        open_end=point.low is None or point.high is None,
        disputed=point.disputed,
    )


def _moments(frame: _Frame, instants: Sequence[dt.datetime]) -> tuple[Moment, ...]:
    """The moments to write under the axis, those that would touch one before them in `instants` left out."""
    width, right = frame.sheet.moment_width, frame.sheet.width
    taken: list[tuple[float, Moment]] = []
    for at in instants:
        x = frame.x(at)
        if x - width / 2 < frame.sheet.left:
            left, moment = x, Moment(x, at, x, "start")
        elif x + width / 2 > right:
            left, moment = right - width, Moment(x, at, right, "end")
        else:
            left, moment = x - width / 2, Moment(x, at, x, "middle")
        if all(abs(left - other) >= width for other, _ in taken):
            taken.append((left, moment))
    return tuple(moment for _, moment in sorted(taken, key=lambda one: one[0]))


def _round_up(value: int) -> int:
    """The next round number that LEVELS lines divide well: 87 gives 100."""
    size = 10 ** (len(str(max(value, 1))) - 1)
    return max(LEVELS, next(size * nice // 10 for nice in _NICE if size * nice // 10 >= value))
