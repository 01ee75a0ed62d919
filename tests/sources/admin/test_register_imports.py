"""Handing in a register's file in the admin, and looking at what became of it; rows in doubt in the inbox."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from incidents.models import EntryState, Incident, RegisterEntry
from sources.importing import work
from sources.models import ImportState, RegisterImport
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer, imported

__all__ = ["imported"]

pytestmark = pytest.mark.django_db
ADD = "admin:sources_registerimport_add"


def hand_in(desk: Client, text: str, **more: str) -> str:
    file = SimpleUploadedFile("breaches.json", text.encode())
    given = {"register": "hibp", "seen_on": "2031-07-01", "file": file, **more}
    return desk.post(reverse(ADD), given, follow=True).content.decode()


def test_a_file_is_handed_in_and_its_page_says_what_became_of_it(desk: Client) -> None:
    page = hand_in(desk, made.hibp(made.breach(), made.breach(count="x")), events="on")
    assert "A worker takes it in" in page
    row = RegisterImport.objects.get()
    assert (row.state, row.events, row.dry, row.seen_on) == (ImportState.WAITING, True, False, dt.date(2031, 7, 1))
    assert str(row.created_by) == "mara"
    address = reverse("admin:sources_registerimport_change", args=[row.pk])
    assert "data-under-way" in desk.get(address).content.decode()
    work.work(row.pk)
    shown = desk.get(address).content.decode()
    assert "data-under-way" not in shown
    for words in ("1 new, 1 refused", "2 rows, 100%", "Line 22, PwnCount: It is missing", "badge-settled"):
        assert words in shown
    assert "breaches.json" in desk.get(reverse("admin:sources_registerimport_changelist")).content.decode()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"register": "atlas"}, "Select a valid choice"),
        ({"seen_on": "1970-01-01"}, "Give a day from 1990-01-01"),
        ({"file": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_imported_is_an_error_of_the_form(desk: Client, more: dict[str, str], words: str) -> None:
    assert words in hand_in(desk, "[]", **more)
    assert not RegisterImport.objects.exists()


def test_a_file_that_is_too_large_is_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.admin.register_imports.LARGEST_FILE", 10)
    assert "import it with manage.py" in hand_in(desk, made.hibp(made.breach()))


def test_nobody_else_hands_in_a_file(client: Client, django_user_model: type) -> None:
    client.force_login(django_user_model.objects.create_user("ira", is_staff=True))  # type: ignore[attr-defined]
    assert client.get(reverse(ADD)).status_code == 403


def test_what_is_in_doubt_is_in_the_inbox_until_a_curator_says_that_they_are_two(
    desk: Client, imported: Importer
) -> None:
    imported("prc", made.prc(made.prc_row("Larkspur Clinic", told="12,400")))
    imported("hhs", made.hhs(made.hhs_row(count="9000")))
    index = reverse("admin:index")
    assert "Larkspur Clinic: theft, May 2031 beside Larkspur Clinic" in desk.get(index).content.decode()
    entry = RegisterEntry.objects.get(state=EntryState.IN_DOUBT)
    page = desk.get(reverse("admin:incidents_registerentry_change", args=[entry.pk])).content.decode()
    assert "days apart: 0" in page
    assert "public domain" in page
    chosen = {"action": "are_two", "_selected_action": [entry.pk]}
    desk.post(reverse("admin:incidents_registerentry_changelist"), chosen, follow=True)
    entry.refresh_from_db()
    assert (entry.state, entry.reasons[-1]) == (EntryState.NEW, {"name": "not the same", "detail": "by mara"})
    assert "beside Larkspur Clinic" not in desk.get(index).content.decode()


def test_the_rest_interface_names_licence_and_attribution(client: Client, imported: Importer) -> None:
    imported("hibp", made.hibp(made.breach()))
    incident = Incident.objects.get()
    shown = client.get(f"/api/v1/incidents/{incident.reference}?expand=registers,claims").json()
    [register] = shown["registers"]
    assert (register["register"], register["key"], register["licence"]) == ("hibp", "Northwind", "CC-BY-4.0")
    assert register["url"] == "https://haveibeenpwned.com/Breach/Northwind"
    [evidence] = shown["claims"][0]["evidence"]
    assert (evidence["licence"], evidence["attribution"]) == (register["licence"], register["attribution"])
    assert "registers" not in client.get(f"/api/v1/incidents/{incident.reference}").json()
