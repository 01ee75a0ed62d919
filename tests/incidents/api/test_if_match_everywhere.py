"""If-Match is looked at by every write to a record: nobody takes back, unseen, what another did meanwhile."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from incidents.models import Incident, IncidentMerge
from incidents.webhooks.models import Endpoint
from sources.models import Coverage
from tests.api import ROOT, client_with, fill, problem
from tests.sources.api.filling import cover
from tracker.foundation.access.models import ApiToken, TokenScope

pytestmark = pytest.mark.django_db

WHY = {"reason": "It was so."}
HOOK = {"url": "https://hooks.example/x", "event_types": ["figure.changed"]}
STALE = ['"0-x"', '"0123456789abcdef0123"', 'W/"1-x"', '"x", "y"', "nonsense"]


@pytest.fixture
def writer() -> APIClient:
    client = client_with(TokenScope, "mara")
    User.objects.get(username="mara").user_permissions.add(
        *Permission.objects.filter(codename__in=["add_redaction", "add_apitoken"])
    )
    return client


def hooked(client: APIClient) -> str:
    return str(client.post(f"{ROOT}/webhooks/endpoints", HOOK, format="json").json()["reference"])


def writes(client: APIClient) -> list[tuple[str, str, Any]]:
    """(method, address, body) of writes that would be done."""
    incident, other, gone = fill(1), fill(2), fill(3)
    article, hook = cover(incident), hooked(client)
    client.post(f"{ROOT}/incidents/{other.reference}/merge", {"absorb": gone.reference, **WHY}, format="json")
    own, token = f"incidents/{incident.reference}", ApiToken.objects.latest("pk").pk
    coverage, case = f"coverage/{article.coverage.get().pk}", incident.proceedings.get().reference
    claim = f"claims/{incident.claims.all()[0].reference}"
    return [
        ("POST", f"{own}/merge", {"absorb": other.reference, **WHY}),
        ("POST", f"incidents/{gone.reference}/undo-merge", WHY),
        ("POST", f"{own}/redact", {"text": "Northwind: 1000.", "reason": "Not that."}),
        ("POST", f"{own}/coverage", {"article": cover(other).reference, **WHY}),
        ("POST", f"{own}/proceedings", {"regulator": "gb-ico", "kind": "inquiry"}),
        ("POST", f"{own}/figures/overrule", {"metric": "affected", "unit": "people", "value": 65, **WHY}),
        ("DELETE", f"{own}/involvements/{incident.involvements.get().pk}", None),
        ("POST", f"proceedings/{case}/stages", {"kind": "decision", "happened_on": "2032-07-01"}),
        ("POST", f"{claim}/pin", WHY),
        ("POST", f"{coverage}/reject", WHY),
        ("POST", f"{coverage}/confirm", WHY),
        ("POST", f"articles/{article.reference}/reextract", {}),
        ("PATCH", f"webhooks/endpoints/{hook}", {"description": "mine"}),
        ("POST", f"webhooks/endpoints/{hook}/pause", {"reason": "x"}),
        ("POST", f"webhooks/endpoints/{hook}/rotate-secret", {}),
        ("POST", f"webhooks/endpoints/{hook}/test", {}),
        ("DELETE", f"webhooks/endpoints/{hook}", None),
        ("POST", f"tokens/{token}/rotate", {}),
        ("POST", f"tokens/{token}/revoke", {}),
    ]


@pytest.mark.parametrize("tag", STALE)
def test_a_write_with_another_tag_is_refused_and_does_nothing(writer: APIClient, tag: str) -> None:
    asked = writes(writer)

    def state() -> Any:
        rows = (Endpoint, Coverage, ApiToken, IncidentMerge, Incident)
        return [
            sorted(map(str, model._default_manager.values().values_list())) for model in rows if model is not ApiToken
        ] + [list(ApiToken.objects.values_list("pk", "digest", "revoked_at"))]

    before = state()
    wrong = []
    for method, address, body in asked:
        send = {"PATCH": writer.patch, "POST": writer.post, "DELETE": writer.delete}[method]
        answer = send(f"{ROOT}/{address}", body, format="json", headers={"If-Match": tag})
        if answer.status_code != 412:
            wrong.append((method, address, answer.status_code))
    assert wrong == []
    assert state() == before


@pytest.mark.parametrize("kind", ["coverage", "article", "token", "endpoint", "incident", "claim"])
def test_the_tag_that_was_read_will_do_until_the_record_changes(writer: APIClient, kind: str) -> None:
    incident = fill(1)
    article = cover(incident)
    address, verb, body = {
        "coverage": (f"coverage/{article.coverage.get().pk}", "reject", WHY),
        "article": (f"articles/{article.reference}", "reextract", {}),
        "token": (f"tokens/{ApiToken.objects.get().pk}", "revoke", {}),
        "endpoint": (f"webhooks/endpoints/{hooked(writer)}", "pause", {"reason": "x"}),
        "incident": (f"incidents/{incident.reference}", "merge", {"absorb": fill(2).reference, **WHY}),
        "claim": (f"claims/{incident.claims.all()[0].reference}", "pin", WHY),
    }[kind]
    headers = {"If-Match": f'"other", {writer.get(f"{ROOT}/{address}")["ETag"]}'}
    done = writer.post(f"{ROOT}/{address}/{verb}", body, format="json", headers=headers)
    assert done.status_code < 300, done.content
    if kind != "token":  # which is gone
        problem(writer.post(f"{ROOT}/{address}/{verb}", body, format="json", headers=headers), 412)


def test_of_two_who_change_an_endpoint_the_slower_is_told_to_read_again(writer: APIClient) -> None:
    address = f"{ROOT}/webhooks/endpoints/{hooked(writer)}"
    tag = writer.get(address)["ETag"]
    Endpoint.objects.update(consecutive_failures=3)  # what deliveries note is nobody's change
    assert writer.patch(address, {"description": "one"}, headers={"If-Match": tag}).status_code == 200
    problem(writer.patch(address, {"description": "two"}, headers={"If-Match": tag}), 412)
    assert writer.patch(address, {"description": "three"}).status_code == 200
    changed = writer.patch(address, {"description": "four"}, headers={"If-Match": "*"})
    assert writer.get(address)["ETag"] == changed["ETag"]
    assert writer.post(f"{address}/pause", {"reason": "x"}, headers={"If-Match": changed["ETag"]}).status_code == 200
    problem(writer.patch(address, {"description": "five"}, headers={"If-Match": changed["ETag"]}), 412)


def test_what_adds_to_a_list_says_that_there_is_nothing_to_match(writer: APIClient) -> None:
    for address, body in (
        ("parties", {"name": "Iffy"}),
        ("incidents", {"title": "Iffy"}),
        ("webhooks/endpoints", HOOK),
    ):
        refusal = problem(writer.post(f"{ROOT}/{address}", body, headers={"If-Match": '"1-x"'}), 400)
        assert refusal["errors"][0]["name"] == "If-Match"
        assert writer.post(f"{ROOT}/{address}", body, headers={"If-Match": "*"}).status_code < 300


def test_a_repeated_request_is_answered_though_its_tag_is_stale_by_then(writer: APIClient) -> None:
    address = f"{ROOT}/webhooks/endpoints/{hooked(writer)}"
    headers = {"If-Match": writer.get(address)["ETag"], "Idempotency-Key": "k1"}
    first = writer.post(f"{address}/pause", {"reason": "x"}, headers=headers)
    again = writer.post(f"{address}/pause", {"reason": "x"}, headers=headers)
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (200, 200, "true")
