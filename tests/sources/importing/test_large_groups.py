"""Rows that a register lays together cost the same each, however many there are, and say what they say one by one."""

import datetime as dt
import io
from typing import Any

import pytest

from incidents.models import Claim, Incident, RegisterEntry
from sources.importers.registers import REGISTERS
from sources.importing import attaching, running
from sources.importing.import_report import ImportOptions
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer
from tests.sources.importing.looking import counts, figure, only

pytestmark = pytest.mark.django_db
SLUG = "prc"


def rows(count: int, name: str = "Quillon & Sons, LLC") -> str:
    cells = (
        made.second_row(
            f"{name[0]}-{number}",
            org_name=name,
            normalized_org_name=name,
            group_uuid=name[0],
            total_affected=str(1_000 + number % 20),
        )
        for number in range(count)
    )
    return made.second(*cells)


def said_of(incident: Incident) -> list[Any]:
    claims = incident.claims.order_by("scope", "low").values_list("scope", "low", "high", "unit", "standing")
    held = incident.figures.order_by("scope").values_list("scope", "low", "best", "high", "status")
    return [*claims, *held, incident.involvements.count(), incident.register_entries.count()]


def test_figures_are_worked_out_once_for_many_rows(imported: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    worked_out: list[int] = []
    work_out = running.attach
    monkeypatch.setattr(running, "attach", lambda *given: worked_out.append(len(given[1])) or work_out(*given))
    report = imported(SLUG, rows(60))
    assert counts(report) == {"new": 1, "matched": 59}
    assert (sum(worked_out), len(worked_out)) == (59, 3)
    assert RegisterEntry.objects.filter(incident=only()).count() == 60
    assert Claim.objects.filter(scope="total").count() == 20
    assert figure(only()).best is not None


def test_rows_together_say_what_they_say_one_by_one(imported: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(SLUG, rows(30))
    together = said_of(only())
    monkeypatch.setattr(running, "_ATTACHED_TOGETHER", 1)
    imported(SLUG, rows(30, "Halden & Reed, LLC"))
    assert said_of(Incident.objects.latest("pk")) == together


def test_of_rows_together_those_beyond_the_most_are_refused_alone(
    imported: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "MOST_ROWS", 12)
    report = imported(SLUG, rows(20))
    assert counts(report) == {"new": 1, "matched": 11, "refused": 8}
    assert Claim.objects.filter(evidence__source=f"{RegisterEntry.objects.first().register}:Q-5").exists()  # type: ignore[union-attr]


def test_one_wrong_row_costs_the_others_of_its_group_nothing() -> None:
    texts = [made.second_row(f"u-{number}", total_affected=str(1_000 + number)) for number in range(12)]
    texts[5] = made.second_row("u-5", total_affected="many thousands")
    texts[7] = made.second_row("u-7", reported_date="2999-01-01")
    stream = io.StringIO(made.second(*texts).removeprefix("\ufeff"), newline="")
    run = running.RegisterRun(REGISTERS[SLUG], stream, ImportOptions(dt.date(2031, 7, 1), False, False))
    while run.advance():
        pass
    assert run.report.rows == 12
    assert RegisterEntry.objects.filter(incident=only()).count() >= 10
