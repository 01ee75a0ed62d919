"""Endpoints and deliveries over REST: each owner's own, the secret shown once."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.ledger import update_incident
from incidents.models import Event
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointSecret
from tests.api import ROOT, actor, client_with, fill, problem
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

ENDPOINTS = f"{ROOT}/webhooks/endpoints"
BODY: dict[str, Any] = {"url": "http://127.0.0.1:9/hook", "event_types": ["figure.changed"], "metrics": ["affected"]}


@pytest.fixture
def owner() -> APIClient:
    return client_with([TokenScope.WEBHOOKS, TokenScope.READ], "wanda")


@pytest.fixture(autouse=True)
def _private_targets(settings: Any) -> None:
    settings.ALLOW_PRIVATE_TARGETS = True
    settings.OUTBOUND_PORTS = frozenset({9, 80, 443})


def test_the_secret_is_shown_once(owner: APIClient) -> None:
    incident = fill(1)
    created = owner.post(ENDPOINTS, {**BODY, "incidents": [incident.reference], "description": "Ours"})
    assert created.status_code == 201
    shown = created.json()
    assert shown["secret"] == EndpointSecret.objects.get().secret
    assert (shown["event_types"], shown["metrics"], shown["incidents"]) == (
        ["figure.changed"],
        ["affected"],
        [incident.reference],
    )
    again = owner.get(created["Location"]).json()
    assert "secret" not in again
    assert again["description"] == "Ours"
    rotated = owner.post(f"{created['Location']}/rotate-secret", {}).json()["secret"]
    assert rotated != shown["secret"]


def test_an_endpoint_is_its_owners_alone(owner: APIClient, anonymous: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    other = client_with(TokenScope, "noor")
    problem(other.get(address), 404)
    problem(other.patch(address, {"description": "x"}), 404)
    assert other.get(ENDPOINTS).json()["results"] == []
    problem(anonymous.get(ENDPOINTS), 401)
    problem(client_with([TokenScope.READ, TokenScope.CURATE], "wanda").get(ENDPOINTS), 403)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"url": "ftp://127.0.0.1/"}, "/url"),
        ({"url": "http://10.0.0.1:81/"}, "/url"),
        ({"url": ""}, "/url"),
        ({"event_types": ["nothing.happened"]}, "/event_types/0"),
        ({"metrics": ["sheep"]}, "/metrics/0"),
        ({"incidents": ["PI-0000-0000"]}, "/incidents/0"),
        ({"smallest_change": 0}, "/smallest_change"),
        ({"smallest_change_percent": "-1"}, "/smallest_change_percent"),
        ({"owner": 1}, "/owner"),
    ],
)
def test_an_endpoint_that_cannot_be_is_pointed_to(owner: APIClient, change: dict[str, Any], pointer: str) -> None:
    refusal = problem(owner.post(ENDPOINTS, {**BODY, **change}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [pointer]
    assert not Endpoint.objects.exists()


def test_an_incident_that_is_not_public_cannot_be_named(owner: APIClient) -> None:
    hidden = fill(1)
    update_incident(hidden.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    problem(owner.post(ENDPOINTS, {**BODY, "incidents": [hidden.reference]}), 400)


def test_an_endpoint_is_changed_paused_and_resumed(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    changed = owner.patch(address, {"event_types": [], "disputed_only": True, "smallest_change_percent": "2.5"}).json()
    assert (changed["event_types"], changed["disputed_only"]) == ([], True)
    assert changed["smallest_change_percent"] == "2.500"
    assert owner.post(f"{address}/pause", {"reason": "Moving house."}).json()["state"] == "paused"
    assert problem(owner.post(f"{address}/pause", {}), 409)["detail"] == "The endpoint is paused."
    assert owner.post(f"{address}/resume", {}).json()["state"] == "active"
    problem(owner.post(f"{address}/resume", {}), 409)


def test_a_test_event_is_owed_at_once(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    answer = owner.post(f"{address}/test", {})
    assert answer.status_code == 202
    [row] = owner.get(f"{ROOT}/webhooks/deliveries").json()["results"]
    assert (row["state"], row["event"]) == ("pending", None)
    assert row == answer.json()


def test_deliveries_are_listed_filtered_and_replayed(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    owner.post(f"{address}/test", {})
    delivery = Delivery.objects.get()
    replay = f"{ROOT}/webhooks/deliveries/{delivery.pk}/replay"
    problem(owner.post(replay, {}), 409)
    failed = {"state": DeliveryState.FAILED, "next_attempt_at": None, "finished_at": timezone.now(), "last_status": 500}
    Delivery.objects.update(**failed)
    assert len(owner.get(f"{ROOT}/webhooks/deliveries?state=failed&last_status=500").json()["results"]) == 1
    assert owner.get(f"{ROOT}/webhooks/deliveries?state=delivered").json()["results"] == []
    assert owner.post(replay, {}).json()["state"] == "pending"
    Delivery.objects.update(**failed)
    assert owner.post(f"{address}/replay-failed", {}).json() == {"replayed": 1}
    problem(client_with(TokenScope, "noor").get(f"{ROOT}/webhooks/deliveries/{delivery.pk}"), 404)


def test_every_wish_of_an_endpoint_is_kept_shown_and_filtered_by(owner: APIClient) -> None:
    incident = fill(1)
    party = incident.involvements.get().party
    wishes = {
        "parties": [party.reference],
        "countries": ["GB", "IE"],
        "data_classes": ["credentials"],
        "smallest_figure": 1_000_000,
        "rate_limit_per_minute": 120,
        "in_order": True,
        "api_version": "v1",
    }
    created = owner.post(ENDPOINTS, {**BODY, **wishes})
    assert {name: created.json()[name] for name in wishes} == wishes
    for query, found in [
        (
            f"party={party.reference.lower()}&country=ie&data_class=credentials&in_order=true&signing=v1&api_version=v1",
            1,
        ),
        ("country=FR", 0),
        ("data_class=health", 0),
        ("signing=v1a", 0),
        ("in_order=false", 0),
    ]:
        assert len(owner.get(f"{ENDPOINTS}?{query}").json()["results"]) == found, query
    cleared = owner.patch(created["Location"], {"rate_limit_per_minute": None, "parties": [], "in_order": False}).json()
    assert (cleared["rate_limit_per_minute"], cleared["parties"], cleared["in_order"]) == (None, [], False)
    assert cleared["countries"] == ["GB", "IE"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"parties": ["PA-0000-0000"]}, "/parties/0"),
        ({"countries": ["Britain"]}, "/countries/0"),
        ({"data_classes": ["secrets"]}, "/data_classes/0"),
        ({"smallest_figure": 0}, "/smallest_figure"),
        ({"rate_limit_per_minute": 0}, "/rate_limit_per_minute"),
        ({"signing": "v2"}, "/signing"),
        ({"api_version": "v9"}, "/api_version"),
    ],
)
def test_a_wish_that_cannot_be_is_pointed_to(owner: APIClient, change: dict[str, Any], pointer: str) -> None:
    refusal = problem(owner.post(ENDPOINTS, {**BODY, **change}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [pointer]


def test_a_party_of_hidden_incidents_cannot_be_named(owner: APIClient) -> None:
    hidden = fill(1)
    update_incident(hidden.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    party = hidden.involvements.get().party
    problem(owner.post(ENDPOINTS, {**BODY, "parties": [party.reference]}), 400)


def test_an_endpoint_signed_with_v1a_shows_its_public_key_and_never_the_private_one(owner: APIClient) -> None:
    created = owner.post(ENDPOINTS, {**BODY, "signing": "v1a"})
    shown = created.json()
    assert shown["secret"].startswith("whpk_")
    assert shown["public_keys"] == [shown["secret"]]
    private = EndpointSecret.objects.get().secret
    assert private.startswith("whsk_")
    assert private not in created.content.decode()
    again = owner.get(created["Location"])
    assert again.json()["public_keys"] == shown["public_keys"]
    assert private not in again.content.decode()


def test_the_scheme_changes_with_a_new_key_and_the_old_key_goes_on_for_a_day(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    assert owner.get(address).json()["public_keys"] == []
    rotated = owner.post(f"{address}/rotate-secret", {"signing": "v1a"}).json()["secret"]
    answered = owner.get(address).json()
    assert (answered["signing"], answered["public_keys"]) == ("v1a", [rotated])
    assert {row.secret[:5] for row in EndpointSecret.objects.valid_at(timezone.now())} == {"whsec", "whsk_"}
    problem(owner.patch(address, {"signing": "v1"}), 400)


def test_everything_since_a_moment_is_sent_again(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    endpoint, now = Endpoint.objects.get(), timezone.now()
    for hours, state in ((3, DeliveryState.DELIVERED), (2, DeliveryState.FAILED), (1, DeliveryState.DELIVERED)):
        moment = now - dt.timedelta(hours=hours)
        Delivery.objects.create(endpoint=endpoint, state=state, created_at=moment, finished_at=moment, attempts=1)
    since = (now - dt.timedelta(hours=2)).isoformat()
    assert owner.post(f"{address}/replay", {"since": since}).json() == {"replayed": 2}
    assert owner.post(f"{address}/replay", {"since": since}).json() == {"replayed": 0}, "they are due already"
    assert Delivery.objects.pending().count() == 2
    refusal = problem(owner.post(f"{address}/replay", {}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/since"]


def test_a_repeated_post_makes_one_endpoint(owner: APIClient) -> None:
    answers = [owner.post(ENDPOINTS, BODY, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert Endpoint.objects.count() == 1


def test_the_health_of_an_endpoint_is_its_owners_to_see(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    answered = owner.get(f"{address}/health").json()
    assert (answered["hours"], answered["success_rate"], answered["latency_ms"]["p99"]) == (24, None, None)
    delivery = Delivery.objects.create(
        endpoint=Endpoint.objects.get(), state=DeliveryState.DELIVERED, finished_at=timezone.now()
    )
    for error in ("", "", "", "http_status"):
        delivery.tries.create(number=1, started_at=timezone.now(), duration_ms=12, status=200, error=error)
    answered = owner.get(f"{address}/health?hours=2").json()
    assert (answered["succeeded"], answered["failed"], answered["success_rate"]) == (3, 1, 0.75)
    assert answered["latency_ms"] == {"p50": 12, "p95": 12, "p99": 12}
    assert [hour["succeeded"] for hour in answered["by_hour"]] == [0, 3]
    for wrong in ("0", "169", "a", "1.5", "-1"):
        assert problem(owner.get(f"{address}/health?hours={wrong}"), 400)["errors"][0]["name"] == "hours"
    problem(owner.get(f"{address}/health?fields=hours"), 400)
    problem(client_with(TokenScope, "noor").get(f"{address}/health"), 404)


def test_an_endpoint_is_removed_with_what_is_its_own(owner: APIClient) -> None:
    address = owner.post(ENDPOINTS, BODY)["Location"]
    kept = owner.post(ENDPOINTS, BODY)["Location"]
    for each in (address, kept):
        owner.post(f"{each}/test", {})
    problem(client_with(TokenScope, "noor").delete(address), 404)
    assert owner.delete(address).status_code == 204
    problem(owner.get(address), 404)
    problem(owner.delete(address), 404)
    assert owner.get(kept).status_code == 200
    assert Delivery.objects.count() == 1
    assert not Event.objects.exists(), "its owner asked for it, so nobody has to be told"
