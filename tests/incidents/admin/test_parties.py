"""Parties and regulators: their names, and a history that says who changed them and why."""

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

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
