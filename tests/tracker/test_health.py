import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from sources.models import Article, Feed, Publisher

pytestmark = pytest.mark.django_db


@pytest.fixture
def probe() -> Client:
    """A client that knows the server by an address that is not among its hosts."""
    return Client(SERVER_NAME="10.0.0.7")


def article_due_since(seconds: float) -> Article:
    due_at = timezone.now() - dt.timedelta(seconds=seconds)
    return Article.objects.create(url=f"https://news.example/{seconds}", next_attempt_at=due_at)


def test_a_process_that_answers_lives_under_any_name(probe, settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = probe.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_an_empty_tracker_is_ready(probe, settings):
    settings.DEBUG = True
    answer = probe.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "queues": {
            "articles": {"waiting": 0, "due": 0, "oldest_due_seconds": 0.0},
            "deliveries": {"waiting": 0, "due": 0, "oldest_due_seconds": 0.0},
        },
    }


def test_the_queues_are_told_to_who_may_read_the_metrics_only(probe, settings):
    assert probe.get("/readyz").json() == {"status": "ok"}
    settings.METRICS_TOKEN = "m" * 20
    assert probe.get("/readyz").json() == {"status": "ok"}
    assert probe.get("/readyz", headers={"Authorization": "Bearer wrong"}).json() == {"status": "ok"}
    ready = probe.get("/readyz", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).json()
    assert set(ready["queues"]) == {"articles", "deliveries"}


def test_a_row_that_has_been_due_for_too_long_is_unwell(probe, settings):
    settings.DEBUG = True
    article_due_since(settings.READY_MAX_AGE_SECONDS + 5)
    article_due_since(1)
    answer = probe.get("/readyz")
    articles = answer.json()["queues"]["articles"]
    assert (answer.status_code, answer.json()["status"]) == (503, "late: articles")
    assert (articles["waiting"], articles["due"]) == (2, 2)
    assert articles["oldest_due_seconds"] >= settings.READY_MAX_AGE_SECONDS


def test_work_that_lies_ahead_is_not_late(probe, settings):
    settings.DEBUG = True
    article_due_since(-3600)
    answer = probe.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["queues"]["articles"] == {"waiting": 1, "due": 0, "oldest_due_seconds": 0.0}


def test_the_command_fails_for_the_queue_that_is_late_only(settings, capsys):
    article_due_since(settings.READY_MAX_AGE_SECONDS + 5)
    call_command("health", "--queue", "deliveries")
    assert capsys.readouterr().out == "deliveries: 0 waiting, 0 due, the oldest for 0.0 s\n"
    with pytest.raises(CommandError, match=r"Late: articles\."):
        call_command("health")


def test_metrics_are_counted_from_the_rows(probe, settings):
    settings.METRICS_TOKEN = "m" * 20
    article_due_since(30)
    text = probe.get("/metrics", headers={"Authorization": "Bearer " + "m" * 20}).content.decode()
    assert 'tracker_queue_due_rows{queue="articles"} 1.0' in text
    assert 'tracker_articles{state="queued"} 1.0' in text
    assert "tracker_last_event_sequence 0.0" in text
    assert 'tracker_webhook_endpoints{state="active"} 0.0' in text


def test_each_feed_is_told_by_its_id_and_never_by_its_address(probe, settings):
    settings.DEBUG = True
    publisher, now = Publisher.objects.create(name="Gazette"), timezone.now()
    rows = {
        "well": {
            "last_good_poll_at": now,
            "items_seen": 20,
            "items_new": 3,
            "dropped": [{"reason": "no_link", "count": 2}],
        },
        "failing": {"failures": 4, "last_error": "It hid SECRET."},
        "gone": {"active": False, "failures": 1},
        "fresh": {},
    }
    ids = {
        name: Feed.objects.create(
            publisher=publisher, url=f"https://feeds.example/{name}?key=SECRET", next_poll_at=now, **row
        ).pk
        for name, row in rows.items()
    }
    text = probe.get("/metrics").content.decode()
    for health in ("ok", "failing", "off", "new"):
        assert f'tracker_feeds{{health="{health}"}} 1.0' in text
    told = {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[0] != "#"}
    well = f'feed="{ids["well"]}"'
    assert told[f'tracker_feed_failures{{feed="{ids["failing"]}"}}'] == 4
    assert told[f"tracker_feed_last_good_poll_timestamp_seconds{{{well}}}"] == pytest.approx(now.timestamp(), abs=1)
    assert told[f'tracker_feed_last_good_poll_timestamp_seconds{{feed="{ids["fresh"]}"}}'] == 0
    assert told[f"tracker_feed_next_poll_timestamp_seconds{{{well}}}"] == pytest.approx(now.timestamp(), abs=1)
    assert told[f'tracker_feed_next_poll_timestamp_seconds{{feed="{ids["gone"]}"}}'] == 0
    outcomes = {outcome: told[f'tracker_feed_items{{{well},outcome="{outcome}"}}'] for outcome in ("seen", "new")}
    assert outcomes == {"seen": 20, "new": 3}
    assert told[f'tracker_feed_items{{{well},outcome="dropped_no_link"}}'] == 2
    assert "SECRET" not in text


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Bearer é"])
def test_metrics_ask_for_their_token(header, probe, settings):
    settings.METRICS_TOKEN = "m" * 20
    answer = probe.get("/metrics", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401


def test_metrics_without_a_token_are_for_development_only(probe, settings):
    settings.DEBUG = False
    assert probe.get("/metrics").status_code == 404
    settings.DEBUG = True
    assert probe.get("/metrics").status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_probes_cannot_write(address, probe):
    assert probe.post(address).status_code == 405
