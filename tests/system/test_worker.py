"""A real worker and a broker that comes and goes."""

import pytest
from kombu.exceptions import OperationalError
from redis import Redis

from tests.services import RedisServer, Worker, wait_for
from tracker.celery import app


def waiting(server: RedisServer) -> int:
    with Redis.from_url(server.url) as client:
        return int(client.llen("default")) + int(client.hlen("unacked"))


@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_when_the_broker_comes_back(worker: Worker, redis_server: RedisServer) -> None:
    redis_server.stop()
    with pytest.raises(OperationalError):
        app.send_task("sources.tasks.poll_feeds")
    redis_server.start()
    app.send_task("sources.tasks.poll_feeds")
    wait_for(lambda: waiting(redis_server) == 0, "the worker to take the message")
    assert not worker.process_ended()


@pytest.mark.django_db(transaction=True)
def test_a_message_of_a_worker_that_was_killed_is_taken_by_the_next(worker: Worker, redis_server: RedisServer) -> None:
    worker.kill()
    app.send_task("sources.tasks.poll_feeds")
    assert waiting(redis_server) == 1
    worker.start()
    wait_for(lambda: waiting(redis_server) == 0, "the worker to take the message")
