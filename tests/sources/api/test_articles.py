"""Submitting articles, following them, and reading what was found in them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from sources.models import Article, ArticleState, ArticleVersion, CoverageState
from tests.api import ROOT, client_with, fill, problem
from tests.sources.api.filling import TEXT, cover
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

ARTICLES = f"{ROOT}/articles"


@pytest.fixture
def submitter() -> APIClient:
    return client_with([TokenScope.SUBMIT, TokenScope.READ], "sam")


def test_an_address_is_taken_in_and_can_be_followed(submitter: APIClient) -> None:
    answer = submitter.post(ARTICLES, {"url": "https://Paper.example/leak?utm_source=x", "publisher": "The Paper"})
    assert answer.status_code == 202
    shown = answer.json()
    assert (shown["state"], shown["finished"], shown["url"]) == ("queued", False, "https://paper.example/leak")
    assert answer["Location"].endswith(f"/articles/{shown['reference']}/status")
    assert submitter.get(answer["Location"]).json() == shown
    Article.objects.update(state=ArticleState.FAILED, last_error="Nobody answered.")
    later = submitter.get(answer["Location"]).json()
    assert (later["state"], later["finished"], later["error"]) == ("failed", True, "Nobody answered.")
    assert submitter.get(shown["article"]).json()["publisher"]["name"] == "paper.example"


def test_a_curator_names_the_publisher_of_a_host_that_is_not_known(curator: APIClient) -> None:
    answer = curator.post(ARTICLES, {"url": "https://paper.example/leak", "publisher": "The Paper"})
    assert curator.get(answer.json()["article"]).json()["publisher"]["name"] == "The Paper"


def test_a_text_is_taken_in_without_a_fetch(submitter: APIClient) -> None:
    body = {"text": TEXT, "title": "A leak", "url": "https://paper.example/1", "published_on": "2031-05-04"}
    first, second = submitter.post(ARTICLES, body), submitter.post(ARTICLES, body)
    assert first.status_code == second.status_code == 202
    assert first.json()["reference"] == second.json()["reference"]
    assert first.json()["state"] == "fetched"
    assert ArticleVersion.objects.get().text == TEXT
    article = Article.objects.get()
    assert article.submitted_by is not None
    assert article.submitted_by.get_username() == "sam"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"url": " ", "text": ""}, 400),
        ({"url": "https://paper.example/", "published_on": "soon"}, 400),
        ({"url": "ftp://paper.example/"}, 422),
        ({"url": "not an address"}, 422),
        ({"text": "A text.", "url": "javascript:alert(1)"}, 422),
    ],
)
def test_what_cannot_be_taken_in_says_why(submitter: APIClient, body: dict[str, Any], status: int) -> None:
    problem(submitter.post(ARTICLES, body), status)
    assert not Article.objects.exists()


def test_submitting_needs_its_scope(anonymous: APIClient, reader: APIClient) -> None:
    problem(anonymous.post(ARTICLES, {"url": "https://paper.example/"}), 401)
    problem(reader.post(ARTICLES, {"url": "https://paper.example/"}), 403)


def test_a_broker_that_is_down_fails_no_submission(
    submitter: APIClient, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert submitter.post(ARTICLES, {"url": "https://paper.example/1"}).status_code == 202
    assert callbacks, "a worker was to be woken"


def test_a_repeated_submission_with_a_key_is_answered_alike(submitter: APIClient) -> None:
    body = {"url": "https://paper.example/1"}
    answers = [submitter.post(ARTICLES, body, headers={"Idempotency-Key": "a"}) for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0]["Location"] == answers[1]["Location"]


def test_everybody_sees_confirmed_coverage_and_a_submitter_its_own(
    anonymous: APIClient, submitter: APIClient, curator: APIClient
) -> None:
    confirmed = cover(fill(1))
    suggested = cover(fill(2), state=CoverageState.SUGGESTED)
    own = submitter.post(ARTICLES, {"url": "https://paper.example/own"}).json()["reference"]

    def seen(client: APIClient) -> set[str]:
        return {row["reference"] for row in client.get(ARTICLES).json()["results"]}

    assert seen(anonymous) == {confirmed.reference}
    assert seen(submitter) == {confirmed.reference, own}
    assert seen(curator) == {confirmed.reference, suggested.reference, own}
    problem(anonymous.get(f"{ARTICLES}/{suggested.reference}"), 404)


def test_filters_find_articles(curator: APIClient) -> None:
    incident = fill(1)
    first, second = cover(incident), cover(fill(2))
    Article.objects.filter(pk=second.pk).update(state=ArticleState.QUEUED)
    for query in (f"incident={incident.reference}", "state=done", "host=paper1.example", "title=leak 1"):
        rows = curator.get(f"{ARTICLES}?{query}").json()["results"]
        assert [row["reference"] for row in rows] == [first.reference], query


def test_the_text_is_for_curators_alone(anonymous: APIClient, reader: APIClient, curator: APIClient) -> None:
    article = cover(fill(1))
    address = f"{ARTICLES}/{article.reference}/versions"
    assert curator.get(address).json()["results"][0]["text"] == TEXT
    problem(anonymous.get(address), 401)
    problem(reader.get(address), 403)
    assert TEXT not in anonymous.get(f"{ARTICLES}/{article.reference}").content.decode()


def test_mentions_tell_where_they_were_read(anonymous: APIClient, curator: APIClient) -> None:
    incident = fill(1)
    article = cover(incident)
    [row] = anonymous.get(f"{ROOT}/mentions?article={article.reference}&metric=affected").json()["results"]
    assert row["quote"][row["start"] : row["end"]] == row["text"] == "up to 5,000"
    assert row["claim"] == incident.claims.order_by("known_on", "pk")[0].reference
    assert anonymous.get(f"{ROOT}/mentions/{row['id']}").json() == row
    article.versions.get().mentions.update(claim=None)
    assert anonymous.get(f"{ROOT}/mentions").json()["results"] == []
    assert len(curator.get(f"{ROOT}/mentions").json()["results"]) == 1


def test_an_article_is_read_anew_on_request(curator: APIClient, submitter: APIClient) -> None:
    article = cover(fill(1))
    address = f"{ARTICLES}/{article.reference}/reextract"
    problem(submitter.post(address, {}), 403)
    assert curator.post(address, {}).status_code == 202
    article.refresh_from_db()
    assert article.state == ArticleState.FETCHED
