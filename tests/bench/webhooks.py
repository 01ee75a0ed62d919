"""How fast webhooks go, as ratios to what a bare program does on the same machine at the same moment.

    python tests/bench/webhooks.py        # on SQLite; on PostgreSQL with TEST_DATABASE_URL

Each line is one measurement: what was done, per second, and the ratio to its yardstick.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

SCRATCH = tempfile.TemporaryDirectory(prefix="bench-webhooks-")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "VAR_DIR": SCRATCH.name,
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{SCRATCH.name}/bench.sqlite3",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "OUTBOUND_TOTAL_TIMEOUT_SECONDS": "5",
}

import django  # noqa: E402 - the settings are read from the environment above

warnings.simplefilter("ignore")
django.setup()

import aiohttp  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from incidents.models import Event, EventDraft, EventType, Incident  # noqa: E402
from incidents.webhooks import delivery, leases, outbox, signing  # noqa: E402
from incidents.webhooks.fanout import fan_out  # noqa: E402
from incidents.webhooks.models import Delivery, Endpoint, EndpointSecret  # noqa: E402
from incidents.webhooks.payload import event_body  # noqa: E402
from tests.incidents.webhooks.conftest import figure_data  # noqa: E402
from tracker.http import Client, Policy  # noqa: E402

POSTS = 2_000
AT_ONCE = 200

RECEIVER = """
import asyncio

async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            lines = head.lower().split(b"\\r\\n")
            await reader.readexactly(next(int(line[15:]) for line in lines if line.startswith(b"content-length:")))
            if head.startswith(b"POST /hung"):
                await asyncio.sleep(60)
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n")
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()

async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""


def say(what: str, per_second: float, yardstick: float | None = None, whose: str = "") -> None:
    ratio = f"   {per_second / yardstick:5.2f} of {whose}" if yardstick else ""
    print(f"{what:<58}{per_second:>9,.0f}/s{ratio}", flush=True)


def seconds(action: Callable[[], Any]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


async def many(post: Callable[[], Any]) -> float:
    slots = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with slots:
            await post()

    start = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(POSTS)))
    return POSTS / (time.perf_counter() - start)


async def bare_posts(url: str, body: bytes) -> float:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def post() -> None:
            async with session.post(url, data=body) as answer:
                await answer.read()

        return await many(post)


async def guarded_posts(url: str, body: bytes) -> float:
    async with Client(Policy(allow_private=True)) as client:
        return await many(lambda: client.post(url, body=body))


def subscribe(owner: User, url: str, number: int, *, hung: int = 0) -> None:
    """So many endpoints and no deliveries; the first `hung` of them never answer."""
    Delivery.objects.all().delete()
    Endpoint.objects.all().delete()
    rows = [Endpoint(owner=owner, url=url + ("hung" if place < hung else "ok")) for place in range(number)]
    Endpoint.objects.bulk_create(rows)
    EndpointSecret.objects.bulk_create([EndpointSecret(endpoint=row, secret=signing.new_secret()) for row in rows])
    fan_out()
    Delivery.objects.all().delete()
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")


def tell(incident: Incident, number: int) -> None:
    draft = EventDraft(EventType.FIGURE_CHANGED, figure_data(incident), incident)
    with transaction.atomic():
        Event.objects.append([draft] * number, cause="bench", actor="bench")


def deliveries(expected: int) -> float:
    """Successful deliveries per second, until the last of `expected`; what hangs is not waited for."""
    start, done, last = time.perf_counter(), 0, 0.0

    def record(outcomes: Any) -> dict[int, str]:
        nonlocal done, last
        reasons = leases.record(outcomes)
        done += sum(not outcome.error for outcome in outcomes)
        if done == expected and not last:
            last = time.perf_counter() - start
        return reasons

    delivery.record = record  # type: ignore[attr-defined]
    try:
        delivery.deliver_due(run_seconds=30)
    finally:
        delivery.record = leases.record  # type: ignore[attr-defined]
    return expected / last


def plain_copy(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO webhooks_delivery (endpoint_id, event_id, state, attempts, next_attempt_at, created_at,"
            " lease_token) SELECT id, %s, 'pending', 0, created_at, created_at, '' FROM webhooks_endpoint",
            [event.pk],
        )


def measure(url: str) -> None:
    owner = User.objects.create_user("bench")
    incident = Incident.objects.create(title="Bench", slug="bench")
    tell(incident, 1)
    body = event_body(Event.objects.latest("sequence"))
    bare = asyncio.run(bare_posts(url + "ok", body))
    say("bare aiohttp posts", bare)
    say("posts through the guarded client", asyncio.run(guarded_posts(url + "ok", body)), bare, "bare aiohttp")
    subscribe(owner, url, 200)
    tell(incident, POSTS // 200)
    healthy = deliveries(POSTS)
    say("signed, recorded deliveries to 200 endpoints", healthy, bare, "bare aiohttp")
    subscribe(owner, url, 200, hung=20)
    tell(incident, POSTS // 200)
    say("the same with 1 in 10 endpoints hanging", deliveries(POSTS * 9 // 10), healthy, "the same without")
    subscribe(owner, url, 10_000)
    tell(incident, 2)
    fanned = 20_000 / seconds(fan_out)
    Delivery.objects.all().delete()
    plain = 10_000 / seconds(lambda: plain_copy(Event.objects.latest("sequence")))
    say("fan-out to 10,000 endpoints, rows", fanned, plain, "a plain INSERT ... SELECT")


def main() -> None:
    settings.ALLOW_PRIVATE_TARGETS = True
    outbox.send_wake_up = lambda: None
    databases = setup_databases(verbosity=0, interactive=False)
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
    try:
        assert receiver.stdout is not None
        measure(f"http://127.0.0.1:{int(receiver.stdout.readline())}/")
    finally:
        receiver.kill()
        receiver.wait()
        connection.close()
        teardown_databases(databases, verbosity=0)
        SCRATCH.cleanup()


if __name__ == "__main__":
    main()
