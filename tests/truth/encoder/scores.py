"""How good answers are, and how sure it is that one kind of answers is better than another: plain Python."""

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

SAMPLES = 400
_LEAST = 1e-4  # the least probability, so that a sure mistake does not outweigh all


@dataclass(frozen=True, slots=True)
class EncoderAnswer:
    """What is said of one case: whether yes, where that is the question, and the probability given to the truth."""

    article: str
    truth: bool
    said: bool
    right: bool
    of_truth: float

    @property
    def loss(self) -> float:
        """The log loss."""
        return -math.log(max(_LEAST, self.of_truth))

    @property
    def counts(self) -> tuple[int, int, int, int, float]:
        """1 where it holds: rightly yes, yes in all (said and true), right, any; and the log loss."""
        return self.said and self.truth, self.said + self.truth, self.right, 1, self.loss


@dataclass(frozen=True, slots=True)
class Scored:
    """F1 of yes, the share that is right, and the mean log loss."""

    f1: float
    accuracy: float
    loss: float

    @classmethod
    def of(cls, sums: Sequence[float]) -> "Scored":
        """From the sums of `EncoderAnswer.counts`."""
        both, either, right, number, loss = sums
        return cls(2 * both / either if either else 1.0, right / max(1, number), loss / max(1, number))


def scored(answers: Sequence[EncoderAnswer]) -> Scored:
    """The scores of all of the answers."""
    return Scored.of([sum(each) for each in zip(*(one.counts for one in answers), strict=True)])


def gains(
    before: Sequence[EncoderAnswer], after: Sequence[EncoderAnswer], seed: int = 12
) -> dict[str, tuple[float, float]]:
    """By score, the middle 95% of what `after` is better by, case by case the same, when articles are drawn anew with
    repetition; a smaller log loss is a gain."""
    sums: dict[str, list[list[float]]] = defaultdict(lambda: [[0.0] * 5, [0.0] * 5])
    for number, answers in enumerate((before, after)):
        for one in answers:
            held = sums[one.article][number]
            held[:] = [old + new for old, new in zip(held, one.counts, strict=True)]
    drawn, articles = random.Random(seed), [(*old, *new) for old, new in sums.values()]
    found: dict[str, list[float]] = {"f1": [], "accuracy": [], "loss": []}
    for _ in range(SAMPLES):
        whole = [sum(each) for each in zip(*drawn.choices(articles, k=len(articles)), strict=True)]
        old, new = Scored.of(whole[:5]), Scored.of(whole[5:])
        found["f1"].append(new.f1 - old.f1)
        found["accuracy"].append(new.accuracy - old.accuracy)
        found["loss"].append(old.loss - new.loss)
    return {name: (sorted(each)[SAMPLES // 40], sorted(each)[-SAMPLES // 40]) for name, each in found.items()}
