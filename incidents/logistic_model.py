"""Logistic models: the log-odds of yes are a bias and the weights of the features that hold, added up; of several
things to choose from, each has its share. All learnt weights lie in incidents/data/weights."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).parent / "data" / "weights"


@dataclass(frozen=True, slots=True)
class LogisticModel:
    """`weights` are log-odds for each unit of a feature; a feature without one says nothing."""

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The log-odds of yes."""
        return self.bias + sum(value * self.weights.get(name, 0.0) for name, value in features.items())

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability of yes, 0 to 1."""
        return logistic(self.log_odds(features))


def logistic(log_odds: float) -> float:
    """The probability of these log-odds."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, log_odds))))


def shares(scores: Sequence[float]) -> list[float]:
    """The probabilities of things with these scores, one of which is the right one."""
    most = max(scores, default=0.0)
    powers = [math.exp(one - most) for one in scores]
    whole = math.fsum(powers)
    return [one / whole for one in powers]


@cache
def shipped(name: str) -> LogisticModel:
    """The model of incidents/data/weights/NAME.json: {"bias": float, "weights": {feature: float}}."""
    held = json.loads((WEIGHTS / f"{name}.json").read_text(encoding="utf-8"))
    return LogisticModel(held["bias"], held["weights"])
