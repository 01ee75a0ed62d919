"""Sectors that registers tell: whose they become, and that what a person chose stays."""

import pytest

from incidents.ledger import Actor, known_party, update_party
from incidents.models import Party, RegisterEntry
from sources.importers.rows import RegisterRow
from tests.sources.importing import files
from tests.sources.importing.conftest import Importer
from tests.sources.importing.looking import counts, read


def fine(sector: str, who: str) -> str:
    return files.fines(files.fine_row(who=who, sector=sector))


ROWS = [
    ("hhs", files.hhs(files.hhs_row(entity="Healthcare Provider")), "62"),
    ("hhs", files.hhs(files.hhs_row(entity="Health Plan")), "52"),
    ("hhs", files.hhs(files.hhs_row("Department of Larks", entity="Health Plan")), "92"),
    ("hhs", files.hhs(files.hhs_row("Department of Larks Clinic", entity="Healthcare Provider")), "62"),
    ("hhs", files.hhs(files.hhs_row(entity="Business Associate")), None),  # of any trade
    ("hhs", files.hhs(files.hhs_row(entity="")), None),
    ("prc", files.prc(files.prc_row(organisation="MED")), "62"),
    ("prc", files.prc(files.prc_row(organisation="BSF")), "52"),
    ("prc", files.prc(files.prc_row(organisation="BSR")), "44"),
    ("prc", files.prc(files.prc_row(organisation="EDU")), "61"),
    ("prc", files.prc(files.prc_row(organisation="GOV")), "92"),
    ("prc", files.prc(files.prc_row(organisation="NGO")), "81"),
    ("prc", files.prc(files.prc_row(organisation="BSO")), None),
    ("prc", files.second(files.second_row(organization_type="BSF")), "52"),
    ("prc", files.second(files.second_row(organization_type="UNKN")), None),
    ("veris", files.veris(files.veris_incident()), "48"),
    ("veris", files.veris(files.veris_incident(victim={"victim_id": "Halden Rail", "industry": "000000"})), None),
    ("veris", files.veris(files.veris_incident(victim={"victim_id": "Halden Rail"})), None),
    ("gdpr-fines", fine("Health Care", "Brightwater AS"), "62"),
    ("gdpr-fines", fine("Media, Telecoms and Broadcasting", "Brightwater AS"), "51"),
    ("gdpr-fines", fine("Industry and Commerce", "Brightwater Bank AS"), None),
    ("gdpr-fines", fine("Finance, Insurance and Consulting", "Brightwater Bank AS"), "52"),
    ("gdpr-fines", fine("Finance, Insurance and Consulting", "Brightwater Consult AS"), None),
    ("gdpr-fines", fine("Public Sector and Education", "Municipality of Brightwater"), "92"),
    ("gdpr-fines", fine("Public Sector and Education", "Brightwater Primary School"), "61"),
    ("gdpr-fines", fine("Transportation and Energy", "Brightwater Energi AS"), "22"),
    ("hibp", files.hibp(files.breach()), None),
]


@pytest.mark.parametrize(("register", "text", "sector"), ROWS)
def test_a_register_tells_the_sector_where_it_can(register: str, text: str, sector: str | None) -> None:
    (row,) = read(register, text)
    assert isinstance(row, RegisterRow)
    assert row.parties[0].sector == sector


def test_a_new_party_and_a_known_one_without_a_sector_have_the_registers(imported: Importer) -> None:
    known = known_party("Larkspur Clinic")
    imported("hhs", files.hhs(files.hhs_row(entity="Healthcare Provider"), files.hhs_row("Vireo Clinic", "9000")))
    assert dict(Party.objects.values_list("name", "sector")) == {"Larkspur Clinic": "62", "Vireo Clinic": "52"}
    assert known.history.first().sector == "62"
    assert known.history.first().history_change_reason == "The sector is that of a register."


def test_a_party_has_the_sector_that_was_told_first(imported: Importer) -> None:
    imported("prc", files.prc(files.prc_row("Larkspur Clinic", organisation="EDU")))
    imported("hhs", files.hhs(files.hhs_row(entity="Healthcare Provider")))
    assert Party.objects.get().sector == "61"


@pytest.mark.parametrize("chosen", ["81", ""])
def test_no_import_changes_what_a_curator_chose(imported: Importer, curator: Actor, chosen: str) -> None:
    text = files.hhs(files.hhs_row(entity="Healthcare Provider"))
    imported("hhs", text)
    party = Party.objects.get()
    update_party(party.pk, {"sector": chosen}, actor=curator)
    imported("hhs", text)
    imported("hhs", files.hhs(files.hhs_row(entity="Healthcare Provider", count="13000")))
    party.refresh_from_db()
    assert party.sector == chosen


def test_rows_that_were_taken_in_before_sectors_were_read_bring_them(imported: Importer) -> None:
    text = files.hhs(files.hhs_row(entity="Healthcare Provider"))
    imported("hhs", text)
    Party.objects.update(sector="")
    assert counts(imported("hhs", text)) == {"unchanged": 1}
    assert (Party.objects.get().sector, RegisterEntry.objects.get().revision) == ("62", 1)
    assert "sector" not in str(RegisterEntry.objects.get().facts)


def test_a_dry_run_gives_no_party_a_sector(imported: Importer) -> None:
    known_party("Larkspur Clinic")
    imported("hhs", files.hhs(files.hhs_row()), dry=True)
    assert Party.objects.get().sector == ""


def test_a_name_that_is_only_an_alias_gives_the_sector_to_whom_it_means(imported: Importer) -> None:
    party = known_party("Larkspur Group", aliases=["Larkspur Clinic"])
    imported("hhs", files.hhs(files.hhs_row(entity="Healthcare Provider")))
    party.refresh_from_db()
    assert party.sector == "62"
