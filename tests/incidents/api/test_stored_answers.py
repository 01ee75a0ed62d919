"""Each answer that is kept for an Idempotency-Key says of which incident it tells, and a redaction opens no other."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from rest_framework.test import APIClient

from incidents.ledger import preview_redaction, redact_text, update_incident
from incidents.models import Incident
from tests.api import ROOT, actor, client_with, fill
from tests.incidents.api.test_writing import CLAIM
from tests.sources.api.filling import cover
from tracker.api import router
from tracker.foundation.access.models import IdempotencyKey, TokenScope

pytestmark = pytest.mark.django_db

WHY = {"reason": "It was so."}
ABOUT_NONE = {
    "feed-list",
    "article-accept",
    "article-list",
    "article-reextract",
    "article-refuse",
    "bulk-incidents",  # of references alone
    "bulk-reviews",
    "party-list",
    "publisher-list",
    "regulator-list",
    "token-list",
    "token-revoke",
    "token-rotate",
    "webhook-delivery-replay",
    "webhook-endpoint-list",
    "webhook-endpoint-pause",
    "webhook-endpoint-replay",
    "webhook-endpoint-replay-failed",
    "webhook-endpoint-resume",
    "webhook-endpoint-rotate-secret",
    "webhook-endpoint-test",
}


def keyed(client: APIClient, address: str, body: Any) -> Any:
    answer = client.post(
        f"{ROOT}/{address}", body, format="json", headers={"Idempotency-Key": f"k{IdempotencyKey.objects.count()}"}
    )
    assert answer.status_code < 300, (address, answer.content)
    return answer.json()


def wanted(incident: Incident, other: Incident) -> list[tuple[str, str, Any, Incident | None]]:
    """(name, address, body, of which incident the answer tells; None for a new one) in an order that works."""
    own, claim = f"incidents/{incident.reference}", f"claims/{incident.claims.all()[0].reference}"
    party, case = incident.involvements.get().party.reference, incident.proceedings.get().reference
    article = cover(incident)
    figure = {"metric": "affected", "unit": "people", "value": 6500, **WHY}
    stage = {"kind": "decision", "happened_on": "2032-07-01", "amount_minor": 2_000_000, "currency": "GBP"}
    part = {"claims": [incident.claims.all()[1].reference], "incident": {"title": "Apart"}, **WHY}
    return [
        ("incident-list", "incidents", {"title": "A leak"}, None),
        ("incident-claim-list", f"{own}/claims", CLAIM, incident),
        ("incident-involvement-list", f"{own}/involvements", {"party": party, "role": "processor"}, incident),
        ("incident-proceeding-list", f"{own}/proceedings", {"regulator": "gb-ico", "kind": "inquiry"}, incident),
        ("proceeding-stages", f"proceedings/{case}/stages", stage, incident),
        ("incident-figure-overrule", f"{own}/figures/overrule", figure, incident),
        *((f"claim-{verb.replace('_', '-')}", f"{claim}/{verb}", WHY, incident)
          for verb in ("accept", "pin", "unpin", "reject", "out_of_scope")),
        ("claim-correct", f"{claim}/correct", {"value": 6400, **WHY}, incident),
        ("coverage-confirm", f"coverage/{article.coverage.get().pk}/confirm", WHY, incident),
        ("coverage-reject", f"coverage/{article.coverage.get().pk}/reject", WHY, incident),
        ("incident-coverage-list", f"{own}/coverage", {"article": article.reference, **WHY}, incident),
        ("incident-split", f"{own}/split", part, None),
        ("incident-redact", f"{own}/redact", {"text": "Not that one", "reason": "It names somebody."}, incident),
        ("incident-merge", f"{own}/merge", {"absorb": other.reference, **WHY}, incident),
        ("incident-undo-merge", f"incidents/{other.reference}/undo-merge", WHY, other),
    ]  # fmt: skip


def test_every_answer_about_an_incident_says_so() -> None:
    curator = client_with(TokenScope, "mara")
    User.objects.get(username="mara").user_permissions.add(Permission.objects.get(codename="add_redaction"))
    incident, other = fill(1), fill(2)
    update_incident(incident.pk, {"title": "Northwind books"}, actor=actor(), reason="Not that one")
    asked = wanted(incident, other)
    for name, address, body, sentence in asked:
        shown = keyed(curator, address, body)
        about = sentence or Incident.objects.get(reference=shown["reference"])
        assert IdempotencyKey.objects.latest("pk").about_incident == about.pk, name
    served = {str(each.name) for each in router.urls if "post" in each.callback.actions}  # type: ignore[union-attr]
    assert {name for name, *_ in asked} | ABOUT_NONE == served, "say of which incident the new answer tells"


def test_an_answer_about_no_incident_is_neither_looked_in_nor_changed() -> None:
    """So a curator cannot read another's signing secret letter by letter."""
    incident = fill(1)
    update_incident(incident.pk, {"summary": "whsec_ it said"}, actor=actor())
    update_incident(incident.pk, {"summary": "It said."}, actor=actor())
    owner = client_with([TokenScope.WEBHOOKS, TokenScope.READ], "victim")
    made = keyed(owner, "webhooks/endpoints", {"url": "https://hooks.example/x"})
    assert IdempotencyKey.objects.get().about_incident is None
    secret = made["secret"]
    with pytest.raises(Exception, match="stands nowhere"):
        preview_redaction(incident.pk, secret[:12])
    assert "answers" not in {place.kind for place in preview_redaction(incident.pk, "whsec_")}
    redact_text(incident.pk, "whsec_", reason="No secrets.", actor=actor())
    again = owner.post(
        f"{ROOT}/webhooks/endpoints",
        {"url": "https://hooks.example/x"},
        format="json",
        headers={"Idempotency-Key": "k0"},
    )
    assert (again.json()["secret"], again["Idempotent-Replayed"]) == (secret, "true")


def test_the_answers_about_another_incident_are_left_alone() -> None:
    incident = fill(1)
    curator = client_with(TokenScope, "mara")
    update_incident(incident.pk, {"summary": "Jane Roe"}, actor=actor())
    update_incident(incident.pk, {"summary": ""}, actor=actor())
    own = keyed(curator, f"incidents/{incident.reference}/claims", {**CLAIM, "quote": "Jane Roe: 7,000."})
    stranger = fill(2)
    other = keyed(curator, f"incidents/{stranger.reference}/claims", {**CLAIM, "quote": "Jane Roe: 7,000."})
    kinds = [place.kind for place in preview_redaction(incident.pk, "Jane Roe")]
    assert kinds.count("answers") == 1
    redact_text(incident.pk, "Jane Roe", reason="Not her.", actor=actor())
    again = [
        curator.post(
            f"{ROOT}/incidents/{each.reference}/claims",
            {**CLAIM, "quote": "Jane Roe: 7,000."},
            format="json",
            headers={"Idempotency-Key": key},
        ).json()["evidence"][0]["quote"]
        for each, key in ((incident, "k0"), (stranger, "k1"))
    ]
    assert again == ["[redacted]: 7,000.", other["evidence"][0]["quote"]]
    assert own["evidence"][0]["quote"] == "Jane Roe: 7,000."


NAMES = [
    "Harbour of Jane Roe", "Jane Roe", "Jane Roe & Sons", "Jane Roe, Jane Roe", "c/o Jane Roe Ltd",
    "Kontor Jane Roe GmbH", "\u201cJane Roe\u201d", "Jane Roe\u2019s Bakery", "Dr Jane Roe (retired)",
    "Fl\u00f8y Jane Roe",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_to_a_party_that_was_posted_loses_a_name_that_is_taken_out(name: str) -> None:
    incident, curator = fill(1), client_with(TokenScope, "mara")
    party = incident.involvements.get().party
    body = {"name": party.name, "aliases": [name]}
    assert name in keyed(curator, "parties", body)["aliases"]
    stranger = {"name": "Osier Data", "aliases": [name]}
    keyed(curator, "parties", stranger)
    assert "answers" in {place.kind for place in preview_redaction(incident.pk, "Jane Roe")}
    redact_text(incident.pk, "Jane Roe", reason="Not her.", actor=actor())
    told = [
        curator.post(f"{ROOT}/parties", sent, format="json", headers={"Idempotency-Key": key})
        for sent, key in ((body, "k0"), (stranger, "k1"))
    ]
    assert [answer["Idempotent-Replayed"] for answer in told] == ["true", "true"]
    assert "Jane Roe" not in told[0].content.decode()
    assert name in told[1].json()["aliases"]
