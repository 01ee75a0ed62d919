"""Candidates: what matching opened waits in the inbox until a curator opens or dismisses it."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from incidents.ledger import SYSTEM, IncidentDraft, InvolvementDraft, known_party, open_incident
from incidents.models import Incident
from incidents.vocabulary import IncidentStatus, Role, Visibility
from tests.incidents.admin.forms import filled


@pytest.fixture
def candidate(db: None) -> Incident:
    draft = IncidentDraft(
        "Larkspur Dental data breach (May 2031)",
        status=IncidentStatus.CANDIDATE,
        visibility=Visibility.INTERNAL,
        disclosed_on=dt.date(2031, 5, 5),
        involvements=[InvolvementDraft(known_party("Larkspur Dental"), Role.CONTROLLER)],
    )
    return open_incident(draft, actor=SYSTEM)


def page(candidate: Incident, ruling: str) -> str:
    return reverse("admin:incidents_incident_rule", args=[candidate.pk, ruling])


def test_it_waits_in_the_inbox_with_its_party_and_day(desk: Client, candidate: Incident) -> None:
    shown = desk.get(reverse("admin:index")).content.decode()
    assert candidate.title in shown
    assert "Larkspur Dental; in the news since 5 May 2031" in shown


@pytest.mark.parametrize(
    ("ruling", "status", "visibility"),
    [
        ("open", IncidentStatus.OPEN, Visibility.PUBLIC),
        ("dismiss", IncidentStatus.REJECTED, Visibility.INTERNAL),
    ],
)
def test_a_curator_rules_on_it_with_a_reason(
    desk: Client, candidate: Incident, ruling: str, status: IncidentStatus, visibility: Visibility
) -> None:
    here = desk.get(reverse("admin:incidents_incident_change", args=[candidate.pk])).content.decode()
    assert page(candidate, ruling) in here
    assert desk.post(page(candidate, ruling), {"reason": ""}).status_code == 200
    assert desk.post(page(candidate, ruling), {"reason": "Read both articles"}).status_code == 302
    candidate.refresh_from_db()
    assert (candidate.status, candidate.visibility) == (status, visibility)
    latest = candidate.history.first()
    assert latest is not None
    assert latest.history_change_reason == "Read both articles"


def test_what_is_no_candidate_any_more_is_not_ruled_on(desk: Client, candidate: Incident, incident: Incident) -> None:
    again = desk.post(page(incident, "dismiss"), {"reason": "x"}, follow=True).content.decode()
    assert "no candidate any more" in again
    incident.refresh_from_db()
    assert incident.status == IncidentStatus.OPEN
    assert desk.get(page(candidate, "forget")).status_code == 404


def test_who_may_only_look_rules_on_nothing(client: Client, candidate: Incident) -> None:
    client.force_login(User.objects.create_user("lena", is_staff=True))
    assert client.post(page(candidate, "open"), {"reason": "x"}).status_code == 403


def test_a_form_that_publishes_says_what_is_held_after_all_of_it(desk: Client, candidate: Incident) -> None:
    page = reverse("admin:incidents_incident_change", args=[candidate.pk])
    form = filled(desk.get(page)) | {
        "title": "Larkspur patients",
        "status": "open",
        "visibility": "public",
        "change_reason": "Confirmed",
        "involvements-0-DELETE": "on",
    }
    assert desk.post(page, form).status_code == 302
    [point] = APIClient().get(f"/api/v1/incidents/{candidate.reference}/timeline").json()["results"]
    assert point["type"] == "incident.published"
    assert point["data"]["held"]["involvements"] == []
    assert point["data"]["held"]["title"] == "Larkspur patients"
    assert "Dental" not in str(point)


def test_one_candidate_is_called_one(desk: Client, candidate: Incident) -> None:
    chosen = {"action": "open_candidates", "_selected_action": [candidate.pk]}
    asked = desk.post(reverse("admin:incidents_incident_changelist"), chosen).content.decode()
    assert "Open it: 1 candidate<" in asked


def test_only_candidates_of_what_was_chosen_are_asked_about(
    desk: Client, candidate: Incident, incident: Incident
) -> None:
    incidents, chosen = reverse("admin:incidents_incident_changelist"), {"action": "open_candidates"}
    asked = desk.post(incidents, chosen | {"_selected_action": [candidate.pk, incident.pk]}).content.decode()
    assert "Open it: 1 candidate<" in asked
    assert "Left out, since only a candidate is opened or dismissed: 1 of the 2 that were chosen." in asked
    assert incident.reference not in asked
    told = desk.post(incidents, chosen | {"_selected_action": [incident.pk]}, follow=True).content.decode()
    assert "no incident is a candidate" in told
