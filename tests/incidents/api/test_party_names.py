"""A party over REST, by whatever spelling of its names."""

from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from incidents.models import Claim, Party
from incidents.models.searching import search_claims
from tests.api import ROOT, client_with, problem
from tests.incidents.ledger.test_concurrency import at_once
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

SPELLINGS = ["Tinø & Quill", "TINO and QUILL", "Tino &amp; Quill", "Ti\xadnø and Quill", "Tino\u0338 & Quill."]


def made(curator: APIClient, name: str, **fields: Any) -> dict[str, Any]:
    answer = curator.post(f"{ROOT}/parties", {"name": name, **fields})
    assert answer.status_code == 200, answer.json()
    return dict(answer.json())


def found(curator: APIClient, address: str, **asked: str) -> list[str]:
    return [row["reference"] for row in curator.get(f"{ROOT}/{address}", asked).json()["results"]]


@pytest.mark.parametrize("name", ["X", "3", "★", "Dept. of Tides", "Q.R. Freight", *SPELLINGS])
def test_a_party_posted_twice_is_one_and_its_name_finds_it(curator: APIClient, name: str) -> None:
    party = made(curator, name)["reference"]
    made(curator, "Somebody Else")
    assert made(curator, name)["reference"] == made(curator, name.swapcase())["reference"] == party
    assert found(curator, "parties", name=name) == [party]
    assert Party.objects.count() == 2


@pytest.mark.parametrize("spelt", SPELLINGS)
def test_every_filter_and_search_folds_a_name_alike(curator: APIClient, spelt: str) -> None:
    party = made(curator, "Tinø and Quill", aliases=["Þór"])["reference"]
    other = made(curator, "Reed Bank")["reference"]
    for title, reference in (("First", party), ("Second", other)):
        involved = [{"party": reference, "role": "controller"}]
        curator.post(f"{ROOT}/incidents", {"title": title, "involvements": involved})
    incident = found(curator, "incidents", party=party)
    assert len(incident) == 1
    assert found(curator, "parties", name=spelt) == found(curator, "parties", q=spelt) == [party]
    assert found(curator, "incidents", party=spelt) == found(curator, "incidents", q=spelt) == incident
    assert found(curator, "parties", name="Thor") == found(curator, "parties", q="tho") == [party]


def test_a_claim_is_found_by_its_speaker_however_written(curator: APIClient) -> None:
    party = made(curator, "Tinø & Quill")["reference"]
    incident = curator.post(f"{ROOT}/incidents", {"title": "A leak"}).json()["reference"]
    body = {"metric": "affected", "unit": "people", "value": 7, "speaker_party": party, "speaker_kind": "other"}
    evidence = {
        "quote": "Seven people.",
        "url": "https://tino.example/1",
        "claimed_on": "2031-06-01",
        "reason": "Told.",
    }
    claim = curator.post(f"{ROOT}/incidents/{incident}/claims", body | evidence).json()
    assert [row.reference for row in search_claims(Claim.objects.all(), "tino quill")] == [claim["reference"]]


@pytest.mark.parametrize(("field", "value"), [("kind", "person"), ("country", "GB")])
def test_a_party_that_contradicts_the_one_of_its_name_is_refused_by_field(
    curator: APIClient, field: str, value: str
) -> None:
    party = made(curator, "Tinø", country="NO")
    faults = problem(curator.post(f"{ROOT}/parties", {"name": "Tino", field: value, "aliases": ["TQ"]}), 400)["errors"]
    assert [fault["pointer"] for fault in faults] == [f"/{field}"]
    assert party["reference"] in faults[0]["detail"]
    assert Party.objects.get().aliases.filter(name="TQ").count() == 0
    assert made(curator, "Tino", kind="organisation", country="NO")["reference"] == party["reference"]


def test_anothers_alias_is_that_party_unless_the_new_one_is_of_another_kind(curator: APIClient) -> None:
    works = made(curator, "Quillon Works", aliases=["Ada Tinø"])
    assert made(curator, "Ada Tino")["reference"] == works["reference"]
    person = made(curator, "Ada Tino", kind="person")
    assert person["reference"] != works["reference"]
    assert made(curator, "ADA TINØ")["reference"] == person["reference"], "its own name counts first"
    assert sorted(found(curator, "parties", name="Ada Tino")) == sorted([works["reference"], person["reference"]])


def test_a_party_is_not_renamed_to_anothers_name(curator: APIClient) -> None:
    party, other = made(curator, "Tinø & Quill"), made(curator, "Reed Bank")
    address = f"{ROOT}/parties/{other['reference']}"
    tag = curator.get(address)["ETag"]
    answer = problem(curator.patch(address, {"name": "Tino and Quill"}, headers={"If-Match": tag}), 400)
    assert [fault["pointer"] for fault in answer["errors"]] == ["/name"]
    assert f"“Tinø & Quill” ({party['reference']})" in answer["errors"][0]["detail"]
    own = curator.patch(address, {"name": "REED BANK"}, headers={"If-Match": tag})
    assert own.json()["name"] == "REED BANK"


def test_a_name_that_nobody_can_see_is_refused_by_field(curator: APIClient) -> None:
    answer = problem(curator.post(f"{ROOT}/parties", {"name": "\xad\u2060"}), 400)
    assert [fault["pointer"] for fault in answer["errors"]] == ["/name"]


@pytest.mark.django_db(transaction=True)
def test_six_posts_of_one_new_name_at_once_make_one_party() -> None:
    clients = [client_with([TokenScope.READ, TokenScope.CURATE], "mara") for _ in range(6)]
    ready = Barrier(len(clients))

    def post(number: int) -> tuple[int, str]:
        connection.ensure_connection()
        ready.wait(30)
        answer = clients[number].post(f"{ROOT}/parties", {"name": SPELLINGS[number % len(SPELLINGS)]})
        return answer.status_code, answer.json()["reference"]

    party = set(at_once(post, len(clients)))
    assert party == {(200, Party.objects.get().reference)}
