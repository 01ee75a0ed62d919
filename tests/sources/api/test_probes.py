"""An account that hands in a text learns nothing from what becomes of hidden incidents that it may be about."""

import pytest
from rest_framework.test import APIClient

from incidents.ledger import SYSTEM, Actor, IncidentDraft, InvolvementDraft, known_party, open_incident
from incidents.models import Party
from incidents.vocabulary import Role, Visibility
from sources.models import Article, ArticleState, Coverage
from sources.pipeline import accept_text, advance
from sources.pipeline.match.rematching import follow_changes
from tests.api import ROOT, actor, client_with
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

TEXT = "Zenith Quill Health said on Monday that the records of 40,000 patients were stolen in a data breach."
PAPER = "http://127.0.0.1:1/2031/05/05/paper"


@pytest.fixture
def prober(settings: object) -> APIClient:
    settings.ALLOW_PRIVATE_TARGETS = True  # type: ignore[attr-defined]
    return client_with([TokenScope.READ, TokenScope.SUBMIT], "sam")


def hand_in(client: APIClient, **body: str) -> Article:
    answer = client.post(f"{ROOT}/articles", body, format="json")
    assert answer.status_code == 202, answer.content
    return Article.objects.get(reference=answer.json()["reference"])


def answers(client: APIClient, article: Article) -> list[tuple[int, bytes, str]]:
    addresses = (
        f"articles/{article.reference}",
        f"articles/{article.reference}/status",
        "articles?state=done",
        "articles?state=extracted,matched",
        "articles?attempts_min=1",
        "articles?ordering=-updated_at",
    )
    answers = [client.get(f"{ROOT}/{address}") for address in addresses]
    return [(answer.status_code, answer.getvalue(), answer.get("ETag", "")) for answer in answers]


def test_a_hidden_incident_about_a_probe_s_company_shows_nowhere(prober: APIClient) -> None:
    article = hand_in(prober, text=TEXT, title="Breach at Zenith Quill Health")
    advance(article.pk)
    before = answers(prober, article)
    assert before[0][0] == 200

    party = known_party("Zenith Quill Health")
    draft = IncidentDraft(
        "Secret thing", visibility=Visibility.INTERNAL, involvements=[InvolvementDraft(party, Role.CONTROLLER)]
    )
    open_incident(draft, actor=actor())
    follow_changes()
    article.refresh_from_db()
    assert article.state == ArticleState.EXTRACTED, "it is to be matched anew"
    assert answers(prober, article) == before
    advance(article.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.DONE
    assert Coverage.objects.filter(article=article).exists(), "curators are asked about it"
    assert answers(prober, article) == before
    assert Party.objects.get() == party


def test_asking_for_the_page_does_not_keep_an_accepted_text_from_counting(prober: APIClient) -> None:
    curator: Actor = actor()
    open_incident(
        IncidentDraft(
            "Zenith Quill Health breach",
            involvements=[InvolvementDraft(known_party("Zenith Quill Health"), Role.CONTROLLER)],
        ),
        actor=SYSTEM,
    )
    article = hand_in(prober, text=TEXT, title="Breach at Zenith Quill Health", url=PAPER)
    other = client_with([TokenScope.READ, TokenScope.SUBMIT], "alice")
    hand_in(other, url=PAPER)
    article.refresh_from_db()
    assert article.state == ArticleState.FETCHED, "a text that waits to be read is not sent away for its page"
    advance(article.pk)
    hand_in(other, url=PAPER)
    article.refresh_from_db()
    assert article.state == ArticleState.QUEUED
    accept_text(article.pk, number=1, user=curator.user)
    article.refresh_from_db()
    assert article.state == ArticleState.EXTRACTED
    advance(article.pk)
    article.refresh_from_db()
    assert (article.state, article.standing) == (ArticleState.DONE, "accepted")
    assert article.coverage.exists()
