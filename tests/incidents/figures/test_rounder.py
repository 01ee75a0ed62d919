"""Numbers told in rounder words, and groups that are nearly the whole."""

from incidents.vocabulary import FigureStatus, Hedge
from tests.incidents.figures.claims import COMPANY, NOBODY, claim, figure, numbers


def test_more_than_a_rounder_number_does_not_replace_the_exact_count() -> None:
    found = figure(claim("a", NOBODY, 429_600), claim("b", NOBODY, 420_000, hedge=Hedge.MORE_THAN, day=200))
    assert (numbers(found), found.status) == ((429_600, 429_600, 429_600), FigureStatus.PROVISIONAL)


def test_more_than_a_number_well_below_it_replaces_it() -> None:
    found = figure(claim("a", COMPANY, 429_600), claim("b", COMPANY, 350_000, hedge=Hedge.MORE_THAN, day=200))
    assert (numbers(found), found.status) == ((350_000, 350_000, None), FigureStatus.SETTLED)
