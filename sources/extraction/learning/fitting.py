"""Fitting a logistic model by coordinate descent: plain Python, the same weights every time.

After Fan, Chang, Hsieh, Wang and Lin, "LIBLINEAR" (2008): each weight in turn takes a Newton step, with a ridge penalty
that holds the weights of rare features near their prior: what is believed of them before any label is seen, nothing by
default. The bias is not penalised.
"""

import json
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence

from incidents.logistic_model import WEIGHTS, LogisticModel, logistic

Features = Mapping[str, float]
_SWEEPS = 60
_SMALLEST = 1e-6  # of a step: a sweep of only smaller ones is the last
_LONGEST = 5.0  # a step, so that separable labels run away slowly
_BIAS = ""


def fit(
    rows: Sequence[Features], labels: Sequence[bool], *, prior: Features | None = None, ridge: float = 1.0
) -> LogisticModel:
    """The model of these examples; features in alphabetical order, so that theirs does not matter."""
    columns: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, row in enumerate(rows):
        columns[_BIAS].append((at, 1.0))
        for name, value in row.items():
            if value:
                columns[name].append((at, value))
    prior = prior or {}
    weights = {name: prior.get(name, 0.0) for name in sorted({*columns, *prior})}
    odds = [sum(value * weights[name] for name, value in row.items()) for row in rows]
    for _ in range(_SWEEPS):
        largest = 0.0
        for name, weight in weights.items():
            away = weight - prior.get(name, 0.0)
            step = _step(columns[name], odds, labels, away, 0.0 if name == _BIAS else ridge)
            weights[name] = weight + step
            for at, value in columns[name]:
                odds[at] += step * value
            largest = max(largest, abs(step))
        if largest < _SMALLEST:
            break
    bias = weights.pop(_BIAS, 0.0)
    return LogisticModel(round(bias, 3), {name: round(weight, 3) for name, weight in weights.items()})


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


def _step(
    column: Sequence[tuple[int, float]], odds: Sequence[float], labels: Sequence[bool], away: float, ridge: float
) -> float:
    slope, bend = ridge * away, ridge + 1e-9
    for at, value in column:
        probability = logistic(odds[at])
        slope += value * (probability - labels[at])
        bend += value * value * probability * (1 - probability)
    return max(-_LONGEST, min(_LONGEST, -slope / bend))
