"""The geometry of a figure's history."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from incidents.figure_plot import HEIGHT, NARROW, WIDE, WIDTH, Point, Said, draw

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


def said(day: int, value: int) -> Said:
    return Said(START + dt.timedelta(days=day), value, 0, False, "words", "/")


def test_a_claim_near_the_figure_makes_the_drawing_higher_and_one_far_off_is_marked() -> None:
    plot = draw([point(0, 50, 87, 87)], [said(0, 165), said(1, 900)])
    assert plot is not None
    near, far = plot.spots
    assert plot.levels[-1].value == 200
    assert (near.above, far.above) == (False, True)
    assert near.y > plot.top
    assert far.y == plot.top


def test_the_first_and_the_last_day_are_dated_and_no_date_leaves_the_box() -> None:
    for sheet in (WIDE, NARROW):
        plot = draw([point(0, 1, 1, 1), point(18, 1, 2, 2)], [said(200, 2)], sheet=sheet)
        assert plot is not None
        first, *_, last = plot.moments
        assert (first.at, last.at) == (START, START + dt.timedelta(days=200))
        assert first.anchor == "start"
        half = sheet.moment_width / 2
        assert all(one.text_x + half <= sheet.width for one in plot.moments if one.anchor == "middle")


@given(st.integers(1, 2**63 - 1))
def test_no_number_stands_above_its_scale(value: int) -> None:
    plot = draw([point(0, value, value, value)])
    assert plot is not None
    assert plot.levels[-1].value >= value
