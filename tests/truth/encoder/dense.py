"""Logistic models over columns of numbers, by Newton's method, with a penalty for each column: `fitting` for many."""

from collections.abc import Callable

import numpy as np

_STEPS = 25
_SETTLED = 1e-4
_LONGEST = 5.0

Array = np.ndarray


def fit_yes(columns: Array, labels: Array, penalties: Array, prior: Array) -> Array:
    """The weights, the last of which is the bias; `prior` is where the penalties, on the squares, pull them."""
    rows = np.hstack([columns, np.ones((len(columns), 1))])
    penalties, prior = np.append(penalties, 1e-6), np.append(prior, 0.0)

    def slopes(weights: Array) -> tuple[Array, Array]:
        now = _logistic(rows @ weights)
        curved = np.maximum(now * (1 - now), 1e-6)
        return rows.T @ (now - labels), (rows * curved[:, None]).T @ rows

    return _newton(slopes, penalties, prior)


def say_yes(columns: Array, weights: Array) -> Array:
    """The probability of yes of each row."""
    return _logistic(columns @ weights[:-1] + weights[-1])


def fit_choice(columns: Array, articles: Array, right: Array, counts: Array, penalties: Array) -> Array:
    """The weights under which what is right has the greatest share of its article; rows of one article have one
    number of `articles`, from 0 without gaps, and one of `counts`, how often it counts."""
    known = np.bincount(articles, right) > 0
    several = np.bincount(articles) > np.bincount(articles, right)
    used = (known & several)[articles]
    _, number = np.unique(articles[used], return_inverse=True)
    rows, right, counts = columns[used], right[used], counts[used]

    def slopes(weights: Array) -> tuple[Array, Array]:
        now = shares(rows @ weights, number)
        whole = np.bincount(number, now * right)[number]
        gradient = rows.T @ (counts * (now - np.where(right, now / np.maximum(whole, 1e-12), 0.0)))
        means = np.zeros((number.max() + 1, rows.shape[1]))
        np.add.at(means, number, rows * (now * np.sqrt(counts))[:, None])
        return gradient, (rows * (counts * now)[:, None]).T @ rows - means.T @ means

    return _newton(slopes, penalties, np.zeros(columns.shape[1]))


def shares(scores: Array, articles: Array) -> Array:
    """The share of each row among those of its article."""
    most = np.full(articles.max() + 1, -np.inf)
    np.maximum.at(most, articles, scores)
    powers = np.exp(scores - most[articles])
    return powers / np.bincount(articles, powers)[articles]


def principal(rows: Array, most: int) -> Array:
    """The rows along the directions in which they differ most, scaled so that an original column varies by 1."""
    centred = rows - rows.mean(0)
    scale = float(np.sqrt((centred**2).mean())) or 1.0
    _, _, directions = np.linalg.svd(centred.T @ centred)
    return (centred @ directions[:most].T / scale).astype(np.float64)


def _logistic(log_odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(log_odds, -40, 40)))


def _newton(slopes: Callable[[Array], tuple[Array, Array]], penalties: Array, prior: Array) -> Array:
    weights = prior.astype(float).copy()
    for _ in range(_STEPS):
        gradient, curvature = slopes(weights)
        moves = np.linalg.solve(curvature + np.diag(penalties), gradient + penalties * (weights - prior))
        largest = float(np.abs(moves).max())
        weights -= min(1.0, _LONGEST / largest if largest else 1.0) * moves
        if largest < _SETTLED:
            break
    return weights
