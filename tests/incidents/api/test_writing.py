"""Every write over REST goes through the ledger: it is seen in the record, the figures and the change log."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from incidents.models import Claim, Event, Incident, Party
from tests.api import ROOT, client_with, fill, problem
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

CLAIM: dict[str, Any] = {
    "metric": "affected",
    "unit": "people",
    "value": 7000,
    "hedge": "at_least",
    "speaker_kind": "regulator",
    "speaker_words": "Ombud",
    "claimed_on": "2031-06-01",
    "quote": "At least 7,000 people.",
    "url": "https://ombud.example/1",
    "reason": "From the notice.",
}


def best(client: APIClient, incident: Incident) -> dict[str, Any]:
    rows = client.get(f"{ROOT}/incidents/{incident.reference}/figures?metric=affected").json()["results"]
    return dict(rows[0])


def last_event() -> Event:
    event = Event.objects.order_by("-sequence").first()
    assert event is not None
    return event


def test_an_incident_is_opened_with_all_that_is_known(curator: APIClient) -> None:
    party = curator.post(f"{ROOT}/parties", {"name": "Northwind", "aliases": ["NW"], "country": "GB"}).json()
    body = {
        "title": "Northwind address books",
        "kind": "exposure",
        "occurred_on": "2031-04-01",
        "occurred_precision": "month",
        "countries": ["GB", "FR"],
        "data_classes": ["contact"],
        "involvements": [{"party": party["reference"], "role": "controller", "standing": "admitted"}],
    }
    answer = curator.post(f"{ROOT}/incidents", body)
    assert answer.status_code == 201
    shown = answer.json()
    assert shown["slug"] == "northwind-address-books"
    assert (shown["countries"], shown["data_classes"]) == (["FR", "GB"], ["contact"])
    assert shown["involvements"][0]["party"]["name"] == "Northwind"
    assert answer["Location"].endswith(f"/api/v1/incidents/{shown['reference']}")
    assert curator.get(answer["Location"]).json() == shown
    event = last_event()
    assert (event.type, event.actor) == ("incident.created", "mara")


def test_a_change_is_told_before_and_after_with_its_reason(curator: APIClient) -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}"
    tag = curator.get(address)["ETag"]
    body = {"status": "confirmed", "countries": ["IE"], "reason": "The company said so."}
    answer = curator.patch(address, body, headers={"If-Match": tag})
    assert (answer.json()["status"], answer.json()["countries"]) == ("confirmed", ["IE"])
    data = last_event().data
    assert (data["before"]["status"], data["after"]["status"]) == ("open", "confirmed")
    assert data["reason"] == "The company said so."


def test_a_change_that_changes_nothing_is_silent(curator: APIClient) -> None:
    incident = fill(1)
    events = Event.objects.count()
    address = f"{ROOT}/incidents/{incident.reference}"
    answer = curator.patch(address, {"title": incident.title}, headers={"If-Match": "*"})
    assert answer.status_code == 200
    assert Event.objects.count() == events


def test_a_claim_is_entered_and_moves_the_figure(curator: APIClient) -> None:
    incident = fill(1)
    answer = curator.post(f"{ROOT}/incidents/{incident.reference}/claims", CLAIM)
    assert answer.status_code == 201
    shown = answer.json()
    assert (shown["low"], shown["high"], shown["basis"], shown["decision"]) == (7000, None, "entered", "accept")
    assert shown["evidence"][0]["quote"] == CLAIM["quote"]
    assert best(curator, incident)["claim"] == shown["reference"]


def test_reviews_move_the_figure_and_back(curator: APIClient) -> None:
    incident = fill(1)
    first = Claim.objects.get(value=1000)
    claims = f"{ROOT}/claims/{first.reference}"
    assert curator.post(f"{claims}/pin", {"reason": "Counted by hand."}).json()["decision"] == "pin"
    assert best(curator, incident)["best"] == 1000
    assert curator.post(f"{claims}/unpin", {"reason": "Counted wrongly."}).status_code == 200
    assert best(curator, incident)["best"] == 5000
    later = Claim.objects.get(value=5000)
    for verb in ("reject", "out_of_scope"):
        answer = curator.post(f"{ROOT}/claims/{later.reference}/{verb}", {"reason": "Another incident."})
        assert answer.json()["standing"] == "set_aside"
        assert best(curator, incident)["best"] == 1000
    assert curator.post(f"{ROOT}/claims/{later.reference}/accept", {"reason": "It was this."}).status_code == 200
    assert best(curator, incident)["best"] == 5000
    reviews = curator.get(f"{ROOT}/claims/{later.reference}?fields=reviews").json()["reviews"]
    assert [row["decision"] for row in reviews] == ["accept", "out_of_scope", "reject"]
    assert reviews[0]["actor"] == "mara"


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [("accept", {}, 400), ("reject", {"reason": " "}, 400), ("unpin", {"reason": "x"}, 409), ("burn", {}, 404)],
)
def test_a_review_that_cannot_be_made_changes_nothing(
    curator: APIClient, verb: str, body: dict[str, str], status: int
) -> None:
    fill(1)
    claim = Claim.objects.get(value=1000)
    events = Event.objects.count()
    problem(curator.post(f"{ROOT}/claims/{claim.reference}/{verb}", body), status)
    assert Event.objects.count() == events


def test_a_figure_is_overruled_and_given_back(curator: APIClient) -> None:
    incident = fill(1)
    body = {"metric": "affected", "unit": "people", "value": 6500, "reason": "By the audit."}
    claim = curator.post(f"{ROOT}/incidents/{incident.reference}/figures/overrule", body).json()
    assert best(curator, incident)["best"] == 6500
    curator.post(f"{ROOT}/claims/{claim['reference']}/unpin", {"reason": "The audit was withdrawn."})
    assert best(curator, incident)["best"] == 5000


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"value": None}, "/value"),
        ({"value": -1}, "/value"),
        ({"value": 2**63}, "/value"),
        ({"value": 1.5}, "/value"),
        ({"value": "7000"}, "/value"),
        ({"value": True}, "/value"),
        ({"low": 9, "high": 3}, "/low"),
        ({"unit": "money"}, "/currency"),
        ({"currency": "EUR"}, "/currency"),
        ({"metric": "sheep"}, "/metric"),
        ({"metric": ["affected"]}, "/metric"),
        ({"speaker_party": "PA-0000-0000"}, "/speaker_party"),
        ({"speaker_party": "a\x00b"}, "/speaker_party"),
        ({"claimed_on": "yesterday"}, "/claimed_on"),
        ({"quote": "a\x00b"}, "/quote"),
        ({"reason": ""}, "/reason"),
    ],
)
def test_a_claim_that_cannot_be_kept_is_pointed_to(curator: APIClient, change: dict[str, Any], pointer: str) -> None:
    incident = fill(1)
    refusal = problem(curator.post(f"{ROOT}/incidents/{incident.reference}/claims", {**CLAIM, **change}), 400)
    assert pointer in {fault["pointer"] for fault in refusal["errors"]}


def test_a_role_is_given_changed_and_taken(curator: APIClient) -> None:
    incident = fill(1)
    party = incident.involvements.get().party.reference
    address = f"{ROOT}/incidents/{incident.reference}/involvements"
    body = {"party": party, "role": "processor", "note": "Ran the servers."}
    first = curator.post(address, body).json()
    second = curator.post(address, {**body, "standing": "found"}).json()
    assert (first["id"], second["standing"]) == (second["id"], "found")
    assert curator.delete(f"{address}/{first['id']}").status_code == 204
    assert [row["role"] for row in curator.get(address).json()["results"]] == ["controller"]
    problem(curator.delete(f"{address}/{first['id']}"), 404)


def test_a_proceeding_is_opened_and_taken_on(curator: APIClient) -> None:
    incident = fill(1)
    body = {"regulator": "gb-ico", "kind": "inquiry", "case_reference": "C-1"}
    opened = curator.post(f"{ROOT}/incidents/{incident.reference}/proceedings", body)
    assert opened.status_code == 201
    address = f"{ROOT}/proceedings/{opened.json()['reference']}/stages"
    intent = {"kind": "notice_of_intent", "happened_on": "2031-07-01", "amount_minor": 18_300_000, "currency": "GBP"}
    assert curator.post(address, intent).json()["owed"] is None
    decision = {"kind": "decision", "happened_on": "2032-07-01", "amount_minor": 2_000_000, "currency": "GBP"}
    assert curator.post(address, decision).json()["owed"] == {"amount_minor": 2_000_000, "currency": "GBP"}
    assert len(curator.post(address, decision).json()["stages"]) == 2
    problem(curator.post(address, {**decision, "currency": ""}), 400)
    assert last_event().type == "proceeding.stage_changed"


def test_incidents_are_merged_and_parted_again(curator: APIClient) -> None:
    kept, absorbed = fill(1), fill(2)
    address = f"{ROOT}/incidents/{kept.reference}"
    body = {"absorb": absorbed.reference, "reason": "One and the same."}
    assert curator.post(f"{address}/merge", body).status_code == 200
    assert kept.claims.count() == 4
    refusal = problem(
        curator.patch(f"{ROOT}/incidents/{absorbed.reference}", {"title": "A"}, headers={"If-Match": "*"}), 409
    )
    assert kept.reference in refusal["detail"]
    problem(curator.post(f"{address}/merge", body), 409)
    problem(curator.post(f"{address}/merge", {**body, "absorb": kept.reference}), 400)
    parted = curator.post(f"{ROOT}/incidents/{absorbed.reference}/undo-merge", {"reason": "They were two."})
    assert parted.json()["reference"] == absorbed.reference
    assert kept.claims.count() == 2
    problem(curator.post(f"{address}/undo-merge", {"reason": "Again."}), 409)


def test_an_incident_is_split(curator: APIClient) -> None:
    incident = fill(1)
    claim = Claim.objects.get(value=5000)
    body = {"claims": [claim.reference], "incident": {"title": "The later leak"}, "reason": "Two leaks."}
    answer = curator.post(f"{ROOT}/incidents/{incident.reference}/split", body)
    assert answer.status_code == 201
    assert answer.json()["title"] == "The later leak"
    assert best(curator, incident)["best"] == 1000
    other = fill(2).claims.first()
    assert other is not None
    problem(curator.post(f"{ROOT}/incidents/{incident.reference}/split", {**body, "claims": [other.reference]}), 400)


def test_a_party_is_one_however_its_name_is_written(curator: APIClient) -> None:
    first = curator.post(f"{ROOT}/parties", {"name": "Northwind Mail"}).json()
    second = curator.post(f"{ROOT}/parties", {"name": "NORTHWIND  mail", "aliases": ["NM"]}).json()
    assert first["reference"] == second["reference"]
    assert "NM" in second["aliases"]
    assert Party.objects.count() == 1


def test_a_broker_that_is_down_fails_no_save(curator: APIClient, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        answer = curator.post(f"{ROOT}/incidents", {"title": "A leak"})
    assert callbacks, "a deliverer was to be woken"
    assert answer.status_code == 201
    assert Incident.objects.count() == 1


def test_the_actor_is_the_owner_of_the_token() -> None:
    client_with([TokenScope.CURATE], "noor").post(f"{ROOT}/incidents", {"title": "A leak"})
    assert last_event().actor == "noor"
    assert Incident.objects.get().created_by == User.objects.get(username="noor")


def test_a_party_is_changed_by_one_curator_at_a_time(curator: APIClient) -> None:
    created = curator.post(f"{ROOT}/parties", {"name": "Northwind", "aliases": ["NW", "Northwind Mail"]})
    address, tag = created["Location"], created["ETag"]
    body = {"country": "GB", "external_ids": {"wikidata": "Q1"}, "aliases": ["NW"], "reason": "From its site."}
    problem(curator.patch(address, body), 428)
    changed = curator.patch(address, body, headers={"If-Match": tag})
    assert changed.status_code == 200
    assert (changed.json()["country"], changed.json()["external_ids"]) == ("GB", {"wikidata": "Q1"})
    assert set(changed.json()["aliases"]) == {"Northwind", "NW"}
    problem(curator.patch(address, {"country": "FR"}, headers={"If-Match": tag}), 412)
    same = curator.patch(address, {"country": "GB"}, headers={"If-Match": changed["ETag"]})
    assert same["ETag"] == changed["ETag"], "nothing differed"
    history = Party.objects.get().history.latest()
    why = "From its site. Names: -Northwind Mail"
    assert (history.history_user.get_username(), history.history_change_reason) == ("mara", why)
