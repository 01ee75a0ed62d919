"""Steps of proceedings: which tellings are of one step, and what the step is by all of them."""

import datetime as dt
from typing import Any

import pytest

from incidents.figures.stages import StageReport, same_sum, settle, tell_the_same
from incidents.vocabulary import DatePrecision, StageKind

DAY = dt.date(2031, 5, 4)
IN_DOLLARS = {"other_amount_minor": 2_300_000_000, "other_currency": "USD"}
NOTICE, DECISION, REDUCED = StageKind.NOTICE_OF_INTENT, StageKind.DECISION, StageKind.REDUCED


def report(
    kind: StageKind, millions: float | None = None, *, on: dt.date = DAY, currency: str = "GBP", **more: Any
) -> StageReport:
    amount = None if millions is None else round(millions * 100_000_000)
    return StageReport(kind, on, amount, currency if amount is not None else "", **more)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (18_400_000, 18_000_000, True),  # "18 million"
        (99_200_396, 99_200_000, True),
        (99_200_396, 99_000_000, True),
        (18_400_000, 20_000_000, False),
        (500_000, 500_000, True),
        (400_000, 500_000, False),
        (1_234_567, 1_250_000, False),
    ],
)
def test_a_rounded_sum_is_the_same_sum(one: int, other: int, same: bool) -> None:
    assert same_sum(one, other) is same
    assert same_sum(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (report(DECISION, 18.4), report(StageKind.SETTLEMENT, 18.4), True),
        (report(DECISION, 18.4), report(REDUCED, 18.4), True),
        (report(NOTICE, 18.4), report(DECISION, 18.4), False),
        (report(DECISION, 18.4), report(DECISION, 99.2), False),
        (report(DECISION, 18.4), report(DECISION, 18.4, currency="EUR"), False),
        (report(DECISION, 18.4, **IN_DOLLARS), report(DECISION, 23, currency="USD"), True),
        (report(StageKind.OPENED), report(StageKind.OPENED, on=dt.date(2033, 1, 1)), True),
        (report(StageKind.HEARING), report(StageKind.HEARING, on=dt.date(2031, 9, 1)), False),
        (report(StageKind.FINAL, 18.4), report(StageKind.FINAL), True),
        (report(DECISION, 18.4), report(DECISION), False),
    ],
)  # fmt: skip
def test_tellings_of_one_step_are_known(one: StageReport, other: StageReport, same: bool) -> None:
    assert tell_the_same(one, other) is same
    assert tell_the_same(other, one) is same


def test_the_most_exact_sum_is_the_one() -> None:
    settled = settle([report(DECISION, 99), report(DECISION, 99.2), report(DECISION, 99.200396)])
    assert settled.amount_minor == 9_920_039_600


def test_the_currency_of_who_acts_goes_before_a_conversion() -> None:
    dollars = report(DECISION, 23.1, currency="USD", other_amount_minor=1_840_000_000, other_currency="GBP")
    assert (settle([dollars]).currency, settle([dollars], "GBP").currency) == ("USD", "GBP")


def test_a_day_that_is_told_goes_before_the_day_of_publication() -> None:
    later = report(DECISION, 18.4, on=dt.date(2031, 5, 9), happened_on=dt.date(2031, 5, 2))
    settled = settle([report(DECISION, 18.4), later])
    assert (settled.happened_on, settled.happened_precision) == (dt.date(2031, 5, 2), DatePrecision.DAY)
    assert settled.known_on == DAY


def test_a_month_that_is_told_keeps_the_publication_within_it() -> None:
    rough = report(
        NOTICE, 99, on=dt.date(2032, 1, 9), happened_on=dt.date(2031, 5, 1), happened_precision=DatePrecision.MONTH
    )
    assert settle([rough]).happened_precision is DatePrecision.MONTH
    assert settle([rough, report(NOTICE, 99)]).happened_on == DAY


def test_what_is_told_in_passing_gives_no_day() -> None:
    passing = report(DECISION, 35, on=dt.date(2033, 1, 1), in_passing=True)
    assert settle([passing]).happened_precision is DatePrecision.YEAR
    assert settle([passing, report(DECISION, 35, on=dt.date(2033, 2, 1))]).happened_on == dt.date(2033, 2, 1)


def test_the_order_of_the_tellings_does_not_matter() -> None:
    reports = [
        report(DECISION, 18, on=dt.date(2031, 6, 1)),
        report(REDUCED, 18.4),
        report(DECISION, 18.4, happened_on=dt.date(2031, 5, 1)),
    ]
    assert settle(reports) == settle(reports[::-1])


def test_a_step_that_nobody_tells_is_none() -> None:
    with pytest.raises(ValueError, match="nobody tells"):
        settle([])
