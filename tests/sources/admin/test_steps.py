"""The steps of proceedings on an article's and an incident's page, with their sentences."""

import datetime as dt
import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.models import Incident, Proceeding, Stage
from incidents.regulators import seed_regulators
from sources.models import Article
from sources.pipeline import advance, link_coverage, submit_text

pytestmark = pytest.mark.django_db

TEXT = (
    "Halden Rail has been fined £3.2 million (about $4 million) by Britain's privacy regulator over a leak. "
    "It follows the £20 million fine for Pellworth Air."
)


@pytest.fixture
def covering(incident: Incident, curator: User) -> Article:
    seed_regulators()
    article = submit_text(TEXT, title="Halden Rail fined over data breach", published_on=dt.date(2031, 4, 9)).article
    advance(article.pk)
    link_coverage(article, incident, user=curator)
    return article


def page(client: Client, name: str, pk: int) -> str:
    return html.unescape(client.get(reverse(f"admin:{name}_change", args=[pk])).content.decode())


def test_an_article_shows_its_steps_with_the_sentence_and_the_proceeding(desk: Client, covering: Article) -> None:
    shown = page(desk, "sources_article", covering.pk)
    assert "decision: GBP 3.2 million (USD 4 million)" in shown
    assert "Britain's privacy regulator" in shown
    assert reverse("admin:incidents_proceeding_change", args=[Proceeding.objects.get().pk]) in shown
    assert "no confirmed incident of Pellworth Air fits it" in shown


def test_an_incident_shows_the_quote_of_each_stage_and_the_sum(
    desk: Client, covering: Article, incident: Incident
) -> None:
    shown = page(desk, "incidents_incident", incident.pk)
    assert "has been fined £3.2 million (about $4 million)" in shown
    assert "In all, by the latest steps that have effect" in shown
    assert "GBP 3.2 million" in shown


def test_a_curator_puts_a_stage_right_and_it_stays(desk: Client, covering: Article, incident: Incident) -> None:
    proceeding = Proceeding.objects.get()
    stage = Stage.objects.get()
    form = {
        "regulator": proceeding.regulator_id,
        "label": "",
        "respondent": "",
        "kind": "enforcement",
        "case_reference": "PN-7",
        "legal_basis": "",
        "change_reason": "The penalty notice says so.",
        "stages-TOTAL_FORMS": "1",
        "stages-INITIAL_FORMS": "1",
        "stages-0-id": stage.pk,
        "stages-0-proceeding": proceeding.pk,
        "stages-0-kind": "decision",
        "stages-0-happened_on": "2031-04-07",
        "stages-0-happened_precision": "day",
        "stages-0-amount": "3.25 million",
        "stages-0-currency": "GBP",
    }
    answer = desk.post(reverse("admin:incidents_proceeding_change", args=[proceeding.pk]), form)
    assert answer.status_code == 302, answer.content.decode()
    desk.post(reverse("admin:sources_article_again", args=[covering.pk]), {"what": "read"})
    advance(covering.pk)
    stage.refresh_from_db()
    assert (stage.amount_minor, stage.happened_on) == (325_000_000, dt.date(2031, 4, 7))


def test_a_removed_stage_is_told_as_removed(desk: Client, covering: Article) -> None:
    Stage.every.update(removed=True, curated=True)
    assert "a curator said that it never happened" in page(desk, "sources_article", covering.pk)
