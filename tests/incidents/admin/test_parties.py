"""Parties and regulators: their names, and a history that says who changed them and why."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.ledger import known_party
from incidents.models import Party, Regulator
from tests.incidents.admin.forms import filled


def test_a_new_party_is_found_by_its_own_name_and_its_aliases(desk: Client) -> None:
    address = reverse("admin:incidents_party_add")
    form = filled(desk.get(address)) | {"name": "Osier Data", "external_ids": "{}", "aliases-0-name": "Osier"}
    assert desk.post(address, form).status_code == 302
    assert Party.objects.called("osier data").get() == Party.objects.called("OSIER").get()


def test_a_change_needs_a_reason_and_is_kept_with_it(desk: Client, railway: Party, curator: User) -> None:
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    form = filled(desk.get(address)) | {"name": "Halden Railways"}
    assert desk.post(address, form).status_code == 200
    assert desk.post(address, form | {"change_reason": "Renamed in 2030"}).status_code == 302
    latest = railway.history.first()
    assert (latest.history_user, latest.history_change_reason) == (curator, "Renamed in 2030")
    assert Party.objects.called("Halden Rail").get() == Party.objects.called("Halden Railways").get() == railway
    shown = desk.get(reverse("admin:incidents_party_history", args=[railway.pk])).content.decode()
    assert "Renamed in 2030" in shown
    assert "style=" not in shown.split("<main")[1]


def test_an_alias_that_two_forms_write_alike_is_an_error_and_no_crash(desk: Client, railway: Party) -> None:
    address = reverse("admin:incidents_party_change", args=[railway.pk])
    form = filled(desk.get(address)) | {"change_reason": "Spelling", "aliases-1-name": "HALDEN  RAIL"}
    response = desk.post(address, form)
    assert response.status_code == 200
    assert railway.aliases.count() == 1
    assert "and “HALDEN  RAIL” are compared alike: keep one of them." in response.content.decode()


def test_a_form_that_gives_a_party_anothers_name_says_whose_it_is(desk: Client) -> None:
    known = known_party("Tinø & Quill")
    address = reverse("admin:incidents_party_add")
    form = filled(desk.get(address)) | {"name": "Tino and Quill", "external_ids": "{}"}
    response = desk.post(address, form)
    assert response.status_code == 200
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["name"]
    assert f"“Tinø &amp; Quill” ({known.reference})" in response.content.decode()
    assert Party.objects.get() == known
    own = reverse("admin:incidents_party_change", args=[known.pk])
    form = filled(desk.get(own)) | {"name": "TINØ & QUILL", "change_reason": "As it writes itself"}
    assert desk.post(own, form).status_code == 302


def test_a_form_for_a_name_that_nobody_can_see_is_an_error(desk: Client) -> None:
    address = reverse("admin:incidents_party_add")
    response = desk.post(address, filled(desk.get(address)) | {"name": "\xad", "external_ids": "{}"})
    assert list(response.context["adminform"].form.errors) == ["name"]
    assert not Party.objects.exists()


def test_a_party_with_anothers_alias_for_a_name_is_kept_and_the_curator_told(desk: Client) -> None:
    works = known_party("Quillon Works", aliases=["Tinø"])
    address = reverse("admin:incidents_party_add")
    response = desk.post(address, filled(desk.get(address)) | {"name": "Tino", "external_ids": "{}"}, follow=True)
    assert f"another name of Quillon Works ({works.reference})" in response.content.decode()
    assert Party.objects.known_as("TINØ") == Party.objects.get(name="Tino") != works


@pytest.mark.parametrize("typed", ["tino quill", "Tinø and", "TQ", "Ti\xadno & Quill", '"Tino and Quill"'])
def test_the_search_box_finds_a_party_however_its_names_are_written(desk: Client, typed: str) -> None:
    party = known_party("Tinø & Quill", aliases=["T.Q."])
    known_party("Reed Bank")
    shown = desk.get(reverse("admin:incidents_party_changelist"), {"q": typed})
    assert list(shown.context["cl"].result_list) == [party]


def test_a_past_version_is_read_and_never_written(desk: Client, railway: Party) -> None:
    record = railway.history.first()
    address = reverse("admin:incidents_party_simple_history", args=[railway.pk, record.history_id])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"name": "X"}).status_code == 405


def test_a_regulator_is_kept_with_its_history(desk: Client) -> None:
    row = Regulator.objects.create(slug="xx-dpa", name="Data Office", kind="data_protection_authority")
    address = reverse("admin:incidents_regulator_change", args=[row.pk])
    form = filled(desk.get(address)) | {"acronym": "DO", "aliases": "[]", "change_reason": "As the news prints it"}
    assert desk.post(address, form).status_code == 302
    row.refresh_from_db()
    assert row.acronym == "DO"
    assert row.history.first().history_change_reason == "As the news prints it"
