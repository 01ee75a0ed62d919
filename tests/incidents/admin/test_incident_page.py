"""The page of an incident: what it shows, and that every save goes through the ledger."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, Actor, IncidentDraft, merge_incidents, open_incident, update_incident
from incidents.models import Event, EventType, Figure, Incident, Party, Proceeding
from incidents.vocabulary import Role
from tests.incidents.admin.forms import errors_of, filled
from tests.incidents.admin.many_claims import claim_many


def page(incident: Incident) -> str:
    return reverse("admin:incidents_incident_change", args=[incident.pk])


def events(incident: Incident, kind: EventType) -> list[Event]:
    return list(Event.objects.filter(incident=incident, type=kind).order_by("sequence"))


def test_it_shows_figures_with_their_claims_beside_their_quotes(desk: Client, disputed: Figure) -> None:
    shown = desk.get(page(disputed.incident)).content.decode()
    assert "87 million (30 million to 87 million)" in shown
    assert disputed.sentence in shown
    assert "Osier Data spoke of 30 million passengers." in shown
    assert "Osier Data, 5 April 2031: not 87 million people" in shown
    assert reverse("admin:incidents_figure_change", args=[disputed.pk]) in shown


def test_it_shows_proceedings_with_their_stages_and_what_is_owed(desk: Client, proceeding: Proceeding) -> None:
    shown = desk.get(page(proceeding.incident)).content.decode()
    assert "GBP 20 million" in shown
    assert "notice of intent: GBP 183 million" in shown


def test_a_save_is_an_event_and_a_line_of_history_with_who_and_why(
    desk: Client, incident: Incident, curator: User
) -> None:
    form = filled(desk.get(page(incident))) | {"title": "Halden Rail season passes", "change_reason": "Told apart"}
    assert desk.post(page(incident), form).status_code == 302
    incident.refresh_from_db()
    assert incident.title == "Halden Rail season passes"
    (event,) = events(incident, EventType.INCIDENT_UPDATED)
    assert (event.actor, event.data["reason"]) == ("mara", "Told apart")
    latest = incident.history.first()
    assert (latest.history_user, latest.history_change_reason) == (curator, "Told apart")
    history = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    assert "mara" in history
    assert "Told apart" in history


def test_saving_without_a_change_is_silent(desk: Client, incident: Incident) -> None:
    form = filled(desk.get(page(incident))) | {"change_reason": "Nothing"}
    assert desk.post(page(incident), form).status_code == 302
    assert events(incident, EventType.INCIDENT_UPDATED) == []


def test_a_change_without_a_reason_is_asked_for_one(desk: Client, incident: Incident) -> None:
    response = desk.post(page(incident), filled(desk.get(page(incident))) | {"title": "Other"})
    assert response.status_code == 200
    assert "required" in errors_of(response)


def test_of_two_curators_saving_at_once_the_second_is_told_and_loses_nothing(desk: Client, incident: Incident) -> None:
    opened = filled(desk.get(page(incident)))
    update_incident(
        incident.pk,
        {"title": "Passes of Halden Rail", "status": "confirmed", "countries": ["GB", "IE"]},
        actor=Actor("jonas"),
        reason="Second source",
    )
    mine = opened | {"title": "Halden passes", "summary": "Three years of journeys.", "change_reason": "Summary"}
    refused = desk.post(page(incident), mine)
    assert refused.status_code == 200
    errors = errors_of(refused)
    assert "jonas changed it" in errors
    assert "Second source" in errors
    assert "save again" in errors
    assert "“Passes of Halden Rail”" in errors
    again = filled(refused)
    assert again["title"] == "Halden passes", "what both changed stays as it was typed"
    assert again["summary"] == "Three years of journeys."
    assert again["status"] == "confirmed", "what only the other changed is taken over"
    assert again["countries"] == "GB, IE"
    incident.refresh_from_db()
    assert incident.summary == ""
    assert desk.post(page(incident), again).status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.summary, incident.status) == (
        "Halden passes",
        "Three years of journeys.",
        "confirmed",
    )
    assert [row.country for row in incident.countries.all()] == ["GB", "IE"]


def test_claims_that_arrive_while_a_form_is_open_are_no_conflict(desk: Client, incident: Incident, says: Any) -> None:
    form = filled(desk.get(page(incident))) | {"title": "Passes", "change_reason": "Shorter"}
    says(50, "The Daily Example")
    assert desk.post(page(incident), form).status_code == 302
    incident.refresh_from_db()
    assert incident.title == "Passes"


def test_a_form_without_its_version_is_not_saved(desk: Client, incident: Incident) -> None:
    form = filled(desk.get(page(incident))) | {"title": "Passes", "change_reason": "Shorter"}
    del form["read_version"]
    assert "open the page anew" in errors_of(desk.post(page(incident), form))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"countries": "GB, Ireland"}, "IRELAND is no two-letter"),
        ({"slug": "taken"}, "That is the address of"),
        ({"title": ""}, "required"),
        ({"read_version": "999999"}, "Somebody else saved"),
    ],
)
def test_what_a_field_refuses_is_an_error_of_the_form(
    desk: Client, incident: Incident, changes: dict[str, str], sentence: str
) -> None:
    open_incident(IncidentDraft("Another", slug="taken"), actor=SYSTEM)
    form = filled(desk.get(page(incident))) | {"change_reason": "Try"} | changes
    response = desk.post(page(incident), form)
    assert response.status_code == 200
    assert sentence in errors_of(response)


def test_a_party_is_involved_moved_to_another_role_and_taken_away(
    desk: Client, incident: Incident, railway: Party
) -> None:
    form = filled(desk.get(page(incident)))
    form |= {"involvements-0-role": Role.PROCESSOR, "involvements-1-DELETE": "on", "change_reason": "Contract read"}
    assert desk.post(page(incident), form).status_code == 302
    (left,) = incident.involvements.all()
    assert (left.party, left.role) == (railway, Role.PROCESSOR)
    assert len(events(incident, EventType.INCIDENT_UPDATED)) == 3


def test_an_incident_is_opened_with_its_lists(desk: Client, railway: Party, curator: User) -> None:
    address = reverse("admin:incidents_incident_add")
    form = filled(desk.get(address)) | {
        "title": "Ticket machines",
        "countries": "de, FR",
        "data_classes": ["payment", "names"],
        "involvements-TOTAL_FORMS": "1",
        "involvements-0-party": railway.pk,
        "involvements-0-role": Role.CONTROLLER,
        "involvements-0-standing": "alleged",
    }
    response = desk.post(address, form)
    assert response.status_code == 302
    opened = Incident.objects.get(slug="ticket-machines")
    assert opened.created_by == curator
    assert [row.country for row in opened.countries.all()] == ["DE", "FR"]
    assert [row.data_class for row in opened.data_classes.all()] == ["names", "payment"]
    assert opened.involvements.get().party == railway
    assert len(events(opened, EventType.INCIDENT_CREATED)) == 1


def test_one_that_was_merged_is_read_only_and_leads_to_where_it_lives(desk: Client, incident: Incident) -> None:
    other = open_incident(IncidentDraft("Rail passes"), actor=SYSTEM)
    merge_incidents(keep=other.pk, absorb=incident.pk, reason="The same", actor=SYSTEM)
    response = desk.get(page(incident))
    assert f'<a href="{page(other)}">Rail passes</a>' in response.content.decode()
    assert desk.post(page(incident), {"title": "X"}).status_code == 403


def test_text_from_outside_is_shown_as_text(desk: Client, incident: Incident, says: Any) -> None:
    says(50, "<script>alert(1)</script>")
    shown = desk.get(page(incident)).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


def test_its_history_tells_of_roles_whose_party_is_gone(desk: Client, incident: Incident, broker: Party) -> None:
    form = filled(desk.get(page(incident))) | {"involvements-1-DELETE": "on", "change_reason": "A namesake"}
    assert desk.post(page(incident), form).status_code == 302
    broker.delete()
    shown = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    assert "A namesake" in shown
    assert "Halden Rail (controller)" in shown


def test_of_a_speaker_with_many_claims_those_that_matter_are_shown_and_the_rest_is_folded(
    desk: Client, incident: Incident
) -> None:
    claim_many(incident, 60)
    shown = desk.get(reverse("admin:incidents_incident_change", args=[incident.pk])).content.decode()
    speaker = re.split(r"<h4>(?=Halden Rail)", shown)[1].split("</section>")[0]
    at_once, folded = re.split(r"<summary>\d+ more by Halden Rail</summary>", speaker)
    assert at_once.count('class="said-row') == 4
    assert folded.count('class="said-row') >= 2
    assert "gives the figure" not in folded
