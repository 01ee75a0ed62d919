"""Polling: what an answer makes of a feed, whose day an article gets, and what is kept of what was dropped."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DataError
from django.utils import timezone
from pytest_django import Settings

from sources.models import Article, Feed, Publisher
from sources.pipeline import advance, poll, submit_url
from sources.pipeline.intake import polling
from tests.loopback import Loopback, answer, running_loopback
from tests.sources.pages.pdf_files import lines, pdf
from tests.sources.pipeline.feed_answers import ANSWERS, AnsweredFeed, goes, rss

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
ITEM = "<item><title>One</title><link>{link}</link><pubDate>{date}</pubDate></item>"

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as loopback:
        yield loopback


@pytest.fixture
def feed(server: Loopback) -> Feed:
    publisher = Publisher.objects.create(name="Gazette", host="127.0.0.1")
    return Feed.objects.create(publisher=publisher, url=server.url("/feed"), next_poll_at=timezone.now())


def polled(feed: Feed) -> tuple[polling.Poll, Feed]:
    Feed.objects.filter(pk=feed.pk).update(next_poll_at=timezone.now())
    done = poll(feed.pk)
    assert done is not None
    feed.refresh_from_db()
    return done, feed


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: case.name)
def test_a_server_that(server: Loopback, feed: Feed, case: AnsweredFeed) -> None:
    Feed.objects.create(publisher=feed.publisher, url=server.url("/known"), next_poll_at=timezone.now())
    for at, says in case.answers.items():
        server.says(at, says())
    done, feed = polled(feed)
    assert (feed.url, feed.active, feed.failures) == (server.url(case.path), case.active, case.failures)
    assert round((feed.next_poll_at - timezone.now()).total_seconds() / 60) == case.minutes
    assert bool(done.problem) == bool(case.failures) == bool(feed.last_error)
    assert done.problem == feed.last_error


def test_a_feed_that_has_moved_says_from_where_and_when(server: Loopback, feed: Feed) -> None:
    server.says("/feed", goes(301, server.url("/new", host="localhost")))
    server.says("/new", rss(ITEM.format(link=server.url("/a", host="localhost"), date="")))
    _, feed = polled(feed)
    assert (feed.url, feed.moved_from) == (server.url("/new", host="localhost"), server.url("/feed"))
    assert (feed.history.first().url, feed.history.first().history_change_reason) == (
        feed.url,
        "It has moved for good (301 or 308).",
    )
    article = Article.objects.select_related("publisher").get()
    assert article.publisher is not None
    assert (article.publisher.name, article.title) == ("localhost", ""), "it does not speak for where it has moved to"
    server.says("/new", goes(308, "/newer"))
    server.says("/newer", rss())
    _, feed = polled(feed)
    assert (feed.url, feed.moved_from) == (server.url("/newer", host="localhost"), server.url("/feed"))


def test_a_feed_that_is_gone_is_polled_no_more(server: Loopback, feed: Feed) -> None:
    server.says("/feed", answer(status="410 Gone"))
    done, feed = polled(feed)
    assert done.problem == "The server answered 410: the page is gone for good. The feed was switched off."
    assert feed.history.first().history_change_reason == done.problem
    Feed.objects.update(next_poll_at=timezone.now())
    assert poll(feed.pk) is None
    assert len(server.requests) == 1


WRONG, RIGHT = dt.date(2024, 5, 4), dt.date(2024, 5, 3)
DAYS: list[tuple[str, str, dt.date | None]] = [
    # the feed's date, the page's, the day of the article
    ("Sat, 04 May 2024 10:00:00 GMT", "2024-05-03T10:00:00Z", RIGHT),
    ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00Z", RIGHT),
    ("2019-01-01", "2024-05-03", RIGHT),
    ("2025-01-01", "2024-05-03", RIGHT),
    ("Fri, 03 May 2024 23:46:51 -0700", "", RIGHT),
    ("2024-05-03T00:10:00+09:00", "", RIGHT),
    ("", "2024-05-03T10:00:00Z", RIGHT),
    ("", "", None),
    ("2041-05-03", "2024-05-03", RIGHT),
    ("2041-05-03", "", None),
    ("1970-01-01", "", None),
    ("2024/05/03", "", RIGHT),
    ("2024/05/04", "2024-05-03", RIGHT),
    ("nonsense", "2024-05-03", RIGHT),
    ("2024-05-03", "2024-02-30", RIGHT),
    ("2024-05-03", "2024-05", RIGHT),
    ("2024-05-03", "May 2024", RIGHT),
    ("2024-05-03", "05/04/2024", RIGHT),
    ("2024-05-03", "2024", RIGHT),
    ("", "2024-05", None),
    ("", "05/04/2024", None),
    ("", "2024-04-31", None),
]


def page(date: str) -> bytes:
    dated = date and f'<meta property="article:published_time" content="{date}">'
    body = f"<html><head><title>One</title>{dated}</head><body><article><p>{TEXT * 4}</p></article></body></html>"
    return answer(body.encode(), Content_Type="text/html; charset=utf-8")


@pytest.mark.parametrize(("in_feed", "on_page", "day"), DAYS)
def test_the_day_is_the_pages_else_the_feeds(
    server: Loopback, feed: Feed, in_feed: str, on_page: str, day: dt.date | None
) -> None:
    server.says("/feed", rss(ITEM.format(link=server.says("/a", page(on_page)), date=in_feed)))
    polled(feed)
    article = Article.objects.get()
    advance(article.pk)
    article.refresh_from_db()
    assert article.published_on == day


FILE_DAYS = [
    # the day on which the file was made, the feed's date, the day of the article, whether it is the file's
    ("D:20240503101010Z", "", RIGHT, True),
    ("D:20240504101010Z", "2024-05-03", RIGHT, False),
    ("D:20410503101010Z", "", None, False),
    ("D:19700101000000Z", "", None, False),
    ("D:20240231", "", None, False),
    ("", "", None, False),
    ("", "2024-05-03", RIGHT, False),
    ("D:20410503101010Z", "2024-05-03", RIGHT, False),
    ("D:20240503", "2041-01-01", RIGHT, True),
    ("D:2024", "", None, False),
    ("yesterday", "", None, False),
]


@pytest.mark.parametrize("case", FILE_DAYS, ids=lambda case: f"{case[0]}, {case[1]}")
def test_the_day_on_which_a_file_was_made_is_the_last_to_be_asked(
    server: Loopback, feed: Feed, case: tuple[str, str, dt.date | None, bool]
) -> None:
    made, in_feed, day, of_file = case
    notice = pdf(lines("Notice of Norbank plc to its customers", TEXT), title="Notice of Norbank plc", made=made)
    link = server.says("/notice.pdf", answer(notice, Content_Type="application/pdf"))
    server.says("/feed", rss(ITEM.format(link=link, date=in_feed)))
    polled(feed)
    article = Article.objects.get()
    advance(article.pk)
    article.refresh_from_db()
    assert (article.published_on, article.day_from_file) == (day, of_file)


def test_the_day_of_a_page_takes_the_place_of_that_of_a_file(server: Loopback, feed: Feed) -> None:
    link = server.says("/a", answer(pdf(lines(TEXT, TEXT), made="D:20240504"), Content_Type="application/pdf"))
    article = submit_url(link).article
    advance(article.pk)
    article.refresh_from_db()
    assert (article.published_on, article.day_from_file) == (WRONG, True)
    server.says("/a", page("2024-05-03"))
    submit_url(link, again=True)
    advance(article.pk)
    article.refresh_from_db()
    assert (article.published_on, article.day_from_file) == (RIGHT, False)


def test_a_page_that_gives_an_impossible_day_does_not_beat_the_feed(server: Loopback, feed: Feed) -> None:
    server.says("/feed", rss(ITEM.format(link=server.says("/a", page("2099-01-01")), date="2024-05-03")))
    polled(feed)
    article = Article.objects.get()
    advance(article.pk)
    article.refresh_from_db()
    assert (article.published_on, article.day_from_feed) == (RIGHT, True)


def test_a_day_that_the_operator_gave_stays_whatever_the_page_says(server: Loopback, feed: Feed) -> None:
    link = server.says("/a", page("2024-05-04"))
    article = submit_url(link, published_on=RIGHT).article
    server.says("/feed", rss(ITEM.format(link=link, date="2024-05-04")))
    polled(feed)
    advance(article.pk)
    article.refresh_from_db()
    assert article.published_on == RIGHT


def test_the_day_of_the_first_page_stays_when_the_page_is_fetched_again(server: Loopback, feed: Feed) -> None:
    link = server.says("/a", page("2024-05-03"))
    server.says("/feed", rss(ITEM.format(link=link, date="2024-05-04")))
    polled(feed)
    article = Article.objects.get()
    for _ in range(2):
        advance(article.pk)
        server.says("/a", page("2024-06-30"))
        submit_url(link, again=True)
    article.refresh_from_db()
    assert article.published_on == RIGHT


def test_what_was_dropped_is_counted_with_examples(server: Loopback, feed: Feed) -> None:
    good = ITEM.format(link=server.url("/a b"), date="2041-01-01")
    bad = [ITEM.format(link="N/A", date=""), *[f"<item><title>No {n}</title></item>" for n in range(5)]]
    refused = ITEM.format(link="http://10.0.0.1/a", date="")
    server.says("/feed", rss(good, *bad, refused, ETag='"1"'))
    done, feed = polled(feed)
    assert (done.fresh, feed.items_seen, feed.items_new, feed.failures) == (1, 8, 1, 0)
    assert feed.last_good_poll_at is not None
    found = {row["reason"]: (row["count"], row["examples"]) for row in feed.dropped}
    assert found["no_link"] == (5, ["No 0", "No 1", "No 2"])
    assert found["bad_link"] == (1, ["N/A"])
    assert found["impossible_date"] == (1, ["2041-01-01"])
    assert found["refused"][0] == 1
    assert found["refused"][1][0].startswith("http://10.0.0.1/a: ")
    assert list(found) == ["no_link", "bad_link", "refused", "impossible_date"]
    assert (Article.objects.get().url, Article.objects.get().published_on) == (server.url("/a%20b"), None)
    before = feed.last_good_poll_at
    server.says("/feed", answer(status="304 Same"))
    _, feed = polled(feed)
    assert (feed.items_seen, len(feed.dropped)) == (8, 4), "nothing has changed"
    assert feed.last_good_poll_at is not None
    assert before is not None
    assert feed.last_good_poll_at > before


def test_an_item_that_cannot_be_stored_costs_no_other_and_is_tried_again(
    server: Loopback, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit, broken = submit_url, server.url("/b")

    def sometimes(url: str, **said: Any) -> Any:
        if url == broken:
            raise DataError("it does not fit")
        return submit(url, **said)

    monkeypatch.setattr(polling, "submit_url", sometimes)
    server.says("/feed", rss(*[ITEM.format(link=server.url(path), date="") for path in ("/a", "/b", "/c")], ETag='"1"'))
    done, feed = polled(feed)
    assert (done.fresh, feed.etag, feed.failures) == (2, "", 0)
    assert feed.dropped == [{"reason": "failed", "count": 1, "examples": [broken]}]
    monkeypatch.setattr(polling, "submit_url", submit)
    done, feed = polled(feed)
    assert (done.fresh, feed.etag, feed.dropped) == (1, '"1"', [])


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("200 OK", "ETag"),
        ("200 OK", "Last-Modified"),
        ("200 OK", "Content-Type"),
        ("304 Same", "ETag"),
        ("429 Slow", "Retry-After"),
        ("301 Moved", "Location"),
    ],
)
@pytest.mark.parametrize("value", [b"\xff\xfe", b"x" * 5000, b"9" * 4000, "\u00e9".encode()])
def test_no_header_stops_a_feed(server: Loopback, feed: Feed, status: str, header: str, value: bytes) -> None:
    server.says("/%C3%A9", rss())
    body = rss(ITEM.format(link=server.url("/a"), date="")).partition(b"\r\n\r\n")[2]
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{header}: ".encode()
    server.says("/feed", head + value + b"\r\n\r\n" + body)
    done, feed = polled(feed)
    assert feed.last_error == done.problem
    assert bool(feed.failures) == bool(done.problem)
    assert (feed.etag + feed.last_modified).isascii()
    assert feed.next_poll_at > timezone.now()


def test_whatever_goes_wrong_is_recorded_and_backed_off(
    server: Loopback, feed: Feed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **named: object) -> None:
        raise AttributeError("of the parser's own making")

    monkeypatch.setattr(polling, "open_feed", fail)
    server.says("/feed", rss())
    for failures, minutes in ((1, 30), (2, 60)):
        done, feed = polled(feed)
        assert done.problem == "The feed could not be read: AttributeError: of the parser's own making"
        assert (feed.last_error, feed.failures, feed.last_good_poll_at) == (done.problem, failures, None)
        assert round((feed.next_poll_at - timezone.now()).total_seconds() / 60) == minutes


def test_a_feed_that_is_seldom_polled_and_often_fails_waits_a_day(server: Loopback, feed: Feed) -> None:
    Feed.objects.update(poll_every_minutes=2_000_000_000, failures=10)
    feed.refresh_from_db()
    server.says("/feed", answer(status="500 Oh"))
    done, feed = polled(feed)
    assert (feed.failures, feed.last_error) == (11, done.problem)
    assert round((feed.next_poll_at - timezone.now()).total_seconds() / 3600) == 24
