"""What a text costs grows with its length, and not with the square of it, on every adversarial kind of text.

A ratio, and no time: how long a text may take depends on the machine, but four times the text may take about four times
as long on any. Both sizes are measured in processor time of the same process, a ratio that is too large is measured
again before it counts, and the bound (nine) lies between four and the sixteen of quadratic growth. What is over within
a few hundredths of a second is not compared: there the clock and fixed costs decide. Targets in seconds are told by
tests/bench/growth.py.
"""

import gc
import time
from collections.abc import Callable

import pytest

from tests.adversarial import KINDS, TITLE
from tests.pure_way import STAGES

SMALL, TIMES = 6_000, 4
MOST = 9.0
TOO_SHORT_TO_TELL = 0.06  # seconds
REPEATS = 3


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    for way in STAGES.values():
        way(TITLE, KINDS["nothing but the lead"](SMALL))


def _seconds(way: Callable[[str, str], object], text: str) -> float:
    gc.disable()  # a collection in between is another's cost
    start = time.process_time()
    way(TITLE, text)
    took = time.process_time() - start
    gc.enable()
    return took


@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_text_costs_about_four_times_as_much(kind: str) -> None:
    small, large = KINDS[kind](SMALL), KINDS[kind](SMALL * TIMES)
    for stage, way in STAGES.items():
        took = _seconds(way, large)
        if took < TOO_SHORT_TO_TELL:
            continue
        base = _seconds(way, small)
        for _ in range(REPEATS):
            if took <= MOST * base:
                break
            took, base = min(took, _seconds(way, large)), min(base, _seconds(way, small))
        assert took <= MOST * base or took < TOO_SHORT_TO_TELL, f"{stage}: {base:.3f} s became {took:.3f} s"


def test_there_are_more_kinds_than_a_hundred() -> None:
    assert len(KINDS) > 200
    assert all(len(make(5_000)) == 5_000 for make in KINDS.values())
