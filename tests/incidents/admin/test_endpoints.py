"""Webhook endpoints and deliveries in the admin."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Incident
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState
from tests.incidents.admin.forms import errors_of

URL = "http://127.0.0.1:9/hook"


@pytest.fixture(autouse=True)
def _loopback(settings: object) -> None:
    settings.ALLOW_PRIVATE_TARGETS = True  # type: ignore[attr-defined]


@pytest.fixture
def endpoint(curator: User) -> Endpoint:
    return create_endpoint(EndpointDraft(URL, "Newsroom"), owner=curator).endpoint


def at(endpoint: Endpoint, page: str) -> str:
    return reverse(f"admin:webhooks_endpoint_{page}", args=[endpoint.pk])


def test_its_secret_is_shown_once_by_the_answer_that_made_it(desk: Client, incident: Incident, curator: User) -> None:
    typed = {"url": URL, "event_types": ["figure.changed"], "metrics": ["affected"], "incidents": incident.reference}
    made = desk.post(reverse("admin:webhooks_endpoint_add"), typed)
    assert made.status_code == 201
    assert "no-store" in made["Cache-Control"]
    endpoint = Endpoint.objects.get()
    secret = endpoint.secrets.get().secret
    assert secret in made.content.decode()
    assert endpoint.owner == curator
    assert [row.incident for row in endpoint.incidents.all()] == [incident]
    for page in ("change", "history", "edit"):
        assert secret not in desk.get(at(endpoint, page)).content.decode()
    assert secret not in desk.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"url": "ftp://x.example/"}, "http"),
        ({"url": ""}, "required"),
        ({"incidents": "PI-0000-0000"}, "No incident has the reference"),
        ({"smallest_change_percent": "0"}, "above zero"),
    ],
)
def test_one_that_cannot_be_kept_is_an_error_of_the_form(desk: Client, typed: dict[str, str], sentence: str) -> None:
    response = desk.post(reverse("admin:webhooks_endpoint_add"), {"url": URL, **typed})
    assert response.status_code == 200
    assert sentence in errors_of(response)
    assert not Endpoint.objects.exists()


def test_a_new_secret_is_shown_once_and_the_old_one_goes_on_for_a_day(desk: Client, endpoint: Endpoint) -> None:
    shown = desk.post(at(endpoint, "rotate"), {"reason": "Leaked in a log"})
    assert shown.status_code == 201
    newest = endpoint.secrets.order_by("-pk")[0]
    assert newest.secret in shown.content.decode()
    assert endpoint.secrets.valid_at(timezone.now()).count() == 2
    history = desk.get(at(endpoint, "history")).content.decode()
    assert "Leaked in a log" in history
    assert newest.secret not in history


def test_it_is_changed_paused_and_resumed(desk: Client, endpoint: Endpoint) -> None:
    assert desk.post(at(endpoint, "edit"), {"url": URL, "description": "Night desk"}).status_code == 302
    desk.post(at(endpoint, "pause"), {"reason": "Moving house"})
    endpoint.refresh_from_db()
    assert (endpoint.description, endpoint.state, endpoint.state_reason) == (
        "Night desk",
        EndpointState.PAUSED,
        "Moving house",
    )
    desk.post(at(endpoint, "do"), {"what": "resume"})
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.ACTIVE
    assert desk.get(at(endpoint, "do")).status_code == 405


def test_a_test_event_is_owed_and_failed_deliveries_are_sent_again(desk: Client, endpoint: Endpoint) -> None:
    desk.post(at(endpoint, "do"), {"what": "test"})
    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.PENDING
    Delivery.objects.update(state=DeliveryState.FAILED, next_attempt_at=None, finished_at=timezone.now())
    post = {"action": "send_again", "_selected_action": [delivery.pk]}
    shown = desk.post(reverse("admin:webhooks_delivery_changelist"), post, follow=True).content.decode()
    assert "1 due again" in shown
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.PENDING
    assert desk.get(reverse("admin:webhooks_delivery_change", args=[delivery.pk])).status_code == 200


def test_another_curator_neither_sees_nor_changes_it(client: Client, endpoint: Endpoint, curator: User) -> None:
    other = User.objects.create_user("jonas", is_staff=True)
    other.groups.set(curator.groups.all())
    client.force_login(other)
    assert URL not in client.get(reverse("admin:webhooks_endpoint_changelist")).content.decode()
    for page in ("edit", "rotate", "pause", "do"):
        assert client.post(at(endpoint, page), {"url": URL, "reason": "x", "what": "test"}).status_code == 404
    assert not Delivery.objects.exists()
