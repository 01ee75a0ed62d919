"""The geometry of a figure's history."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from incidents.figure_plot import HEIGHT, WIDTH, Point, draw

START = dt.datetime(2031, 3, 17, tzinfo=dt.UTC)


def point(day: int, low: int | None, best: int | None, high: int | None, *, disputed: bool = False) -> Point:
    return Point(START + dt.timedelta(days=day), low, best, high, disputed, "words")


def test_nothing_known_is_no_plot() -> None:
    assert draw([]) is None
    assert draw([point(0, None, None, None)]) is None


def test_the_line_goes_in_steps_and_the_band_from_low_to_high() -> None:
    plot = draw([point(0, 50, 50, 50), point(18, 30, 87, 87, disputed=True)])
    assert plot is not None
    assert re.fullmatch(r"M[\d.]+ [\d.]+(V[\d.]+H[\d.]+){2}", plot.line)
    first, second = plot.blocks
    assert second.height > first.height
    assert [level.value for level in plot.levels] == [0, 25, 50, 75, 100]
    assert (first.disputed, second.disputed) == (False, True)
    assert plot.marks[1].y < plot.marks[0].y, "more is higher"


def test_an_open_end_reaches_the_edge_and_is_told_apart() -> None:
    plot = draw([point(0, None, 87, 87)])
    assert plot is not None
    (block,) = plot.blocks
    assert block.open_end
    assert block.y + block.height == plot.bottom


def test_moments_that_would_touch_are_left_out() -> None:
    plot = draw([point(day, 1, 1, 1) for day in range(100)])
    assert plot is not None
    assert len(plot.marks) == 100
    assert 2 <= len(plot.moments) <= 8


numbers = st.one_of(st.none(), st.integers(0, 2**63 - 1))


@given(st.lists(st.builds(point, st.integers(0, 9999), numbers, numbers, numbers), max_size=12))
def test_whatever_is_drawn_stays_within_the_box(points: list[Point]) -> None:
    plot = draw(points)
    if plot is None:
        assert all(one.best is None for one in points)
        return
    for mark in plot.marks:
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    for block in plot.blocks:
        assert block.width > 0
        assert block.height > 0
