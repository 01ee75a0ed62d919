import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from sources.models import Article, Feed, ImportState, Publisher, RegisterImport

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
            "imports": {"waiting": 0, "due": 0, "oldest_due_seconds": 0.0},
        },
        "failed_imports": 0,
    }


def test_the_queues_are_told_to_who_may_read_the_metrics_only(probe, settings):
    assert probe.get("/readyz").json() == {"status": "ok"}
    settings.METRICS_TOKEN = "m" * 20
    assert probe.get("/readyz").json() == {"status": "ok"}
    assert probe.get("/readyz", headers={"Authorization": "Bearer wrong"}).json() == {"status": "ok"}
    ready = probe.get("/readyz", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).json()
    assert set(ready["queues"]) == {"articles", "deliveries", "imports"}


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


def import_of(seconds: float, **row) -> RegisterImport:
    """An import that has been due for so many seconds."""
    now = timezone.now()
    due_at = now - dt.timedelta(seconds=seconds)
    return RegisterImport.objects.create(
        register="hibp", file_name="breaches.json", content=b"", size=1, seen_on=now.date(), due_at=due_at, **row
    )


# how the import stands: seconds since it was due, its row, whether the tracker is late for it
@pytest.mark.parametrize(
    ("due", "row", "late"),
    [
        (5000, {}, True),
        (10, {}, False),
        (-100, {}, False),
        (5000, {"state": ImportState.WORKING, "lease_ends": 60}, False),
        (9000, {"state": ImportState.WORKING, "lease_ends": -5000}, True),
        (9000, {"state": ImportState.WORKING, "lease_ends": -10}, False),
        (9000, {"state": ImportState.DONE}, False),
        (9000, {"state": ImportState.FAILED}, False),
    ],
)
def test_an_import_that_nobody_takes_is_late(probe, settings, due, row, late):
    settings.DEBUG = True
    row = dict(row)
    ends = row.pop("lease_ends", None)
    lease = None if ends is None else timezone.now() + dt.timedelta(seconds=ends)
    import_of(due, lease_until=lease, **row)
    answer = probe.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == ((503, "late: imports") if late else (200, "ok"))
    assert answer.json()["failed_imports"] == (row.get("state") == ImportState.FAILED)


def test_metrics_count_imports_by_state_and_their_rows_by_outcome(probe, settings):
    settings.DEBUG = True
    import_of(0, state=ImportState.DONE, counts={"new": 40, "refused": 2})
    import_of(0, state=ImportState.FAILED, counts={"new": 2})
    import_of(0, state=ImportState.DONE, dry=True, counts={"new": 900})
    text = probe.get("/metrics").content.decode()
    for line in (
        'tracker_imports{state="done"} 2.0',
        'tracker_imports{state="failed"} 1.0',
        'tracker_imports{state="waiting"} 0.0',
        'tracker_import_rows{outcome="new",register="hibp"} 42.0',
        'tracker_import_rows{outcome="refused",register="hibp"} 2.0',
    ):
        assert line in text
    assert "breaches.json" not in text
