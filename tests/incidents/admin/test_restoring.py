"""An earlier state of an incident is restored from its history, by a change that says who and why."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import (
    SYSTEM,
    InvolvementDraft,
    add_involvement,
    known_party,
    remove_involvement,
    update_incident,
)
from incidents.ledger.snapshots import snapshot
from incidents.models import Event, EventType, Incident
from incidents.vocabulary import DataClass, DatePrecision, IncidentKind, IncidentStatus, InvolvementStanding, Role
from tests.api import fill
from tests.incidents.admin.forms import errors_of

pytestmark = pytest.mark.django_db

CHANGES: list[dict[str, Any]] = [
    {"title": "Northwind passwords"},
    {"summary": "Passwords were copied."},
    {"kind": IncidentKind.MISUSE},
    {"status": IncidentStatus.DISPUTED},
    {"disclosed_on": dt.date(2031, 5, 9)},
    {"disclosed_on": None},
    {"occurred_on": dt.date(2031, 4, 1), "occurred_precision": DatePrecision.MONTH},
    {"countries": ["US"]},
    {"countries": []},
    {"data_classes": [DataClass.NAMES]},
    {"title": "Northwind passwords", "summary": "", "countries": ["FR", "US"], "data_classes": []},
]


def said(incident: Incident) -> dict[str, Any]:
    """Everything of the incident's record, its lists too."""
    incident = Incident.objects.get(pk=incident.pk)
    names = ("title", "slug", "summary", "kind", "status", "visibility", "occurred_on", "occurred_precision")
    own = {name: getattr(incident, name) for name in (*names, "disclosed_on", "disclosed_precision")}
    lists = {row.country for row in incident.countries.all()}, {row.data_class for row in incident.data_classes.all()}
    return {**own, "lists": lists}


def latest(incident: Incident) -> int:
    events = Event.objects.filter(incident=incident, type__in=[EventType.INCIDENT_CREATED, EventType.INCIDENT_UPDATED])
    return int(events.order_by("-incident_sequence")[0].incident_sequence or 0)


@pytest.mark.parametrize("change", CHANGES, ids=" ".join)
def test_the_state_before_a_change_is_restored_and_claims_are_left_alone(desk: Client, change: dict[str, Any]) -> None:
    incident = fill(1)
    before, sequence = said(incident), latest(incident)
    claims, figures = list(incident.claims.values()), list(incident.figures.values())
    update_incident(incident.pk, change, actor=SYSTEM, reason="Wrong")
    assert said(incident) != before
    address = reverse("admin:incidents_incident_restore", args=[incident.pk, sequence])
    history = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    assert address in history
    asked = desk.get(address)
    assert next(iter(change)).replace("data_classes", "kinds of data").replace("_", " ") in asked.content.decode()
    assert said(incident) != before
    version = Incident.objects.get(pk=incident.pk).version
    answer = desk.post(address, {"reason": "It was right before.", "version": version})
    assert answer.status_code == 302
    assert said(incident) == before
    assert (list(incident.claims.values()), list(incident.figures.values())) == (claims, figures)
    event = Event.objects.filter(incident=incident).order_by("-incident_sequence")[0]
    assert (event.type, event.data["reason"]) == (EventType.INCIDENT_UPDATED, "It was right before.")
    assert set(event.data["after"]) == set(change)
    again = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    assert "It was right before." in again


def test_what_others_changed_meanwhile_is_not_overwritten(desk: Client) -> None:
    incident = fill(1)
    sequence = latest(incident)
    update_incident(incident.pk, {"summary": "Wrong."}, actor=SYSTEM)
    version = Incident.objects.get(pk=incident.pk).version
    update_incident(incident.pk, {"summary": "Right."}, actor=SYSTEM)
    address = reverse("admin:incidents_incident_restore", args=[incident.pk, sequence])
    for seen in (version, "", "x"):
        answer = desk.post(address, {"reason": "Back", "version": seen})
        assert answer.status_code == 200
        assert "version" in errors_of(answer)
    assert desk.post(address, {"reason": "", "version": version + 1}).status_code == 200
    assert Incident.objects.get(pk=incident.pk).summary == "Right."


def test_only_who_may_change_it_restores_and_only_what_was(desk: Client, client: Client) -> None:
    incident = fill(1)
    assert desk.get(reverse("admin:incidents_incident_restore", args=[incident.pk, 99])).status_code == 404
    sequence = latest(incident)
    update_incident(incident.pk, {"summary": "Wrong."}, actor=SYSTEM)
    viewer = User.objects.create_user("vera", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_incident"))
    other = Client()
    other.force_login(viewer)
    address = reverse("admin:incidents_incident_restore", args=[incident.pk, sequence])
    assert other.post(address, {"reason": "r", "version": 2}).status_code in (302, 403)
    assert Incident.objects.get(pk=incident.pk).summary == "Wrong."


def test_roles_are_restored_with_their_notes(desk: Client) -> None:
    incident = fill(1)
    row = incident.involvements.select_related("party")[0]
    noted = InvolvementDraft(row.party, row.role, row.standing, "Ran the servers")
    add_involvement(incident.pk, noted, actor=SYSTEM)
    before, sequence = snapshot(incident), latest(incident)
    Event.objects.update(occurred_at=timezone.now() - dt.timedelta(hours=1))
    remove_involvement(incident.pk, row.pk, actor=SYSTEM)
    other = InvolvementDraft(known_party("Osier Data"), Role.PROCESSOR, InvolvementStanding.ADMITTED)
    add_involvement(incident.pk, other, actor=SYSTEM)
    address = reverse("admin:incidents_incident_restore", args=[incident.pk, sequence])
    asked = desk.get(address).content.decode()
    assert "parties involved: Osier Data (processor, admitted) → Northwind 1" in asked
    version = Incident.objects.get(pk=incident.pk).version
    assert desk.post(address, {"reason": "As it was.", "version": version}).status_code == 302
    assert snapshot(Incident.objects.get(pk=incident.pk)) == before
    assert incident.involvements.get().note == "Ran the servers"
    assert Event.objects.order_by("-sequence")[0].data["reason"] == "As it was."


def test_a_save_that_touches_the_record_and_roles_is_one_row_to_restore(desk: Client) -> None:
    incident = fill(1)
    Event.objects.update(occurred_at=timezone.now() - dt.timedelta(hours=1))
    update_incident(incident.pk, {"summary": "Early."}, actor=SYSTEM)
    for name in ("Osier Data", "Elder Data"):
        draft = InvolvementDraft(known_party(name), Role.PROCESSOR, InvolvementStanding.ADMITTED)
        add_involvement(incident.pk, draft, actor=SYSTEM)
    saved = latest(incident)
    Event.objects.filter(incident_sequence__gt=1).update(occurred_at=timezone.now() - dt.timedelta(minutes=5))
    update_incident(incident.pk, {"summary": "Late."}, actor=SYSTEM)
    history = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    rows = [int(one) for one in re.findall(r"/restore/(\d+)/", history)]
    assert rows[0] == saved
    assert len(rows) == 2, rows
