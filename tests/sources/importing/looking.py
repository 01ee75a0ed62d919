"""What tests of importing look at."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from incidents.models import Claim, Event, Evidence, Incident, Party, RegisterEntry, Stage
from sources.importers.registers import REGISTERS
from sources.importers.rows import RegisterRow, RowFault
from sources.importing.import_report import ImportReport


def read(slug: str, text: str) -> list[RegisterRow | RowFault]:
    return list(REGISTERS[slug].read(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def counts(report: ImportReport) -> dict[str, int]:
    return {str(name): number for name, number in report.counts.items() if number}


@contextmanager
def no_rows_written() -> Iterator[None]:
    """Fails where a row was added, changed or taken away meanwhile."""
    models = (RegisterEntry, Incident, Claim, Evidence, Event, Party, Stage)
    before = [list(model._base_manager.order_by("pk").values()) for model in models]
    yield
    assert [list(model._base_manager.order_by("pk").values()) for model in models] == before


def only() -> Incident:
    return Incident.objects.get()


def figure(incident: Incident, metric: str = "affected") -> Any:
    return incident.figures.get(metric=metric, scope="total")
