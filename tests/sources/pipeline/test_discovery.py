"""From a site's address to its feeds, by servers of every kind; over REST and in the admin."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from sources.extraction.pages.feed_links import MOST_LINKS
from sources.models import Feed, Publisher
from sources.pipeline.intake import discovery
from sources.pipeline.intake.discovery import MOST_REQUESTS, NoFeedFound, SeveralFeeds, discover_feed
from tests.api import ROOT, curator, problem, reader  # noqa: F401 - fixtures
from tests.loopback import Loopback, answer, running_loopback
from tests.sources.pipeline.feed_answers import goes, rss

pytestmark = pytest.mark.django_db

ADD = reverse("admin:sources_feed_add")
LINK = '<link rel="alternate" type="application/rss+xml" href="{}" title="{}">'
NEWS = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://isle.example/1</loc><n:news><n:title>A</n:title></n:news></url></urlset>"
)
PLAIN = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://isle.example/1</loc></url></urlset>'
)


@pytest.fixture
def server(settings: Any) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as running:
        nothing = answer(status="404 Not Found")
        running.handlers = defaultdict(lambda: lambda connection, _: connection.sendall(nothing))
        yield running


def page(*links: tuple[str, str]) -> bytes:
    return answer("".join(LINK.format(*link) for link in links).encode(), Content_Type="text/html")


def xml(text: str) -> bytes:
    return answer(text.encode(), Content_Type="application/xml")


def robots(*paths: str) -> Callable[[Loopback], bytes]:
    return lambda server: answer("".join(f"Sitemap: {server.url(path)}\n" for path in paths).encode())


# what the site is like, what it answers at which path, and the paths that are found
SITES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("is a feed itself", {"/": rss()}, ["/"]),
    ("has moved to its feed for good", {"/": goes(301, "/rss"), "/rss": rss()}, ["/rss"]),
    ("names one", {"/": page(("/rss", "News")), "/rss": rss()}, ["/rss"]),
    ("names one that has moved", {"/": page(("/old", "")), "/old": goes(301, "/rss"), "/rss": rss()}, ["/rss"]),
    ("names one that is gone", {"/": page(("/rss", "News"))}, []),
    ("names one that is a page", {"/": page(("/rss", "News")), "/rss": page()}, []),
    ("names itself", {"/": page(("/", "News"))}, []),
    ("names one that is empty", {"/": page(("/rss", "")), "/rss": answer()}, []),
    ("names one that is broken", {"/": page(("/rss", "")), "/rss": answer(status="500 Bad")}, []),
    ("names a sitemap without news", {"/": page(("/s", "")), "/s": xml(PLAIN)}, []),
    ("names one that leads to its network", {"/": page(("/rss", "")), "/rss": goes(302, "http://10.0.0.1/rss")}, []),
    ("names one that is gone, and has another", {"/": page(("/old", "")), "/feed": rss()}, ["/feed"]),
    ("names one that is gone, and has news",
     {"/": page(("/old", "")), "/robots.txt": robots("/s"), "/s": xml(NEWS)}, ["/s"]),
    ("names two", {"/": page(("/rss", "News"), ("/comments", "Comments"))}, ["/rss", "/comments"]),
    ("names ours and another's network",
     {"/": page(("http://10.0.0.1/rss", ""), ("/rss", "")), "/rss": rss()}, ["/rss"]),
    ("names none, and has one at a usual place", {"/": page(), "/atom.xml": rss()}, ["/atom.xml"]),
    ("has a page at each usual place", {"/": page(), "/feed": page(), "/rss.xml": page()}, []),
    ("has news", {"/": page(), "/robots.txt": robots("/s", "/news"), "/s": xml(PLAIN), "/news": xml(NEWS)}, ["/news"]),
    ("has a sitemap without news", {"/": page(), "/robots.txt": robots("/s.xml"), "/s.xml": xml(PLAIN)}, []),
    ("names scripts alone", {"/": page(("javascript:alert(1)", ""))}, []),
    ("names its own network alone", {"/": page(("http://169.254.169.254/rss", ""))}, []),
    ("answers nothing", {"/": answer()}, []),
    ("is not there", {"/": answer(status="404 No")}, []),
    ("is broken", {"/": answer(status="500 Bad")}, []),
]  # fmt: skip


def outcome(site: str) -> tuple[list[str], str]:
    """The addresses that are found, and why there is none."""
    try:
        return [discover_feed(site).url], ""
    except SeveralFeeds as error:
        return [link.url for link in error.feeds], ""
    except NoFeedFound as error:
        return [], str(error)


@pytest.mark.parametrize(("answers", "paths"), [row[1:] for row in SITES], ids=[row[0] for row in SITES])
def test_a_sites_feeds_are_found(server: Loopback, answers: dict[str, Any], paths: list[str]) -> None:
    for path, given in answers.items():
        server.says(path, given(server) if callable(given) else given)
    found, why = outcome(server.url("/"))
    assert found == [server.url(path) for path in paths]
    assert bool(found) or ("give the address of the feed itself" in why and server.url("/") in why)
    assert len(server.requests) <= MOST_REQUESTS


def test_thousands_of_links_are_cut_to_a_choice(server: Loopback) -> None:
    server.says("/", page(*((f"/{number}", "") for number in range(5_000))))
    with pytest.raises(SeveralFeeds, match="more that are not listed") as caught:
        discover_feed(server.url("/"))
    assert len(caught.value.feeds) == MOST_LINKS
    assert len(server.requests) == 1


def test_a_slow_site_is_given_up(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    server.says("/", page())
    monkeypatch.setattr(discovery, "MOST_SECONDS", -1.0)
    with pytest.raises(NoFeedFound):
        discover_feed(server.url("/"))
    assert len(server.requests) == 1


@pytest.fixture
def publisher() -> Publisher:
    return Publisher.objects.create(name="Islander", host="isle.example")


@pytest.fixture
def transactions(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many transactions are open, within one another, at each request that goes out."""
    seen: list[int] = []
    fetch = discovery.fetch_page

    def watched(url: str) -> Any:
        seen.append(len(connection.savepoint_ids))
        return fetch(url)

    monkeypatch.setattr(discovery, "fetch_page", watched)
    return seen


def test_rest_enters_the_one_feed_of_a_site(
    curator: APIClient,  # noqa: F811
    server: Loopback,
    publisher: Publisher,
    transactions: list[int],
) -> None:
    server.says("/", page(("/rss", "News")))
    server.says("/rss", rss())
    before = len(connection.savepoint_ids)
    body = {"publisher": publisher.pk, "site": server.url("/")}
    made = curator.post(f"{ROOT}/feeds", body, format="json", headers={"Idempotency-Key": "once"})
    assert made.status_code == 201, made.content
    assert (made.json()["url"], made.json()["health"]) == (server.url("/rss"), "new")
    assert made.headers["Location"].endswith(f"/feeds/{Feed.objects.get().pk}")
    assert transactions == [before] * 2
    again = curator.post(f"{ROOT}/feeds", body, format="json")
    assert problem(again, 400)["errors"][0]["pointer"] == "/site"


def test_rest_lists_several_and_says_what_to_do_where_there_is_none(
    curator: APIClient,  # noqa: F811
    reader: APIClient,  # noqa: F811
    server: Loopback,
    publisher: Publisher,
) -> None:
    server.says("/", page(("/rss", "News"), ("/comments", "Comments")))
    body = {"publisher": publisher.pk, "site": server.url("/")}
    several = problem(curator.post(f"{ROOT}/feeds", body, format="json"), 422)
    assert several["type"].endswith("several-feeds")
    assert [fault["detail"] for fault in several["errors"]] == [
        f"News: {server.url('/rss')}", f"Comments: {server.url('/comments')}"
    ]  # fmt: skip
    server.says("/", page())
    none = problem(curator.post(f"{ROOT}/feeds", body, format="json"), 422)
    assert (none["errors"][0]["pointer"], "usual places" in none["detail"]) == ("/site", True)
    for wrong in ({}, {"site": server.url("/"), "url": server.url("/rss")}, {"site": "http://10.0.0.1/"}):
        problem(curator.post(f"{ROOT}/feeds", {"publisher": publisher.pk, **wrong}, format="json"), 400)
    problem(reader.post(f"{ROOT}/feeds", body, format="json"), 403)
    assert not Feed.objects.exists()


def form(publisher: Publisher, **given: str) -> dict[str, Any]:
    return {"publisher": publisher.pk, "url": "", "site": "", "active": "on", "poll_every_minutes": 30, **given}


def test_the_admin_enters_the_one_feed_of_a_site(
    admin_client: Client, server: Loopback, publisher: Publisher, transactions: list[int]
) -> None:
    server.says("/", page(("/rss", "News")))
    server.says("/rss", rss())
    before = len(connection.savepoint_ids)
    assert admin_client.post(ADD, form(publisher, site=server.url("/"))).status_code == 302
    assert Feed.objects.get().url == server.url("/rss")
    assert transactions == [before] * 2
    again = admin_client.post(ADD, form(publisher, site=server.url("/")))
    assert "known already" in again.content.decode()


def test_the_admin_offers_a_choice_of_several(admin_client: Client, server: Loopback, publisher: Publisher) -> None:
    server.says("/", page(("/rss", "News <1>"), ("/comments", "")))
    asked = admin_client.post(ADD, form(publisher, site=server.url("/"))).content.decode()
    assert "has 2 feeds: choose one." in asked
    assert f'name="chosen" value="{server.url("/rss")}"' in asked
    assert "News &lt;1&gt;" in asked
    chosen = form(publisher, site=server.url("/"), chosen=server.url("/comments"))
    assert admin_client.post(ADD, chosen).status_code == 302
    assert Feed.objects.get().url == server.url("/comments")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Give the feed&#x27;s address, or that of its site."),
        ({"site": "nonsense at all"}, "Enter a valid URL."),
        ({"site": "http://10.0.0.1/"}, "10.0.0.1"),
        ({"url": "http://10.0.0.1/rss"}, "10.0.0.1"),
    ],
)
def test_the_admin_says_what_is_wrong(
    admin_client: Client, publisher: Publisher, given: dict[str, str], words: str
) -> None:
    shown = admin_client.post(ADD, form(publisher, **given)).content.decode()
    assert words in shown
    assert "errorlist" in shown
    assert not Feed.objects.exists()


def test_the_admin_says_where_a_site_has_no_feed(admin_client: Client, server: Loopback, publisher: Publisher) -> None:
    server.says("/", page())
    shown = admin_client.post(ADD, form(publisher, site=server.url("/"))).content.decode()
    assert "names no feed, and none is at the usual places" in shown


def test_the_address_of_a_feed_goes_before_that_of_a_site(
    admin_client: Client, server: Loopback, publisher: Publisher
) -> None:
    given = form(publisher, url=server.url("/own"), site=server.url("/"))
    assert admin_client.post(ADD, given).status_code == 302
    assert Feed.objects.get().url == server.url("/own")
    assert server.requests == []


@pytest.mark.django_db
def test_a_process_looks_at_few_sites_at_once(
    server: Loopback,
    curator: APIClient,  # noqa: F811 - the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = threading.BoundedSemaphore(1)
    assert taken.acquire(blocking=False)
    monkeypatch.setattr(discovery, "_looks", taken)
    publisher = Publisher.objects.create(name="Isle News", host="isle.example")
    refused = curator.post(f"{ROOT}/feeds", {"site": server.url("/"), "publisher": publisher.pk}, format="json")
    assert problem(refused, 503)["detail"].startswith("Other sites are being looked at.")
    assert refused.headers["Retry-After"] == "5"
    assert server.requests == []
    taken.release()
    again = curator.post(f"{ROOT}/feeds", {"site": server.url("/"), "publisher": publisher.pk}, format="json")
    assert again.status_code == 422
