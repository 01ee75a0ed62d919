"""Learning the weights, choosing the line, and telling what both are worth on what they were not made from."""

import math
from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from incidents.logistic_model import LogisticModel
from sources.extraction.learning.fitting import fit, left_out
from tests.truth.figure_confidence.examples import ONE_ARTICLE, SETS, FigureExample
from tests.truth.stream_sets import LEARNT

WANTED: Final = 0.95  # of the figures that are not marked
_BINS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)


def learn(examples: Sequence[FigureExample]) -> LogisticModel:
    """The weights of all examples."""
    return fit([one.signs for one in examples], [one.right for one in examples])


def without_group(examples: Sequence[FigureExample], of_set: str, group: str) -> LogisticModel:
    """The weights that do not know this incident."""
    return learn([one for one in examples if (one.of_set, one.group) != (of_set, group)])


def by_incident(examples: Sequence[FigureExample]) -> list[float]:
    """For each example, what weights say that have not seen its incident or article."""
    return _left_out(examples, [(one.of_set, one.group) for one in examples])


def by_set(examples: Sequence[FigureExample]) -> list[float]:
    """For each example, what weights say that have not seen its set."""
    return _left_out(examples, [one.of_set for one in examples])


def _left_out(examples: Sequence[FigureExample], groups: Sequence[Hashable]) -> list[float]:
    shares = left_out([one.signs for one in examples], [one.right for one in examples], groups)
    return [round(share, 2) for share in shares]  # as figures are held


def choose_line(examples: Sequence[FigureExample], shares: Sequence[float]) -> float:
    """The lowest line at which, of all streams together, 95 in a hundred of the figures that are not marked are right;
    1 where there is none. Only points count: the days on which a curator's figure changed. A set by itself is too small
    for a line: one more wrong figure of twenty would move it by a tenth."""
    judged_examples = zip(examples, shares, strict=True)
    asked = [(one.right, share) for one, share in judged_examples if one.point and one.of_set in LEARNT]
    for line in (step / 100 for step in range(100)):
        rights = [right for right, share in asked if share >= line]
        if rights and sum(rights) >= WANTED * len(rights):
            return line
    return 1.0


def table(examples: Sequence[FigureExample], shares: Sequence[float], line: float) -> Iterator[str]:
    """The lines that tell, for each set and for all: figures at points, how many are right, log loss and Brier score
    beside those of the base rate, and what the line does."""
    yield f"{'':14} figures  right  log loss (base)  Brier (base)   unmarked and right   marked"
    for name, of in (*((one, (one,)) for one in SETS), ("all", SETS)):
        known = zip(examples, shares, strict=True)
        asked = [(one.right, share) for one, share in known if one.point and one.of_set in of]
        base = sum(right for right, _ in asked) / len(asked)
        by_base = [(right, base) for right, _ in asked]
        kept = [right for right, share in asked if share >= line]
        marked = 1 - len(kept) / len(asked)
        yield (
            f"{name:14} {len(asked):7}  {base:5.2f}  {_log_loss(asked):8.3f} ({_log_loss(by_base):.3f})"
            f"  {_brier(asked):5.3f} ({_brier(by_base):.3f})"
            f"   {sum(kept):3} of {len(kept):3} {sum(kept) / max(1, len(kept)):5.2f}   {marked:6.2f}"
        )
    nobody = [share for one, share in zip(examples, shares, strict=True) if one.nobody]
    unmarked = sum(share >= line for share in nobody)
    yield f"figures of articles ({ONE_ARTICLE}) that count nobody: {len(nobody)}, {unmarked} of them not marked"


def calibration(examples: Sequence[FigureExample], shares: Sequence[float]) -> Iterator[str]:
    """How often figures of each confidence are right, points and other days."""
    for low, high in pairwise(_BINS):
        here = [(one.right, share) for one, share in zip(examples, shares, strict=True) if low <= share < high]
        if here:
            mean = sum(share for _, share in here) / len(here)
            right = sum(right for right, _ in here) / len(here)
            yield f"  {low:.2f} to {min(high, 1.0):.2f}: {len(here):4} figures, told {mean:.2f}, right {right:.2f}"


def _log_loss(asked: Sequence[tuple[bool, float]]) -> float:
    return -sum(math.log(max(1e-3, share if right else 1 - share)) for right, share in asked) / len(asked)


def _brier(asked: Sequence[tuple[bool, float]]) -> float:
    return sum((share - right) ** 2 for right, share in asked) / len(asked)
