import os
import subprocess
import sys
from pathlib import Path

import pytest
from kombu.exceptions import OperationalError

from tests.services import ROOT
from tracker.broker import LONGEST_SOCKET_PATH, broker_address, socket_path
from tracker.celery import app
from tracker.launch.session import procfile


def test_the_socket_is_beside_the_data():
    assert socket_path(Path("/srv/tracker/var")) == Path("/srv/tracker/var/redis.sock")


def test_a_path_too_long_for_a_socket_gets_a_short_one_of_its_own():
    one, other = (socket_path(Path("/srv") / (name * 120)) for name in "ab")
    assert len(str(one)) <= LONGEST_SOCKET_PATH
    assert one != other
    assert one == socket_path(Path("/srv") / ("a" * 120))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("unix:///run/redis.sock", "redis+socket:///run/redis.sock"),
        ("redis://redis:6379/0", "redis://redis:6379/0"),
        ("rediss://:secret@redis:6380/1", "rediss://:secret@redis:6380/1"),
    ],
)
def test_an_address_is_written_as_celery_reads_it(given, expected):
    assert broker_address(given) == expected


def test_a_broker_that_is_down_raises_instead_of_waiting(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", waits.append)
    with pytest.raises(OperationalError):
        app.send_task("nobody.home")
    assert waits == []


def test_every_process_sends_to_our_broker(tmp_path):
    tell = (
        "import django; django.setup()\n"
        "from celery import current_app; print(current_app.main, current_app.conf.broker_url)\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tracker.settings", "VAR_DIR": str(tmp_path)}
    environment["REDIS_URL"] = "redis://127.0.0.1:1/7"
    done = subprocess.run(
        [sys.executable, "-c", tell], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "tracker redis://127.0.0.1:1/7\n"


def test_messages_survive_a_broker_that_is_restarted(redis_server):
    app.send_task("nobody.home")
    redis_server.stop()
    redis_server.start()
    with app.connection_for_read() as connection:
        assert connection.default_channel.client.llen("default") == 1


def test_tasks_are_acknowledged_late_and_given_back():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit


def test_every_scheduled_task_exists_and_is_void_before_the_next():
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"] <= entry["schedule"]


OF_ARTICLES = ("sources.tasks.advance_article", "sources.tasks.poll_feed")
OF_OTHERS = (
    "sources.tasks.import_register",
    "sources.tasks.sweep",
    "sources.tasks.poll_feeds",
    "sources.tasks.prune",
    "incidents.site.tasks.send_letters",
    "incidents.site.tasks.work_out_statistics",
    "incidents.snapshots.tasks.keep_snapshots",
    "incidents.webhooks.tasks.tell_owners",
)


@pytest.mark.parametrize("task", OF_OTHERS)
def test_nothing_waits_behind_the_pages_of_a_long_feed(redis_server, task):
    for article in range(30):
        app.send_task(OF_ARTICLES[article % 2], args=[article])
    app.send_task(task)
    taken: list[str] = []
    with app.connection_for_read() as connection:
        queues = [app.amqp.queues[name] for name in worker_queues()]
        consumer = connection.Consumer(queues, accept=["json"], on_message=lambda message: take(message, taken))
        consumer.qos(prefetch_count=1)
        with consumer:
            while task not in taken:
                connection.drain_events(timeout=5)
    assert len(taken) <= 3


def worker_queues() -> list[str]:
    command = procfile(ROOT / "Procfile")["worker"]
    return command[command.index("--queues") + 1].split(",")


def take(message, taken: list[str]) -> None:
    taken.append(message.headers["task"])
    message.ack()
