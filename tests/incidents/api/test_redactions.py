"""A text is taken out over REST, by whoever may."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from incidents.ledger import update_incident
from incidents.models import Event, Incident, Redaction
from tests.api import ROOT, actor, client_with, fill, problem
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

TEXT = "Jane Roe"
WHY = "She has nothing to do with it."


@pytest.fixture
def incident() -> Incident:
    incident = fill(1)
    update_incident(incident.pk, {"summary": f"It was {TEXT}."}, actor=actor())
    return update_incident(incident.pk, {"summary": "It was somebody."}, actor=actor(), reason="The wrong person")


@pytest.fixture
def desk() -> APIClient:
    client = client_with(TokenScope, "mara")
    User.objects.get(username="mara").user_permissions.add(Permission.objects.get(codename="add_redaction"))
    return client


def address(incident: Incident) -> str:
    return f"{ROOT}/incidents/{incident.reference}/redact"


def test_a_text_is_taken_out_and_the_answer_says_how_often(desk: APIClient, incident: Incident) -> None:
    answer = desk.post(address(incident), {"text": TEXT, "reason": WHY})
    assert answer.status_code == 200, answer.content
    answered = answer.json()
    assert answered["incident"] == incident.reference
    assert answered["places"] == sum(answered["by_kind"].values()) == 3  # before, after, and the history
    assert (answered["reason"], answered["actor"]) == (WHY, "mara")
    assert TEXT not in desk.get(f"{ROOT}/events").content.decode()
    assert desk.post(address(incident), {"text": TEXT, "reason": WHY}).json() == answered
    assert Redaction.objects.count() == 1


def test_an_event_read_again_has_another_etag(desk: APIClient, incident: Incident) -> None:
    event = Event.objects.order_by("-sequence")[0]
    at = f"{ROOT}/events/{event.reference}"
    before = desk.get(at)
    desk.post(address(incident), {"event": event.reference, "field": "reason", "reason": WHY})
    again = desk.get(at, HTTP_IF_NONE_MATCH=before["ETag"])
    assert again.status_code == 200
    assert again.json()["data"]["reason"] == "[redacted]"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"reason": WHY}, "text"),
        ({"text": TEXT}, "reason"),
        ({"text": TEXT, "event": "evt_1", "field": "reason", "reason": WHY}, "text"),
        ({"event": "evt_1", "reason": WHY}, "field"),
        ({"field": "reason", "reason": WHY}, "event"),
        ({"event": "evt_1", "field": "reason", "reason": WHY}, "event"),
        ({"text": "abc", "reason": WHY}, "text"),
        ({"text": "nowhere at all", "reason": WHY}, "text"),
        ({"text": "It was somebody.", "reason": WHY}, "text"),
        ({"text": TEXT, "reason": f"about {TEXT}"}, "reason"),
        ({"text": ["x"], "reason": WHY}, "text"),
        ({"text": TEXT, "reason": WHY, "force": True}, "force"),
    ],
)
def test_what_is_refused_names_the_field(desk: APIClient, incident: Incident, body: Any, pointer: str) -> None:
    faults = problem(desk.post(address(incident), body, format="json"), 400)["errors"]
    assert pointer in str(faults)
    assert not Redaction.objects.exists()


@pytest.mark.parametrize(
    ("scopes", "permitted", "status"),
    [
        ([TokenScope.READ], True, 403),
        ([TokenScope.READ, TokenScope.SUBMIT, TokenScope.WEBHOOKS], True, 403),
        ([TokenScope.READ, TokenScope.CURATE], False, 403),
        ([TokenScope.READ, TokenScope.CURATE], True, 200),
    ],
)
def test_it_needs_the_scope_and_the_permission(
    incident: Incident, scopes: list[TokenScope], permitted: bool, status: int
) -> None:
    client = client_with(scopes, "ida")
    if permitted:
        User.objects.get(username="ida").user_permissions.add(Permission.objects.get(codename="add_redaction"))
    assert client.post(address(incident), {"text": TEXT, "reason": WHY}).status_code == status
    assert APIClient().post(address(incident), {"text": TEXT, "reason": WHY}).status_code == 401
