"""Articles in the admin: handed in, read with their marks, read again, linked by hand."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, open_incident, review_claim
from incidents.models import Claim, Incident
from incidents.vocabulary import Decision
from sources.models import Article, ArticleState, ArticleVersion, Coverage, CoverageState
from tests.sources.admin.conftest import read


def page(article: Article) -> str:
    return reverse("admin:sources_article_change", args=[article.pk])


def hand_in(desk: Client, **typed: str) -> tuple[int, str]:
    form = {"url": "", "text": "", "title": "", "publisher_name": "", "published_on": "", **typed}
    response = desk.post(reverse("admin:sources_article_add"), form)
    return response.status_code, response.content.decode()


def test_its_text_is_shown_with_the_figures_marked_in_place(desk: Client, article: Article) -> None:
    shown = desk.get(page(article)).content.decode()
    assert re.findall(r'<mark class="(figure[ a-z]*)" [^>]*>([^<]*)</mark>', shown) == [
        ("figure", "30 million"),
        ("figure", "87 million"),
        ("figure weak", "4,000"),
    ]
    assert "&lt;b&gt;as told&lt;/b&gt;" in shown
    assert "<b>as told" not in shown
    assert "not 87 million people" in shown
    assert "unit noun +0.40" in shown
    assert "0.91" in shown


def test_the_list_of_readings_leads_to_the_claims_they_became(
    desk: Client, article: Article, suggested: Coverage
) -> None:
    desk.post(reverse("admin:sources_coverage_decide", args=[suggested.pk, "confirmed"]), {"reason": "Same case"})
    shown = desk.get(page(article)).content.decode()
    for claim in Claim.objects.all():
        assert reverse("admin:incidents_claim_change", args=[claim.pk]) in shown
    assert Claim.objects.count() == 2


def test_a_rejected_reading_is_offered_to_be_restored(desk: Client, article: Article, suggested: Coverage) -> None:
    desk.post(reverse("admin:sources_coverage_decide", args=[suggested.pk, "confirmed"]), {"reason": "Same case"})
    rejected, kept = Claim.objects.order_by("pk")
    review_claim(rejected.pk, Decision.REJECT, reason="Read wrongly", actor=SYSTEM)
    shown = desk.get(page(article)).content.decode()
    assert reverse("admin:incidents_claim_correct", args=[kept.pk]) in shown
    assert reverse("admin:incidents_claim_correct", args=[rejected.pk]) not in shown
    assert reverse("admin:incidents_claim_review", args=[rejected.pk]) + "?decision=accept" in shown
    assert ">rejected by system, " in shown


def test_an_older_version_is_shown_when_asked_for(desk: Client, article: Article) -> None:
    newer = ArticleVersion.objects.create(
        article=article, number=2, title="T", text="Now 31 million.", content_hash="2"
    )
    read(newer, "31 million", "Now 31 million.", 31_000_000)
    assert "31 million</mark>" in desk.get(page(article)).content.decode()
    older = desk.get(page(article), {"version": "1"}).content.decode()
    assert "30 million</mark>" in older
    assert "31 million</mark>" not in older
    assert desk.get(page(article), {"version": "99"}).status_code == 200


def test_an_address_is_handed_in_and_waits_to_be_fetched(desk: Client, curator: User) -> None:
    status, _ = hand_in(desk, url="https://daily.example/new?utm_source=x", title="New")
    assert status == 302
    handed_in = Article.objects.get()
    assert (handed_in.state, handed_in.submitted_by) == (ArticleState.QUEUED, curator)
    assert handed_in.url == "https://daily.example/new"


def test_a_text_is_handed_in_and_waits_to_be_read(desk: Client) -> None:
    status, _ = hand_in(desk, text="Twelve million people are affected.", title="Twelve", publisher_name="Own notes")
    assert status == 302
    handed_in = Article.objects.get()
    assert handed_in.state == ArticleState.FETCHED
    assert handed_in.versions.get().text == "Twelve million people are affected."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Give an address, a text, or both."),
        ({"url": "ftp://daily.example/x"}, "errorlist"),
        ({"url": "not an address"}, "errorlist"),
        ({"text": " \n "}, "The text has no words"),
    ],
)
def test_what_cannot_be_taken_in_is_an_error_of_the_form(desk: Client, typed: dict[str, str], sentence: str) -> None:
    status, shown = hand_in(desk, **typed)
    assert status == 200
    assert sentence in shown
    assert not Article.objects.exists()


def test_reading_again_queues_it_and_says_so(desk: Client, article: Article) -> None:
    again = reverse("admin:sources_article_again", args=[article.pk])
    assert desk.get(again).status_code == 405
    shown = desk.post(again, {"what": "read"}, follow=True).content.decode()
    assert "It will be read again." in shown
    article.refresh_from_db()
    assert article.state == ArticleState.FETCHED
    assert "on its way already" in desk.post(again, {"what": "read"}, follow=True).content.decode()


def test_failed_articles_are_fetched_again_from_the_list(desk: Client, article: Article) -> None:
    Article.objects.update(state=ArticleState.FAILED)
    post = {"action": "fetch_again", "_selected_action": [article.pk]}
    shown = desk.post(reverse("admin:sources_article_changelist"), post, follow=True).content.decode()
    assert "1 will be fetched again, 1 of them had failed." in shown
    article.refresh_from_db()
    assert article.state == ArticleState.QUEUED


def test_an_article_is_linked_to_an_incident_by_hand(
    desk: Client, article: Article, incident: Incident, curator: User
) -> None:
    address = reverse("admin:sources_article_link", args=[article.pk])
    nobody = desk.post(address, {"incident": "PI-0000-0000", "reason": "x"}).content.decode()
    assert "No incident has this reference" in nobody
    assert desk.post(address, {"incident": incident.reference, "reason": "It is named"}).status_code == 302
    row = Coverage.objects.get()
    assert (row.state, row.decided_by, row.note) == (CoverageState.CONFIRMED, curator, "It is named")
    assert Claim.objects.filter(incident=incident).count() == 2


def test_its_page_asks_as_many_queries_for_many_readings_as_for_few(
    desk: Client, article: Article, suggested: Coverage
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page(article)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    version = ArticleVersion.objects.create(article=article, number=2, title="T", text="1 2 3 4 5 6", content_hash="2")
    for number in "123456":
        read(version, number, "1 2 3 4 5 6", int(number))
    other = open_incident(IncidentDraft("Another"), actor=SYSTEM)
    Coverage.objects.create(article=article, incident=other, state=CoverageState.SUGGESTED)
    assert queries() == few


def test_a_text_that_was_not_read_to_its_end_says_so(desk: Client, article: Article) -> None:
    assert "Not all of this text was read" not in desk.get(page(article)).content.decode()
    text = "Norbank was hacked. " + "Data of 7,000 users was stolen. " * 400
    ArticleVersion.objects.create(article=article, number=2, title="T", text=text, content_hash="2")
    shown = desk.get(page(article)).content.decode()
    assert "Not all of this text was read: it has more than 300 figures." in shown


def test_who_may_see_articles_alone_is_not_told_what_they_cover(
    client: Client, article: Article, suggested: Coverage, incident: Incident
) -> None:
    staff = User.objects.create_user("jonas", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(staff)
    shown = client.get(page(article)).content.decode()
    assert "Osier contradicts the railway" in shown
    assert incident.title not in shown
    assert "Osier Data is named" not in shown
