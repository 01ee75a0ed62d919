"""The same list at the doors: neither an endpoint nor an article is made for a URL that we would not go to."""

import socket
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from incidents.webhooks.endpoints import EndpointDraft, create_endpoint, update_endpoint
from incidents.webhooks.models import Endpoint
from sources.models import Article
from sources.pipeline import UnusableUrl, submit_url
from tests.tracker.foundation.http.cases import ADDRESSES, NAMES, OWN_NAME, Name, literal
from tests.tracker.foundation.http.test_urls import REFUSED
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db

SAYS_SO = [*(url for url, _ in REFUSED), *map(literal, ADDRESSES)]
# What the first answer tells; of the others the connection decides (test_world.py).
LEADS_THERE = [name for name in NAMES if not name.answers[0].silent and not name.partly]


@pytest.fixture(autouse=True)
def _production(settings: Any) -> None:
    settings.ALLOW_PRIVATE_TARGETS = False
    settings.PUBLIC_URL, settings.ALLOWED_HOSTS = "https://tracker.example", [OWN_NAME]


@pytest.fixture
def user() -> User:
    return User.objects.create_user("subscriber")


def test_no_endpoint_is_made_for_a_url_that_is_refused(user: User) -> None:
    for url in SAYS_SO:
        with pytest.raises(ValidationError) as caught:
            create_endpoint(EndpointDraft(url), owner=user, scopes=TokenScope)
        assert list(caught.value.message_dict) == ["url"], url
    assert not Endpoint.objects.exists()


def test_no_endpoint_is_moved_to_a_url_that_is_refused(user: User) -> None:
    endpoint = create_endpoint(EndpointDraft("https://hooks.example/"), owner=user, scopes=TokenScope).endpoint
    for url in map(literal, ADDRESSES):
        with pytest.raises(ValidationError):
            update_endpoint(endpoint, {"url": url})
    assert Endpoint.objects.get().url == "https://hooks.example/"


def test_no_article_is_made_for_a_url_that_is_refused(user: User) -> None:
    """Its canonical form may be that of a page outside: a fragment goes, and a dot too many in a name. Then the article
    is that page; of those that name an address, none is."""
    for url in SAYS_SO:
        with suppress(UnusableUrl):
            submit_url(url, submitted_by=user)
    hosts = {url.split("/")[2] for url in Article.objects.values_list("url", flat=True)}
    assert hosts <= {"hooks.example", "a.example"}
    for url in map(literal, ADDRESSES):
        with pytest.raises(UnusableUrl):
            submit_url(url)


@pytest.mark.parametrize("name", LEADS_THERE, ids=lambda name: name.host)
def test_nothing_is_made_for_a_name_that_leads_there(user: User, name: Name, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, 0, 0, "", (address, 443)) for address in name.answers[0].addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: rows)
    with pytest.raises(ValidationError):
        create_endpoint(EndpointDraft(f"https://{name.host}/"), owner=user, scopes=TokenScope)
    with pytest.raises(UnusableUrl):
        submit_url(f"https://{name.host}/story", submitted_by=user)
    assert not Endpoint.objects.exists()
    assert not Article.objects.exists()
