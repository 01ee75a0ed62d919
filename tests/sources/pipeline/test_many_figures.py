"""What the pipeline compares among the figures of one article does not get out of hand where there are very many.

Ratios of processor time, for the reason that tests/sources/extraction/test_growth.py gives. Pairs are compared, of no
more figures than the extractor's budget: four times as many cost at most sixteen times as much, and triples sixty-four.
"""

import random
import time
from collections.abc import Callable, Sequence

import pytest

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.ledger import ClaimDraft, EvidenceDraft, SpeakerDraft
from incidents.vocabulary import Hedge, Metric, Polarity, Presentation, Scope, Unit
from sources.extraction.budget import MOST_FIGURES
from sources.models import Mention
from sources.pipeline.extract.plausibility import hold_implausible
from sources.pipeline.record.claim_drafts import Drafted
from sources.pipeline.record.wholes_and_parts import tell_parts

TIMES = 4
TOO_SHORT_TO_TELL = 0.06  # seconds
REPEATS = 3


def _numbers(count: int) -> list[int]:
    return random.Random(count).sample(range(1_000, 1_000_000_000), count)


def _drafted(number: int) -> Drafted:
    bucket = Bucket(Metric.AFFECTED, Unit.PEOPLE, "", Scope.TOTAL)
    evidence = EvidenceDraft(story="s", presented_as=Presentation.CURRENT)
    draft = ClaimDraft(
        bucket=bucket, quantity=Quantity(number, number, number, Hedge.EXACT), speaker=SpeakerDraft(), evidence=evidence
    )
    return Drafted(_mention(number), draft)


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


@pytest.mark.parametrize(
    ("make", "way", "most"),
    [
        (_drafted, lambda drafted: tell_parts(drafted, None), 30.0),
        (_mention, hold_implausible, 9.0),
    ],
    ids=["parts", "slips"],
)
def test_many_figures_cost_no_more_than_their_pairs(
    make: Callable[[int], object], way: Callable[[Sequence[object]], object], most: float
) -> None:
    few, many = ([make(number) for number in _numbers(count)] for count in (MOST_FIGURES // TIMES, MOST_FIGURES))
    ratios = []
    for _ in range(REPEATS):
        took = _seconds(lambda: way(many))
        if took < TOO_SHORT_TO_TELL:
            return
        ratios.append(took / max(_seconds(lambda: way(few)), 1e-6))
        if ratios[-1] <= most:
            return
    pytest.fail(f"four times the figures cost {min(ratios):.0f} times as much")


def test_two_counts_that_add_up_to_a_third_are_its_parts_among_very_many() -> None:
    numbers = [3_000_000 + 7_919 * at for at in range(MOST_FIGURES - 3)]
    drafts = tell_parts([_drafted(number) for number in (*numbers, 40_000_000, 25_000_000, 65_000_000)], 65_000_000)
    assert [one.presented_as for one in drafts[-3:]] == [Presentation.PART, Presentation.PART, Presentation.CURRENT]
