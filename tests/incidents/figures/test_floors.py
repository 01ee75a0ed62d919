"""What a finding that is only a floor leaves open, and what is no floor."""

from incidents.vocabulary import FigureStatus, Hedge
from tests.incidents.figures.claims import REGULATOR, RESEARCHER, claim, figure


def test_a_finding_that_is_a_floor_answers_nobody_who_says_more() -> None:
    found = figure(claim("a", RESEARCHER, 900_000), claim("b", REGULATOR, 339_000, hedge=Hedge.AT_LEAST, day=90))
    assert (found.low, found.best, found.high, found.status_by_rules) == (
        339_000,
        339_000,
        900_000,
        FigureStatus.DISPUTED,
    )


def test_a_plain_finding_answers_whoever_said_more_before_it() -> None:
    found = figure(claim("a", RESEARCHER, 900_000), claim("b", REGULATOR, 339_000, day=90))
    assert (found.low, found.best, found.high, found.status_by_rules) == (
        339_000,
        339_000,
        339_000,
        FigureStatus.SETTLED,
    )
