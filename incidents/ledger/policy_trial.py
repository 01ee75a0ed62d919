"""Which figures a change of policy, or of what the sources say, would move, before it is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from incidents.figures.assertion import Bucket
from incidents.figures.verdicts import Resolution
from incidents.ledger.figures import figures_as_of
from incidents.models import Figure, Incident
from incidents.vocabulary import FigureStatus

_INCIDENTS_A_QUERY = 200


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a figure says; all None and `unknown` where there is none."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    status: FigureStatus = FigureStatus.UNKNOWN

    @classmethod
    def of(cls, held: Figure | Resolution | None) -> Numbers:
        return cls() if held is None else cls(held.low, held.best, held.high, FigureStatus(held.status))


@dataclass(frozen=True, slots=True)
class Move:
    """One figure that would say something else."""

    incident: Incident
    bucket: Bucket
    before: Numbers
    after: Numbers


def moved_by_policy(incidents: Sequence[Incident], policy: str) -> Iterator[Move]:
    """The figures that the policy of this name would move, incident by incident. Nothing is written.

    Raises UnknownPolicyError.
    """
    for start in range(0, len(incidents), _INCIDENTS_A_QUERY):
        some = incidents[start : start + _INCIDENTS_A_QUERY]
        held = held_figures(some)
        shadow = figures_as_of(some, None, policy)
        for incident in some:
            after = {bucket: Numbers.of(resolution) for bucket, resolution in shadow[incident.pk].items()}
            yield from moves(incident, held[incident.pk], after)


def held_figures(incidents: Sequence[Incident]) -> dict[int, dict[Bucket, Numbers]]:
    """By incident id, what the figures say now."""
    held: dict[int, dict[Bucket, Numbers]] = {incident.pk: {} for incident in incidents}
    for figure in Figure.objects.filter(incident__in=incidents):
        held[figure.incident_id][figure.bucket] = Numbers.of(figure)
    return held


def moves(incident: Incident, before: Mapping[Bucket, Numbers], after: Mapping[Bucket, Numbers]) -> Iterator[Move]:
    """The figures that differ, in the order of buckets."""
    for bucket in sorted({*before, *after}):
        old, new = before.get(bucket, Numbers()), after.get(bucket, Numbers())
        if old != new:
            yield Move(incident, bucket, old, new)
