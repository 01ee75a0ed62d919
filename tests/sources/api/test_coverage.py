"""The curators' word on coverage, over REST."""

import pytest
from rest_framework.test import APIClient

from incidents.ledger import merge_incidents
from incidents.models import Claim, Event
from sources.models import CoverageState
from tests.api import ROOT, actor, fill, problem
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db

COVERAGE = f"{ROOT}/coverage"


def test_suggestions_are_the_curators_inbox(anonymous: APIClient, curator: APIClient) -> None:
    confirmed, suggested = fill(1), fill(2)
    cover(confirmed)
    cover(suggested, state=CoverageState.SUGGESTED)
    [row] = anonymous.get(COVERAGE).json()["results"]
    assert row["incident"] == confirmed.reference
    [inbox] = curator.get(f"{COVERAGE}?state=suggested&by_curator=false").json()["results"]
    assert inbox["incident"] == suggested.reference
    assert inbox["reasons"][0]["name"] == "party"
    problem(anonymous.get(f"{COVERAGE}/{inbox['id']}"), 404)


def test_confirming_records_what_the_article_claims(curator: APIClient) -> None:
    incident = fill(1)
    cover(incident, state=CoverageState.SUGGESTED)
    before = set(Claim.objects.values_list("pk", flat=True))
    [row] = curator.get(COVERAGE).json()["results"]
    answer = curator.post(f"{COVERAGE}/{row['id']}/confirm", {"reason": "It names the company."})
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["state"], shown["by_curator"], shown["note"]) == ("confirmed", True, "It names the company.")
    event = Event.objects.filter(type="coverage.linked").get()
    assert (event.actor, event.data["article"]["reference"]) == ("mara", row["article"]["reference"])
    assert Claim.objects.filter(evidence__source__startswith="article:").exclude(pk__in=before).exists()


def test_rejecting_takes_the_claims_back(curator: APIClient) -> None:
    incident = fill(1)
    cover(incident, state=CoverageState.SUGGESTED)
    [row] = curator.get(COVERAGE).json()["results"]
    curator.post(f"{COVERAGE}/{row['id']}/confirm", {"reason": "It fits."})
    assert curator.post(f"{COVERAGE}/{row['id']}/reject", {"reason": "It does not."}).json()["state"] == "rejected"
    source = f"article:{row['article']['reference']}"
    assert not Claim.objects.filter(evidence__source=source).exists()
    events = Event.objects.count()
    curator.post(f"{COVERAGE}/{row['id']}/reject", {"reason": "Again."})
    assert Event.objects.count() == events


def test_a_curator_links_an_article_by_hand(curator: APIClient) -> None:
    article, other = cover(fill(1)), fill(2)
    address = f"{ROOT}/incidents/{other.reference}/coverage"
    answer = curator.post(address, {"article": article.reference, "reason": "It tells of both."})
    assert answer.status_code == 201
    assert [row["article"]["reference"] for row in curator.get(address).json()["results"]] == [article.reference]
    problem(curator.post(address, {"article": "AR-0000-0000"}), 400)


def test_readers_decide_nothing(reader: APIClient) -> None:
    cover(fill(1))
    [row] = reader.get(COVERAGE).json()["results"]
    for verb in ("confirm", "reject"):
        problem(reader.post(f"{COVERAGE}/{row['id']}/{verb}", {}), 403)


def test_the_coverage_of_a_merged_incident_is_read_at_the_kept_one(anonymous: APIClient) -> None:
    kept, absorbed = fill(1), fill(2)
    article = cover(absorbed)
    merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One and the same.", actor=actor())
    [row] = anonymous.get(f"{ROOT}/incidents/{kept.reference}/coverage").json()["results"]
    assert row["article"]["reference"] == article.reference
    assert anonymous.get(f"{ROOT}/incidents/{absorbed.reference}/coverage").status_code == 307
