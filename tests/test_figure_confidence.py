"""The weights are those that the training gives, and the line is the one that its rule gives."""

from incidents.figures.confidence import LINE, WEIGHTS
from incidents.logistic_model import shipped
from tests.truth.figure_confidence.examples import SETS, kept
from tests.truth.figure_confidence.learning import by_incident, by_set, calibration, choose_line, learn, table


def test_the_weights_and_the_line_are_what_training_gives() -> None:
    examples = kept()
    assert {one.of_set for one in examples} == set(SETS)
    assert learn(examples) == shipped(WEIGHTS)
    shares, of_other_sets = by_incident(examples), by_set(examples)
    assert choose_line(examples, of_other_sets) == LINE
    lines = [*table(examples, shares, LINE), *calibration(examples, shares), *table(examples, of_other_sets, LINE)]
    assert len(lines) > 2 * len(SETS)


def test_what_speaks_for_a_figure_never_makes_it_less_sure() -> None:
    weights = shipped(WEIGHTS).weights
    against = {"much larger", "small", "rounded"}
    assert {name for name, weight in weights.items() if weight < 0} == against
