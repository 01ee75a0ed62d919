"""An authority's "about" beside what those whom it examined had said before."""

import pytest

from incidents.figures.assertion import Speaker
from incidents.vocabulary import Hedge
from tests.incidents.figures.claims import COMPANY, COURT, OUTSIDER, REGULATOR, claim, figure

ABOUT, UP_TO, AT_LEAST = Hedge.ABOUT, Hedge.UP_TO, Hedge.AT_LEAST


@pytest.mark.parametrize("examined", [COMPANY, OUTSIDER])
@pytest.mark.parametrize("authority", [REGULATOR, COURT])
@pytest.mark.parametrize("hedge", [UP_TO, AT_LEAST])
def test_an_authority_that_says_about_closes_the_ends_that_were_open(
    examined: Speaker, authority: Speaker, hedge: Hedge
) -> None:
    found = figure(claim("a", examined, 900, hedge=hedge), claim("b", authority, 900, hedge=ABOUT, day=90))
    assert (found.low, found.best, found.high) == (900, 900, 900)


def test_a_number_that_is_told_without_its_hedge_closes_nothing() -> None:
    found = figure(claim("a", COMPANY, 900, hedge=UP_TO), claim("b", REGULATOR, 900, day=90))
    assert (found.low, found.best, found.high) == (None, 900, 900)


def test_what_the_examined_says_after_the_finding_still_bounds_it() -> None:
    found = figure(claim("a", REGULATOR, 900, hedge=ABOUT), claim("b", COMPANY, 900, hedge=UP_TO, day=90))
    assert (found.low, found.best, found.high) == (None, 900, 900)


def test_another_authority_is_not_examined() -> None:
    found = figure(claim("a", REGULATOR, 900, hedge=UP_TO), claim("b", COURT, 900, hedge=ABOUT, day=90))
    assert (found.low, found.best, found.high) == (None, 900, 900)
