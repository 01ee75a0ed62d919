"""How sure a figure is: what makes it surer, what a curator's word does, and what one story in one voice never does."""

from collections.abc import Iterable

import pytest

from incidents.figures.confidence import LINE
from incidents.figures.verdicts import Resolution
from incidents.vocabulary import Decision, FigureStatus
from tests.incidents.figures.claims import (
    COMPANY,
    NOBODY,
    OUTSIDER,
    PRESS,
    REGULATOR,
    RESEARCHER,
    RIVAL,
    claim,
    figure,
    total,
)

NUMBER = 1_234_567


def voiced(*speakers: object, stories: Iterable[str] = (), **values: object) -> Resolution:
    keys = tuple(stories)
    return figure(
        *(
            claim(f"c{at}", speaker, NUMBER, day=at, story_keys=keys or (f"s{at}",), **values)  # type: ignore[arg-type]
            for at, speaker in enumerate(speakers)
        )
    )


def test_one_story_in_one_voice_settles_nothing() -> None:
    for speaker in (COMPANY, REGULATOR):
        found = voiced(speaker, titled=True, headlines=(claim("x", COMPANY, 1).dated,))
        assert (found.confidence or 0.0) >= LINE, "it is likely right"
        assert (found.status_by_rules, found.status) == (FigureStatus.SETTLED, FigureStatus.PROVISIONAL)


def test_two_stories_or_two_voices_may_settle_it() -> None:
    day = claim("x", COMPANY, 1).dated
    assert voiced(COMPANY, stories=("s1", "s2"), titled=True, headlines=(day,)).status is FigureStatus.SETTLED
    assert voiced(COMPANY, REGULATOR, stories=("s1",), titled=True, headlines=(day,)).status is FigureStatus.SETTLED


def test_it_is_surer_with_every_independent_speaker_who_agrees() -> None:
    speakers = (OUTSIDER, RESEARCHER, RIVAL, COMPANY, REGULATOR)
    rival = claim("rival", PRESS, 2_000_000, story_keys=("other",))
    sure = [
        total(*(claim(f"c{at}", one, NUMBER, story_keys=(f"s{at}",)) for at, one in enumerate(speakers[:many])), rival)
        for many in range(1, 6)
    ]
    values = [found.confidence for found in sure]
    assert {found.best for found in sure} == {NUMBER}
    assert values == sorted(set(values)), "each makes it surer"  # type: ignore[type-var]


def test_below_the_line_nothing_is_settled_and_the_sentence_says_why() -> None:
    found = figure(claim("a", NOBODY, 400))
    assert (found.confidence or 1.0) < LINE
    assert found.status is FigureStatus.UNVERIFIED
    assert "unverified (one story, nobody is named for it" in found.sentence
    assert found.because.startswith("One story, nobody is named for it, it is small for an incident")


@pytest.mark.parametrize(("decision", "because"), [(Decision.PIN, "set by a curator"), (Decision.ACCEPT, "accepted")])
def test_what_a_curator_decides_is_certain(decision: Decision, because: str) -> None:
    found = figure(claim("a", NOBODY, 400, decision=decision), claim("b", NOBODY, 300))
    if decision is Decision.PIN:
        assert (found.best, found.status) == (400, FigureStatus.SETTLED)
    found = figure(claim("a", NOBODY, 400, decision=decision))
    assert found.confidence == 1.0
    assert because in found.because
    assert found.status is not FigureStatus.UNVERIFIED


def test_what_counts_for_nothing_has_no_confidence_and_a_placeholder_has_none_of_it() -> None:
    assert figure(claim("a", COMPANY, 400, decision=Decision.REJECT)).confidence is None
    placeholder = figure(claim("a", COMPANY, 500))
    assert (placeholder.confidence, placeholder.status) == (0.0, FigureStatus.PLACEHOLDER)


def test_a_much_larger_number_told_of_the_incident_makes_it_less_sure() -> None:
    alone = voiced(COMPANY, stories=("s1", "s2"))
    beside = total(
        claim("c0", COMPANY, NUMBER, story_keys=("s1", "s2")),
        claim("more", NOBODY, 40_000_000, day=-9, story_keys=("s1",)),
    )
    assert beside.best == NUMBER
    assert (beside.confidence or 1.0) < (alone.confidence or 0.0)
    assert "more than three times as large" in beside.because
