"""An endpoint of somebody who may read more, in the hands of a token of the same owner that may read less."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.models import Incident
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint
from tests.accounts import give, take
from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db
ENDPOINTS, DELIVERIES = f"{ROOT}/webhooks/endpoints", f"{ROOT}/webhooks/deliveries"


@pytest.fixture(autouse=True)
def _private_targets(settings: Any) -> None:
    settings.ALLOW_PRIVATE_TARGETS = True
    settings.OUTBOUND_PORTS = frozenset({9, 80, 443})


@pytest.fixture
def large() -> APIClient:
    return client_with(TokenScope, "mara")


@pytest.fixture
def small(large: APIClient) -> APIClient:
    return client_with([TokenScope.READ, TokenScope.WEBHOOKS], "mara")


@pytest.fixture
def hidden() -> Incident:
    incident = fill(1)
    Incident.objects.filter(pk=incident.pk).update(visibility="internal")
    return incident


@pytest.fixture
def address(large: APIClient, hidden: Incident) -> str:
    body = {"url": "http://127.0.0.1:9/hook", "incidents": [hidden.reference]}
    made = large.post(ENDPOINTS, body)
    delivery = Delivery.objects.create(
        endpoint=Endpoint.objects.get(), event=hidden.events.first(), state=DeliveryState.DELIVERED,
        next_attempt_at=None, finished_at=timezone.now(),
    )  # fmt: skip
    Attempt.objects.create(delivery=delivery, number=1, started_at=timezone.now(), duration_ms=1, answer="got a secret")
    return str(made["Location"])


@pytest.mark.parametrize(
    "asked",
    [
        ("patch", "", {"url": "http://127.0.0.1:9/elsewhere"}),
        ("patch", "", {"incidents": []}),
        ("post", "/rotate-secret", {}),
        ("post", "/replay", {"since": "2018-04-04T17:00:00Z"}),
        ("post", "/replay-failed", {}),
        ("post", "/test", {}),
        ("post", "/resume", {}),
        ("get", "/health", None),
    ],
)
def test_a_token_that_may_read_less_does_nothing_with_it(
    small: APIClient, large: APIClient, address: str, asked: tuple[str, str, Any]
) -> None:
    method, path, body = asked
    refused = problem(getattr(small, method)(address + path, body), 403)
    assert "scope `curate`" in refused["detail"]
    assert Endpoint.objects.get().url == "http://127.0.0.1:9/hook"
    assert getattr(large, method)(address + path, body).status_code in (200, 202, 409)


def test_a_token_that_may_read_less_sees_nothing_of_its_deliveries(
    small: APIClient, large: APIClient, address: str
) -> None:
    pk = Delivery.objects.get().pk
    assert small.get(DELIVERIES).json()["results"] == []
    assert small.get(f"{DELIVERIES}?expand=tries&endpoint={Endpoint.objects.get().reference}").json()["results"] == []
    problem(small.get(f"{DELIVERIES}/{pk}"), 403)
    problem(small.post(f"{DELIVERIES}/{pk}/replay", {}), 403)
    assert Delivery.objects.get().state == DeliveryState.DELIVERED
    assert len(large.get(DELIVERIES).json()["results"]) == 1


def test_its_filters_tell_a_token_that_may_read_less_of_no_hidden_incident(
    small: APIClient, large: APIClient, address: str, hidden: Incident
) -> None:
    for row in (small.get(address).json(), small.get(ENDPOINTS).json()["results"][0]):
        assert (row["incidents"], row["scope_read"], row["scope_curate"]) == ([], True, True)
    assert small.get(f"{ENDPOINTS}?incident={hidden.slug}").json()["results"] == []
    assert large.get(address).json()["incidents"] == [hidden.reference]
    assert len(large.get(f"{ENDPOINTS}?incident={hidden.slug}").json()["results"]) == 1


def test_a_token_that_may_read_less_can_stop_it(small: APIClient, address: str) -> None:
    assert small.post(f"{address}/pause", {}).json()["incidents"] == []
    assert small.delete(address).status_code == 204


def test_an_endpoint_keeps_the_scopes_of_the_token_that_registered_it(large: APIClient, small: APIClient) -> None:
    for client, reached in ((large, (True, True)), (small, (True, False))):
        row = client.post(ENDPOINTS, {"url": "http://127.0.0.1:9/hook"}).json()
        assert (row["scope_read"], row["scope_curate"]) == reached
    alone = client_with([TokenScope.WEBHOOKS], "mara").post(ENDPOINTS, {"url": "http://127.0.0.1:9/hook"}).json()
    assert (alone["scope_read"], alone["scope_curate"]) == (False, False)


def test_a_curator_who_was_removed_does_nothing_with_it_in_the_admin(address: str, client: Client) -> None:
    mara = User.objects.get(username="mara")
    mara.is_staff = True
    mara.save()
    mara.groups.add(ensure_curators_group())
    client.force_login(mara)
    endpoint, delivery = Endpoint.objects.get(), Delivery.objects.get()
    at = {page: reverse(f"admin:webhooks_endpoint_{page}", args=[endpoint.pk])
          for page in ("change", "edit", "rotate", "replay", "do", "pause")}  # fmt: skip
    log = reverse("admin:webhooks_delivery_change", args=[delivery.pk])
    assert [client.get(page).status_code for page in (at["change"], at["edit"], log)] == [200, 200, 200]
    group = ensure_curators_group()
    group.permissions.remove(*group.permissions.filter(codename="scope_curate"))
    take(mara, TokenScope.CURATE)
    pages = ("change", "edit", "rotate", "replay", "do")
    assert {page: client.get(at[page]).status_code for page in pages} == dict.fromkeys(pages, 403)
    for what in ("test", "replay", "resume"):
        assert client.post(at["do"], {"what": what}).status_code == 403
    assert client.get(log).status_code == 302, "not found, as Django's admin says it"
    assert client.get(at["pause"]).status_code == 200
    give(mara, TokenScope.CURATE)
    assert client.get(at["edit"]).status_code == 200
