"""The organisations of one cell, and names that are one name to the rows of registers."""

import pytest

from incidents.models import Incident, Involvement
from incidents.vocabulary import Role
from sources.importers.rows import RegisterRow
from sources.importers.several import organisations_in
from sources.importing.known_incidents import keys_of_name
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer
from tests.sources.importing.looking import counts, read

CONTROLLER, PROCESSOR = Role.CONTROLLER, Role.PROCESSOR


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Fernhill College", [("Fernhill College", CONTROLLER)]),
        (
            "Wells County via contractor Quillon Printers",
            [("Wells County", CONTROLLER), ("Quillon Printers", PROCESSOR)],
        ),
        ("Wells County via contractor, Quillon Inc.", [("Wells County", CONTROLLER), ("Quillon Inc", PROCESSOR)]),
        ("Wells County via Quillon", [("Wells County", CONTROLLER), ("Quillon", PROCESSOR)]),
        ("Wells Bank via unnamed auditor", [("Wells Bank", CONTROLLER)]),
        ("Wells Bank via vendor that prints letters", [("Wells Bank", CONTROLLER)]),
        ("Larkspur Medical Corp. d/b/a Fernhill Clinic", [("Larkspur Medical Corp. (Fernhill Clinic)", CONTROLLER)]),
        ("Larkspur Enterprise (dba Lee's Deli)", [("Larkspur Enterprise (Lee's Deli)", CONTROLLER)]),
        ("Larkspur Associates/ dba.NEAT Group", [("Larkspur Associates (NEAT Group)", CONTROLLER)]),
        (
            "Larkspur Health Plan/Fernhill Medical Center",
            [("Larkspur Health Plan / Fernhill Medical Center", CONTROLLER)],
        ),
        ("Fernhill OB/GYN", [("Fernhill OB/GYN", CONTROLLER)]),
        (
            "Larkspur College, Quillon University, LLC, and Hill Farm",
            [("Larkspur College", CONTROLLER), ("Quillon University, LLC", CONTROLLER), ("Hill Farm", CONTROLLER)],
        ),
        ("Larkspur College, Quillon University", [("Larkspur College, Quillon University", CONTROLLER)]),
        ("Snyder, Cohn, Hamilton and Associates", [("Snyder, Cohn, Hamilton and Associates", CONTROLLER)]),
        (
            "Larkspur University, San Rafael (LUSR), Charter College",
            [("Larkspur University, San Rafael (LUSR), Charter College", CONTROLLER)],
        ),
    ],
)
def test_a_cell_names_its_organisations(cell: str, found: list[tuple[str, Role]]) -> None:
    assert list(organisations_in(cell, "San Rafael, California")) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hill & Dale Clinic", "Hill and Dale Clinic"),
        ("Hill &amp; Dale Clinic, Inc.", "Hill And Dale Clinic"),
        ("A&E Stores", "A and E Stores"),
        ("Quillon, Hill, & Dale LLP", "Quillon, Hill and Dale"),
    ],
)
def test_names_that_differ_in_and_alone_are_one_name_to_rows_of_registers(one: str, other: str) -> None:
    assert keys_of_name(one) & keys_of_name(other)


@pytest.mark.parametrize(
    ("cell", "party"),
    [
        ("Larkspur Medical, P.C. d/b/a Fernhill Clinic", "Larkspur Medical, P.C. (Fernhill Clinic)"),
        ("Larkspur Medical Inc. (dba Fernhill Clinic)", "Larkspur Medical Inc. (Fernhill Clinic)"),
        ("Larkspur Medical PC, dba: Fernhill Clinic", "Larkspur Medical PC (Fernhill Clinic)"),
        ("Larkspur Medical, LLC d/b/a/ Fernhill", "Larkspur Medical, LLC (Fernhill)"),
        ("Larkspur Clinic/Fernhill Clinic", "Larkspur Clinic/Fernhill Clinic"),
    ],
)
def test_hhs_names_an_organisation_by_what_it_trades_as_too(cell: str, party: str) -> None:
    (row,) = read("hhs", made.hhs(made.hhs_row(cell)))
    assert isinstance(row, RegisterRow)
    assert [one.name for one in row.parties] == [party]
    assert row.title.startswith(f"{cell}: ")


@pytest.mark.django_db
@pytest.mark.parametrize(("whole", "rest"), [("University", "Health"), ("Clinic", "of Kent"), ("Clinic", "- Kent")])
def test_what_a_branch_belongs_to_is_an_organisation_of_its_own(imported: Importer, whole: str, rest: str) -> None:
    whole = f"Quillon {whole}"
    imported("hhs", made.hhs(made.hhs_row(f"{whole} {rest}")))
    report = imported("prc", made.prc(made.prc_row(whole, told="36,000", day="August 2, 2024")))
    assert counts(report) == {"new": 1}
    named = Involvement.objects.filter(incident=Incident.objects.latest("pk"))
    assert list(named.values_list("party__name", "party__sector")) == [(whole, "61")]


@pytest.mark.django_db
@pytest.mark.parametrize("before", [[], [made.prc_row("Quillon Clinic", told="36,000", day="August 2, 2024")]])
def test_the_incident_of_a_branch_is_found_by_the_shorter_name_all_the_same(
    imported: Importer, before: list[list[str]]
) -> None:
    imported("hhs", made.hhs(made.hhs_row("Quillon Clinic of Kent")))
    opened = Incident.objects.get()
    imported("prc", made.prc(*before))
    report = imported("prc", made.prc(made.prc_row("Quillon Clinic", told="12,400", day="May 6, 2031")))
    assert counts(report) == {"matched": 1}
    assert [row.party.name for row in opened.involvements.all()] == ["Quillon Clinic of Kent"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        ("Larkspur Life (U.S.A.)", "Quillon Hearing (USA), Inc.", "new"),
        ("Larkspur (UK) Limited", "Boughs (UK) Ltd", "new"),
        ("Larkspur Life (Ireland)", "Quillon (Ireland) Ltd", "new"),
        ("Larkspur (UK) Limited", "Larkspur (UK) Ltd", "matched"),
        ("Larkspur (UK) Limited", "Larkspur Ltd", "matched"),
        ("Bureau of Larkspur Machines (BLM)", "BLM", "matched"),
        ("Summit Fernhill County", "Summit", "new"),
        ("Kent", "University of Kent", "new"),
        ("Jersey", "Jersey", "matched"),
        ("Quillon, Inc.", "Quillon", "matched"),
    ],
)
def test_organisations_that_share_one_word_alone_are_two(imported: Importer, one: str, other: str, state: str) -> None:
    imported("hhs", made.hhs(made.hhs_row(one)))
    report = imported("prc", made.prc(made.prc_row(other, told="12,400", day="May 6, 2031")))
    assert counts(report) == {state: 1}
