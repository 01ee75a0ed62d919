"""Proceedings as they were known on a day: from what had been published by its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from incidents.figures.stages import settle
from incidents.ledger.proceeding_matching import KnownProceeding, known_proceedings, report_of
from incidents.models import Incident, Proceeding, Stage, StageEvidence
from incidents.vocabulary import DatePrecision, StageKind


@dataclass(frozen=True, slots=True)
class StageAsOf:
    """A stage as known on a day. `counts` is true if its sum is the one owed: that of the latest stage in effect.

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
    of earlier ones too."""
    return [stage for proceeding in proceedings_as_of(incident, day) for stage in _stages(proceeding)]


def proceedings_as_of(incident: Incident, day: dt.date) -> list[Proceeding]:
    """The proceedings of which a step was known by the end of the day, with these stages and their evidence of then
    prefetched. They are to be shown, never saved.

    What a person entered or amended is given as it is now, from the day it was known.
    """
    found = []
    for case in known_proceedings(incident):
        stages = sorted(_known(case, day), key=lambda stage: (stage.happened_on, stage.pk))
        if stages:
            _prefetched(case.proceeding, "stages", stages)
            found.append(case.proceeding)
    return found


def _known(case: KnownProceeding, day: dt.date) -> Iterator[Stage]:
    for stage in case.stages:
        rows = [row for row in case.evidence[stage.pk] if row.published_on <= day]
        _prefetched(stage, "evidence", rows)
        if stage.removed:
            continue
        if stage.curated:
            if (stage.known_on or stage.happened_on) <= day:
                yield stage
        elif rows:
            settled = settle([report_of(row) for row in rows], case.own_currency)
            stage.kind, stage.known_on = settled.kind, settled.known_on
            stage.amount_minor, stage.currency = settled.amount_minor, settled.currency
            stage.happened_on, stage.happened_precision = settled.happened_on, settled.happened_precision
            yield stage


def _prefetched(row: Proceeding | Stage, name: str, rows: Sequence[Stage | StageEvidence]) -> None:
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def _stages(proceeding: Proceeding) -> Iterator[StageAsOf]:
    owed = proceeding.stage_owed()
    for stage in proceeding.stages.all():
        yield StageAsOf(
            proceeding.reference,
            proceeding.regulator.name if proceeding.regulator else proceeding.label,
            StageKind(stage.kind),
            stage.amount_minor,
            stage.currency,
            stage.happened_on,
            DatePrecision(stage.happened_precision),
            stage.known_on or stage.happened_on,
            stage is owed,
        )
