"""The pages that answer what no view could, in production as well."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from incidents.models import Incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Settings) -> Client:
    """A curator's browser before an installation that is not for development."""
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("mara"))
    return client


def test_a_form_that_is_too_large_is_told_what_to_do_and_stores_nothing(desk: Client, settings: Settings) -> None:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    answer = desk.post("/admin/incidents/incident/add/", {"title": "Large", "summary": "a" * limit})
    assert answer.status_code == 400
    assert f"larger than {limit / 2**20} megabytes. Go back, shorten it" in answer.content.decode()
    assert not Incident.objects.exists()


def test_an_address_that_leads_nowhere_leads_back(desk: Client) -> None:
    answer = desk.get("/nowhere/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()
    below = desk.get("/admin/nowhere/")
    assert below.status_code == 404
    assert 'href="/admin/"' in below.content.decode()


def test_what_went_wrong_tells_no_secret_and_how_to_report_it(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr("incidents.models.incident.IncidentQuerySet.current", fails)
    answer = desk.get("/admin/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"]
    assert "X-Request-ID" in answer.content.decode()
    assert "secret" not in answer.content.decode()
