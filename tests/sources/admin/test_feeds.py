"""The health of feeds in the admin."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sources.models import Feed, Publisher

pytestmark = pytest.mark.django_db

LIST = reverse("admin:sources_feed_changelist")


@pytest.fixture
def feed() -> Feed:
    return Feed.objects.create(
        publisher=Publisher.objects.create(name="Gazette", host="gazette.example"),
        url="https://gazette.example/feed",
        next_poll_at=timezone.now() + dt.timedelta(days=1),
        failures=3,
        last_error="The server answered 404.",
        etag="old",
        moved_from="https://gazette.example/old",
        items_seen=12,
        dropped=[
            {"reason": "bad_link", "count": 2, "examples": ["<b>N/A</b>", "none"]},
            {"reason": "impossible_date", "count": 1, "examples": ["2041-05-03"]},
        ],
    )


def page_of(feed: Feed) -> str:
    return reverse("admin:sources_feed_change", args=[feed.pk])


def form(feed: Feed, **changed: Any) -> dict[str, Any]:
    data = {"publisher": feed.publisher_id, "url": feed.url, "poll_every_minutes": 30, "change_reason": "Corrected"}
    return {**data, **({"active": "on"} if feed.active else {}), **changed}


def test_a_feed_shows_its_health_and_what_was_dropped(admin_client: Client, feed: Feed) -> None:
    shown = admin_client.get(page_of(feed)).content.decode()
    assert "<strong>2</strong> items whose link is no address of a page<br>&lt;b&gt;N/A&lt;/b&gt; \u00b7 none" in shown
    assert "<strong>1</strong> dates before 1990 or after tomorrow" in shown
    for words in ("failing", "The server answered 404.", "https://gazette.example/old"):
        assert words in shown
    listed = admin_client.get(LIST).content.decode()
    assert 'class="field-health_shown">failing<' in listed
    assert 'class="field-dropped_count">3<' in listed


@pytest.mark.parametrize(("health", "found"), [("failing", 1), ("ok", 0), ("off", 0), ("x", 1)])
def test_feeds_are_listed_by_health(admin_client: Client, feed: Feed, health: str, found: int) -> None:
    assert admin_client.get(LIST, {"health": health}).content.decode().count('class="field-health_shown"') == found


def test_a_feed_in_trouble_stands_in_the_inbox(admin_client: Client, feed: Feed) -> None:
    inbox = admin_client.get(reverse("admin:index")).content.decode()
    assert "Feeds in trouble" in inbox
    assert page_of(feed) in inbox
    Feed.objects.update(failures=2)
    assert page_of(feed) not in admin_client.get(reverse("admin:index")).content.decode()
    Feed.objects.update(failures=1, active=False)
    assert page_of(feed) in admin_client.get(reverse("admin:index")).content.decode()


def test_a_feed_that_a_person_leaves_off_leaves_the_inbox(admin_client: Client, feed: Feed) -> None:
    Feed.objects.update(failures=1, active=False)
    feed.refresh_from_db()
    assert feed.last_error in admin_client.get(reverse("admin:index")).content.decode()
    admin_client.post(page_of(feed), form(feed))
    assert feed.last_error not in admin_client.get(reverse("admin:index")).content.decode()
    assert not Feed.objects.get().active


def test_a_feed_that_is_corrected_starts_anew(admin_client: Client, feed: Feed) -> None:
    admin_client.post(page_of(feed), form(feed, url="https://gazette.example/rss"))
    feed.refresh_from_db()
    assert (feed.url, feed.failures, feed.last_error, feed.etag) == ("https://gazette.example/rss", 0, "", "")
    assert feed.moved_from == "", "a person entered this address"
    assert feed.next_poll_at <= timezone.now()


def test_a_feed_that_is_switched_on_again_is_polled_at_once(admin_client: Client, feed: Feed) -> None:
    Feed.objects.update(active=False)
    admin_client.post(page_of(feed), form(feed, active="on"))
    feed.refresh_from_db()
    assert (feed.active, feed.failures, feed.moved_from) == (True, 0, "https://gazette.example/old")
    assert feed.next_poll_at <= timezone.now()


def test_another_change_leaves_the_health_as_it_is(admin_client: Client, feed: Feed) -> None:
    admin_client.post(page_of(feed), form(feed, poll_every_minutes=60))
    feed.refresh_from_db()
    assert (feed.poll_every_minutes, feed.failures, feed.etag) == (60, 3, "old")
    assert feed.next_poll_at > timezone.now()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"url": "http://user:pw@gazette.example/feed"}, "user name or password"),
        ({"url": "http://169.254.169.254/latest"}, "169.254.169.254"),
        ({"url": "http://10.0.0.1/feed"}, "10.0.0.1"),
        ({"url": "http://[::1]/feed"}, "::1"),
        ({"url": "http://2130706433/feed"}, "Enter a valid URL"),
        ({"url": "http://gazette.example:22/feed"}, "Port 22"),
        ({"url": "https://gazette.example/feed#top"}, "#"),
        ({"poll_every_minutes": 0}, "Give 1 to 10080 minutes"),
        ({"poll_every_minutes": 10_081}, "Give 1 to 10080 minutes"),
    ],
)
def test_what_polling_would_refuse_is_refused_in_the_form(
    admin_client: Client, feed: Feed, typed: dict[str, Any], told: str, settings: Any
) -> None:
    settings.ALLOW_PRIVATE_TARGETS = False
    for address in (page_of(feed), reverse("admin:sources_feed_add")):
        page = admin_client.post(address, form(feed, **{"url": "https://other.example/feed"} | typed))
        assert told in str(page.context["adminform"].form.errors.get(next(iter(typed)), "")), page.context["errors"]
    assert list(Feed.objects.values_list("url", "poll_every_minutes")) == [(feed.url, 30)]


def test_a_wrong_address_of_before_can_be_switched_off(admin_client: Client, feed: Feed) -> None:
    Feed.objects.update(url="http://10.0.0.1/feed")
    feed.refresh_from_db()
    assert admin_client.post(page_of(feed), form(feed)).status_code == 200
    feed.active = False
    assert admin_client.post(page_of(feed), form(feed)).status_code == 302
    assert not Feed.objects.get().active
