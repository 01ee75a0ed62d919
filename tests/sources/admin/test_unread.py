"""An article in which nothing was read says so, everywhere where somebody looks; and why."""

# ruff: noqa: RUF001 - letters of other languages
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from rest_framework.test import APIClient

from sources.models import Article, ArticleState
from sources.pipeline import advance, reextract, submit_text, submit_url
from tests.api import ROOT, client_with
from tests.loopback import Loopback, answer, running_loopback
from tests.sources.pages.pdf_files import encrypted, lines, pdf
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

FOREIGN = {
    "German headline": "Bußgeld gegen Klinik verhängt: 1,2 Millionen Patienten betroffen",
    "Portuguese": "A empresa confirmou nesta terça-feira que os dados de 2 milhões de clientes foram roubados.",
    "Italian": "La banca ha comunicato martedì che gli hacker hanno sottratto i dati di 45.000 clienti della filiale.",
    "Dutch": "De bank meldde dinsdag dat hackers de gegevens van 45.000 klanten hebben gestolen via een datalek.",
    "Polish": "Bank poinformował we wtorek, że hakerzy wykradli dane 45 000 klientów, a urząd wszczął postępowanie.",
    "Japanese": "銀行は火曜日、ハッカーが4万5000人の顧客データを盗んだと発表した。",
    "Russian": "Банк сообщил во вторник, что хакеры похитили данные 45 000 клиентов, и регулятор начал проверку.",
    "Arabic": "أعلن البنك يوم الثلاثاء أن قراصنة سرقوا بيانات 45 ألف عميل وأن الجهة الرقابية فتحت تحقيقا.",
    "Finnish": "Pankki kertoi tiistaina, että hakkerit veivät 45 000 asiakkaan tiedot, ja selvitys on alkanut asiasta.",
    "Czech": "Banka v úterý oznámila, že hackeři ukradli data 45 000 klientů, a úřad zahájil šetření celého případu.",
    "Hungarian": "A bank kedden közölte, hogy hackerek 45 000 ügyfél adatait lopták el, és a hatóság vizsgál.",
    "Turkish": "Banka salı günü korsanların 45.000 müşterinin verilerini çaldığını açıkladı ve kurum baktı.",
}
SILENT = "The bank wrote to its customers on Tuesday, and told the regulator what had happened in its branch."
READ = "Norbank said on Tuesday that hackers had copied the data of 45,000 customers from one of its servers."


def told(text: str, title: str = "") -> Article:
    article = submit_text(text, title=title).article
    assert advance(article.pk) == ArticleState.DONE
    article.refresh_from_db()
    return article


@pytest.mark.parametrize("language", FOREIGN)
def test_an_article_in_another_language_says_so(language: str) -> None:
    assert told(FOREIGN[language]).unread == "language"


@pytest.mark.parametrize(
    ("title", "text", "reason"),
    [
        ("Norbank", "Read more", "empty"),
        ("Norbank", "...", "empty"),
        ("Norbank", "Photo gallery", "empty"),
        ("DHS data breach: thousands of officers' details leaked", SILENT, ""),  # which is read in the title
        ("Breach may have hit millions of customers, report says", SILENT, "no_figure"),
        ("Gmarket suffers incident affecting 60 users amid hacking woes", SILENT, ""),
        ("Norbank lost data", SILENT, ""),
        ("5 tips after the breach at Norbank", SILENT, ""),
        ("Norbank breach of 2024: four arrested", SILENT, ""),
        ("Norbank hit by breach", READ, ""),
        ("Norbank lost data of 45,000 customers", SILENT, ""),
        ("Regulator fines Norbank $20 million over data breach", SILENT, ""),
        ("45,000", READ, ""),
    ],
)
def test_what_was_not_read_is_told_apart_from_what_says_nothing(title: str, text: str, reason: str) -> None:
    assert told(text, title).unread == reason


def test_reading_again_takes_the_reason_back() -> None:
    article = told(READ)
    Article.objects.filter(pk=article.pk).update(unread="language")
    reextract(Article.objects.all())
    advance(article.pk)
    article.refresh_from_db()
    assert article.unread == ""


def test_the_reason_is_shown_in_the_inbox_on_the_page_over_rest_and_in_the_metrics(
    desk: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "m" * 20
    article, other = told(FOREIGN["Dutch"], "Bank verliest gegevens"), told(READ, "Norbank lost data")
    page = reverse("admin:sources_article_change", args=[article.pk])
    inbox = desk.get(reverse("admin:index")).content.decode()
    assert page in inbox
    assert "Not read: in a language that is not read." in inbox
    assert "Not read: in a language that is not read." in desk.get(page).content.decode()
    assert "Not read" not in desk.get(reverse("admin:sources_article_change", args=[other.pk])).content.decode()
    for choice in ("any", "language"):
        listed = desk.get(reverse("admin:sources_article_changelist"), {"unread": choice}).content.decode()
        assert ("Bank verliest gegevens" in listed, "Norbank lost data" in listed) == (True, False)
    reader: APIClient = client_with([TokenScope.CURATE, TokenScope.READ], "cora")
    found = reader.get(f"{ROOT}/articles", {"unread": "language"}).json()["results"]
    assert [(row["reference"], row["unread"]) for row in found] == [(article.reference, "language")]
    assert reader.get(f"{ROOT}/articles/{article.reference}/status").json()["unread"] == "language"
    assert reader.get(f"{ROOT}/articles/{other.reference}").json()["unread"] is None
    assert reader.get(f"{ROOT}/articles", {"unread": "nonsense"}).status_code == 400
    metrics = Client().get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).content.decode()
    assert 'tracker_articles_unread{reason="language"} 1.0' in metrics
    assert 'tracker_articles_unread{reason="empty"} 0.0' in metrics


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as loopback:
        yield loopback


NOTICE = pdf(lines("Notice of Norbank plc to its customers", READ), title="Notice of Norbank plc")


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"<html><title>Just a moment...</title><p>Enable JavaScript and cookies to continue.</p>", "text/html",
         "it wants a person with JavaScript"),
        (b"<html><title>Log in</title><p>Please log in to your account to continue.</p>", "text/html",
         "asks to log in"),
        (b"<html><title>Anmelden</title><p>Bitte melden Sie sich an, um fortzufahren.</p>", "text/html",
         "asks to log in"),
        ("<html><title>Gazette</title><p>Norbank a perdu les données de 45 000 clients en mars, et ne sait pas"
         " comment.</p><p>La suite est réservée aux abonnés.</p>".encode(), "text/html; charset=utf-8", "subscribers"),
        (encrypted(NOTICE, "secret"), "application/pdf", "encrypted"),
        (pdf([]), "application/pdf", "pictures"),
        (NOTICE[:200], "application/pdf", "broken"),
    ],
)  # fmt: skip
def test_a_page_that_is_no_article_fails_with_a_reason_in_the_inbox(
    body: bytes, kind: str, reason: str, server: Loopback, desk: Client
) -> None:
    article = submit_url(server.says("/a", answer(body, Content_Type=kind))).article
    advance(article.pk)
    article.refresh_from_db()
    assert article.state == ArticleState.FAILED
    assert reason in article.last_error
    assert reason in desk.get(reverse("admin:index")).content.decode()


def test_a_notice_as_pdf_is_read(server: Loopback) -> None:
    article = submit_url(server.says("/notice.pdf", answer(NOTICE, Content_Type="application/pdf"))).article
    assert advance(article.pk) == ArticleState.DONE
    article.refresh_from_db()
    assert (article.title, article.unread) == ("Notice of Norbank plc", "")
    assert article.versions.get().mentions.get().value == 45_000


def test_a_curator_dismisses_an_article_until_it_has_another_text(server: Loopback, desk: Client) -> None:
    link = server.says("/a", answer(b"<html><title>Log in</title><p>Please log in to continue.</p>"))
    failed, unread = submit_url(link).article, told(FOREIGN["Dutch"], "Bank verliest gegevens")
    advance(failed.pk)
    for article, words in ((failed, "asks to log in"), (unread, "Not read: in a language")):
        page, again = (reverse(f"admin:sources_article_{name}", args=[article.pk]) for name in ("change", "again"))
        assert words in desk.get(reverse("admin:index")).content.decode()
        assert "Dismiss from the inbox" in desk.get(page).content.decode()
        desk.post(again, {"what": "dismiss"})
        assert words not in desk.get(reverse("admin:index")).content.decode()
        article.refresh_from_db()
        assert (article.dismissed_by.username, article.dismissed_at is not None) == ("mara", True)
        assert "Dismissed by mara" in desk.get(page).content.decode()
        desk.post(again, {"what": "take back"})
        assert words in desk.get(reverse("admin:index")).content.decode()
        desk.post(again, {"what": "dismiss"})
    server.says("/a", answer(f"<html><article><p>{SILENT * 3}</p></article></html>".encode()))
    submit_url(link, again=True)
    advance(failed.pk)
    failed.refresh_from_db()
    assert (failed.dismissed_at, failed.dismissed_by, failed.state) == (None, None, ArticleState.DONE)


def test_an_unread_article_comes_back_with_a_new_version(desk: Client) -> None:
    article = submit_text(FOREIGN["Italian"], url="https://paper.example/1").article
    advance(article.pk)
    again = reverse("admin:sources_article_again", args=[article.pk])
    desk.post(again, {"what": "dismiss"})
    submit_text(FOREIGN["Italian"], url="https://paper.example/1")
    article.refresh_from_db()
    assert article.dismissed_at is not None
    submit_text(FOREIGN["Dutch"], url="https://paper.example/1")
    advance(article.pk)
    article.refresh_from_db()
    assert (article.dismissed_at, article.unread) == (None, "language")
    assert (
        reverse("admin:sources_article_change", args=[article.pk]) in desk.get(reverse("admin:index")).content.decode()
    )


def test_what_is_read_or_of_nobody_with_the_right_is_not_dismissed(desk: Client) -> None:
    read, unread = told(READ), told(FOREIGN["Dutch"])
    assert (
        "not in the inbox"
        in desk.post(
            reverse("admin:sources_article_again", args=[read.pk]), {"what": "dismiss"}, follow=True
        ).content.decode()
    )
    Client().post(reverse("admin:sources_article_again", args=[unread.pk]), {"what": "dismiss"})
    assert not Article.objects.exclude(dismissed_at=None).exists()
