"""The sectors of NAICS: by which codes they are known, and who is found, shown and changed by them."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from incidents.ledger import InvolvementDraft, add_involvement, known_party, update_party
from incidents.models import Incident, Party
from incidents.sectors import CHOICES, Sector, sector_name, sector_of
from incidents.vocabulary import Role
from tests.api import ROOT, actor, anonymous, curator, fill, problem
from tests.incidents.admin.forms import filled

__all__ = ["anonymous", "curator"]  # the fixtures


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("622110", Sector.HEALTH),
        ("62", Sector.HEALTH),
        (" 92-311", Sector.PUBLIC),
        ("31", Sector.MANUFACTURING),
        ("325412", Sector.MANUFACTURING),
        ("339", Sector.MANUFACTURING),
        ("4539", Sector.RETAIL),
        ("4911", Sector.TRANSPORT),
        ("000000", None),
        ("99", None),
        ("6", None),
        ("", None),
        ("health", None),
    ],
)
def test_a_code_of_any_length_names_its_sector(code: str, sector: Sector | None) -> None:
    assert sector_of(code) is sector


def test_each_sector_has_a_name_of_its_own() -> None:
    assert len(CHOICES) == len(Sector) == len({words for _, words in CHOICES})
    assert (sector_name("62"), sector_name("99")) == ("health care and social help", "99")


@pytest.fixture
def hospital(db: None) -> Incident:
    """An incident of a hospital, with a thief that is a bank's; and one of nobody's sector."""
    incident = fill(1)
    Party.objects.filter(name="Northwind 1").update(sector="62")
    bank = known_party("Grayling Bank")
    Party.objects.filter(pk=bank.pk).update(sector="52")
    add_involvement(incident.pk, InvolvementDraft(bank, Role.THREAT_ACTOR), actor=actor())
    fill(2)
    return incident


@pytest.mark.parametrize(("asked", "found"), [("62", True), ("52", False), ("62,52", True), ("92", False)])
def test_incidents_are_found_by_the_sector_of_who_answers_for_them(
    hospital: Incident, anonymous: APIClient, asked: str, found: bool
) -> None:
    records = anonymous.get(f"{ROOT}/incidents?sector={asked}").json()["results"]
    assert [record["reference"] for record in records] == ([hospital.reference] if found else [])


def test_parties_are_found_by_their_sector_and_tell_it(hospital: Incident, anonymous: APIClient) -> None:
    records = anonymous.get(f"{ROOT}/parties?sector=52,62").json()["results"]
    assert [(record["name"], record["sector"]) for record in records] == [
        ("Grayling Bank", "52"),
        ("Northwind 1", "62"),
    ]


@pytest.mark.parametrize("address", ["parties", "incidents"])
def test_what_is_no_sector_is_refused_with_those_that_are(anonymous: APIClient, address: str) -> None:
    body = problem(anonymous.get(f"{ROOT}/{address}?sector=health"), 400)
    assert "sector" in body["detail"]


def test_a_sector_is_entered_changed_and_refused_over_rest(curator: APIClient) -> None:
    made = curator.post(f"{ROOT}/parties", {"name": "Tern Post", "sector": "48"})
    assert made.json()["sector"] == "48"
    assert Party.objects.get().sector_chosen
    again = problem(curator.post(f"{ROOT}/parties", {"name": "Tern Post", "sector": "62"}), 400)
    assert [fault["pointer"] for fault in again["errors"]] == ["/sector"]
    address = f"{ROOT}/parties/{made.json()['reference']}"
    wrong = curator.patch(address, {"sector": "99"}, HTTP_IF_MATCH=made.headers["ETag"])
    assert [fault["pointer"] for fault in problem(wrong, 400)["errors"]] == ["/sector"]
    changed = curator.patch(address, {"sector": ""}, HTTP_IF_MATCH=made.headers["ETag"])
    assert (changed.status_code, changed.json()["sector"]) == (200, "")


def test_the_same_sector_once_more_changes_nothing(db: None) -> None:
    party = known_party("Tern Post")
    Party.objects.filter(pk=party.pk).update(sector="48")
    before = Party.objects.get()
    after = update_party(party.pk, {"sector": "48"}, actor=actor())
    assert (after.updated_at, after.sector_chosen) == (before.updated_at, False)


def test_a_curator_chooses_a_sector_in_the_admin(db: None, client: Client) -> None:
    party = known_party("Tern Post")
    client.force_login(User.objects.create_superuser("mara"))
    address = f"/admin/incidents/party/{party.pk}/change/"
    form = filled(client.get(address)) | {"sector": "48", "change_reason": "It carries letters"}
    answer = client.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    party.refresh_from_db()
    assert (party.sector, party.sector_chosen) == ("48", True)
    assert "transport, post and storage" in client.get("/admin/incidents/party/?sector=48").content.decode()


def test_readers_are_shown_sectors_and_filter_by_them(hospital: Incident, client: Client) -> None:
    party = Party.objects.get(name="Northwind 1")
    for address in (f"/parties/{party.reference}", f"/incidents/{hospital.slug}"):
        page = client.get(address).content.decode()
        assert "<dt>Sector</dt><dd>health care and social help</dd>" in page, address
    listed = client.get("/incidents?sector=62").content.decode()
    assert '<option value="62" selected>health care and social help</option>' in listed
    assert "sector: health care and social help" in listed
    assert hospital.slug in listed
    assert "Northwind address books 2" not in listed
    assert "finance and insurance" not in client.get(f"/incidents/{hospital.slug}").content.decode()
