"""How an import is to be done, and what became of its rows."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from incidents.models import EntryState
from sources.importers.cells import legible
from sources.importers.rows import RowFault
from sources.importing.changes import RowChange

FAULTS_KEPT: Final = 20  # refused rows that are named; the others are counted


@dataclass(slots=True)
class ImportReport:
    """How many rows there were, and what became of them, by the values of EntryState and RowChange; `faults` names the
    first that were refused, by line and column."""

    rows: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[RowFault] = field(default_factory=list)

    def refuse(self, fault: RowFault) -> None:
        self.counts[EntryState.REFUSED] += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(RowFault(fault.line, legible(fault.column), legible(fault.wrong)))


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`seen_on` is the day of the file; `events`: whether subscribers are told of new incidents; `dry`: nothing is
    written, and what would be is counted."""

    seen_on: dt.date
    events: bool = False
    dry: bool = False


def summary(report: ImportReport) -> str:
    """What became of the rows, for a terminal or a page."""
    kinds = (*(state.value for state in EntryState), *(change.value for change in RowChange))
    words = (f"{report.counts[kind]} {kind.replace('_', ' ')}" for kind in kinds if kind != EntryState.REFUSED)
    return f"{report.rows} rows: {', '.join(words)}, {report.counts[EntryState.REFUSED]} refused."
