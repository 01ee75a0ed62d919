"""What a finding that is only a floor leaves open, and what is no floor."""

from incidents.vocabulary import FigureStatus, Hedge
from tests.incidents.figures.claims import COMPANY, OUTSIDER, REGULATOR, RESEARCHER, RIVAL, claim, figure, numbers


def test_a_finding_that_is_a_floor_answers_nobody_who_says_more() -> None:
    found = figure(claim("a", RESEARCHER, 900_000), claim("b", REGULATOR, 339_000, hedge=Hedge.AT_LEAST, day=90))
    assert (found.low, found.best, found.high, found.status) == (339_000, 339_000, 900_000, FigureStatus.DISPUTED)


def test_a_plain_finding_answers_whoever_said_more_before_it() -> None:
    found = figure(claim("a", RESEARCHER, 900_000), claim("b", REGULATOR, 339_000, day=90))
    assert (found.low, found.best, found.high, found.status) == (339_000, 339_000, 339_000, FigureStatus.SETTLED)


def test_an_outsiders_earlier_ceiling_is_no_floor_beneath_a_later_ceiling() -> None:
    later = claim("b", COMPANY, 9_800, hedge=Hedge.UP_TO, day=1)
    assert numbers(figure(claim("a", OUTSIDER, 9_000, hedge=Hedge.UP_TO), later)) == (None, 9_800, 9_800)
    assert numbers(figure(claim("a", OUTSIDER, 9_000), later)) == (9_000, 9_800, 9_800)
    assert numbers(figure(claim("a", RIVAL, 9_000, hedge=Hedge.UP_TO), later)) == (9_000, 9_800, 9_800)
