"""An article in German, French or Spanish is read, waits for a curator as a whole, and says so wherever one looks."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from rest_framework.test import APIClient

from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import Decision, Metric, Unit
from sources import extraction
from sources.extraction.lexicon import FOR_REVIEW, load_review_lexicon
from sources.models import Article, ArticleState, ArticleVersion, Coverage, Mention, ReviewLanguage
from sources.pipeline import advance, link_coverage, submit_text
from sources.pipeline.match.profiles import reading_of
from sources.pipeline.record.mention_reviews import judge_mention, undecided_mentions
from tests.api import ROOT, client_with
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

TITLES = {
    "de": "Datenleck bei Halden Rail: 1,2 Millionen Kunden betroffen",
    "fr": "Fuite chez Halden Rail : 1,2 million de clients touchés",
    "es": "Fuga en Halden Rail: 1,2 millones de clientes afectados",
}
TEXTS = {
    "de": "Bei der Halden Rail sind die Daten von mehr als 40.000 Kunden gestohlen worden. Das teilte das Unternehmen "
    "am Dienstag mit. Die Behörde will ein Bußgeld von 200.000 Euro verhängen.",
    "fr": "La société Halden Rail a perdu les données de plus de 40 000 clients, dans une attaque sur les serveurs qui "
    "est en cours d'analyse. La CNIL envisage une amende de 200 000 euros.",
    "es": "La empresa Halden Rail ha perdido los datos de más de 40.000 clientes por un ataque a los servidores que "
    "está en curso. La agencia propone una multa de 200.000 euros.",
}
REASON = "Read in {}, by few words that are not proven yet: look at the sentence."


def taken_in(language: str) -> Article:
    article = submit_text(TEXTS[language], title=TITLES[language]).article
    assert advance(article.pk) == ArticleState.DONE
    article.refresh_from_db()
    return article


def test_the_languages_have_one_name_everywhere() -> None:
    assert {one.value: one.label for one in ReviewLanguage} == {
        language: load_review_lexicon(language).called for language in FOR_REVIEW
    }


@pytest.mark.parametrize("language", TEXTS)
def test_all_of_it_is_held_with_the_language_as_the_reason(language: str) -> None:
    article = taken_in(language)
    version = article.versions.get()
    assert (article.unread, article.read_in, version.language, version.headline) == ("", language, language, None)
    assert not Coverage.objects.filter(article=article).exists()
    rows = [
        (one.in_title, one.metric, one.unit, one.currency, one.value, one.hedge, one.organisation)
        for one in version.mentions.order_by("in_title", "start")
    ]
    assert rows == [
        (False, Metric.AFFECTED, Unit.PEOPLE, "", 40_000, "more_than", "Halden Rail"),
        (False, Metric.FINE, Unit.MONEY, "EUR", 20_000_000, "exact", "Halden Rail"),
        (True, Metric.AFFECTED, Unit.PEOPLE, "", 1_200_000, "exact", "Halden Rail"),
    ]
    reason = REASON.format(ReviewLanguage(language).label)
    assert set(version.mentions.values_list("needs_review", "held_because")) == {(True, reason)}
    assert not version.stage_mentions.exists()


@pytest.mark.parametrize("language", TEXTS)
def test_confirmed_coverage_makes_no_claim_before_a_curator_does(
    language: str, curator: User, incident: Incident
) -> None:
    article = taken_in(language)
    link_coverage(article, incident, user=curator, note="It is about them.")
    assert not Claim.objects.exists()
    assert not Figure.objects.exists()
    assert undecided_mentions().count() == 3
    mention = undecided_mentions().get(in_title=False, metric=Metric.AFFECTED)
    claim = judge_mention(mention.pk, incident.pk, Decision.ACCEPT, reason="It says so.", user=curator)
    assert (claim.value, claim.low, claim.high) == (40_000, 40_000, None)
    assert undecided_mentions().count() == 2
    assert Figure.objects.filter(incident=incident, metric=Metric.AFFECTED).exists()


def test_its_figures_do_not_tie_it_to_an_incident(curator: User, incident: Incident) -> None:
    article = taken_in("de")
    reading = reading_of(article, article.versions.get())
    assert (reading.figures, reading.recalled, reading.updates) == (frozenset(), frozenset(), "")


def test_it_is_shown_in_the_inbox_on_its_page_over_rest_and_in_the_metrics(
    desk: Client, curator: User, incident: Incident, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "m" * 20
    article = taken_in("fr")
    page = reverse("admin:sources_article_change", args=[article.pk])
    words = "Read in French, by few words that are not proven yet: every figure waits for you."
    inbox = desk.get(reverse("admin:index")).content.decode()
    assert page in inbox
    assert words in inbox
    assert words in desk.get(page).content.decode()
    for choice in ("any", "fr"):
        assert (
            article.title in desk.get(reverse("admin:sources_article_changelist"), {"read_in": choice}).content.decode()
        )
    listed = desk.get(reverse("admin:sources_article_changelist"), {"read_in": "de"}).content.decode()
    assert article.title not in listed
    link_coverage(article, incident, user=curator, note="It is about them.")
    inbox = desk.get(reverse("admin:index")).content.decode()
    assert words not in inbox
    assert REASON.format("French") in inbox
    mention = article.versions.get().mentions.filter(in_title=False).first()
    judge = reverse("admin:sources_mention_judge", args=[mention.pk])
    assert REASON.format("French") in desk.get(judge).content.decode()
    reader: APIClient = client_with([TokenScope.CURATE, TokenScope.READ], "cora")
    found = reader.get(f"{ROOT}/articles", {"read_in": "fr"}).json()["results"]
    assert [(row["reference"], row["read_in"], row["unread"]) for row in found] == [(article.reference, "fr", None)]
    assert reader.get(f"{ROOT}/articles", {"read_in": "de"}).json()["results"] == []
    assert reader.get(f"{ROOT}/articles", {"read_in": "nl"}).status_code == 400
    assert reader.get(f"{ROOT}/articles/{article.reference}/status").json()["read_in"] == "fr"
    rows = reader.get(f"{ROOT}/mentions", {"held_because": "Read in French"}).json()["results"]
    assert {(row["needs_review"], row["value"]) for row in rows} == {
        (True, 40_000), (True, 20_000_000), (True, 1_200_000)
    }  # fmt: skip
    metrics = Client().get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).content.decode()
    assert 'tracker_articles_for_review{language="fr"} 1.0' in metrics
    assert 'tracker_articles_for_review{language="de"} 0.0' in metrics


def test_an_article_that_was_left_unread_is_read_anew_as_outdated() -> None:
    article = taken_in("es")
    judged = ArticleVersion.objects.get(article=article)
    Mention.objects.all().delete()
    Article.objects.update(unread="language", read_in="")
    ArticleVersion.objects.update(extractor_version="1.20.0")
    call_command("reextract", "--outdated", "--here", verbosity=0)
    article.refresh_from_db()
    judged.refresh_from_db()
    assert (article.state, article.unread, article.read_in) == (ArticleState.DONE, "", "es")
    assert (judged.extractor_version, judged.mentions.filter(needs_review=True).count()) == (extraction.VERSION, 3)
