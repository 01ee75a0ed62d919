"""The drawing at the head of an incident's page: its leading figure, each claim, the steps of its proceedings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from incidents.admin.claim_groups import SpeakerGroup
from incidents.admin.incident_words import stage_words
from incidents.admin.reading import ClaimRow, FigureRow
from incidents.admin.timeline import drawn_briefly
from incidents.figure_plot import Happening, Plot, Said
from incidents.figures.assertion import Bucket
from incidents.models import Figure, Incident, Stage
from incidents.vocabulary import Decision, Polarity, Standing

TONES = 6  # speakers with a colour of their own; the rest share the last


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A line of the legend."""

    tone: int
    name: str


@dataclass(frozen=True, slots=True)
class IncidentPlot:
    """The drawing of one figure, with what its colours say."""

    figure: Figure
    bucket: Bucket
    plot: Plot
    voices: tuple[LegendLine, ...]


def incident_plot(incident: Incident, leading: FigureRow, groups: Sequence[SpeakerGroup]) -> IncidentPlot | None:
    """The plot of the leading figure; None when it never held a number."""
    if leading.figure is None:
        return None
    tones = {row.claim.speaker_key: tone for tone, group in enumerate(groups) for row in group.said[0].rows[:1]}
    said = list(_said(leading.claims, tones))
    stages = Stage.objects.filter(proceeding__incident=incident, removed=False).select_related("proceeding__regulator")
    happened = [Happening(_moment(stage.happened_on), _step_words(stage)) for stage in stages]
    plot = drawn_briefly(leading.figure, said, happened)
    if plot is None:
        return None
    voices = [LegendLine(tone, group.name) for tone, group in enumerate(groups[: TONES - 1])]
    if len(groups) >= TONES:
        voices.append(LegendLine(TONES - 1, "others" if len(groups) > TONES else groups[TONES - 1].name))
    return IncidentPlot(leading.figure, leading.figure.bucket, plot, tuple(voices))


def _said(rows: Iterable[ClaimRow], tones: dict[str, int]) -> Iterable[Said]:
    for row in rows:
        claim = row.claim
        day = claim.claimed_on or claim.known_on
        value = next((number for number in (claim.value, claim.high, claim.low) if number is not None), None)
        void = claim.decision == Decision.REJECT or claim.standing == Standing.WITHDRAWN
        if day is None or value is None or void:
            continue
        quote = next((f" “{quote.text}”" for quote in row.quotes if quote.text), "")
        tone = min(tones.get(claim.speaker_key, TONES - 1), TONES - 1)
        denied = claim.polarity == Polarity.DENIED
        yield Said(_moment(day), value, tone, denied, f"{row.words}.{quote[:300]}", row.address)


def _step_words(stage: Stage) -> str:
    return f"{stage.proceeding.regulator}: {stage_words(stage)}"


def _moment(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)
