"""Fitting logistic models by the method of limited memory (L-BFGS; Nocedal and Wright, algorithm 7.4): plain Python, no
packages, the same weights every time.

A ridge penalty, on the squares, holds the weights of rare features near their prior: what is believed of them before
any label is seen, nothing by default. The bias is all but free.
"""

import json
import math
from collections import Counter, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from incidents.logistic_model import WEIGHTS, LogisticModel, logistic, shares

Features = Mapping[str, float]
Ridge = float | Callable[[str], float]
_Slopes = tuple[float, list[float]]  # what weights cost, and how steeply it grows with each of them
_MOST_STEPS = 500
_MEMORY = 20  # steps from which the curvature is known
_LEVEL = 1e-5  # the steepest slope of the last step
_ENOUGH = 1e-4  # of the fall that the slope promises, for a step to be taken
_BIAS_RIDGE = 1e-6
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
    ridge: Ridge = 1.0,
    counts: Sequence[float] | None = None,
    least_seen: int = 1,
) -> LogisticModel:
    """The model of these examples, whatever their order. `counts` says how often each counts, once by default; features
    of fewer than `least_seen` examples have no weight. `ridge` may differ by feature."""
    prior = prior or {}
    names = [_BIAS, *sorted(_seen(rows, least_seen) | prior.keys())]
    columns = {name: at for at, name in enumerate(names)}
    examples = []
    for row, label, count in zip(rows, labels, counts or [1.0] * len(rows), strict=True):
        held = [(columns[name], value) for name, value in sorted(row.items()) if value and name in columns]
        examples.append(([0, *(at for at, _ in held)], [1.0, *(value for _, value in held)], label, count))

    def slopes(weights: Sequence[float]) -> _Slopes:
        cost, gradient = 0.0, [0.0] * len(names)
        for places, values, label, count in examples:
            odds = sum(map(mul, values, map(weights.__getitem__, places)))
            cost += count * _surprise(odds if label else -odds)
            pull = count * (logistic(odds) - label)
            for at, value in zip(places, values, strict=True):
                gradient[at] += pull * value
        return cost, gradient

    believed = [prior.get(name, 0.0) for name in names]
    found = _lowest(slopes, believed, [_BIAS_RIDGE, *_ridges(names[1:], ridge)])
    weights = {name: round(weight, _DECIMALS) for name, weight in zip(names, found, strict=True)}
    return LogisticModel(weights.pop(_BIAS), weights)


def fit_ranking(examples: Sequence[RankedExample], *, ridge: Ridge, least_seen: int = 1) -> dict[str, float]:
    """The weights under which what is right has the greatest share among the things of each example."""
    names = sorted(_seen((dict.fromkeys(thing, 1.0) for one in examples for thing in one.things), least_seen))
    columns = {name: at for at, name in enumerate(names)}
    rows = [
        ([sorted(columns[name] for name in thing if name in columns) for thing in one.things], one) for one in examples
    ]

    def slopes(weights: Sequence[float]) -> _Slopes:
        cost, gradient = 0.0, [0.0] * len(names)
        for things, one in rows:
            now = shares([sum(map(weights.__getitem__, thing)) for thing in things])
            whole = sum(now[number] for number in one.right)
            cost -= one.weight * math.log(max(whole, 1e-300))
            for number, (thing, share) in enumerate(zip(things, now, strict=True)):
                pull = one.weight * (share - (share / (whole or 1.0) if number in one.right else 0.0))
                for at in thing:
                    gradient[at] += pull
        return cost, gradient

    found = _lowest(slopes, [0.0] * len(names), _ridges(names, ridge))
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


def _ridges(names: Iterable[str], ridge: Ridge) -> list[float]:
    return [ridge(name) if callable(ridge) else ridge for name in names]


def _surprise(log_odds: float) -> float:
    """The negative logarithm of the probability of these log-odds."""
    return max(-log_odds, 0.0) + math.log1p(math.exp(-abs(log_odds)))


def _lowest(
    slopes: Callable[[Sequence[float]], _Slopes], prior: Sequence[float], ridges: Sequence[float]
) -> list[float]:
    """The weights that cost least, with the penalty, looked for from the prior on."""

    def whole(weights: Sequence[float]) -> _Slopes:
        cost, gradient = slopes(weights)
        away = [weight - before for weight, before in zip(weights, prior, strict=True)]
        cost += sum(ridge * one * one for ridge, one in zip(ridges, away, strict=True)) / 2
        return cost, [slope + ridge * one for slope, ridge, one in zip(gradient, ridges, away, strict=True)]

    weights = list(prior)
    cost, gradient = whole(weights)
    memory: deque[tuple[list[float], list[float], float]] = deque(maxlen=_MEMORY)
    for _ in range(_MOST_STEPS):
        if max(map(abs, gradient), default=0.0) < _LEVEL:
            break
        way = _downhill(gradient, memory)
        promised, length = _dot(gradient, way), 1.0
        while True:
            moved = [weight + length * one for weight, one in zip(weights, way, strict=True)]
            now, steeper = whole(moved)
            if now <= cost + _ENOUGH * length * promised or length < _LEVEL:
                break
            length /= 2
        step = [length * one for one in way]
        bend = [after - before for after, before in zip(steeper, gradient, strict=True)]
        if (curved := _dot(step, bend)) > 0:
            memory.append((step, bend, 1 / curved))
        weights, cost, gradient = moved, now, steeper
    return weights


def _downhill(gradient: Sequence[float], memory: Collection[tuple[list[float], list[float], float]]) -> list[float]:
    """The step that the slopes and what is known of the curvature ask for."""
    way, pulls = [-one for one in gradient], []
    for step, bend, inverse in reversed(tuple(memory)):
        pull = inverse * _dot(step, way)
        pulls.append(pull)
        way = [one - pull * other for one, other in zip(way, bend, strict=True)]
    if memory:
        _, bend, inverse = tuple(memory)[-1]
        scale = 1 / (inverse * _dot(bend, bend))
    else:
        scale = 1 / max(1.0, math.sqrt(_dot(gradient, gradient)))
    way = [scale * one for one in way]
    for (step, bend, inverse), pull in zip(memory, reversed(pulls), strict=True):
        push = pull - inverse * _dot(bend, way)
        way = [one + push * other for one, other in zip(way, step, strict=True)]
    return way


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(map(mul, left, right), 0.0)
