"""What a `submit` token can bring about over REST: a proposal, until a curator has confirmed it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings
from rest_framework.test import APIClient

from incidents import ledger
from incidents.models import Claim, Event, Figure, Incident
from incidents.vocabulary import Role
from sources.models import Article, ArticleVersion, TextOrigin, TextStanding
from sources.pipeline import advance
from tests.api import ROOT, client_with, problem, queries_of
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

ARTICLES = f"{ROOT}/articles"
DAY = dt.date(2031, 5, 5)
BODY = {
    "url": "https://gazette.example/1",
    "title": "Brightwater data breach",
    "published_on": "2031-05-06",
    "text": "Brightwater said that data of 140 million patients was stolen from its clinics. The police look into it.",
}


@pytest.fixture
def submitter() -> APIClient:
    return client_with([TokenScope.SUBMIT, TokenScope.READ], "sam")


@pytest.fixture
def incident() -> Incident:
    draft = ledger.IncidentDraft(
        title="Brightwater patient data breach",
        disclosed_on=DAY,
        involvements=[ledger.InvolvementDraft(ledger.known_party("Brightwater"), Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


def submitted(client: APIClient, **changes: Any) -> Any:
    """The article that came of it, moved on as a worker would, as the client then sees it."""
    answer = client.post(ARTICLES, {**BODY, **changes})
    assert answer.status_code == 202, answer.content
    advance(Article.objects.get(reference=answer.json()["reference"]).pk)
    return client.get(answer.json()["article"]).json()


def test_a_submitted_text_is_marked_and_waits(
    submitter: APIClient, curator: APIClient, anonymous: APIClient, incident: Incident
) -> None:
    shown = submitted(submitter)
    assert (shown["origin"], shown["standing"]) == ("submitted", "waiting")
    assert "submitted_by" not in shown
    assert not Claim.objects.exists()
    [row] = curator.get(f"{ROOT}/coverage?state=suggested").json()["results"]
    assert (row["article"]["standing"], row["article"]["submitted_by"]) == ("waiting", "sam")
    [version] = curator.get(f"{ARTICLES}/{shown['reference']}/versions").json()["results"]
    assert (version["origin"], version["standing"], version["submitted_by"]) == ("submitted", "waiting", "sam")
    assert curator.get(f"{ARTICLES}?standing=waiting&origin=submitted").json()["results"][0]["url"] == BODY["url"]
    problem(anonymous.get(f"{ARTICLES}/{shown['reference']}"), 404)


def test_a_curator_confirms_it_and_it_says_so_everywhere(
    submitter: APIClient, curator: APIClient, anonymous: APIClient, incident: Incident
) -> None:
    shown = submitted(submitter)
    [row] = curator.get(f"{ROOT}/coverage").json()["results"]
    assert curator.post(f"{ROOT}/coverage/{row['id']}/confirm", {"reason": "Seen."}).json()["state"] == "confirmed"
    assert Figure.objects.get().best == 140_000_000
    seen = anonymous.get(f"{ARTICLES}/{shown['reference']}").json()
    assert (seen["origin"], seen["standing"]) == ("submitted", "accepted")
    assert anonymous.get(f"{ROOT}/claims").json()["results"][0]["evidence"][0]["submitted"] is True
    assert anonymous.get(f"{ROOT}/mentions").json()["results"][0]["origin"] == "submitted"
    assert b"sam" not in anonymous.get(f"{ROOT}/events").content
    actors = {
        row["actor"] for row in curator.get(f"{ROOT}/events").json()["results"] if row["type"] != "incident.created"
    }
    assert actors == {"mara (submission:sam)"}


def test_a_text_is_accepted_or_refused_by_curators_alone(
    submitter: APIClient, curator: APIClient, reader: APIClient, incident: Incident
) -> None:
    article = f"{ARTICLES}/{submitted(submitter)['reference']}"
    for verb in ("accept", "refuse"):
        problem(submitter.post(f"{article}/{verb}", {}), 403)
        problem(reader.post(f"{article}/{verb}", {}), 403)
    assert curator.post(f"{article}/accept", {"reason": "I know it.", "version": 1}).json()["standing"] == "accepted"
    advance(Article.objects.get().pk)
    assert Figure.objects.get().best == 140_000_000
    assert curator.post(f"{article}/refuse", {"reason": "I do not."}).json()["standing"] == "refused"
    assert Figure.objects.get().best is None


def test_what_was_fetched_or_is_anothers_is_a_conflict_that_names_the_remedy(
    submitter: APIClient, curator: APIClient, incident: Incident
) -> None:
    shown = submitted(submitter)
    other = client_with([TokenScope.SUBMIT], "otto")
    refusal = problem(other.post(ARTICLES, {**BODY, "text": "Another text."}), 409)
    assert refusal["type"].endswith("/foreign-text")
    assert "Send the address alone" in refusal["detail"]
    assert curator.post(f"{ARTICLES}/{shown['reference']}/accept", {"version": 1}).status_code == 200
    before = Article.objects.get()
    for sent in ({"url": BODY["url"]}, {**BODY, "text": "Another text."}):
        refusal = problem(other.post(ARTICLES, sent), 409)
        assert refusal["detail"].startswith("This article has a text that counts, and keeps it: ask a curator")
    assert (Article.objects.get().state, Article.objects.get().updated_at) == (before.state, before.updated_at)
    ArticleVersion.objects.update(origin=TextOrigin.FETCHED, standing=TextStanding.ACCEPTED)
    for client in (submitter, curator, other):
        refusal = problem(client.post(ARTICLES, {**BODY, "text": "Another text."}), 409)
        assert "was fetched from its address" in refusal["detail"]
    assert ArticleVersion.objects.get().article.reference == shown["reference"]


def test_who_could_confirm_it_needs_no_confirmation(incident: Incident) -> None:
    shown = submitted(client_with([TokenScope.SUBMIT, TokenScope.CURATE, TokenScope.READ], "mara"))
    assert (shown["standing"], shown["submitted_by"], Figure.objects.get().best) == ("accepted", "mara", 140_000_000)
    assert set(Event.objects.exclude(actor="system").values_list("actor", flat=True)) == {"submission:mara"}


def test_a_token_that_may_only_submit_is_not_trusted_for_its_owners_rights(incident: Incident) -> None:
    User.objects.create_superuser("mara")
    assert submitted(client_with([TokenScope.SUBMIT, TokenScope.READ], "mara"))["standing"] == "waiting"


def test_the_setting_names_who_is_trusted(submitter: APIClient, settings: Settings, incident: Incident) -> None:
    settings.TRUSTED_SUBMITTERS = frozenset({"sam"})
    assert submitted(submitter)["standing"] == "accepted"


def test_the_name_of_another_hosts_publisher_is_refused(
    submitter: APIClient, curator: APIClient, incident: Incident
) -> None:
    submitted(curator, publisher="The Gazette")
    refusal = problem(
        submitter.post(ARTICLES, {**BODY, "url": "https://evil.example/1", "publisher": "The Gazette"}), 422
    )
    assert "publishes at gazette.example" in refusal["detail"]
    shown = submitted(submitter, url="https://evil.example/1", publisher="Brightwater")
    assert shown["publisher"]["name"] == "evil.example"
    assert not Article.objects.filter(publisher__name="Brightwater").exists()


@pytest.mark.parametrize(
    "path", ["incidents", "parties", "incidents/{0}/claims", "incidents/{0}/coverage", "incidents/{0}/proceedings"]
)
def test_a_submit_token_writes_nothing_else(submitter: APIClient, incident: Incident, path: str) -> None:
    assert submitter.post(f"{ROOT}/{path.format(incident.reference)}", {}).status_code in {403, 405}


def test_a_list_of_coverage_asks_once_for_all_accounts(curator: APIClient, incident: Incident) -> None:
    queries_of(curator, f"{ROOT}/coverage")  # notes that the token was used
    counts = []
    for number in (1, 4):
        for name in range(number):
            submitted(
                client_with([TokenScope.SUBMIT, TokenScope.READ], f"sam{name}"), url=f"https://gazette.example/{name}"
            )
        counts.append(queries_of(curator, f"{ROOT}/coverage"))
    assert counts[0] == counts[1]
