"""Whether what a text costs grows with its length, and not with the square of it.

A ratio, and no time: how long a text may take depends on the machine, but four times the text may take about four times
as long on any. Both sizes are measured in processor time of the same process, a ratio that is too large is measured
again before it counts, and the bound (nine) lies between four and the sixteen of quadratic growth. What is over within
a few hundredths of a second is not compared: there the clock and fixed costs decide. Targets in seconds are told by
tests/bench/growth.py.
"""

import gc
import time
from collections.abc import Callable

from tests.adversarial import KINDS, TITLE
from tests.machine import processor_slowness
from tests.pure_way import STAGES

TIMES = 4
MOST = 9.0
REPEATS = 3


def load() -> None:
    """Have every stage load what it needs, which is no cost of a text."""
    for way in STAGES.values():
        way(TITLE, KINDS["nothing but the lead"](6_000))


def _seconds(way: Callable[[str, str], object], text: str) -> float:
    gc.disable()  # a collection in between is another's cost
    start = time.process_time()
    way(TITLE, text)
    took = time.process_time() - start
    gc.enable()
    return took


def overgrown(kind: str, *, small: int, too_short_to_tell: float) -> list[str]:
    """Stages in which four times a text of so many characters costs far more than four times as much.

    What takes fewer seconds than can tell is not compared: so many on the reference machine, more on a slower one.
    """
    short = too_short_to_tell * processor_slowness()
    texts = [KINDS[kind](small), KINDS[kind](small * TIMES)]
    found = []
    for stage, way in STAGES.items():
        took = _seconds(way, texts[1])
        if took < short:
            continue
        base = _seconds(way, texts[0])
        for _ in range(REPEATS):
            if took <= MOST * base:
                break
            took, base = min(took, _seconds(way, texts[1])), min(base, _seconds(way, texts[0]))
        if took > MOST * base and took >= short:
            found.append(f"{stage}: {base:.3f} s became {took:.3f} s")
    return found
