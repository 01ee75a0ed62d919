"""One figure leads an incident everywhere: people who are affected before any larger count of accounts or records."""

import datetime as dt
import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from incidents.admin.reading import figure_rows, summary
from incidents.figures.assertion import Bucket
from incidents.figures.leading_figure import NONE_LEADS, leading_place, listing_place
from incidents.ledger import SYSTEM, Actor, IncidentDraft, open_incident, record_claims
from incidents.ledger.publicity import statement_event
from incidents.models import Figure, Incident
from incidents.site.record import record_of
from incidents.vocabulary import IncidentStatus, Metric, Scope, Unit, Visibility
from tests.api import says as said
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db
FIVE, TEN = 5_000_000, 10_000_000


@pytest.mark.parametrize(
    ("unit", "metric", "scope", "best", "place"),
    [
        (Unit.PEOPLE, Metric.AFFECTED, Scope.TOTAL, 5, (0, -5)),
        (Unit.ACCOUNTS, Metric.AFFECTED, Scope.TOTAL, 9, (1, -9)),
        (Unit.PEOPLE, Metric.AFFECTED, Scope.SUBSET, 9, NONE_LEADS),
        (Unit.RECORDS, Metric.RECORDS, Scope.TOTAL, 9, NONE_LEADS),
        (Unit.PEOPLE, Metric.AFFECTED, Scope.TOTAL, None, NONE_LEADS),
    ],
)
def test_people_lead_then_the_largest(
    unit: Unit, metric: Metric, scope: Scope, best: int | None, place: tuple[int, int]
) -> None:
    assert leading_place(Bucket(metric, unit, "", scope), best) == place


@pytest.fixture
def told_twice(says: Maker) -> Incident:
    """5 million people, 10 million payment cards, by sources of their own."""
    incident = open_incident(IncidentDraft("Halden Rail passes"), actor=SYSTEM)
    for number, unit in ((TEN, Unit.PAYMENT_CARDS), (FIVE, Unit.PEOPLE)):
        claim = says(number / 1_000_000, unit=unit)
        record_claims(incident.pk, [claim], source=f"wire:{unit}", cause=f"wire:{unit}", actor=SYSTEM)
    incident.refresh_from_db()
    return incident


def test_row_list_filter_and_pages_lead_with_the_same_figure(told_twice: Incident, client: Client) -> None:
    assert Figure.objects.filter(incident=told_twice).count() == 2
    assert (told_twice.affected, told_twice.affected_unit) == (FIVE, Unit.PEOPLE)
    assert [row[2].unit for row in summary(told_twice)] == [Unit.PEOPLE, Unit.PAYMENT_CARDS]
    assert figure_rows(told_twice)[0][0].figure == summary(told_twice)[0][2]
    leading = record_of(told_twice).leading
    assert leading is not None
    assert leading.figure.unit == Unit.PEOPLE
    client.force_login(User.objects.create_superuser("mara"))
    address = reverse("admin:incidents_incident_changelist")
    for narrowed, found in (("4 million", True), ("6 million", False)):
        page = client.get(address, {"affected_min": narrowed}).content.decode()
        assert ("5 million people" in page) is found
    for asked, count in (("min=5000000", 1), ("min=5000001", 0), ("max=5000000", 1), ("max=4999999", 0)):
        answer: Any = APIClient().get(f"/api/v1/incidents?affected_{asked}").json()
        assert len(answer["results"]) == count, asked
    among_cards: Any = APIClient().get("/api/v1/incidents?affected_min=6000000&unit=payment_cards").json()
    assert len(among_cards["results"]) == 1


def test_rows_that_were_there_before_are_put_right(told_twice: Incident, curator: Actor) -> None:
    Incident.objects.filter(pk=told_twice.pk).update(affected=TEN, affected_unit=Unit.PAYMENT_CARDS)
    migration = importlib.import_module("incidents.migrations.0036_people_lead")
    for _ in range(2):
        migration.put_people_first(apps, SimpleNamespace(connection=connection))
        told_twice.refresh_from_db()
        assert (told_twice.affected, told_twice.affected_unit) == (FIVE, Unit.PEOPLE)


def test_a_mark_stands_beside_the_leading_figure_and_another_beside_the_rest(
    told_twice: Incident, client: Client
) -> None:
    client.force_login(User.objects.create_superuser("mara"))
    address = reverse("admin:incidents_incident_changelist")
    badge = '<span class="badge badge-disputed">disputed</span>'
    for unit, shown in ((Unit.PEOPLE, "affected_shown"), (Unit.PAYMENT_CARDS, "figure_status")):
        Figure.objects.update(status="settled", confidence=0.9)
        Figure.objects.filter(unit=unit).update(status="disputed")
        page = client.get(address).content.decode()
        assert page.count(badge) == 1
        cell = page.split(f'class="field-{shown}"')[1].split("</td>")[0]
        assert badge in cell
        assert ("another figure" in cell) is (shown == "figure_status")
    Figure.objects.filter(unit=Unit.PEOPLE).update(confidence=0.1)
    assert "badge-unverified" in client.get(address).content.decode()


def test_what_is_listed_of_an_incident_begins_with_its_leading_figure(curator: Actor) -> None:
    counts = (
        (30, Unit.PEOPLE, Scope.SUBSET),
        (9_000, Unit.PAYMENT_CARDS, Scope.TOTAL),
        (12_000, Unit.DEVICES, Scope.TOTAL),
        (5_000, Unit.PEOPLE, Scope.TOTAL),
    )
    incident = open_incident(
        IncidentDraft("Halden Rail passes", status=IncidentStatus.OPEN, visibility=Visibility.PUBLIC), actor=curator
    )
    for number, unit, scope in counts:
        claim = said(number, "Halden Rail", unit=unit, scope=scope, on=dt.date(2031, 3, 4))
        record_claims(incident.pk, [claim], source=f"wire:{number}", cause=f"wire:{number}", actor=SYSTEM)
    wanted = [5_000, 12_000, 9_000, 30]
    figures = list(Figure.objects.filter(incident=incident))
    assert [figure.best for figure in figures] == wanted
    assert sorted(figures, key=lambda one: listing_place(one.bucket, one.best)) == figures
    for asked in ("", "?as_of=2031-06-01"):
        answer: Any = APIClient().get(f"/api/v1/incidents/{incident.reference}{asked}").json()
        assert [figure["best"] for figure in answer["figures"]] == wanted, asked
    assert [figure["best"] for figure in statement_event(incident).data["figures"]] == wanted
