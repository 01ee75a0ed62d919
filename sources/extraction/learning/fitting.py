"""Fitting logistic models by Newton's method: plain Python, no packages, the same weights every time.

A ridge penalty, on the squares, holds the weights of rare features near their prior: what is believed of them before
any label is seen, nothing by default. The bias is all but free.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from incidents.logistic_model import WEIGHTS, LogisticModel, logistic, shares

Features = Mapping[str, float]
_Matrix = list[list[float]]
_MOST_STEPS = 25
_SETTLED = 1e-6  # a step in which no weight moves further is the last
_LONGEST = 5.0  # of one weight in a step, so that separable labels run away slowly
_CLOSE = 1e-6  # the least curvature of an example, and the penalty of the bias
_DECIMALS = 3
_BIAS = ""


@dataclass(frozen=True, slots=True)
class RankedExample:
    """The features that hold of each thing to choose from, and which of the things are right."""

    things: Sequence[Collection[str]]
    right: frozenset[int]
    weight: float = 1.0


def fit(
    rows: Sequence[Features],
    labels: Sequence[bool],
    *,
    prior: Features | None = None,
    ridge: float = 1.0,
    counts: Sequence[float] | None = None,
    least_seen: int = 1,
) -> LogisticModel:
    """The model of these examples, whatever their order. `counts` says how often each counts, once by default; features
    of fewer than `least_seen` examples have no weight."""
    prior = prior or {}
    names = [_BIAS, *sorted(_seen(rows, least_seen) | prior.keys())]
    columns = {name: at for at, name in enumerate(names)}
    examples = [
        ({0: 1.0} | {columns[name]: value for name, value in sorted(row.items()) if value and name in columns}, label)
        for row, label in zip(rows, labels, strict=True)
    ]
    weighed = list(zip(examples, counts or [1.0] * len(rows), strict=True))

    def slopes(weights: Sequence[float]) -> tuple[list[float], _Matrix]:
        gradient, curvature = _empty(len(names))
        for (features, label), count in weighed:
            now = logistic(sum(value * weights[at] for at, value in features.items()))
            for at, value in features.items():
                gradient[at] += count * value * (now - label)
            _add(curvature, features, count * max(now * (1 - now), _CLOSE))
        return gradient, curvature

    believed = [prior.get(name, 0.0) for name in names]
    found = _newton(slopes, believed, [_CLOSE, *[ridge] * (len(names) - 1)])
    weights = {name: round(weight, _DECIMALS) for name, weight in zip(names, found, strict=True)}
    return LogisticModel(weights.pop(_BIAS), weights)


def fit_ranking(examples: Sequence[RankedExample], *, ridge: float, least_seen: int = 1) -> dict[str, float]:
    """The weights under which what is right has the greatest share among the things of each example."""
    things = [dict.fromkeys(thing, 1.0) for one in examples for thing in one.things]
    names = sorted(_seen(things, least_seen))
    columns = {name: at for at, name in enumerate(names)}
    rows = [
        ([sorted(columns[name] for name in thing if name in columns) for thing in one.things], one) for one in examples
    ]

    def slopes(weights: Sequence[float]) -> tuple[list[float], _Matrix]:
        gradient, curvature = _empty(len(names))
        for things, one in rows:
            now = shares([sum(weights[at] for at in thing) for thing in things])
            whole = sum(now[number] for number in one.right) or 1.0
            mean: dict[int, float] = {}
            for number, (thing, share) in enumerate(zip(things, now, strict=True)):
                pull = one.weight * (share - (share / whole if number in one.right else 0.0))
                for at in thing:
                    gradient[at] += pull
                    mean[at] = mean.get(at, 0.0) + share
                if share > _CLOSE:
                    _add(curvature, dict.fromkeys(thing, 1.0), one.weight * share)
            _add(curvature, mean, -one.weight)
        return gradient, curvature

    found = _newton(slopes, [0.0] * len(names), [ridge] * len(names))
    return dict(zip(names, found, strict=True))


def left_out(
    rows: Sequence[Features],
    labels: Sequence[bool],
    groups: Sequence[Hashable],
    *,
    prior: Features | None = None,
    ridge: float = 1.0,
) -> list[float]:
    """For each example, the probability given by a model that has not seen its group."""
    found = [0.0] * len(rows)
    for group in dict.fromkeys(groups):
        seen = [at for at, other in enumerate(groups) if other != group]
        model = fit([rows[at] for at in seen], [labels[at] for at in seen], prior=prior, ridge=ridge)
        for at, other in enumerate(groups):
            if other == group:
                found[at] = model.probability(rows[at])
    return found


def ship(name: str, model: LogisticModel) -> None:
    """Write the weights where the product reads them."""
    held = {"bias": model.bias, "weights": dict(sorted(model.weights.items()))}
    (WEIGHTS / f"{name}.json").write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")


def _seen(rows: Iterable[Features], least: int) -> set[str]:
    """The features that at least so many rows have."""
    times = Counter(name for row in rows for name, value in row.items() if value)
    return {name for name, count in times.items() if count >= least}


def _places(features: Iterable[str], columns: Mapping[str, int]) -> list[int]:
    return sorted(columns[name] for name in features if name in columns)


def _empty(size: int) -> tuple[list[float], _Matrix]:
    return [0.0] * size, [[0.0] * size for _ in range(size)]


def _add(curvature: _Matrix, vector: Mapping[int, float], factor: float) -> None:
    """Add the outer product of the vector with itself, the lower half of it."""
    items = sorted(vector.items())
    for number, (i, left) in enumerate(items):
        row, pull = curvature[i], factor * left
        for j, right in items[: number + 1]:
            row[j] += pull * right


def _newton(
    slopes: Callable[[Sequence[float]], tuple[list[float], _Matrix]], prior: Sequence[float], ridges: Sequence[float]
) -> list[float]:
    """The weights at which the slopes of what they cost, with the penalty, are level; looked for from the prior on."""
    weights = list(prior)
    for _ in range(_MOST_STEPS):
        gradient, curvature = slopes(weights)
        for at, ridge in enumerate(ridges):
            gradient[at] += ridge * (weights[at] - prior[at])
            curvature[at][at] += ridge
        moves = _solved(curvature, gradient)
        largest = max(map(abs, moves), default=0.0)
        shortened = min(1.0, _LONGEST / largest) if largest else 1.0
        weights = [weight - shortened * move for weight, move in zip(weights, moves, strict=True)]
        if largest < _SETTLED:
            break
    return weights


def _solved(matrix: _Matrix, vector: Sequence[float]) -> list[float]:
    """The solution of a positive definite system, of which the lower half is given, by Cholesky's method."""
    size = len(vector)
    lower: _Matrix = []
    for i in range(size):
        row: list[float] = []
        for j in range(i):
            other = lower[j]
            row.append((matrix[i][j] - sum(map(mul, row, other))) / other[j])
        row.append(math.sqrt(max(matrix[i][i] - sum(one * one for one in row), 1e-12)))
        lower.append(row)
    found: list[float] = []
    for i in range(size):
        found.append((vector[i] - sum(map(mul, lower[i], found))) / lower[i][i])
    for i in reversed(range(size)):
        rest = sum(lower[k][i] * found[k] for k in range(i + 1, size))
        found[i] = (found[i] - rest) / lower[i][i]
    return found
