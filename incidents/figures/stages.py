"""Steps of proceedings as sources tell them: which tell the same one, and what the step then is. Pure.

A step is worked out from every report of it, so the order in which articles arrive does not matter, and
any past day can be asked for.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from incidents.vocabulary import DatePrecision, StageKind

# One step in several words: a fine that ends a case by agreement is reported as fine and as settlement, and one that
# was announced higher as cut.
SETTING = frozenset({StageKind.DECISION, StageKind.SETTLEMENT, StageKind.REDUCED})
# These may be reported with their sum and without it.
_SUM_MAY_MISS = frozenset({StageKind.FINAL, StageKind.PAID, StageKind.ANNULLED, StageKind.APPEAL, StageKind.OPENED})
_DAYS_APART = {StageKind.HEARING: 31, StageKind.APPEAL: 366, StageKind.ANNULLED: 366, StageKind.FINAL: 366}
_TOLERANCE = 0.03  # a rounded sum is no farther from the exact one


@dataclass(frozen=True, slots=True)
class StageReport:
    """What one source reports of a step. Sums are minor units; `happened_on` is None where it gives no day.

    in_passing  recalled beside something newer: then the day of publication does not tell the step's
    """

    kind: StageKind
    published_on: dt.date
    amount_minor: int | None = None
    currency: str = ""
    other_amount_minor: int | None = None
    other_currency: str = ""
    happened_on: dt.date | None = None
    happened_precision: DatePrecision = DatePrecision.DAY
    in_passing: bool = False

    @property
    def sums(self) -> list[tuple[int, str]]:
        """The sum in each currency in which it is given."""
        both = (self.amount_minor, self.currency), (self.other_amount_minor, self.other_currency)
        return [(amount, currency) for amount, currency in both if amount is not None]


@dataclass(frozen=True, slots=True)
class SettledStage:
    """A step, worked out from all reports of it; `known_on` is the day of the first."""

    kind: StageKind
    amount_minor: int | None
    currency: str
    happened_on: dt.date
    happened_precision: DatePrecision
    known_on: dt.date


def same_sum(one: int, other: int) -> bool:
    """Whether one is the other, rounded as news round: 18.4 million and 18 million, but not 18.4 and 20."""
    if one == other:
        return True
    exact, rounded = (one, other) if exactness(one) > exactness(other) else (other, one)
    unit = 10 ** (len(str(rounded)) - exactness(rounded))
    near = abs(exact - rounded) <= _TOLERANCE * exact
    return near and (round(exact / unit) * unit == rounded or exact // unit * unit == rounded)


def exactness(amount: int) -> int:
    """How many digits a number gives before its final zeros."""
    return len(str(amount).rstrip("0"))


def tell_the_same(one: StageReport, other: StageReport) -> bool:
    """Whether two reports, of one proceeding, are of the same step."""
    if one.kind != other.kind and not {one.kind, other.kind} <= SETTING:
        return False
    if one.sums and other.sums:
        return any(mine[1] == theirs[1] and same_sum(mine[0], theirs[0]) for mine in one.sums for theirs in other.sums)
    if (one.sums or other.sums) and one.kind not in _SUM_MAY_MISS:
        return False
    apart = _DAYS_APART.get(one.kind)
    return apart is None or abs((_day(one) - _day(other)).days) <= apart


def _day(report: StageReport) -> dt.date:
    return report.happened_on or report.published_on


def settle(reports: Sequence[StageReport], own_currency: str = "") -> SettledStage:
    """What the step is: the kind as first reported, the most exact sum, the day that is given best. Raises ValueError
    when nothing is reported.

    own_currency  the currency of whoever acts: a sum given in another one is a conversion
    """
    if not reports:
        raise ValueError("A step that nobody tells is none.")
    ordered = sorted(reports, key=lambda report: (report.in_passing, report.published_on, report.kind))
    amount, currency = _sum(ordered, own_currency)
    happened_on, precision = _happened(ordered)
    return SettledStage(
        kind=ordered[0].kind,
        amount_minor=amount,
        currency=currency,
        happened_on=happened_on,
        happened_precision=precision,
        known_on=min(report.published_on for report in reports),
    )


def _sum(ordered: Sequence[StageReport], own_currency: str) -> tuple[int | None, str]:
    sums = [one for report in ordered for one in report.sums[:1]]
    own = [one for report in ordered for one in report.sums if one[1] == own_currency]
    able = own or [one for one in sums if one[1] == sums[0][1]]
    if not able:
        return None, ""
    return max(able, key=lambda one: exactness(one[0]))


def _happened(ordered: Sequence[StageReport]) -> tuple[dt.date, DatePrecision]:
    """A day that is given; else the day of first publication, unless it lies outside a month or year that is given."""
    days = [
        report.happened_on
        for report in ordered
        if report.happened_on and report.happened_precision is DatePrecision.DAY
    ]
    if days:
        return min(days), DatePrecision.DAY
    rough_report = next((report for report in ordered if report.happened_on), None)
    news = [report.published_on for report in ordered if report.happened_on is None and not report.in_passing]
    if rough_report is None or rough_report.happened_on is None:
        return (min(news), DatePrecision.DAY) if news else (ordered[0].published_on, DatePrecision.YEAR)
    rough, precision = rough_report.happened_on, rough_report.happened_precision
    fits = [day for day in news if day.year == rough.year]
    fits = [day for day in fits if precision is DatePrecision.YEAR or day.month == rough.month]
    return (min(fits), DatePrecision.DAY) if fits else (rough, precision)
