"""Try-outs are told once: what curators' verdicts made of a figure within an hour is one line in feeds and digests.

A verdict that is set and taken back within the hour is no line at all. The change log keeps every step, which REST, the
webhooks and the incident's page show.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from incidents.figures.numbers_of_events import leads_back
from incidents.models import Event, EventType
from incidents.site.changes import PublicChange, change_of, changed_figure

OF_A_VERDICT: Final = "claim:"  # so begins the cause of what follows from a curator's word on a claim
WITHIN: Final = dt.timedelta(hours=1)
LOOKED_AT: Final = 2  # events for each line that there is room for


def joined_changes(events: Iterable[Event]) -> list[PublicChange]:
    """The changes, in the order of the events, which are the newest first. Verdicts that change one figure within an
    hour of the first of them are one change: it has the first one's reference, so that a reader who has seen that sees
    it change, and the last one's time and reason. One that led back to what was before is left out. Reads
    event.incident."""
    return [change for run in _runs(events) if (change := _joined(run)) is not None]


def _runs(events: Iterable[Event]) -> list[list[Event]]:
    """The events that are told together, each run the oldest first; the run with the newest last event first."""
    runs: list[list[Event]] = []
    begun: dict[tuple[Any, str], list[Event]] = {}
    for event in sorted(events, key=lambda event: event.sequence):
        figure = (event.incident_id, repr(event.data.get("figure")))
        is_verdict = event.type == EventType.FIGURE_CHANGED and event.cause.startswith(OF_A_VERDICT)
        run = begun.get(figure)
        if is_verdict and run is not None and event.occurred_at - run[0].occurred_at < WITHIN:
            run.append(event)
            continue
        runs.append([event])
        if is_verdict:
            begun[figure] = runs[-1]
        elif event.type == EventType.FIGURE_CHANGED:
            begun.pop(figure, None)  # what coverage changed is told as it is
    return sorted(runs, key=lambda run: run[-1].sequence, reverse=True)


def _joined(run: list[Event]) -> PublicChange | None:
    first, last = run[0], run[-1]
    if first is last:
        return change_of(last)
    if leads_back(first.data.get("old"), last.data["new"]):
        return None
    return replace(changed_figure(last, old=first.data.get("old")), reference=first.reference)
