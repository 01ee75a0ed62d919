"""Correcting a claim over REST: the fields that differ, the claim that takes its place, and what each says."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Claim
from tests.api import ROOT, anonymous, curator, fill, problem, reader

__all__ = ["anonymous", "curator", "reader"]
pytestmark = pytest.mark.django_db
BODY: dict[str, Any] = {"unit": "accounts", "reason": "The sentence counts accounts."}


@pytest.fixture
def claim(curator: APIClient) -> Claim:
    return fill(1).claims.earliest("pk")


def test_a_claim_is_corrected_by_the_fields_that_differ(curator: APIClient, claim: Claim) -> None:
    address = f"{ROOT}/claims/{claim.reference}"
    before = curator.get(address).json()
    answer = curator.post(f"{address}/correct", BODY)
    assert answer.status_code == 201
    new = answer.json()
    own = {"reference", "recorded_at", "unit", "basis", "decision", "relations", "standing"}
    assert {name: new[name] for name in new if name not in own} == {
        name: before[name] for name in new if name not in own
    }
    assert (new["unit"], new["basis"], new["decision"]) == ("accounts", "entered", "accept")
    assert new["relations"] == [{"kind": "corrects", "target": claim.reference, "source": ""}]
    old = curator.get(f"{address}?expand=reviews").json()
    assert (old["decision"], old["corrected_by"]) == ("reject", new["reference"])
    assert old["reviews"][0]["reason"].endswith(f"Corrected as {new['reference']}.")
    assert curator.get(answer["Location"]).json() == new
    assert before["corrected_by"] is None


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"unit": "people"}, 409, None),
        ({"metric": "fine"}, 400, "/unit"),
        ({"currency": "XXQ"}, 400, "/currency"),
        ({"scope": "subset"}, 400, "/scope_label"),
        ({"scope_country": "UK"}, 400, "/scope_country"),
        ({"value": 10_000_000_000, "unit": "people"}, 400, "/value"),
        ({"claimed_on": "2099-01-01"}, 400, "/claimed_on"),
        ({"speaker_words": "…"}, 400, "/speaker_words"),
        ({"reason": " "}, 400, "/reason"),
        ({"quote": "Other words."}, 400, "/quote"),
        ({"value": -1}, 400, "/value"),
        ({"speaker_party": "PA-0000-0000"}, 400, "/speaker_party"),
    ],
)
def test_what_a_correction_may_not_say_is_pointed_to(
    curator: APIClient, claim: Claim, change: dict[str, Any], status: int, pointer: str | None
) -> None:
    claims = Claim.objects.count()
    refusal = problem(curator.post(f"{ROOT}/claims/{claim.reference}/correct", {**BODY, **change}), status)
    assert pointer is None or pointer in {fault["pointer"] for fault in refusal["errors"]}
    assert Claim.objects.count() == claims


def test_a_correction_needs_a_curator_and_the_version_that_was_read(
    curator: APIClient, reader: APIClient, anonymous: APIClient, claim: Claim
) -> None:
    address = f"{ROOT}/claims/{claim.reference}"
    problem(reader.post(f"{address}/correct", BODY), 403)
    problem(anonymous.post(f"{address}/correct", BODY), 401)
    tag = curator.get(address)["ETag"]
    assert curator.post(f"{address}/correct", BODY, headers={"If-Match": tag}).status_code == 201
    problem(curator.post(f"{address}/correct", {**BODY, "unit": "records"}, headers={"If-Match": tag}), 412)


def test_what_was_corrected_is_not_accepted_beside_its_correction(curator: APIClient, claim: Claim) -> None:
    address = f"{ROOT}/claims/{claim.reference}"
    new = curator.post(f"{address}/correct", BODY).json()["reference"]
    for decision in ("accept", "pin"):
        refusal = problem(curator.post(f"{address}/{decision}", {"reason": "It is right."}), 409)
        assert f"corrected as {new}" in refusal["detail"]
        item = {"claim": claim.reference, "decision": decision, "reason": "It is right."}
        refusal = problem(curator.post(f"{ROOT}/bulk/reviews", {"reviews": [item]}), 409)
        assert f"corrected as {new}" in refusal["errors"][0]["detail"]
    assert curator.get(address).json()["decision"] == "reject"
