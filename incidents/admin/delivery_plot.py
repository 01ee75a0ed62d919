"""The attempts of an endpoint by the hour, as bars for an inline SVG: no script, no file to load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from incidents.webhooks.endpoint_health import Hour

WIDTH, HEIGHT = 720, 150
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 10, 26
HOURS_BETWEEN_LABELS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: the failed attempts stand on top of those that succeeded."""

    x: float
    width: float
    succeeded_y: float
    succeeded_height: float
    failed_y: float
    failed_height: float
    words: str


@dataclass(frozen=True, slots=True)
class DeliveryPlot:
    """Coordinates within a view box of `width` by `height`."""

    bars: tuple[Bar, ...]
    levels: tuple[tuple[float, int], ...]
    moments: tuple[tuple[float, dt.datetime], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def draw_deliveries(by_hour: Sequence[Hour]) -> DeliveryPlot | None:
    """The plot; None when there was no attempt."""
    most = max((hour.succeeded + hour.failed for hour in by_hour), default=0)
    if most == 0:
        return None
    most += most % 2  # so that the line half way up is a whole number
    unit, step = (HEIGHT - TOP - BOTTOM) / most, (WIDTH - LEFT - RIGHT) / len(by_hour)
    ground = HEIGHT - BOTTOM
    bars = []
    for place, hour in enumerate(by_hour):
        good, bad = hour.succeeded * unit, hour.failed * unit
        if hour.failed:
            bad = max(bad, 2.0)  # one among thousands is still to be seen
        bars.append(
            Bar(
                x=round(LEFT + place * step + step * 0.1, 1),
                width=round(step * 0.8, 1),
                succeeded_y=round(ground - good, 1),
                succeeded_height=round(good, 1),
                failed_y=round(ground - good - bad, 1),
                failed_height=round(bad, 1),
                words=f"{hour.at:%H:%M} UTC: {hour.succeeded} succeeded, {hour.failed} failed",
            )
        )
    levels = tuple((round(ground - value * unit, 1), value) for value in (most // 2, most))
    moments = tuple(
        (round(LEFT + place * step, 1), hour.at)
        for place, hour in enumerate(by_hour)
        if hour.at.hour % HOURS_BETWEEN_LABELS == 0
    )
    return DeliveryPlot(tuple(bars), levels, moments)
