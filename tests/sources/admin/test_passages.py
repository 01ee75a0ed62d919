"""From an article's text to a claim, and from an article to an incident: what the forms start with, what is kept."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from incidents.models import Claim, Incident, Party
from sources.models import Article, ArticleVersion, Coverage, CoverageState
from sources.pipeline import work_off
from sources.pipeline.extract.reextraction import reextract
from tests.incidents.admin.forms import filled
from tests.sources.admin.conftest import SENTENCE, TEXT

CLAIM = "admin:incidents_claim_add"


def form_of(desk: Client, article: Article, words: str, text: str = TEXT, *, title: bool = False) -> Any:
    start = text.index(words)
    name = f"article:{article.pk}:1:{'title:' if title else ''}{start}-{start + len(words)}"
    return desk.get(reverse(CLAIM), {"passage": name})


def text_of(article: Article, text: str, title: str = "") -> None:
    ArticleVersion.objects.filter(article=article).update(text=text, **({"title": title} if title else {}))


def test_selected_words_fill_the_form_with_all_that_the_article_tells(
    desk: Client, article: Article, suggested: Coverage, incident: Incident
) -> None:
    Coverage.objects.filter(pk=suggested.pk).update(state=CoverageState.CONFIRMED)
    shown = filled(form_of(desk, article, "records of 30 million people"))
    assert {name: str(shown[name]) for name in ("incident", "value", "unit", "metric", "quote", "published_on")} == {
        "incident": str(incident.pk),
        "value": "30,000,000",
        "unit": "people",
        "metric": "affected",
        "quote": SENTENCE,
        "published_on": "2031-04-05",
    }
    assert shown["source_url"] == article.url


def test_a_claim_from_a_passage_keeps_where_it_is_told(desk: Client, article: Article, incident: Incident) -> None:
    page = form_of(desk, article, "Some 4,000")
    posted = filled(page) | {"incident": incident.pk, "reason": "It was not read."}
    answer = desk.post(page.wsgi_request.get_full_path(), posted)
    assert answer.status_code == 302
    claim = Claim.objects.get()
    evidence = claim.evidence.get()
    version = article.latest_version()
    start = TEXT.index("4,000")
    assert (claim.value, claim.printed, claim.hedge) == (4_000, "4,000", "about")
    assert evidence.locator == f"1:{start}-{start + 5}"
    assert (evidence.story, evidence.publisher, evidence.url) == (version.story.key, "The Daily Example", article.url)
    assert evidence.quote == "Some 4,000 may work there."


READ: list[tuple[str, str, dict[str, str]]] = [
    ("It hit 8.7 million guests.", "8.7 million", {"value": "8,700,000", "hedge": "exact"}),
    ("It hit 8.7 million guests.", "hit 8.7", {"value": "8,700,000"}),
    ("It hit 8.7 million guests.", "It hit", {"value": "8,700,000"}),
    ("It hit up to 5,000 guests.", "5,000", {"value": "5,000", "hedge": "up_to"}),
    ("It hit more than 5,000 guests.", "5,000 guests", {"value": "5,000", "hedge": "more_than"}),
    (
        "Between 3 and 5 million were hit.",
        "3 and 5 million",
        {"low": "3,000,000", "high": "5,000,000", "hedge": "between"},
    ),
    ("They paid £2.5m for it.", "£2.5m", {"value": "2,500,000", "currency": "GBP", "unit": "money"}),
    ("They paid ¥400,000 for it.", "¥400,000", {"value": "400,000", "currency": "JPY", "unit": "money"}),
    ("Nobody knows how many.", "how many", {"quote": "Nobody knows how many."}),
    ("First. 20 were hit, then 30. Last.", "then 30", {"value": "30", "quote": "20 were hit, then 30."}),
    (
        "First one. Then 7,000 more. Last.",
        "one. Then 7,000",
        {"quote": "First one. Then 7,000 more."},
    ),
    ("😀😀 It hit 9,000 people 😀.", "9,000", {"value": "9,000"}),
    ("\u00a012\u202f000 people  ", "12\u202f000", {"value": "12,000"}),
]


@pytest.mark.parametrize(("text", "words", "fields"), READ)
def test_the_number_is_read_as_the_grammar_has_it(
    desk: Client, article: Article, text: str, words: str, fields: dict[str, str]
) -> None:
    text_of(article, text)
    shown = filled(form_of(desk, article, words, text))
    assert {name: str(shown.get(name)) for name in fields} == fields


def test_words_of_the_title_are_a_passage_as_well(desk: Client, article: Article) -> None:
    text_of(article, "No number.", "Osier leaks 6,000 tickets")
    shown = filled(form_of(desk, article, "6,000", "Osier leaks 6,000 tickets", title=True))
    assert (shown["value"], shown["quote"]) == ("6,000", "Osier leaks 6,000 tickets")


NOTHING = [
    "article:1:1:5-5",
    "article:1:1:900-950",
    "article:1:9:0-5",
    "article:99:1:0-5",
    "article:1:1:5-0",
    "x",
    "article:",
]
NOTHING += [
    "article:1:1:-5-9",
    "article:1:1:0-99999999999",
    f"article:{'9' * 18}:1:0-1",
    "story:1:1:0-5",
    "article:1:1:0-5 ",
]


@pytest.mark.parametrize("name", NOTHING)
def test_a_passage_that_is_none_leaves_the_form_empty(desk: Client, article: Article, name: str) -> None:
    page = desk.get(reverse(CLAIM), {"passage": name})
    assert page.status_code == 200
    assert "quote" not in filled(page) or not filled(page)["quote"]


def test_whoever_may_read_no_article_is_shown_no_passage(client: Client, article: Article) -> None:
    from django.contrib.auth.models import Permission

    user = User.objects.create_user("lena", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["add_claim", "view_claim"]))
    client.force_login(user)
    assert not filled(form_of(client, article, "30 million")).get("quote")


def test_the_page_of_an_article_says_where_its_words_begin(desk: Client, article: Article) -> None:
    page = desk.get(reverse("admin:sources_article_change", args=[article.pk])).content.decode()
    assert f'data-passage="article:{article.pk}:1:"' in page
    assert f'data-passage="article:{article.pk}:1:title:"' in page
    assert "sources/select_claim.js" in page
    assert "<script>" not in page


def test_an_incident_is_opened_from_an_article_with_party_title_and_day(desk: Client, article: Article) -> None:
    words = "Northgate Clinic said on Monday that hackers stole the records of 30,000 patients in a data breach."
    text_of(
        article,
        f"{words}\n\nNorthgate Clinic is telling patients of the breach.",
        "Northgate Clinic data breach hits 30,000 patients",
    )
    address = f"{reverse('admin:incidents_incident_add')}?from=article:{article.pk}"
    assert address in desk.get(reverse("admin:sources_article_change", args=[article.pk])).content.decode()
    page = desk.get(address)
    assert [section.name for section in page.context["adminform"] if section.is_collapsible] == [
        "Where, and what kinds of data"
    ]
    shown = filled(page)
    assert shown["party_name"] == "Northgate Clinic"
    assert shown["title"] == "Northgate Clinic data breach (April 2031)"
    assert str(shown["disclosed_on"]) == "2031-04-05"
    assert desk.post(address, shown).status_code == 302
    incident = Incident.objects.get()
    assert [str(row) for row in incident.involvements.all()] == ["Northgate Clinic (controller)"]
    assert article.coverage.get(incident=incident).state == CoverageState.CONFIRMED
    assert Party.objects.count() == 1


@pytest.mark.parametrize("name", ["article:99", "article:x", "story:1", "", "article:"])
def test_an_incident_opened_from_nothing_starts_empty(desk: Client, article: Article, name: str) -> None:
    page = desk.get(reverse("admin:incidents_incident_add"), {"from": name})
    assert page.status_code == 200
    assert not filled(page).get("title")


def test_a_correction_survives_the_reading_of_its_article(desk: Client, article: Article, incident: Incident) -> None:
    """The whole way: read, recorded, corrected, read again."""
    from sources.pipeline import link_coverage

    curator = User.objects.get(username="mara")
    link_coverage(article, incident, user=curator, note="It is.")
    wrong = Claim.objects.get(incident=incident, polarity="asserted", value=30_000_000)
    address = reverse("admin:incidents_claim_correct", args=[wrong.pk])
    desk.post(address, filled(desk.get(address)) | {"unit": "records", "metric": "records"})
    new = Claim.objects.get(unit="records")
    locator = wrong.evidence.get().locator
    reextract(Article.objects.all())
    work_off(5)
    wrong.refresh_from_db()
    new.refresh_from_db()
    assert (wrong.decision, new.decision) == ("reject", "accept")
    assert new.evidence.get().quote == SENTENCE
    assert new.evidence.get().locator == locator


def test_the_speaker_is_whom_the_extractor_found_in_that_sentence(
    desk: Client, article: Article, suggested: Coverage
) -> None:
    shown = filled(form_of(desk, article, "records of 30 million people"))
    assert (shown["speaker_words"], shown["speaker_kind"]) == ("Osier Data", "involved_party")
    shown = filled(form_of(desk, article, "4,000"))
    assert (shown["speaker_words"], shown["speaker_kind"]) == ("", "unattributed"), "the article in its own voice"
    Coverage.objects.filter(pk=suggested.pk).update(state=CoverageState.CONFIRMED)
    shown = filled(form_of(desk, article, "records of 30 million people"))
    assert (shown["speaker_party"], shown["speaker_words"]) == (Party.objects.get(name="Osier Data").pk, "")


def test_one_comes_back_to_the_article_where_the_new_claim_is_marked(
    desk: Client, article: Article, incident: Incident
) -> None:
    page = form_of(desk, article, "Some 4,000")
    assert "already" not in page.content.decode()
    posted = filled(page) | {"incident": incident.pk, "reason": "It was not read.", "_save": "Save"}
    answer = desk.post(page.wsgi_request.get_full_path(), posted)
    claim = Claim.objects.get()
    assert answer["Location"] == (
        f"{reverse('admin:sources_article_change', args=[article.pk])}?version=1&claim={claim.pk}#entered-{claim.pk}"
    )
    text = desk.get(answer["Location"]).content.decode()
    assert f'id="entered-{claim.pk}" class="just-entered"' in text
    assert re.search(r'<mark class="figure asked" title="3: [^"]*; 4: entered by hand[^"]*">4,000</mark>', text)
    link = reverse("admin:incidents_claim_change", args=[claim.pk])
    warned = form_of(desk, article, "4,000 may").content.decode()
    assert "In this sentence a claim stands already" in warned
    assert f'<a href="{link}">' in warned
    assert "already" not in form_of(desk, article, "30 million").content.decode()
