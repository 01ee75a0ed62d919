"""Characters that no column holds cost their row alone: NUL, and bytes of another encoding, in cells and in heads."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import RegisterEntry
from sources.importing import work
from sources.models import ImportState, RegisterImport
from tests.sources.importing import files as made
from tests.sources.importing.conftest import DAY

pytestmark = pytest.mark.django_db


def taken_in(data: bytes, register: str) -> RegisterImport:
    row = work.hand_in(data, register=register, file_name="a", seen_on=DAY)
    work.work(row.pk)
    row.refresh_from_db()
    return row


def cases(*names: str, head: str = "Web Description") -> str:
    return made.hhs(*(made.hhs_row(name) for name in names)).replace("Web Description", head)


EXPORTED = {"format": 1, "reference": "PI-\0X", "title": "x", "kind": "unknown", "status": "open"}
WRONG = [
    ("a day", "hibp", made.hibp(made.breach(BreachDate="2031\0"), made.breach("Vale")).encode(), "BreachDate"),
    ("a name", "hibp", made.hibp(made.breach("North\0wind"), made.breach("Vale")).encode(), "Name"),
    ("a key of JSON", "hibp", made.hibp({**made.breach(), "a\0b": "\ud800"}, made.breach("Vale")).encode(), "row"),
    ("a reference", "veris", made.veris(
        made.veris_incident(plus={"privacy_incident_tracker": EXPORTED}), made.veris_incident()
    ).encode(), "plus.privacy_incident_tracker.reference"),
    ("a cell", "hhs", cases("North\0wind", "Vale").encode(), "Name of Covered Entity"),
    ("a head alone", "hhs", cases("x", "Vale", head="Web\0Description").encode(), ""),
    ("a head and a cell", "hhs",
     cases("x", "Vale", head="R\xe9sum\xe9").replace("taken.", "taken \xa9.", 1).encode("cp1252"), "R\ufffdsum\ufffd"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "register", "data", "column"), WRONG, ids=[one[0] for one in WRONG])
def test_a_character_that_no_column_holds_costs_its_row_alone(
    desk: Client, what: str, register: str, data: bytes, column: str
) -> None:
    row = taken_in(data, register)
    assert (row.state, row.last_error) == (ImportState.DONE, "")
    refused = [column] if column else []
    assert [fault[1] for fault in row.faults] == refused
    assert row.counts == {"new": 1, "refused": 1} if refused else {"new": 2}
    assert "\0" not in "".join(RegisterEntry.objects.values_list("key", flat=True))
    page = desk.get(reverse("admin:sources_registerimport_change", args=[row.pk]))
    assert page.status_code == 200
    assert column in page.content.decode()


def workbook() -> bytes:
    """A zip archive, which unpacks to a hundred times as much."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", " " * 1_000_000)
    return packed.getvalue()


@pytest.mark.parametrize("register", ["hhs", "prc", "gdpr-fines"])
@pytest.mark.parametrize("data", [cases("Vale").encode("utf-16"), workbook()], ids=["UTF-16", "a workbook"])
def test_a_file_in_another_form_is_told_how_to_be_saved(register: str, data: bytes) -> None:
    row = taken_in(data, register)
    assert row.state == ImportState.FAILED
    assert row.last_error.endswith("It is no text in UTF-8: export the sheet as CSV in UTF-8.")
    assert bytes(row.content) == b""
