import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator

import pytest
import structlog
from celery import shared_task
from django.test import Client

from tracker.celery import app
from tracker.logs import logging_settings, send_request_id_along, take_request_id_up


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the JSON lines of the root logger go."""
    written = io.StringIO()
    configuration = logging_settings(level="INFO", form="json")
    handler = logging.StreamHandler(written)
    formatter = configuration["formatters"]["structured"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
    structlog.contextvars.clear_contextvars()


def parsed(lines: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_one_json_line_with_its_id(lines):
    answer = Client().get("/api/problems/", headers={"X-Request-ID": "from-outside.1"})
    assert answer["X-Request-ID"] == "from-outside.1"
    (line,) = parsed(lines)
    assert (line["event"], line["request_id"], line["path"]) == ("request", "from-outside.1", "/api/problems/")
    assert (line["method"], line["status"], line["level"]) == ("GET", 200, "info")


@pytest.mark.parametrize("given", ["", "two words", "x" * 101, "a\nb", '{"level": "error"}'])
def test_an_id_that_could_write_into_the_logs_is_replaced(given, lines):
    answer = Client().get("/healthz", headers={"X-Request-ID": given.replace("\n", "%0a")})
    assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_probes_leave_no_line(lines):
    Client().get("/healthz")
    assert lines.getvalue() == ""


def test_lines_of_other_libraries_are_json_too(lines):
    try:
        int("the reason")
    except ValueError:
        logging.getLogger("elsewhere").exception("it failed with %s", "this")
    (line,) = parsed(lines)
    assert (line["event"], line["logger"]) == ("it failed with this", "elsewhere")
    assert "ValueError: invalid literal" in str(line["exception"])


def test_a_message_takes_the_request_id_along():
    headers: dict[str, object] = {}
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        send_request_id_along(headers=headers)
    assert headers == {"request_id": "r-1"}


def test_a_message_sent_outside_a_request_has_none():
    headers: dict[str, object] = {}
    send_request_id_along(headers=headers)
    assert headers == {}


@shared_task(name="tests.tell_request_id")
def tell_request_id() -> None:
    """Never runs here; a message needs a name."""


def test_a_task_takes_up_the_id_that_came_with_its_message(redis_url):
    with structlog.contextvars.bound_contextvars(request_id="r-2"):
        tell_request_id.delay()
    received: list[str] = []

    def note(_body: object, message: object) -> None:
        received.append(message.headers["request_id"])  # type: ignore[attr-defined]
        message.ack()  # type: ignore[attr-defined]

    with app.connection_for_read() as connection, app.amqp.TaskConsumer(connection, callbacks=[note]):
        connection.drain_events(timeout=10)
    assert received == ["r-2"]


def test_the_lines_of_a_task_carry_the_id_of_the_request_behind_it():
    tell_request_id.push_request(request_id="r-3")
    try:
        take_request_id_up(task_id="t-1", task=tell_request_id)
        assert structlog.contextvars.get_contextvars() == {
            "request_id": "r-3",
            "task": "tests.tell_request_id",
            "task_id": "t-1",
        }
    finally:
        tell_request_id.pop_request()
        structlog.contextvars.clear_contextvars()
