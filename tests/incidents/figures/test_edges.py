"""Where a rule just still applies, or just no longer: days, shares, and whose word counts."""

import datetime as dt
from dataclasses import replace

import pytest

from incidents.figures.policy import DEFAULT
from incidents.figures.quantity import Quantity
from incidents.figures.stages import StageReport, settle, tell_the_same
from incidents.vocabulary import FigureStatus, Hedge, Metric, Polarity, SpeakerKind, StageKind
from tests.incidents.figures.claims import (
    COMPANY,
    FIRST,
    NOBODY,
    PRESS,
    REGULATOR,
    RESEARCHER,
    RIVAL,
    claim,
    figure,
    numbers,
    part,
)


@pytest.mark.parametrize(("other", "status"), [(1_250, FigureStatus.SETTLED), (1_251, FigureStatus.DISPUTED)])
def test_a_number_a_quarter_away_disputes_nothing_yet(other: int, status: FigureStatus) -> None:
    assert figure(claim("a", COMPANY, 1_000), claim("b", RESEARCHER, other, day=1)).status_by_rules is status


@pytest.mark.parametrize(("other", "rule"), [(1_021, "agrees"), (1_022, "widens_high")])
def test_numbers_two_per_cent_apart_are_still_the_same(other: int, rule: str) -> None:
    assert part(figure(claim("a", COMPANY, 1_001), claim("b", RESEARCHER, other, day=1)), "b") == rule


def test_a_floor_of_a_speaker_of_the_same_step_lowers_no_end() -> None:
    found = figure(claim("a", RIVAL, 700, hedge=Hedge.MORE_THAN), claim("b", RESEARCHER, 900, day=1))
    assert (numbers(found), part(found, "a")) == ((900, 900, 900), "floor")


@pytest.mark.parametrize(
    ("said", "recalled", "rule"), [(0, 0, "told_as_earlier"), (0, 5, "told_as_earlier"), (2, 1, "disputes")]
)
def test_a_better_placed_speaker_replaces_what_a_text_tells_as_earlier_since(
    said: int, recalled: int, rule: str
) -> None:
    earlier = claim("a", RESEARCHER, 900, day=said, earlier_on=FIRST + dt.timedelta(days=recalled))
    assert part(figure(earlier, claim("b", COMPANY, 700, day=5)), "a") == rule


def test_a_range_that_holds_the_figure_contradicts_nothing() -> None:
    between = claim("b", RESEARCHER, None, quantity=Quantity(None, 600, 2_000, Hedge.BETWEEN), day=1)
    found = figure(claim("a", COMPANY, 900), between)
    assert (numbers(found), found.status_by_rules) == ((900, 900, 2_000), FigureStatus.SETTLED)


def test_a_ceiling_below_a_floor_contradicts_it() -> None:
    found = figure(
        claim("a", COMPANY, 900, hedge=Hedge.MORE_THAN), claim("b", RESEARCHER, 600, hedge=Hedge.UP_TO, day=1)
    )
    assert (found.status_by_rules, part(found, "b")) == (FigureStatus.DISPUTED, "disputes")


def test_a_bare_number_has_dropped_the_hedge_that_articles_keep() -> None:
    found = figure(claim("a", COMPANY, 900), claim("b", NOBODY, 900, hedge=Hedge.UP_TO, day=1))
    assert numbers(found) == (None, 900, 900)


@pytest.mark.parametrize(
    ("own", "repeated", "bounds"),
    [(Hedge.AT_LEAST, Hedge.UP_TO, (900, 900, None)), (Hedge.UP_TO, Hedge.AT_LEAST, (None, 900, 900))],
)
def test_articles_that_turn_a_bound_round_bound_nothing(
    own: Hedge, repeated: Hedge, bounds: tuple[int | None, int, int | None]
) -> None:
    assert (
        numbers(figure(claim("a", COMPANY, 900, hedge=own), claim("b", NOBODY, 900, hedge=repeated, day=1))) == bounds
    )


def test_where_no_source_leads_the_newest_number_of_a_step_is_taken() -> None:
    assert figure(claim("a", RIVAL, 2_000), claim("b", RESEARCHER, 900, day=5)).best == 900


def test_a_finding_does_not_answer_what_is_said_on_its_day() -> None:
    found = figure(claim("a", RESEARCHER, 900), claim("b", REGULATOR, 300))
    assert (found.best, found.status_by_rules) == (300, FigureStatus.DISPUTED)


def test_of_two_numbers_as_well_told_neither_is_a_slip_of_the_other() -> None:
    found = figure(claim("a", PRESS, 5_000_000), claim("b", replace(PRESS, key="herald"), 5_000, day=1))
    assert "misprint" not in {part(found, "a"), part(found, "b")}
    widely = figure(claim("a", PRESS, 5_000_000, stories=2), claim("b", replace(PRESS, key="herald"), 5_000, day=1))
    assert part(widely, "b") == "misprint"


@pytest.mark.parametrize(("day", "best"), [(0, 900), (1, None)])
def test_a_number_is_taken_back_by_a_denial_of_a_later_day_alone(day: int, best: int | None) -> None:
    found = figure(claim("a", COMPANY, 900), claim("b", COMPANY, 900, polarity=Polarity.DENIED, day=day))
    assert found.best == best


def test_the_explanation_says_what_is_denied() -> None:
    denial = claim("b", RIVAL, 900, polarity=Polarity.DENIED, day=1)
    found = figure(claim("a", RIVAL, 900), denial, claim("c", COMPANY, 300))
    says = {verdict.key: (verdict.says, verdict.reason) for verdict in found.verdicts}
    assert says["a"] == (
        "Hollow Fern on 1 May 2031: 900 people",
        "The same speaker says otherwise: not 900 (Hollow Fern, 2 May 2031).",
    )
    assert says["b"][0] == "Hollow Fern on 2 May 2031: not 900 people"
    assert says["c"] == ("Brightwater on 1 May 2031: 300 people", "It gives the figure.")


def test_the_claims_that_give_a_figure_begin_with_the_one_that_is_quoted() -> None:
    found = figure(claim("a", RESEARCHER, 900, day=1), claim("b", COMPANY, 900))
    assert (found.winner, found.supported) == ("b", ("b", "a"))


def test_only_an_attacker_is_better_placed_for_what_attackers_ask() -> None:
    assert DEFAULT.step(SpeakerKind.THREAT_ACTOR, Metric.RANSOM) == DEFAULT.step(SpeakerKind.OTHER, Metric.RANSOM)
    assert DEFAULT.step(SpeakerKind.THREAT_ACTOR, Metric.AFFECTED) > DEFAULT.step(SpeakerKind.PRESS, Metric.AFFECTED)
    assert DEFAULT.step(SpeakerKind.REGULATOR, Metric.RANSOM) < DEFAULT.step(SpeakerKind.OTHER, Metric.RANSOM)


@pytest.mark.parametrize(
    ("kind", "days"),
    [(StageKind.HEARING, 31), (StageKind.APPEAL, 366), (StageKind.ANNULLED, 366), (StageKind.FINAL, 366)],
)
def test_a_step_is_told_again_within_so_many_days(kind: StageKind, days: int) -> None:
    first, last, later = (StageReport(kind, FIRST + dt.timedelta(days=passed)) for passed in (0, days, days + 1))
    assert tell_the_same(first, last)
    assert not tell_the_same(first, later)


def test_of_two_currencies_the_one_that_was_told_first_is_kept() -> None:
    pounds, dollars = (
        StageReport(StageKind.PAID, FIRST + dt.timedelta(days=day), amount, currency)
        for day, (amount, currency) in enumerate([(18_000_000, "GBP"), (23_456_000, "USD")])
    )
    settled = settle([dollars, pounds])
    assert (settled.amount_minor, settled.currency) == (18_000_000, "GBP")
