"""The rules of reconciliation, one new idea a row: claims, then low, best, high and the status."""

from dataclasses import replace

import pytest

from incidents.figures.assertion import Assertion, Relation
from incidents.vocabulary import Basis, Decision, FigureStatus, Hedge, Modality, Polarity, RelationKind, Scope
from tests.incidents.figures.claims import (
    ATTACKER,
    COMPANY,
    COURT,
    NOBODY,
    OUTSIDER,
    PRESS,
    REGULATOR,
    RIVAL,
    claim,
    figure,
    numbers,
    part,
)

SETTLED, PROVISIONAL, DISPUTED = FigureStatus.SETTLED, FigureStatus.PROVISIONAL, FigureStatus.DISPUTED
UP_TO, MORE, AT_LEAST = Hedge.UP_TO, Hedge.MORE_THAN, Hedge.AT_LEAST
ALLEGED = Modality.ALLEGED
DENIED = Polarity.DENIED
Row = tuple[list[Assertion], tuple[int | None, int | None, int | None], FigureStatus]

RULES: dict[str, Row] = {
    "the responsible party's plain word settles it": ([claim("a", COMPANY, 900)], (900, 900, 900), SETTLED),
    "an outsider's plain count is not": (
        [claim("a", OUTSIDER, 450), claim("b", COMPANY, 900, day=9)],
        (450, 900, 900),
        DISPUTED,
    ),
    "who says about has dropped no hedge": (
        [claim("a", COMPANY, 900, hedge=Hedge.ABOUT), claim("b", NOBODY, 900, hedge=UP_TO, day=1)],
        (900, 900, 900),
        SETTLED,
    ),
    "a ceiling is provisional and open below": ([claim("a", COMPANY, 900, hedge=UP_TO)], (None, 900, 900), PROVISIONAL),
    "a floor is open above": ([claim("a", COMPANY, 900, hedge=MORE)], (900, 900, None), SETTLED),
    "the press alone is provisional": ([claim("a", PRESS, 900)], (900, 900, 900), PROVISIONAL),
    "a speaker's new figure replaces the old one, downward too": (
        [claim("a", COMPANY, 4_000_000), claim("b", COMPANY, 157_000, day=9)],
        (157_000, 157_000, 157_000),
        SETTLED,
    ),
    "an old figure told again does not come back": (
        [claim("a", COMPANY, 900), claim("b", COMPANY, 700, day=3), claim("c", COMPANY, 900, hedge=MORE, day=30)],
        (700, 700, 700),
        SETTLED,
    ),
    "the responsible party outranks the press": (
        [claim("a", COMPANY, 900), claim("b", PRESS, 1_000, day=1)],
        (900, 900, 1_000),
        SETTLED,
    ),
    "a count far above the floor is not what it rounds": (
        [claim("a", COMPANY, 1_000, hedge=MORE), claim("b", NOBODY, 1_670)],
        (1_000, 1_000, None),
        SETTLED,
    ),
    "an attacker's count within the floor is still a boast": (
        [claim("a", COMPANY, 1_000, hedge=MORE), claim("b", ATTACKER, 1_170)],
        (1_000, 1_000, 1_170),
        SETTLED,
    ),
    "the party's own count needs nobody to refine it": (
        [claim("a", COMPANY, 1_000), claim("b", NOBODY, 1_170)],
        (1_000, 1_000, 1_000),
        SETTLED,
    ),
    "of two numbers of a day the one that replaces the other holds, though it is smaller": (
        [claim("a", COMPANY, 1_400), claim("b", COMPANY, 1_200, replaces=["a"])],
        (1_200, 1_200, 1_200),
        SETTLED,
    ),
    "an old number told again is no news": (
        [claim("a", NOBODY, 1_000), claim("b", COMPANY, 900, day=3), claim("c", NOBODY, 1_000, day=9, hedge=MORE)],
        (900, 900, 900),
        SETTLED,
    ),
    "a finding stands against news that is not near": (
        [claim("a", REGULATOR, 5_000), claim("b", NOBODY, 7_000, day=9)],
        (5_000, 5_000, 5_000),
        SETTLED,
    ),
    "a smaller number without a word of a revision is rather a part": (
        [claim("a", NOBODY, 9_700), claim("b", NOBODY, 5_100, day=9)],
        (9_700, 9_700, 9_700),
        PROVISIONAL,
    ),
    "a regulator outranks the responsible party": (
        [claim("a", COMPANY, 900), claim("b", REGULATOR, 1_000, day=1)],
        (1_000, 1_000, 1_000),
        SETTLED,
    ),
    "a court outranks a regulator": (
        [claim("a", REGULATOR, 1_000, day=2), claim("b", COURT, 1_100, day=1)],
        (1_000, 1_100, 1_100),
        SETTLED,
    ),
    "the coverage's own voice widens nobody's figure": (
        [claim("a", COMPANY, 900), claim("b", NOBODY, 300, day=1), claim("c", NOBODY, 2_000, day=2)],
        (900, 900, 900),
        SETTLED,
    ),
    "a boast gives way to the first who knows, and stays as a ceiling": (
        [claim("a", ATTACKER, 100_000), claim("b", COMPANY, 47_800, day=2)],
        (47_800, 47_800, 100_000),
        SETTLED,
    ),
    "a boast alone is provisional and has no floor": (
        [claim("a", ATTACKER, 100_000)],
        (None, 100_000, 100_000),
        PROVISIONAL,
    ),
    "what is only alleged has no floor": (
        [claim("a", NOBODY, 14_000, modality=ALLEGED), claim("b", PRESS, 14_000, modality=ALLEGED)],
        (None, 14_000, 14_000),
        PROVISIONAL,
    ),
    "what one says plainly has its floor, though another only alleges it": (
        [claim("a", NOBODY, 14_000, modality=ALLEGED), claim("b", PRESS, 14_000)],
        (14_000, 14_000, 14_000),
        PROVISIONAL,
    ),
    "an allegation above what somebody says at least keeps its floor": (
        [claim("a", NOBODY, 14_000, modality=ALLEGED, day=5), claim("b", PRESS, 9_000, hedge=MORE)],
        (14_000, 14_000, 14_000),
        PROVISIONAL,
    ),
    "a placeholder stands until somebody counts": (
        [claim("a", REGULATOR, 501)],
        (501, 501, 501),
        FigureStatus.PLACEHOLDER,
    ),
    "a count replaces a placeholder of a better speaker": (
        [claim("a", REGULATOR, 500), claim("b", COMPANY, 72_000, day=40)],
        (72_000, 72_000, 72_000),
        SETTLED,
    ),
    "a figure told as an earlier one gives way": (
        [
            claim("a", COMPANY, 500_000, hedge=UP_TO),
            claim("b", COMPANY, 383_000, day=30),
            replace(claim("c", NOBODY, 500_000, day=60), current=False),
        ],
        (383_000, 383_000, 383_000),
        SETTLED,
    ),
    "a rival's figure is no revision": (
        [
            replace(claim("a", COMPANY, 87_000, hedge=UP_TO), earlier_on=claim("x", COMPANY, 1).known_on),
            claim("b", RIVAL, 30_000, hedge=UP_TO, replaces=["a"]),
        ],
        (30_000, 87_000, 87_000),
        PROVISIONAL,
    ),
    "an increment is never a total": (
        [claim("a", COMPANY, 87_000), claim("b", COMPANY, 37_000, scope=Scope.DELTA, day=1)],
        (87_000, 87_000, 87_000),
        SETTLED,
    ),
    "a derived figure stands only while nobody has said one": (
        [
            replace(claim("a", NOBODY, 50_000, basis=Basis.DERIVED), current=False),
            claim("b", PRESS, 51_500, day=1),
        ],
        (51_500, 51_500, 51_500),
        PROVISIONAL,
    ),
    "what a speaker's groups make together is its word": (
        [claim("a", PRESS, 51_500), claim("b", COMPANY, 73_000, basis=Basis.DERIVED, day=1)],
        (51_500, 73_000, 73_000),
        PROVISIONAL,
    ),
    "a part in the same words is no rival": (
        [claim("a", COMPANY, 900), replace(claim("b", COMPANY, 300, day=1), current=False, part=True)],
        (900, 900, 900),
        SETTLED,
    ),
    "a part that a curator has dismissed is nothing's floor": (
        [
            claim("a", COMPANY, 500_000, hedge=UP_TO),
            replace(claim("b", COMPANY, 327_000, day=0), current=False, part=True, decision=Decision.REJECT),
        ],
        (None, 500_000, 500_000),
        PROVISIONAL,
    ),
    "a projection gives way to a count": (
        [claim("a", COMPANY, 9_000, modality=Modality.PROJECTED), claim("b", NOBODY, 700)],
        (700, 700, 700),
        PROVISIONAL,
    ),
    "an estimate of the responsible party is provisional": (
        [claim("a", COMPANY, 900, modality=Modality.ESTIMATED)],
        (900, 900, 900),
        PROVISIONAL,
    ),
    "a press slip of thousand for million is a misprint": (
        [claim("a", COMPANY, 500_000_000, hedge=AT_LEAST), claim("b", PRESS, 500_000, hedge=AT_LEAST, day=2)],
        (500_000_000, 500_000_000, None),
        SETTLED,
    ),
    "a rounder retelling does not replace the exact count": (
        [claim("a", COMPANY, 147_900_000), claim("b", COMPANY, 148_000_000, day=5)],
        (147_900_000, 147_900_000, 147_900_000),
        SETTLED,
    ),
    "a pin settles it over everybody": (
        [claim("a", COURT, 900, day=9), claim("b", PRESS, 40, decision=Decision.PIN)],
        (40, 40, 40),
        SETTLED,
    ),
    "rejected claims leave nothing": (
        [claim("a", COMPANY, 900, decision=Decision.REJECT)],
        (None, None, None),
        FigureStatus.UNKNOWN,
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_rules(rule: str) -> None:
    claims, expected, status = RULES[rule]
    found = figure(*claims)
    assert (numbers(found), found.status_by_rules) == (expected, status)


def test_a_relation_that_replaces_closes_the_replaced_figure() -> None:
    newer = claim("b", NOBODY, 700, day=4)
    newer = replace(newer, relations=(Relation(RelationKind.SUPERSEDES, "a"),))
    found = figure(claim("a", PRESS, 900), newer)
    assert (found.best, part(found, "a")) == (700, "told_as_earlier")
