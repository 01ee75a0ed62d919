"""A text that is handed in is looked at as a fetched page is: one of a page in the way of an article is refused."""

import pytest
from rest_framework.test import APIClient

from sources.models import Article
from tests.api import ROOT, problem

pytestmark = pytest.mark.django_db

GATES = [
    ("Log in", "Please log in to your account to continue.\nForgot your password?", "log in"),
    (
        "We value your privacy",
        "We and our 812 partners store and/or access information on a device.\nAccept all",
        "consent",
    ),
    ("404", "The page you are looking for could not be found.\nReturn to the home page.", "no such page"),
    (
        "Just a moment...",
        "Checking if the site connection is secure.\nEnable JavaScript and cookies to continue.",
        "person",
    ),
    ("Subscribe to read", "Subscribe to unlock this article.\nOnly $1 for 4 weeks. Cancel anytime.", "subscribers"),
    ("", "You must be logged in to view this page.", "log in"),
    (
        "Norbank",
        "Norbank left a server with the files of all of its customers open to the web for most of March.\nRead more",
        "beginning",
    ),
    (
        "Slow down",
        "Your network has sent more requests than we allow. Wait some minutes, then reload.",
        "speaks to its reader",
    ),
    ("Gazette", "We use cookies and similar technologies.\nSee our Cookie Policy.\nManage preferences", "consent"),
    (
        "Sorry",
        "Sorry, this page does not exist or may have been moved.\nCheck the URL or try our search.",
        "no such page",
    ),
]


@pytest.mark.parametrize(("title", "text", "reason"), GATES)
def test_a_text_that_is_no_article_is_refused_with_the_reason(
    curator: APIClient, title: str, text: str, reason: str
) -> None:
    refusal = problem(curator.post(f"{ROOT}/articles", {"title": title, "text": text}), 422)
    assert "no article" in refusal["detail"]
    assert reason in refusal["detail"]
    assert not Article.objects.exists()


def test_an_article_is_taken(curator: APIClient) -> None:
    text = "Norbank said on Tuesday that hackers had copied the data of 45,000 customers. You must log in, it said."
    assert curator.post(f"{ROOT}/articles", {"title": "Norbank", "text": text}).status_code == 202
