"""Records in the words of the site."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from babel import Locale

from incidents.figures.assertion import Bucket
from incidents.figures.confidence import LINE
from incidents.figures.number_words import Held, bounds_words, number_words, spell_day, unit_words
from incidents.models import Figure, Incident
from incidents.vocabulary import DatePrecision, FigureStatus, IncidentKind, Metric, Scope, Unit, label

_ENGLISH: Final = Locale("en")
STATUSES: Final = {
    FigureStatus.SETTLED: "Whoever answers for it, an authority or a court says so plainly, and nobody disputes it.",
    FigureStatus.PROVISIONAL: "It is said by others or with reserve, or in one story alone: it may still move.",
    FigureStatus.UNVERIFIED: "It is less likely to be right than a figure without this mark.",
    FigureStatus.DISPUTED: "Somebody who is named denies it or gives another number.",
    FigureStatus.PLACEHOLDER: "It stands for a count that nobody had yet.",
    FigureStatus.UNKNOWN: "No claim stands.",
}
ALMOST_CERTAIN: Final = 0.95


def country_name(code: str) -> str:
    """ "United Kingdom" for GB; the code where it has no name."""
    return str(_ENGLISH.territories.get(code, code))


def kind_words(kind: str) -> str:
    return label(IncidentKind(kind)) if kind != IncidentKind.UNKNOWN else "kind not known"


def day_words(day: dt.date | None, precision: str = DatePrecision.DAY) -> str:
    """ "4 April 2018", "April 2018" or "2018"; empty for None and the day before all others."""
    if day is None or day == dt.date.min:
        return ""
    if precision == DatePrecision.YEAR:
        return str(day.year)
    return f"{day:%B} {day.year}" if precision == DatePrecision.MONTH else spell_day(day)


def affected_words(incident: Incident) -> str:
    """ "87 million people", from the incident's row; empty where nothing is known."""
    if incident.affected < 0:
        return ""
    return counted_words(incident.affected, incident.affected_unit)


def counted_words(number: int, unit: str) -> str:
    words = number_words(number, Bucket(Metric.AFFECTED, Unit(unit)))
    return f"{words} {unit_words(number, Unit(unit))}"


def bucket_of(data: dict[str, Any]) -> Bucket:
    """The bucket that an event tells of."""
    scope = data.get("scope") or {}
    return Bucket(
        Metric(data["metric"]),
        Unit(data["unit"]),
        data.get("currency", ""),
        Scope(scope.get("kind", Scope.TOTAL)),
        scope.get("country", ""),
        scope.get("label", ""),
    )


def what_words(bucket: Bucket) -> str:
    """What a figure counts: "people affected", "fine", "people affected in GB"."""
    if bucket.unit is Unit.MONEY:
        words = label(bucket.metric)
    else:
        noun = "items" if bucket.unit is Unit.OTHER else label(bucket.unit)
        words = f"{noun} affected" if bucket.metric is Metric.AFFECTED else f"{label(bucket.metric)} ({noun})"
    limits = [country_name(bucket.country) if bucket.country else "", bucket.label]
    if bucket.scope is Scope.TOTAL:
        return words
    named = ", ".join(part for part in limits if part)
    return f"{words}: {named}" if named else f"{words}, {label(bucket.scope)}"


def best_words(held: Held, bucket: Bucket) -> str:
    """ "87 million", "up to 87 million" where it is the upper end of what is known, "not known"."""
    words = number_words(held.best, bucket, none="not known")
    if held.best is not None and (held.low is None) != (held.high is None):
        if held.high == held.best:
            return f"up to {words}"
        if held.low == held.best:
            return f"at least {words}"
    return words


def span_words(held: Held, bucket: Bucket) -> str:
    """ "30 million to 87 million"; empty where it says no more than the best number."""
    if {held.low, held.high} <= {held.best, None}:
        return ""
    return bounds_words(held.low, held.high, bucket)


def ends_words(held: Held, bucket: Bucket) -> str:
    """ "30 million to 87 million", "50 million, no upper end"; "the same number" where both ends are the best one."""
    if span := span_words(held, bucket):
        return span
    if held.low is None or held.high is None:
        open_end = "no end" if held.low == held.high else "no lower end" if held.low is None else "no upper end"
        return f"{number_words(held.best, bucket, none='not known')}, {open_end}"
    return "the same number"


def confidence_words(confidence: float | None) -> str:
    """How sure a figure is, in words; empty where that was not worked out."""
    if confidence is None:
        return ""
    if confidence >= 1:
        return "A curator has decided on it."
    share = f"About {round(confidence * 100)} of 100 figures with such signs are right"
    if confidence >= ALMOST_CERTAIN:
        return f"{share}: very likely right."
    return f"{share}: likely right." if confidence >= LINE else f"{share}: unverified."


def figure_words(figure: Figure) -> str:
    """ "87 million people affected (30 million to 87 million), disputed"."""
    bucket = figure.bucket
    span = span_words(figure, bucket)
    words = best_words(figure, bucket)
    named = f"{what_words(bucket)}: {words}" if bucket.unit is Unit.MONEY else f"{words} {what_words(bucket)}"
    return f"{named}{f' ({span})' if span else ''}, {figure.status}"
