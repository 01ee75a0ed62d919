"""Logistic regression in plain Python: the same weights again on every machine, and no packages.

Both models are fitted by Newton's method with a penalty on the squares of the weights. Features are names that hold.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.logistic_model import logistic
from sources.extraction.resolve.ranking import BIAS, shares

Features = Collection[str]
Weights = dict[str, float]
_MOST_STEPS = 12
_CLOSE = 1e-6
_LEAST_SEEN = 3  # a feature of fewer examples has no weight


@dataclass(frozen=True, slots=True)
class RankedExample:
    """The features of each name of an article, and which names are the right ones."""

    names: Sequence[Features]
    right: frozenset[int]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class JudgedExample:
    """The features of an article, and whether it opens an incident."""

    features: Features
    opens: bool
    weight: float = 1.0


def fit_ranking(examples: Sequence[RankedExample], *, penalty: float) -> Weights:
    """The weights under which the right name of each article has the greatest share."""
    columns = _columns(name for one in examples for name in one.names)
    rows = [(_indices(one.names, columns), one.right, one.weight) for one in examples]

    def step(weights: list[float]) -> tuple[list[float], list[list[float]]]:
        gradient, curvature = _empty(len(columns))
        for names, right, weight in rows:
            now = shares([sum(weights[i] for i in one) for one in names])
            whole = sum(now[number] for number in right) or 1.0
            mean: dict[int, float] = {}
            for number, (features, share) in enumerate(zip(names, now, strict=True)):
                pull = weight * (share - (share / whole if number in right else 0.0))
                for i in features:
                    gradient[i] += pull
                    mean[i] = mean.get(i, 0.0) + share
                if share > _CLOSE:
                    _add(curvature, dict.fromkeys(features, 1.0), weight * share)
            _add(curvature, mean, -weight)
        return gradient, curvature

    return _newton(columns, step, penalty, free=())


def fit_judging(examples: Sequence[JudgedExample], *, penalty: float) -> Weights:
    """The weights, and under BIAS the base, by which an article opens an incident."""
    columns = {BIAS: 0} | _columns((one.features for one in examples), first=1)
    rows = [([0, *_index(one.features, columns)], float(one.opens), one.weight) for one in examples]

    def step(weights: list[float]) -> tuple[list[float], list[list[float]]]:
        gradient, curvature = _empty(len(columns))
        for features, opens, weight in rows:
            now = logistic(sum(weights[i] for i in features))
            for i in features:
                gradient[i] += weight * (now - opens)
            _add(curvature, dict.fromkeys(features, 1.0), weight * max(now * (1 - now), _CLOSE))
        return gradient, curvature

    return _newton(columns, step, penalty, free=(0,))


def _columns(examples: Iterable[Features], first: int = 0) -> dict[str, int]:
    seen: dict[str, int] = {}
    for features in examples:
        for name in features:
            seen[name] = seen.get(name, 0) + 1
    return {name: first + i for i, name in enumerate(sorted(n for n, times in seen.items() if times >= _LEAST_SEEN))}


def _index(features: Features, columns: Mapping[str, int]) -> list[int]:
    return sorted(columns[name] for name in features if name in columns)


def _indices(names: Sequence[Features], columns: Mapping[str, int]) -> list[list[int]]:
    return [_index(features, columns) for features in names]


def _empty(size: int) -> tuple[list[float], list[list[float]]]:
    return [0.0] * size, [[0.0] * size for _ in range(size)]


def _add(curvature: list[list[float]], vector: Mapping[int, float], factor: float) -> None:
    """Add the outer product of the vector with itself, the lower half of it."""
    items = sorted(vector.items())
    for number, (i, left) in enumerate(items):
        row, pull = curvature[i], factor * left
        for j, right in items[: number + 1]:
            row[j] += pull * right


def _newton(columns: Mapping[str, int], step, penalty: float, free: Collection[int]) -> Weights:  # type: ignore[no-untyped-def]
    weights = [0.0] * len(columns)
    for _ in range(_MOST_STEPS):
        gradient, curvature = step(weights)
        for i in range(len(weights)):
            held = _CLOSE if i in free else penalty
            gradient[i] += held * weights[i]
            curvature[i][i] += held
        moves = _solved(curvature, gradient)
        weights = [weight - move for weight, move in zip(weights, moves, strict=True)]
        if max(map(abs, moves), default=0.0) < 1e-4:
            break
    return {name: weights[i] for name, i in columns.items()}


def _solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a positive definite system, of which the lower half is given, by Cholesky's method."""
    size = len(vector)
    lower: list[list[float]] = []
    for i in range(size):
        row: list[float] = []
        for j in range(i):
            other = lower[j]
            row.append((matrix[i][j] - sum(map(_times, row, other))) / other[j])
        row.append(math.sqrt(max(matrix[i][i] - sum(one * one for one in row), 1e-12)))
        lower.append(row)
    found: list[float] = []
    for i in range(size):
        found.append((vector[i] - sum(map(_times, lower[i], found))) / lower[i][i])
    for i in reversed(range(size)):
        rest = sum(lower[k][i] * found[k] for k in range(i + 1, size))
        found[i] = (found[i] - rest) / lower[i][i]
    return found


def _times(left: float, right: float) -> float:
    return left * right
