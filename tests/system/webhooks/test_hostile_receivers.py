"""Receivers that do their worst, all at once: a real deliverer's slots come free, and its memory stays flat."""

import gzip
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from threading import Event as Flag

import pytest

from incidents.webhooks import signing
from incidents.webhooks.models import Attempt, Delivery, Endpoint, EndpointSecret, EndpointState
from tests.accounts import account
from tests.loopback import Handler, Loopback, answer, running_loopback
from tests.services import Worker, wait_for
from tests.system.webhooks.conftest import commit
from tracker.foundation.access.models import TokenScope

pytestmark = pytest.mark.django_db(transaction=True)

TIMEOUT_SECONDS = 3.0
SLACK_SECONDS = 2.0  # the machine that the tests run on is a busy one
OF_EACH = 5
# What hundreds of connections may take for their buffers. The bodies offered are a gigabyte each.
MEMORY_BOUND_KIB = 48 * 1024

GIGABYTE = 10**9
BOMB = gzip.compress(bytes(64_000_000))


def says(data: bytes) -> Handler:
    return lambda connection, stopping: connection.sendall(data)


def for_ever(first: bytes, again: bytes, pause: float = 0.0) -> Handler:
    def handle(connection: socket.socket, stopping: Flag) -> None:
        connection.sendall(first)
        while not stopping.wait(pause):
            connection.sendall(again)

    return handle


def resets(connection: socket.socket, stopping: Flag) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


HEAD = b"HTTP/1.1 200 OK\r\n"
# How each behaves, and what is written down about it: the status, and the code of the error.
HOSTILE: dict[str, tuple[Handler, int | None, str]] = {
    "500": (says(answer(b"oops", status="500 Internal Server Error")), 500, "http_status"),
    "silent": (lambda connection, stopping: stopping.wait(60) and None, None, "total_timeout"),
    "head byte by byte": (for_ever(HEAD + b"X-Slow: ", b"x", 1.0), None, "total_timeout"),
    "endless head": (for_ever(HEAD, b"X: y\r\n" * 50, 0.1), None, "answer_malformed"),
    "endless 1xx": (for_ever(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.05), None, "total_timeout"),
    "body byte by byte": (for_ever(HEAD + b"Content-Length: 99\r\n\r\n", b"x", 1.0), 200, ""),
    "endless body": (for_ever(HEAD + b"\r\n", b"x" * 65_536), 200, ""),
    "1 GB": (for_ever(HEAD + b"Content-Length: %d\r\n\r\n" % GIGABYTE, b"x" * 65_536), 200, ""),
    "chunk of 1 GB": (for_ever(HEAD + b"Transfer-Encoding: chunked\r\n\r\n3b9aca00\r\n", b"x" * 65_536), 200, ""),
    "gzip bomb": (says(answer(BOMB, Content_Encoding="gzip")), 200, ""),
    "redirect inside": (says(answer(status="302 Found", Location="http://10.0.0.1/")), 302, "redirect"),
    "circle": (says(answer(status="307 Temporary Redirect", Location="/circle")), 307, "redirect"),
    "reset": (resets, None, "connection_lost"),
    "HTML": (says(answer(b"<html>Thanks!</html>", Content_Type="text/html")), 200, ""),
    "429": (says(answer(status="429 Too Many Requests", Retry_After="120")), 429, "http_status"),
    "410": (says(answer(status="410 Gone")), 410, "gone"),
}
TLS = "broken TLS"


@pytest.fixture
def hostile() -> Iterator[Loopback]:
    with running_loopback() as server:
        for place, (handler, _, _) in enumerate(HOSTILE.values()):
            server.does(f"/{place}", handler)
        server.says("/well", answer())
        yield server


@pytest.fixture
def hasty_deliverer(transactional_db: None, redis_url: str) -> Iterator[Worker]:
    process = Worker(
        redis_url,
        queues="deliveries",
        concurrency=1,
        OUTBOUND_TOTAL_TIMEOUT_SECONDS=str(TIMEOUT_SECONDS),
        OUTBOUND_CONNECT_TIMEOUT_SECONDS="1",
    )
    process.start()
    yield process
    process.stop()


def resident_kib(worker: Worker) -> int:
    """The memory of the deliverer's processes together."""
    assert worker.process is not None
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return sum(rss for pid, parent, rss in rows if worker.process.pid in (pid, parent))


def subscribe_to(hostile: Loopback) -> None:
    """Create several endpoints of each hostile kind, and one that behaves well."""
    owner = account("subscriber", TokenScope.WEBHOOKS)
    tls = hostile.url("/well").replace("http:", "https:")
    urls = {name: hostile.url(f"/{place}") for place, name in enumerate(HOSTILE)} | {TLS: tls}
    rows = [
        Endpoint(owner=owner, scope_read=True, url=url, description=name)
        for name, url in urls.items()
        for _ in range(OF_EACH)
    ]
    Endpoint.objects.bulk_create(
        [*rows, Endpoint(owner=owner, scope_read=True, url=hostile.url("/well"), description="well")]
    )
    EndpointSecret.objects.bulk_create(
        EndpointSecret(endpoint=row, secret=signing.new_secret()) for row in Endpoint.objects.all()
    )


@pytest.mark.counts_seconds
def test_hostile_receivers_hold_no_slot_beyond_their_timeouts_and_take_no_memory(
    hasty_deliverer: Worker, hostile: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    subscribe_to(hostile)
    Endpoint.objects.exclude(description="well").update(state=EndpointState.PAUSED)
    commit()
    wait_for(lambda: Attempt.objects.count() == 1, "the one that is well, which warms the deliverer up")
    before = resident_kib(hasty_deliverer)
    Endpoint.objects.update(state=EndpointState.ACTIVE)

    commit()
    peak = before
    owed = Endpoint.objects.count()
    end = time.monotonic() + 60

    def tried() -> bool:
        nonlocal peak
        peak = max(peak, resident_kib(hasty_deliverer))
        return not Delivery.objects.filter(attempts=0).exists() or time.monotonic() > end

    wait_for(tried, "every delivery to be tried", 90)
    assert Attempt.objects.values("delivery__endpoint").distinct().count() == owed
    longest = max(Attempt.objects.values_list("duration_ms", flat=True))
    with capsys.disabled():
        print(f"\nhostile receivers: the longest attempt took {longest} ms, memory grew by {peak - before} KiB")
    assert longest <= (TIMEOUT_SECONDS + SLACK_SECONDS) * 1000
    assert peak - before <= MEMORY_BOUND_KIB
    seen = {
        (row.delivery.endpoint.description, row.status, row.error)
        for row in Attempt.objects.select_related("delivery__endpoint")
    }
    assert {one for one in seen if one[0] not in (TLS, "well")} == {
        (name, status, error) for name, (_, status, error) in HOSTILE.items()
    }
    assert {(status, error) for name, status, error in seen if name == TLS} <= {
        (None, "tls_failed"),
        (None, "connect_timeout"),
        (None, "connect_failed"),
    }
    assert {(status, error) for name, status, error in seen if name == "well"} == {(200, "")}
    gone = Endpoint.objects.filter(description="410")
    assert set(gone.values_list("state", flat=True)) == {EndpointState.DISABLED}
    assert all(len(text) <= 4096 for text in Attempt.objects.values_list("answer", flat=True))
    assert not any(re.search(rb"^\S+ /circle ", request) for request in hostile.requests)
