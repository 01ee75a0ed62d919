"""Real posts to a loopback receiver that behaves in each way that we know of."""

import json

import pytest
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from incidents.webhooks.delivery import deliver_due
from incidents.webhooks.endpoints import pause_endpoint, resume_endpoint, rotate_secret
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointState
from incidents.webhooks.requested_deliveries import replay_delivery
from tests.incidents.webhooks.conftest import pass_time, split, wait_seconds
from tests.loopback import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def hasty(settings):
    """Timeouts of half a second."""
    settings.OUTBOUND_CONNECT_TIMEOUT_SECONDS = 0.5
    settings.OUTBOUND_TOTAL_TIMEOUT_SECONDS = 0.5


def test_an_event_arrives_signed_and_the_published_library_verifies_it(subscribe, tell, loopback):
    endpoint = subscribe(loopback.url("/ok"))
    event = tell()
    run = deliver_due()
    assert (run.events, run.delivered, run.failed) == (1, 1, 0)
    headers, body = split(loopback.requests[0])
    assert Webhook(endpoint.secrets.get().secret).verify(body, headers)["data"]["new"]["best"] == 87_000_000
    assert headers["webhook-id"] == event.reference
    assert headers["content-type"] == "application/json"


def test_a_success_is_logged_with_status_duration_and_answer(subscribe, tell, loopback):
    subscribe(loopback.url("/ok"))
    tell()
    deliver_due()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.last_status) == (DeliveryState.DELIVERED, 1, 200)
    assert (delivery.next_attempt_at, delivery.lease_until, delivery.lease_token) == (None, None, "")
    assert delivery.finished_at is not None
    attempt = delivery.tries.get()
    assert (attempt.number, attempt.status, attempt.error, attempt.answer) == (1, 200, "", "thanks")
    assert attempt.duration_ms < 20_000
    assert Endpoint.objects.get().succeeded_at is not None


def test_what_is_delivered_is_not_delivered_again(subscribe, tell, loopback):
    subscribe(loopback.url("/ok"))
    tell()
    assert [deliver_due().delivered for _ in range(3)] == [1, 0, 0]
    assert len(loopback.requests) == 1


def test_while_a_secret_rotates_both_signatures_are_sent(subscribe, tell, loopback):
    endpoint = subscribe(loopback.url("/ok"))
    old = endpoint.secrets.get().secret
    new = rotate_secret(endpoint)
    tell()
    deliver_due()
    headers, body = split(loopback.requests[0])
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)


def hangs(connection, stopping):
    stopping.wait(10)


def resets(connection, stopping):
    import socket

    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def says(data):
    return lambda connection, stopping: connection.sendall(data)


@pytest.mark.parametrize(
    "case",
    [
        (says(answer(b"oops", status="500 Internal Server Error")), "http_status", 500),
        (says(answer(status="404 Not Found")), "http_status", 404),
        (says(answer(status="302 Found", Location="http://10.0.0.1/")), "redirect", 302),
        (says(answer(status="307 Temporary Redirect", Location="/ok")), "redirect", 307),
        (says(answer(status="304 Not Modified")), "redirect", 304),
        (hangs, "total_timeout", None),
        (resets, "connection_lost", None),
        (says(b"what?\r\n\r\n"), "answer_malformed", None),
    ],
)
def test_a_receiver_that_fails_is_tried_again_with_the_same_id(subscribe, tell, loopback, hasty, case):
    handler, error, status = case
    subscribe(loopback.does("/hook", handler))
    event = tell()
    assert deliver_due().failed == 1
    delivery = Delivery.objects.get()
    attempt = delivery.tries.get()
    assert (delivery.state, delivery.last_status, attempt.error) == (DeliveryState.PENDING, status, error)
    assert attempt.detail.endswith(".")
    assert 0 < wait_seconds(delivery) <= 5.5
    pass_time(seconds=6)
    loopback.says("/hook", answer())
    assert deliver_due().delivered == 1
    ids = {split(request)[0]["webhook-id"] for request in loopback.requests}
    assert ids == {event.reference}
    assert len({split(request)[1] for request in loopback.requests}) == 1
    assert [row.number for row in Attempt.objects.order_by("number")] == [1, 2]


def trickles(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not stopping.wait(0.05):
        connection.sendall(b"x")


def never_ends(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while not stopping.is_set():
        connection.sendall(b"y" * 65536)


@pytest.mark.parametrize(
    "handler",
    [
        says(answer(b"<html>thanks</html>", Content_Type="text/html")),
        says(answer(status="204 No Content")),
        says(answer(b"\x00\xff binary", status="201 Created")),
        trickles,
        never_ends,
    ],
)
def test_a_2xx_is_a_success_whatever_its_body_does(subscribe, tell, loopback, hasty, handler):
    subscribe(loopback.does("/hook", handler))
    tell()
    assert deliver_due().delivered == 1
    assert len(Attempt.objects.get().answer) <= 4096


def test_the_schedule_is_followed_to_its_end(subscribe, tell, loopback):
    subscribe(loopback.says("/hook", answer(status="500 Oops")))
    tell()
    waits = []
    for _ in range(9):
        assert deliver_due().failed == 1
        waits.append(wait_seconds(Delivery.objects.get()))
        pass_time(hours=27)
        Endpoint.objects.update(failing_since=timezone.now())  # this one is not about days of failure
    for wait, seconds in zip(waits, (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400), strict=True):
        assert seconds - 5 <= wait <= seconds * 1.1
    assert deliver_due().failed == 1
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.next_attempt_at) == (DeliveryState.FAILED, 10, None)
    assert deliver_due().failed == 0
    assert replay_delivery(delivery)
    assert deliver_due().failed == 1


@pytest.mark.parametrize(
    ("header", "bounds"), [("120", (110, 121)), ("999999", (86_000, 86_401)), ("1", (3, 6)), ("soon", (3, 6))]
)
def test_retry_after_is_honoured_up_to_a_day(subscribe, tell, loopback, header, bounds):
    subscribe(loopback.says("/hook", answer(status="429 Too Many Requests", Retry_After=header)))
    tell()
    deliver_due()
    assert bounds[0] <= wait_seconds(Delivery.objects.get()) <= bounds[1]


def test_410_disables_the_endpoint_and_tells_its_owners_others(subscribe, tell, loopback):
    gone = subscribe(loopback.says("/gone", answer(status="410 Gone")))
    subscribe(loopback.url("/ok"), event_types=("endpoint.disabled",))
    tell()
    deliver_due()
    gone.refresh_from_db()
    assert (gone.state, gone.state_reason) == (EndpointState.DISABLED, "The receiver answered 410 Gone.")
    tell()
    pass_time(days=1)
    deliver_due()
    assert [request.split(b" ")[1] for request in loopback.requests].count(b"/gone") == 1
    messages = [json.loads(split(request)[1]) for request in loopback.requests if b" /ok " in request.split(b"\r\n")[0]]
    assert [message["type"] for message in messages] == ["endpoint.disabled"]
    assert messages[0]["data"]["endpoint"]["reference"] == gone.reference


def test_five_days_of_failures_disable_an_endpoint_and_one_success_heals_it(subscribe, tell, loopback):
    endpoint = subscribe(loopback.says("/hook", answer(status="500 Oops")))
    tell()
    deliver_due()
    pass_time(days=4)
    deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.consecutive_failures) == (EndpointState.ACTIVE, 2)
    loopback.says("/hook", answer())
    pass_time(hours=2)
    deliver_due()
    endpoint.refresh_from_db()
    assert (endpoint.consecutive_failures, endpoint.failing_since) == (0, None)
    loopback.says("/hook", answer(status="500 Oops"))
    tell()
    deliver_due()
    pass_time(days=5)
    deliver_due()
    endpoint.refresh_from_db()
    assert endpoint.state == EndpointState.DISABLED
    assert "has failed" in endpoint.state_reason


def test_a_paused_endpoint_gets_everything_when_it_is_resumed(subscribe, tell, loopback):
    endpoint = subscribe(loopback.url("/ok"))
    pause_endpoint(endpoint)
    for _ in range(3):
        tell()
    assert deliver_due().delivered == 0
    resume_endpoint(endpoint)
    assert deliver_due().delivered == 3


def test_an_endpoint_whose_address_has_become_private_is_not_reached(subscribe, tell, loopback, settings):
    """The check at creation is made again at each delivery."""
    subscribe(loopback.url("/ok"))
    tell()
    settings.ALLOW_PRIVATE_TARGETS = False
    assert deliver_due().failed == 1
    assert Attempt.objects.get().error == "address_refused"
    assert loopback.requests == []
