"""Rows that cannot be kept cost nobody but themselves, and very many that are alike cost no more each."""

import io
from typing import Any

import pytest
from django.db import OperationalError

from incidents.ledger import Actor
from incidents.models import Evidence, Incident, RegisterEntry
from sources.importers.registers import REGISTERS
from sources.importers.rows import RegisterRow
from sources.importing import attaching, known_incidents, running
from sources.importing.attaching import REPEATS_RECORDED
from sources.importing.import_report import FAULTS_KEPT
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer
from tests.sources.importing.looking import counts

pytestmark = pytest.mark.django_db

LARGE: list[tuple[str, str, str]] = [
    ("hibp", made.hibp(made.breach(count=10**18), made.breach("Vale")), "PwnCount"),
    ("hhs", made.hhs(made.hhs_row(count="9" * 5_000), made.hhs_row("Vale")), "Individuals Affected"),
    ("hhs", made.hhs(made.hhs_row(count="9,000,000,000"), made.hhs_row("Vale")), "Individuals Affected"),
    ("prc", made.prc(made.prc_row(told=str(10**13)), made.prc_row("Vale")), "Records Breached"),
    ("veris", made.veris(made.veris_incident(attribute={"confidentiality": {"data_total": 10**18}}),
                         made.veris_incident(plus={"master_id": "b"}, victim={"victim_id": "Vale"})),
     "data_total"),
    ("gdpr-fines", made.fines(made.fine_row(sum_=str(10**13)), made.fine_row("ETid-2", who="Vale AS")), "Fine [€]"),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "text", "column"), LARGE)
def test_more_than_can_be_is_refused_with_the_reason_and_the_rest_goes_on(
    imported: Importer, slug: str, text: str, column: str
) -> None:
    report = imported(slug, text)
    assert counts(report) == {"new": 1, "refused": 1}
    assert report.faults[0].column == column
    assert "is more than" in report.faults[0].wrong


@pytest.mark.parametrize("name", ["fault_in", "judge", "load_draft", "entry_of"])
def test_a_row_that_fails_in_a_way_that_nobody_foresaw_is_refused_alone(
    imported: Importer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = getattr(running, name)

    def fails(*args: Any) -> Any:
        if any(isinstance(one, RegisterRow) and one.key == "Halden" for one in args):
            raise OverflowError("unforeseen")
        return real(*args)

    monkeypatch.setattr(running, name, fails)
    report = imported("hibp", made.hibp(made.breach(), made.breach("Halden"), made.breach("Vale")))
    assert counts(report) == {"new": 2, "refused": 1}
    assert str(report.faults[0]).endswith("row: It cannot be kept (OverflowError); look at its values.")
    assert report.faults[0].line > 2


@pytest.mark.parametrize("name", ["attach", "follow"])
def test_a_known_row_that_fails_in_a_way_that_nobody_foresaw_is_refused_alone(
    imported: Importer, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    imported("hhs", made.hhs(made.hhs_row()))

    def fails(*args: Any) -> Any:
        raise OverflowError("unforeseen")

    monkeypatch.setattr(running, name, fails)
    changed = made.hhs_row(count="12401") if name == "follow" else made.hhs_row()
    again = [] if name == "follow" else [made.hhs_row()]
    report = imported("hhs", made.hhs(changed, *again, made.hhs_row("Vale")))
    assert (report.counts["new"], report.counts["refused"], report.rows) == (1, 1, 2 + len(again))


def test_a_database_that_cannot_be_reached_is_no_fault_of_a_row(
    imported: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr(running, "load_draft", fails)
    with pytest.raises(OperationalError):
        imported("hibp", made.hibp(made.breach()))


def test_the_first_refused_rows_are_named_and_all_are_counted(imported: Importer) -> None:
    report = imported("hhs", made.hhs(*(made.hhs_row(count="many") for _ in range(FAULTS_KEPT + 5))))
    assert (len(report.faults), counts(report)) == (FAULTS_KEPT, {"refused": FAULTS_KEPT + 5})


def test_very_many_rows_that_say_the_same_cost_no_more_each(
    imported: Importer, django_assert_max_num_queries: Any
) -> None:
    many = REPEATS_RECORDED + 40
    imported("hhs", made.hhs(*(made.hhs_row() for _ in range(many))))
    assert Evidence.objects.count() == REPEATS_RECORDED
    assert RegisterEntry.objects.filter(incident=Incident.objects.get()).count() == many
    with django_assert_max_num_queries(100 * 9):
        report = imported("hhs", made.hhs(*(made.hhs_row() for _ in range(many + 100))))
    assert counts(report) == {"unchanged": many, "matched": 100}


def test_more_rows_than_can_be_of_one_breach_are_refused(imported: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST_ROWS", 2)
    rows = (made.second_row(f"u-{at}", total_affected=str(1_000 + at)) for at in range(4))
    assert counts(imported("prc", made.second(*rows))) == {"new": 1, "matched": 1, "refused": 2}


def test_a_row_is_compared_with_the_newest_of_very_many_incidents(
    imported: Importer, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_incidents, "MOST_OF_A_PARTY", 1)
    for count in ("12400", "7000"):
        imported("hhs", made.hhs(made.hhs_row(count=count, day="05/04/2031" if count == "12400" else "05/05/2031")))
    known = known_incidents.KnownIncidents(REGISTERS["hhs"])
    [row] = REGISTERS["hhs"].read(io.StringIO(made.hhs(made.hhs_row()), newline=""))
    assert isinstance(row, RegisterRow)
    known.look_up([row])
    assert [one.key for one in known.of(row)] == [Incident.objects.latest("pk").pk]
