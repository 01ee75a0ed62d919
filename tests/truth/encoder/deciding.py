"""Answers to each decision by models that have not seen the group of the case: what is linear, what is embedded, both.

Whatever is chosen (how the window is shown, which tokens are averaged, how strong the penalty is) is chosen by
cross-validation within what is learnt from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.truth.encoder.dense import Array, fit_choice, fit_yes, say_yes, shares

PENALTIES = (30.0, 150.0, 750.0)  # of what is embedded
_LEAST = 1e-4

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ModelColumns:
    """What models may look at: columns of features with their penalty and prior, and perhaps embedded columns."""

    linear: Array
    penalty: float
    prior: Array
    embedded: Array | None = None

    @property
    def columns(self) -> Array:
        """All columns."""
        return self.linear if self.embedded is None else np.hstack([self.linear, self.embedded])

    def penalties(self, of_embedded: float) -> Array:
        """One for each column."""
        width = 0 if self.embedded is None else self.embedded.shape[1]
        return np.array([self.penalty] * self.linear.shape[1] + [of_embedded] * width)

    @property
    def priors(self) -> Array:
        """One for each column."""
        width = 0 if self.embedded is None else self.embedded.shape[1]
        return np.append(self.prior, np.zeros(width))


@dataclass(frozen=True, slots=True)
class Question:
    """The cases of one decision. `truth` numbers the classes, or says of a choice whether the name is right; `articles`
    number the choices."""

    truth: Array
    folds: Array
    classes: int
    articles: Array | None = None
    counts: Array | None = None


def columns_of(rows: Sequence[Row], *, least_seen: int, prior: dict[str, float]) -> tuple[Array, Array]:
    """A column for each feature that is seen so often, and its prior."""
    seen = [name for row in rows for name, value in row["features"].items() if value]
    names = sorted({name for name in set(seen) if seen.count(name) >= least_seen} | set(prior))
    places = {name: at for at, name in enumerate(names)}
    columns = np.zeros((len(rows), len(names)))
    for at, row in enumerate(rows):
        for name, value in row["features"].items():
            if name in places:
                columns[at, places[name]] = value
    return columns, np.array([prior.get(name, 0.0) for name in names])


def answered(question: Question, held: ModelColumns) -> tuple[Array, dict[int, float]]:
    """For each case the probabilities of the classes (of a choice, the share of the name), by models that have not seen
    its fold; and by fold what the chosen penalty cost within the others."""
    said, costs = np.zeros((len(question.truth), question.classes)), {}
    penalties = PENALTIES if held.embedded is not None else PENALTIES[:1]
    for fold in np.unique(question.folds):
        inside = question.folds != fold
        found = {penalty: _cost(question, held, penalty, inside) for penalty in penalties}
        penalty = min(found, key=found.__getitem__)
        costs[int(fold)] = found[penalty]
        said[~inside] = _learnt(question, held, penalty, inside, ~inside)
    return said, costs


def chosen(answers: Sequence[tuple[Array, dict[int, float]]], folds: Array) -> Array:
    """Of several ways, for each fold the answers of that which cost least within the others."""
    said = np.zeros_like(answers[0][0])
    for fold in np.unique(folds):
        best = min(answers, key=lambda each: each[1][int(fold)])
        said[folds == fold] = best[0][folds == fold]
    return said


def _cost(question: Question, held: ModelColumns, penalty: float, inside: Array) -> float:
    """The log loss of cross-validation within what is learnt from."""
    cost = 0.0
    for part in np.unique(question.folds[inside]):
        asked = inside & (question.folds == part)
        said = _learnt(question, held, penalty, inside & ~asked, asked)
        if question.articles is None:
            given = said[np.arange(len(said)), question.truth[asked]]
        else:
            _, number = np.unique(question.articles[asked], return_inverse=True)
            given = np.bincount(number, said[:, 0] * question.truth[asked])
        cost -= float(np.log(np.maximum(given, _LEAST)).sum())
    return cost


def _learnt(question: Question, held: ModelColumns, penalty: float, learnt: Array, asked: Array) -> Array:
    columns, penalties, truth = held.columns, held.penalties(penalty), question.truth
    if question.articles is not None and question.counts is not None:
        _, number = np.unique(question.articles[learnt], return_inverse=True)
        weights = fit_choice(columns[learnt], number, truth[learnt], question.counts[learnt], penalties)
        _, number = np.unique(question.articles[asked], return_inverse=True)
        return shares(columns[asked] @ weights, number)[:, None]
    wanted = [1] if question.classes == 2 else range(question.classes)
    said = [
        say_yes(columns[asked], fit_yes(columns[learnt], truth[learnt] == one, penalties, held.priors))
        for one in wanted
    ]
    if question.classes == 2:
        return np.stack([1 - said[0], said[0]], 1)
    whole = np.stack(said, 1)
    return whole / whole.sum(1, keepdims=True)
