"""Proceedings as they were known on a day: from what had been published by its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from incidents.figures.stages import SettledStage, settle
from incidents.figures.vocabulary import DatePrecision, StageKind
from incidents.ledger.told_cases import Case, cases_of, told_of
from incidents.models import Incident, Stage
from incidents.models.proceeding import NOT_OWED


@dataclass(frozen=True, slots=True)
class StageAsOf:
    """A stage as known on a day. `counts` when its sum is the one owed: that of the latest stage that has effect.

    authority  the regulator's name, or the label that says who acts
    """

    proceeding: str
    authority: str
    kind: StageKind
    amount_minor: int | None
    currency: str
    happened_on: dt.date
    happened_precision: DatePrecision
    known_on: dt.date
    counts: bool = False


def stages_as_of(incident: Incident, day: dt.date) -> list[StageAsOf]:
    """Every stage that was known by the end of the day, proceeding by proceeding, in the order of the steps; the sums
    of earlier ones too. What a person entered or amended is told as it stands, from the day it was known."""
    return [stage for case in cases_of(incident) for stage in _counted(list(_known(case, day)))]


def _known(case: Case, day: dt.date) -> Iterator[StageAsOf]:
    proceeding = case.proceeding
    authority = proceeding.regulator.name if proceeding.regulator else proceeding.label
    for stage in case.stages:
        settled = None if stage.removed else _settled(case, stage, day)
        if settled is not None:
            yield StageAsOf(
                proceeding.reference,
                authority,
                settled.kind,
                settled.amount_minor,
                settled.currency,
                settled.happened_on,
                settled.happened_precision,
                settled.known_on,
            )


def _settled(case: Case, stage: Stage, day: dt.date) -> SettledStage | None:
    known_on = stage.known_on or stage.happened_on
    if not stage.curated:
        told = [told_of(row) for row in case.evidence[stage.pk] if row.published_on <= day]
        return settle(told, case.own_currency) if told else None
    if known_on > day:
        return None
    precision = DatePrecision(stage.happened_precision)
    return SettledStage(
        StageKind(stage.kind), stage.amount_minor, stage.currency, stage.happened_on, precision, known_on
    )


def _counted(stages: Sequence[StageAsOf]) -> list[StageAsOf]:
    """In the order of the steps, with the one whose sum is owed marked."""
    ordered = sorted(stages, key=lambda stage: stage.happened_on)
    owed = None
    for at, stage in enumerate(ordered):
        if stage.kind is StageKind.ANNULLED:
            owed = None
        elif stage.amount_minor is not None and stage.kind not in NOT_OWED:
            owed = at
    return [replace(stage, counts=at == owed) for at, stage in enumerate(ordered)]
