"""What stands against the responsible party's own count: no newspaper's part, but a guess that the party denies."""

import pytest

from incidents.figures.assertion import Speaker
from incidents.vocabulary import FigureStatus, Hedge, Modality, Polarity
from tests.incidents.figures.claims import COMPANY, OUTSIDER, PRESS, REGULATOR, claim, figure, numbers, part


def test_a_newspapers_far_smaller_number_neither_disputes_nor_widens() -> None:
    found = figure(claim("a", COMPANY, 160_000), claim("b", PRESS, 5_200, day=900))
    assert (numbers(found), found.status) == ((160_000, 160_000, 160_000), FigureStatus.SETTLED)
    assert part(found, "b") == "part_of_another"


@pytest.mark.parametrize(
    ("first", "later", "number"),
    [(COMPANY, OUTSIDER, 5_200), (COMPANY, PRESS, 290_000), (REGULATOR, PRESS, 5_200), (COMPANY, PRESS, 150_000)],
)
def test_what_is_no_part_stands_beside_it(first: Speaker, later: Speaker, number: int) -> None:
    found = figure(claim("a", first, 160_000), claim("b", later, number, day=9))
    assert part(found, "b") != "part_of_another"


def test_a_newspapers_floor_that_holds_the_number_stays_one() -> None:
    found = figure(claim("a", COMPANY, 160_000), claim("b", PRESS, 90_000, hedge=Hedge.MORE_THAN, day=9))
    assert part(found, "b") == "floor"


def test_a_party_that_only_says_how_many_at_most_leaves_the_newspapers_number_standing() -> None:
    found = figure(claim("a", PRESS, 50_000), claim("b", COMPANY, 87_000, hedge=Hedge.UP_TO, day=9))
    assert numbers(found) == (50_000, 87_000, 87_000)


def test_a_guess_that_the_responsible_party_denies_stands_against_its_count() -> None:
    guess = claim("a", OUTSIDER, 700_000, modality=Modality.ESTIMATED)
    denial = claim("b", COMPANY, 700_000, day=2, polarity=Polarity.DENIED)
    found = figure(guess, denial, claim("c", COMPANY, 160_000, day=2))
    assert (numbers(found), found.status) == ((160_000, 160_000, 700_000), FigureStatus.DISPUTED)
    answered = figure(guess, claim("c", COMPANY, 160_000, day=2))
    assert (numbers(answered), answered.status) == ((160_000, 160_000, 160_000), FigureStatus.SETTLED)
