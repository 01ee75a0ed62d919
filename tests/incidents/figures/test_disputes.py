"""Who disputes a figure, and whom a finding has answered: claims, then low, best, high and the status."""

import pytest

from incidents.vocabulary import Hedge, Unit
from tests.incidents.figures.claims import (
    COMPANY,
    FIRST,
    NOBODY,
    REGULATOR,
    RESEARCHER,
    RIVAL,
    claim,
    figure,
    numbers,
    total,
)
from tests.incidents.figures.test_rules import DENIED, DISPUTED, PROVISIONAL, SETTLED, UP_TO, Row

DISPUTES: dict[str, Row] = {
    "a denial by a named party disputes": (
        [
            claim("a", COMPANY, 87_000, hedge=UP_TO),
            claim("b", RIVAL, 87_000, polarity=DENIED, day=1),
            claim("c", RIVAL, 30_000, hedge=UP_TO, day=1),
        ],
        (30_000, 87_000, 87_000),
        DISPUTED,
    ),
    "ranges that overlap are no dispute": (
        [claim("a", COMPANY, 87_000, hedge=UP_TO), claim("c", RIVAL, 30_000, hedge=UP_TO, day=1)],
        (30_000, 87_000, 87_000),
        PROVISIONAL,
    ),
    "a named speaker far from the figure disputes": (
        [claim("a", COMPANY, 900), claim("b", RESEARCHER, 2_000, day=1)],
        (900, 900, 2_000),
        DISPUTED,
    ),
    "nobody's denial disputes nothing": (
        [claim("a", COMPANY, 900), claim("b", NOBODY, 900, polarity=DENIED, day=1)],
        (900, 900, 900),
        SETTLED,
    ),
    "a denial of another number disputes nothing": (
        [claim("a", COMPANY, 900), claim("b", RIVAL, 5_000, polarity=DENIED, day=1)],
        (900, 900, 900),
        SETTLED,
    ),
    "a finding answers what was said before it": (
        [claim("a", COMPANY, 383_000, hedge=UP_TO), claim("b", RIVAL, 500_000), claim("c", REGULATOR, 339_000, day=90)],
        (339_000, 339_000, 339_000),
        SETTLED,
    ),
    "a finding does not answer a denial of it": (
        [
            claim("a", RIVAL, 87_000, polarity=DENIED),
            claim("b", RIVAL, 30_000, hedge=UP_TO),
            claim("c", REGULATOR, 87_000, hedge=Hedge.ABOUT, day=90),
        ],
        (30_000, 87_000, 87_000),
        DISPUTED,
    ),
}


@pytest.mark.parametrize("rule", DISPUTES)
def test_the_disputes(rule: str) -> None:
    claims, expected, status = DISPUTES[rule]
    found = figure(*claims)
    assert (numbers(found), found.status_by_rules) == (expected, status)


def test_the_explanation_names_the_winner_the_dispute_and_each_rule() -> None:
    claims, _, _ = DISPUTES["a denial by a named party disputes"]
    found = figure(*claims)
    assert found.sentence == (
        "Up to 87,000 people, by Brightwater on 1 May 2031; "
        "disputed: Hollow Fern denies it on 2 May 2031 and says up to 30,000."
    )
    assert {verdict.key: verdict.rule for verdict in found.verdicts} == {
        "a": "carries",
        "b": "denies",
        "c": "widens_low",
    }


def test_a_count_in_another_unit_is_told_in_that_unit() -> None:
    people = claim("a", COMPANY, 95_000, headlines=(FIRST,))
    found = total(people, claim("b", RESEARCHER, 220_000, unit=Unit.RECORDS, headlines=(FIRST,)))
    assert found.sentence == (
        "95,000 people, by Brightwater on 1 May 2031; others count records, which may be more or fewer; "
        "disputed: Ida Brandt says 220,000 records."
    )
    assert [verdict.says for verdict in found.verdicts if verdict.key == "b"] == [
        "Ida Brandt on 1 May 2031: 220,000 records"
    ]
