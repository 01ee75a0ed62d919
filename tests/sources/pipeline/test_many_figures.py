"""What the pipeline compares among the figures of one article does not get out of hand where there are very many.

Ratios of processor time, for the reason that tests/growth.py gives. There are
no more figures than the extractor's budget allows.
"""

import random
import time
from collections.abc import Callable

import pytest

from incidents.vocabulary import Metric, Polarity, Scope, Unit
from sources.extraction.budget import MOST_FIGURES
from sources.models import Mention
from sources.pipeline.extract.plausibility import hold_implausible

TIMES = 4
TOO_SHORT_TO_TELL = 0.06  # seconds
REPEATS = 3
MOST_TIMES = 9


def _numbers(count: int) -> list[int]:
    return random.Random(count).sample(range(1_000, 1_000_000_000), count)


def _mention(number: int) -> Mention:
    return Mention(
        metric=Metric.AFFECTED,
        unit=Unit.PEOPLE,
        value=number,
        low=number,
        high=number,
        polarity=Polarity.ASSERTED,
        scope=Scope.TOTAL,
        primary=True,
    )


def _seconds(way: Callable[[], object]) -> float:
    start = time.process_time()
    way()
    return time.process_time() - start


def test_many_figures_cost_no_more_than_their_pairs() -> None:
    few, many = ([_mention(number) for number in _numbers(count)] for count in (MOST_FIGURES // TIMES, MOST_FIGURES))
    ratios = []
    for _ in range(REPEATS):
        took = _seconds(lambda: hold_implausible(many))
        if took < TOO_SHORT_TO_TELL:
            return
        ratios.append(took / max(_seconds(lambda: hold_implausible(few)), 1e-6))
        if ratios[-1] <= MOST_TIMES:
            return
    pytest.fail(f"four times the figures cost {min(ratios):.0f} times as much")
