"""What is entered about articles: their days, addresses that are known, and claims from such an address."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.models import Claim, Incident
from sources.batches import BadLine, take_in
from sources.models import Article
from tests.api import ROOT, client_with, problem
from tests.incidents.admin.forms import errors_of, filled
from tracker.foundation.access.models import TokenScope

ADD = "admin:sources_article_add"
NO_DAYS = ["0001-01-01", "1899-12-31", "1900-01-01", "1970-01-01", "1989-12-31"]
NO_DAYS += ["2033-01-03", "2033-02-01", "2041-01-01", "2099-01-01", "2099-12-31"]


def handed_in(desk: Client, **typed: Any) -> Any:
    return desk.post(reverse(ADD), filled(desk.get(reverse(ADD))) | typed, follow=True)


@pytest.mark.parametrize("day", NO_DAYS)
def test_an_article_lies_between_1990_and_tomorrow(desk: Client, day: str) -> None:
    assert "Give a day from 1990-01-01 to 2033-01-02" in errors_of(handed_in(desk, text="Words.", published_on=day))
    client = client_with([TokenScope.SUBMIT])
    refusal = problem(client.post(f"{ROOT}/articles", {"text": "Words.", "published_on": day}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/published_on"]
    assert not Article.objects.exists()


@pytest.mark.parametrize("text", [" ", " \n\t\r\n", "\u00a0", "\u200b \u200b", "&nbsp;"])
def test_a_text_without_words_is_refused_and_no_page_fetched_in_its_place(desk: Client, text: str) -> None:
    for url in ("", "https://daily.example/osier"):
        assert "The text has no words" in errors_of(handed_in(desk, text=text, url=url))
        refusal = problem(client_with([TokenScope.SUBMIT]).post(f"{ROOT}/articles", {"text": text, "url": url}), 400)
        assert [fault["pointer"] for fault in refusal["errors"]] == ["/text"]
        with pytest.raises(BadLine, match="The text has no words"):
            take_in(json.dumps({"text": text, "url": url}))
    assert not Article.objects.exists()


def test_an_article_that_is_known_is_shown_and_not_called_added(desk: Client) -> None:
    handed_in(desk, text="Words.", url="https://daily.example/osier")
    answer = handed_in(desk, text="Words.", url="https://daily.example/osier")
    told = [str(message) for message in answer.context["messages"]]
    assert len(told) == 1, told
    assert "This article is known already" in told[0]
    assert answer.redirect_chain == [(reverse("admin:sources_article_change", args=[Article.objects.get().pk]), 302)]


@pytest.mark.parametrize("day", ["1990-01-01", "2031-05-04", "2033-01-02"])
def test_a_day_that_may_be_is_kept(desk: Client, day: str) -> None:
    handed_in(desk, text="Words.", published_on=day)
    assert str(Article.objects.get().published_on) == day


KNOWN = [
    "https://daily.example/osier",
    "http://daily.example/osier",
    "https://daily.example/osier/",
    "https://DAILY.example/osier",
    "https://www.daily.example/osier",
    "https://daily.example/osier?utm_source=feed",
    "https://daily.example/osier#comments",
    "https://daily.example:443/osier",
    " https://daily.example/osier ",
    "http://www.daily.example/osier/?utm_medium=mail",
]


@pytest.mark.parametrize("url", KNOWN)
def test_the_address_of_an_article_that_is_known_links_to_it(desk: Client, article: Article, url: str) -> None:
    link = f'href="{reverse("admin:sources_article_change", args=[article.pk])}"'
    page = handed_in(desk, url=url, text=article.latest_version().text, title=article.title)
    told = [str(message) for message in page.context["messages"]] + [
        errors_of(page) if "adminform" in page.context else ""
    ]
    assert link in " ".join(told)


def test_a_claim_from_the_address_of_a_known_article_is_of_its_story(
    desk: Client, article: Article, incident: Incident
) -> None:
    address = reverse("admin:incidents_claim_add")
    form = filled(desk.get(address, {"incident": incident.pk})) | {
        "metric": "affected",
        "unit": "people",
        "value": "30 million",
        "speaker_words": "Osier Data",
        "source_url": "https://daily.example/osier?utm_source=feed",
        "published_on": "2031-04-05",
        "reason": "Read it.",
    }
    page = desk.post(address, form, follow=True)
    link = reverse("admin:sources_article_change", args=[article.pk])
    assert link in " ".join(str(message) for message in page.context["messages"])
    claim = Claim.objects.get()
    evidence = claim.evidence.get()
    version = article.latest_version()
    assert (evidence.story, evidence.publisher) == (version.story.key, "The Daily Example")
    assert f'href="{link}"' in desk.get(reverse("admin:incidents_claim_change", args=[claim.pk])).content.decode()


def test_a_text_that_is_no_article_is_refused_at_its_field(desk: Client) -> None:
    address = reverse("admin:sources_article_add")
    text = "Please log in to your account to continue.\nForgot your password?"
    refused = desk.post(address, filled(desk.get(address)) | {"title": "Log in", "text": text})
    assert "no article" in " ".join(refused.context["adminform"].form.errors["text"])
