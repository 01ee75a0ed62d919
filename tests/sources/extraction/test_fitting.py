"""Learning the weights of logistic models: what is known of the answer without a computer."""

import math

import pytest

from incidents.logistic_model import logistic
from sources.extraction.learning.fitting import RankedExample, fit, fit_ranking

ROWS = [{"warm": 1.0}, {"warm": 1.0, "wet": 0.5}, {"wet": 1.0}, {}, {"warm": 1.0}, {"wet": 2.0}]
LABELS = [True, True, False, False, False, True]


def test_without_features_the_odds_are_those_counted() -> None:
    model = fit([{}] * 4, [True, False, False, False])
    assert model.bias == pytest.approx(math.log(1 / 3), abs=0.001)


def test_examples_count_as_often_as_they_are_said_to() -> None:
    counted = fit(ROWS, LABELS, counts=[2, 1, 1, 1, 1, 1])
    assert counted == fit([ROWS[0], *ROWS], [LABELS[0], *LABELS])


def test_the_pull_of_the_examples_is_that_of_the_penalty() -> None:
    ridge = 0.7
    model = fit(ROWS, LABELS, ridge=ridge)
    for name, weight in model.weights.items():
        pulls = (row.get(name, 0.0) * (label - model.probability(row)) for row, label in zip(ROWS, LABELS, strict=True))
        assert sum(pulls) == pytest.approx(ridge * weight, abs=0.005)


def test_the_order_of_the_examples_does_not_matter() -> None:
    assert fit(ROWS[::-1], LABELS[::-1]) == fit(ROWS, LABELS)


def test_a_penalty_of_one_feature_holds_it_back_alone() -> None:
    plain = fit(ROWS, LABELS)
    held = fit(ROWS, LABELS, ridge=lambda name: 1e6 if name == "wet" else 1.0)
    assert held.weights["wet"] == 0
    assert abs(plain.weights["wet"]) > 0.05
    assert held.weights["warm"] == fit([{**row, "wet": 0.0} for row in ROWS], LABELS).weights["warm"]


def test_what_is_believed_stands_where_nothing_is_seen() -> None:
    assert fit(ROWS, LABELS, prior={"cold": -1.5}).weights["cold"] == -1.5


def test_a_feature_of_too_few_examples_has_no_weight() -> None:
    assert set(fit([*ROWS, {"rare": 1.0}], [*LABELS, True], least_seen=2).weights) == {"warm", "wet"}


def test_a_feature_that_always_decides_stays_finite_and_decides() -> None:
    model = fit([{"sure": 1.0}] * 30 + [{}] * 30, [True] * 30 + [False] * 30, ridge=0.001)
    assert model.probability({"sure": 1.0}) > 0.99
    assert model.probability({}) < 0.01


def test_thousands_of_features_are_fitted() -> None:
    rows = [{f"word {number * step % 3001}": 1.0 for step in range(1, 20)} for number in range(300)]
    labels = [number % 3 == 0 for number in range(300)]
    model = fit(rows, labels)
    assert len(model.weights) > 2_000
    assert all(model.probability(row) > 0.5 for row, label in zip(rows[1:], labels[1:], strict=True) if label)


def test_the_share_of_what_was_right_is_that_of_the_examples() -> None:
    """Of four pairs that differ in one feature, the one with it was right three times: its odds are three to one."""
    pair = ({"named"}, set[str]())
    examples = [RankedExample(pair, frozenset({0}))] * 3 + [RankedExample(pair, frozenset({1}))]
    weights = fit_ranking(examples, ridge=1e-9)
    assert logistic(weights["named"]) == pytest.approx(0.75, abs=0.001)


def test_right_things_that_are_not_told_apart_share_what_is_right() -> None:
    examples = [RankedExample(({"a"}, {"a"}, {"b"}), frozenset({0, 1}))] * 5
    weights = fit_ranking(examples, ridge=0.1)
    assert weights["a"] > 0 > weights["b"]
