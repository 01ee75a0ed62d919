"""A curator takes a text out of an incident's record, from its page."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, redact_text, update_incident
from incidents.models import Event, Incident, Redaction
from tests.incidents.admin.forms import errors_of, filled

TEXT = "Jane Roe"
WHY = "She has nothing to do with it."


@pytest.fixture
def named(incident: Incident) -> Incident:
    update_incident(incident.pk, {"summary": f"It was {TEXT}."}, actor=SYSTEM, reason="A letter")
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=SYSTEM, reason="A mistake")
    return incident


def page(incident: Incident) -> str:
    return reverse("admin:incidents_incident_redact", args=[incident.pk])


def test_the_incident_leads_to_the_page(desk: Client, named: Incident) -> None:
    shown = desk.get(reverse("admin:incidents_incident_change", args=[named.pk])).content.decode()
    assert page(named) in shown


def test_where_it_stands_is_shown_first_and_then_it_goes(desk: Client, named: Incident) -> None:
    first = desk.post(page(named), {"text": TEXT, "reason": WHY})
    shown = first.content.decode()
    assert first.status_code == 200
    assert "after.summary: It was [redacted]." in shown
    assert not Redaction.objects.exists(), "nothing is taken out before the places were seen"
    hidden = re.search(r'name="shown" value="(\w+)"', shown)
    assert hidden is not None
    done = desk.post(page(named), {"text": TEXT, "reason": WHY, "shown": hidden[1]}, follow=True)
    assert "The text was taken out of" in done.content.decode()
    assert Redaction.objects.get().actor == "mara"
    assert TEXT not in str(list(Event.objects.values_list("data", flat=True)))
    listed = desk.get(reverse("admin:incidents_redaction_changelist")).content.decode()
    assert WHY in listed
    own = reverse("admin:incidents_redaction_change", args=[Redaction.objects.get().pk])
    assert WHY in desk.get(own).content.decode()
    assert desk.post(own, {"reason": "another"}).status_code == 403, "append-only"


def test_another_text_is_shown_before_it_goes(desk: Client, named: Incident) -> None:
    shown = desk.post(page(named), {"text": TEXT, "reason": WHY}).content.decode()
    hidden = re.search(r'name="shown" value="(\w+)"', shown)
    assert hidden is not None
    desk.post(page(named), {"text": "A letter", "reason": WHY, "shown": hidden[1]})
    assert not Redaction.objects.exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"text": "", "reason": WHY}, "required"),
        ({"text": TEXT, "reason": ""}, "required"),
        ({"text": "nowhere at all", "reason": WHY}, "stands nowhere"),
        ({"text": "It was somebody.", "reason": WHY}, "Change that first"),
        ({"text": "Roe", "reason": WHY}, "4 to 5,000"),
        ({"text": TEXT, "reason": f"It named {TEXT}"}, "Do not repeat"),
    ],
)
def test_what_is_refused_is_said(desk: Client, named: Incident, form: dict[str, str], words: str) -> None:
    first = desk.post(page(named), form)
    shown = re.search(r'name="shown" value="(\w+)"', first.content.decode())
    answer = desk.post(page(named), {**form, "shown": shown[1]}) if shown else first
    assert words in errors_of(answer)
    assert not Redaction.objects.exists()


def test_a_form_left_open_meanwhile_does_not_bring_the_text_back(desk: Client, named: Incident) -> None:
    address = reverse("admin:incidents_incident_change", args=[named.pk])
    update_incident(named.pk, {"summary": f"{TEXT} rang {TEXT}."}, actor=SYSTEM, reason="Better")
    opened = filled(desk.get(address)) | {"title": "Another title", "change_reason": "Shorter"}
    mine = filled(desk.get(address)) | {"summary": f"{TEXT} rang, I say.", "change_reason": "Shorter"}
    update_incident(named.pk, {"summary": "She rang."}, actor=SYSTEM, reason="A letter")
    redact_text(named.pk, TEXT, reason=WHY, actor=SYSTEM)
    asked = desk.post(address, opened)
    saved = filled(asked)
    assert (saved["title"], saved["summary"]) == ("Another title", "She rang.")
    assert TEXT not in asked.content.decode()
    desk.post(address, saved)
    named.refresh_from_db()
    assert (named.title, named.summary) == ("Another title", "She rang.")
    assert filled(desk.post(address, mine))["summary"] == f"{TEXT} rang, I say.", "what was typed stays for its author"


@pytest.mark.parametrize("may", [False, True])
def test_it_needs_a_permission_of_its_own(client: Client, named: Incident, may: bool) -> None:
    user = User.objects.create_user("ida", is_staff=True)
    codenames = ["view_incident", "change_incident", *(["add_redaction"] if may else [])]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    shown = client.get(reverse("admin:incidents_incident_change", args=[named.pk])).content.decode()
    assert (page(named) in shown) == may
    assert client.get(page(named)).status_code == (200 if may else 403)
    assert client.post(page(named), {"text": TEXT, "reason": WHY}).status_code == (200 if may else 403)
