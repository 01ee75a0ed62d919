"""States, leases, tries, and what reaches the network."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from structlog.testing import capture_logs

from incidents.models import Claim, Incident
from sources import health, tasks
from sources.models import Article, ArticleState, Feed, Mention, Publisher
from sources.pipeline import EmptyText, UnusableUrl, advance, leases, poll, submit_text, submit_url, work_off
from sources.pipeline.leases import LeaseLost
from tests.loopback import Loopback, answer, running_loopback
from tests.sources.pipeline.conftest import DISCLOSED

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
PAGE = (
    f"<html><head><title>Brightwater data breach</title></head><body><article><p>{TEXT * 4}</p></article></body></html>"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    with running_loopback() as loopback:
        yield loopback


def html(text: str = PAGE, **headers: str) -> bytes:
    return answer(text.encode(), Content_Type="text/html; charset=utf-8", **headers)


def stand(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_an_address_is_fetched_cleaned_read_and_matched(server: Loopback, incident: Incident) -> None:
    article = submit_url(server.says("/a", html(ETag='"v1"')), published_on=DISCLOSED).article
    assert advance(article.pk) == ArticleState.DONE
    assert stand(article).etag == '"v1"'
    assert stand(article).title == "Brightwater data breach"
    assert Claim.objects.get().value == 1_200_000


def test_an_unchanged_page_keeps_its_version(server: Loopback, incident: Incident) -> None:
    article = submit_url(server.says("/a", html(ETag='"v1"'))).article
    advance(article.pk)
    server.says("/a", answer(status="304 Not Modified"))
    assert submit_url(article.url, again=True).changed
    assert advance(article.pk) == ArticleState.DONE
    assert b'If-None-Match: "v1"' in server.requests[1]
    assert article.versions.count() == 1


def test_a_changed_page_is_a_new_version(server: Loopback, incident: Incident) -> None:
    article = submit_url(server.says("/a", html())).article
    advance(article.pk)
    server.says("/a", html(PAGE.replace("1.2 million", "1.4 million")))
    submit_url(article.url, again=True)
    assert advance(article.pk) == ArticleState.DONE
    assert article.versions.count() == 2
    assert set(Mention.objects.filter(version__number=2).values_list("value", flat=True)) == {1_400_000}


def test_a_known_address_is_not_fetched_again_unless_asked(server: Loopback) -> None:
    url = server.says("/a?id=1", html())
    first = submit_url(url)
    again = submit_url(f"{url}&utm_source=mail#top")
    assert (first.created, again.created, again.changed) == (True, False, False)
    assert first.article == again.article


def test_a_page_that_is_gone_fails_with_the_reason_and_can_be_submitted_again(server: Loopback) -> None:
    article = submit_url(server.says("/a", answer(status="404 Not Found"))).article
    advance(article.pk)
    assert stand(article).state == ArticleState.FAILED
    assert "404" in stand(article).last_error
    server.says("/a", html())
    assert submit_url(article.url).changed
    assert advance(article.pk) == ArticleState.DONE
    assert stand(article).last_error == ""


def test_a_page_that_was_read_outlives_its_address(server: Loopback, incident: Incident) -> None:
    article = submit_url(server.says("/a", html()), published_on=DISCLOSED).article
    advance(article.pk)
    server.says("/a", answer(status="410 Gone"))
    submit_url(article.url, again=True)
    advance(article.pk)
    assert stand(article).state == ArticleState.DONE
    assert Claim.objects.get().evidence.count() == 1


def test_a_server_in_trouble_is_tried_later_and_given_up_at_last(server: Loopback) -> None:
    article = submit_url(server.says("/a", answer(status="503 Busy"))).article
    for tries, wait in enumerate(leases.WAITS, 1):
        assert advance(article.pk) is None
        row = stand(article)
        assert (row.state, row.attempts, row.lease_until) == (ArticleState.QUEUED, tries, None)
        assert row.next_attempt_at - timezone.now() == pytest.approx(wait, abs=dt.timedelta(seconds=5))
        assert advance(article.pk) is None, "it is not due yet"
        Article.objects.update(next_attempt_at=timezone.now())
    advance(article.pk)
    assert stand(article).state == ArticleState.FAILED
    assert len(server.requests) == len(leases.WAITS) + 1


def test_a_server_may_ask_for_a_longer_wait(server: Loopback) -> None:
    article = submit_url(server.says("/a", answer(status="429 Slow", Retry_After="7200"))).article
    advance(article.pk)
    assert stand(article).next_attempt_at > timezone.now() + dt.timedelta(seconds=7000)


def test_an_error_of_ours_stays_in_the_row_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    article = submit_text(TEXT).article
    monkeypatch.setattr("sources.pipeline.runner.read_version", lambda *_, **__: 1 / 0)
    assert advance(article.pk) is None
    assert (stand(article).state, stand(article).attempts) == (ArticleState.FETCHED, 1)
    assert "ZeroDivisionError" in stand(article).last_error


def test_a_lease_keeps_others_away_until_it_runs_out() -> None:
    article = submit_text(TEXT).article
    assert leases.take(article.pk) is not None
    assert leases.take(article.pk) is None
    assert advance(article.pk) is None
    Article.objects.update(lease_until=timezone.now())
    assert advance(article.pk) == ArticleState.DONE


def test_who_lost_the_lease_changes_nothing() -> None:
    article = submit_text(TEXT).article
    lost = leases.take(article.pk)
    assert lost is not None
    Article.objects.update(lease_until=timezone.now())
    assert leases.take(article.pk) is not None
    with pytest.raises(LeaseLost), transaction.atomic():
        leases.move(lost, ArticleState.DONE)
    assert stand(article).state == ArticleState.FETCHED


def test_a_text_that_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    article = submit_text(TEXT, url="https://gazette.example/1").article
    from sources.pipeline import runner

    read = runner.read_version  # type: ignore[attr-defined]

    def read_slowly(*args: object, **limits: object) -> object:
        monkeypatch.setattr(runner, "read_version", read)
        submit_text(TEXT.replace("1.2", "1.4"), url="https://gazette.example/1")
        return read(*args, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(runner, "read_version", read_slowly)
    assert advance(article.pk) is None
    assert advance(article.pk) == ArticleState.DONE
    assert Mention.objects.get().value == 1_400_000


def test_an_article_that_is_gone_is_a_quiet_return() -> None:
    assert advance(987654) is None
    tasks.advance_article(987654)
    tasks.poll_feed(987654)


def test_the_sweep_works_off_what_is_due_and_nothing_else() -> None:
    due = [submit_text(f"{TEXT} {number}").article for number in range(25)]
    later = submit_text(f"{TEXT} later").article
    Article.objects.filter(pk=later.pk).update(next_attempt_at=timezone.now() + dt.timedelta(hours=1))
    assert work_off(60) == len(due)
    assert stand(later).state == ArticleState.FETCHED
    assert work_off(60) == 0


def test_health_tells_how_long_the_oldest_waits() -> None:
    assert health.snapshot().oldest_due_seconds == 0
    submit_text(TEXT)
    Article.objects.update(next_attempt_at=timezone.now() - dt.timedelta(minutes=5))
    state = health.snapshot()
    assert state.oldest_due_seconds == pytest.approx(300, abs=30)
    assert (state.due, state.states["fetched"], state.states["done"]) == (1, 1, 0)


def test_the_same_text_without_an_address_is_one_article() -> None:
    first, again = submit_text(TEXT, title="A"), submit_text(TEXT + "\r\n", title=" A ")
    assert first.article == again.article
    assert (again.created, again.changed) == (False, False)


def test_what_cannot_be_taken_in_is_refused() -> None:
    with pytest.raises(EmptyText):
        submit_text(" \x00\n ")
    with pytest.raises(UnusableUrl):
        submit_text(TEXT, url="ftp://gazette.example/")
    assert not Article.objects.exists()


def test_a_broker_that_is_down_fails_no_submission(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as sent:
        article = submit_text(TEXT).article
    assert len(sent) == 1
    assert stand(article).state == ArticleState.FETCHED


def test_a_broker_that_is_down_is_told_of_once_however_many_articles_come(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.pipeline.wakeups._warned_at", [])
    with capture_logs() as logged, django_capture_on_commit_callbacks(execute=True):
        for number in range(5):
            submit_text(f"{TEXT} {number}")
    levels = [line["log_level"] for line in logged if line["event"] == "worker_not_woken"]
    assert levels == ["warning", "debug", "debug", "debug", "debug"]


RSS = """<rss version="2.0"><channel><title>Gazette</title>
<item><title>One</title><link>{base}/1</link><pubDate>Wed, 04 Apr 2018 10:00:00 GMT</pubDate></item>
<item><title>Two</title><link>{base}/2?utm_source=rss</link></item></channel></rss>"""


@pytest.fixture
def feed(server: Loopback) -> Feed:
    publisher = Publisher.objects.create(name="Gazette", host="127.0.0.1")
    return Feed.objects.create(publisher=publisher, url=server.url("/feed"), next_poll_at=timezone.now())


def test_a_feed_brings_each_article_once(server: Loopback, feed: Feed) -> None:
    rss = RSS.format(base=server.url("")).encode()
    server.says("/feed", answer(rss, Content_Type="application/rss+xml", ETag='"f1"'))
    polled = poll(feed.pk)
    assert polled is not None
    assert polled.fresh == 2
    assert Article.objects.get(url=server.url("/1")).published_on == dt.date(2018, 4, 4)
    assert {article.publisher for article in Article.objects.all()} == {feed.publisher}
    assert poll(feed.pk) is None, "it is not due"
    Feed.objects.update(next_poll_at=timezone.now())
    again = poll(feed.pk)
    assert again is not None
    assert again.fresh == 0
    assert b'If-None-Match: "f1"' in server.requests[1]


def test_a_feed_in_trouble_is_polled_less_and_less(server: Loopback, feed: Feed) -> None:
    server.says("/feed", answer(b"<html>Login</html>", Content_Type="text/html"))
    waits = []
    for _ in range(3):
        Feed.objects.update(next_poll_at=timezone.now())
        polled = poll(feed.pk)
        assert polled is not None
        assert "no RSS or Atom" in polled.problem
        feed.refresh_from_db()
        waits.append(round((feed.next_poll_at - timezone.now()).total_seconds() / 60))
    assert (feed.failures, waits) == (3, [30, 60, 120])


def test_an_inactive_feed_is_not_polled(server: Loopback, feed: Feed) -> None:
    Feed.objects.update(active=False)
    assert poll(feed.pk) is None
    assert server.requests == []
