"""How fast webhooks go, as ratios to what a bare program does on the same machine at the same moment.

    make bench                          # or python tests/bench/webhooks.py

On PostgreSQL: the server that TEST_DATABASE_URL names, else one of the bench's own where its programs are installed,
else on SQLite, which says so. Each line is one measurement: what was done, and the ratio to its yardstick, of which
each is the median of several rounds in turn. `MISSED` says that a target was not reached in this run.
"""

import datetime as dt
import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from contextlib import ExitStack
from pathlib import Path
from statistics import median

SCRATCH = tempfile.TemporaryDirectory(prefix="bench-webhooks-")
CERTIFICATE = Path(SCRATCH.name) / "localhost.pem"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


from tests.quick_receiver import make_certificate  # noqa: E402 - found by the path above

make_certificate(CERTIFICATE)
# Read when aiohttp is imported: bare and guarded client alike trust the receiver.
os.environ["SSL_CERT_FILE"] = str(CERTIFICATE)
STACK = ExitStack()


def database_url() -> str:
    """The address of the database to measure on; a server of one's own is stopped with STACK."""
    from tests.postgres import program, running_postgres

    if os.environ.get("TEST_DATABASE_URL"):
        return os.environ["TEST_DATABASE_URL"]
    if program("initdb"):
        return STACK.enter_context(running_postgres(durable=True)).url
    print("No PostgreSQL: measured on SQLite, for which the targets are not meant.")
    return f"sqlite:///{SCRATCH.name}/bench.sqlite3"


os.environ |= {
    "ENV_FILE": os.devnull,
    "DEBUG": "1",
    "VAR_DIR": SCRATCH.name,
    "DATABASE_URL": f"sqlite:///{SCRATCH.name}/bench.sqlite3",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
    "OUTBOUND_TOTAL_TIMEOUT_SECONDS": "5",
}
os.environ["DATABASE_URL"] = database_url()

import django  # noqa: E402 - the settings are read from the environment above

warnings.simplefilter("ignore")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from incidents import ledger  # noqa: E402
from incidents.models import Event, Incident  # noqa: E402
from incidents.webhooks import delivery, outbox  # noqa: E402
from incidents.webhooks.fanout import fan_out  # noqa: E402
from incidents.webhooks.leases import LeaseRotation, lease  # noqa: E402
from incidents.webhooks.models import Delivery  # noqa: E402
from incidents.webhooks.payload import event_body  # noqa: E402
from tests.bare_client import bare_posts  # noqa: E402
from tests.bench.webhook_load import AT_ONCE, deliveries, rate, recorded_successes, say, subscribe, tell  # noqa: E402
from tests.services import Worker, celery_publishing_to, running_redis  # noqa: E402

POSTS, HANDSHAKES, ROUNDS = 10_000, 2_000, 3
CONCURRENCY = 4
# What a deliverer needs to be one of production: without DEBUG no setting has a default.
PRODUCTION = {
    "PUBLIC_URL": "https://tracker.example",
    "ALLOWED_HOSTS": "tracker.example",
    "ALLOW_PRIVATE_TARGETS": "1",
}


def measure_deliveries(plain: str, packed: str, body: bytes, redis_url: str) -> None:
    """A deliverer as it is shipped (Procfile), in processes of its own, against aiohttp in this one."""
    worker = Worker(redis_url, queues="deliveries", concurrency=CONCURRENCY, DEBUG="0", **PRODUCTION)
    worker.start()
    try:
        deliveries(plain, POSTS)  # each process loads its code and opens its connections
        bare, ours, hung = [], [], []
        for _ in range(ROUNDS):
            before = bare_posts(plain + "ok", body, POSTS, AT_ONCE)
            ours.append(deliveries(plain, POSTS))
            bare.append((before + bare_posts(plain + "ok", body, POSTS, AT_ONCE)) / 2)
            hung.append(deliveries(plain, POSTS, hung=AT_ONCE // 10))
        say(
            "signed, recorded deliveries", [ours[n] / bare[n] for n in range(ROUNDS)], 0.5, "bare aiohttp",
            f"{median(ours):,.0f}/s, bare {median(bare):,.0f}/s",
        )  # fmt: skip
        say(
            "the same with 1 in 10 endpoints hanging", [hung[n] / ours[n] for n in range(ROUNDS)], 0.9,
            "the same without", f"{median(hung):,.0f}/s",
        )  # fmt: skip
        bare, ours = [], []
        for _ in range(ROUNDS):
            before = bare_posts(packed + "ok", body, HANDSHAKES, AT_ONCE)
            ours.append(deliveries(packed, HANDSHAKES))
            bare.append((before + bare_posts(packed + "ok", body, HANDSHAKES, AT_ONCE)) / 2)
        say(
            "deliveries with a fresh TLS handshake each", [ours[n] / bare[n] for n in range(ROUNDS)], 0.7,
            "bare aiohttp", f"{median(ours):,.0f}/s, bare {median(bare):,.0f}/s",
        )  # fmt: skip
    finally:
        worker.stop()


def others_p99(url: str, *, hung: int) -> float:
    """Seconds from the commit to the record that 99 in 100 deliveries to nine endpoints stay below, while a tenth has
    `hung` of them: 50 events come one after the other."""
    subscribe(url, 10, hung=hung)
    seconds: list[float] = []

    def commit_all() -> None:
        try:
            for _ in range(50):
                seconds.append(time.perf_counter())
                tell(1)
                time.sleep(0.1)
        finally:
            connection.close()

    teller = threading.Thread(target=commit_all)
    with recorded_successes() as moments:
        teller.start()
        while teller.is_alive() or len(moments) < (10 - hung) * 50:
            delivery.deliver_due(run_seconds=30)
            time.sleep(0.01)
    teller.join()
    waited = [moment - seconds[place // (10 - hung)] for place, moment in enumerate(sorted(moments))]
    return sorted(waited)[len(waited) * 99 // 100]


def measure_fairness(url: str) -> None:
    alone, beside = others_p99(url, hung=0), others_p99(url, hung=1)
    print(
        f"{'p99 of nine endpoints while the tenth hangs':<58}{beside:6.2f} s; {alone:.2f} s when none hangs", flush=True
    )


def plain_copy(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO webhooks_delivery (endpoint_id, event_id, state, attempts, next_attempt_at, created_at,"
            " lease_token) SELECT id, %s, 'pending', 0, created_at, created_at, '' FROM webhooks_endpoint",
            [event.pk],
        )


def measure_fan_out(url: str) -> None:
    subscribe(url, 10_000, filtered=True)
    ours, plain = [], []
    for _ in range(ROUNDS):
        tell(1)
        ours.append(rate(10_000, fan_out))
        assert Delivery.objects.count() == 10_000
        Delivery.objects.all().delete()
        newest = Event.objects.latest("sequence")
        plain.append(rate(10_000, lambda newest=newest: plain_copy(newest)))  # type: ignore[misc]
        Delivery.objects.all().delete()
    say(
        "fan-out of one event to 10,000 endpoints with filters", [ours[n] / plain[n] for n in range(ROUNDS)], 0.3,
        "one INSERT ... SELECT", f"{median(ours):,.0f} rows/s",
    )  # fmt: skip


def lease_seconds(url: str, *, endpoints: int, events: int) -> float:
    """Of one lease of 100 among so many endpoints, each of which so many events wait for; the median of a few."""
    subscribe(url, endpoints)
    tell(events)
    fan_out()
    rotation, taken = LeaseRotation(), []
    for _ in range(7):
        start = time.perf_counter()
        jobs = lease(slots=100, failing_slots=50, lease_for=dt.timedelta(seconds=20), rotation=rotation)
        taken.append(time.perf_counter() - start)
        assert len(jobs) == 100
        Delivery.objects.update(lease_until=None, lease_token="")
        connection.cursor().execute("VACUUM webhooks_delivery" if connection.vendor == "postgresql" else "SELECT 1")
    return median(taken)


def measure_lease(url: str) -> None:
    few, many = (
        [lease_seconds(url, endpoints=endpoints, events=events) for _ in range(2)]
        for endpoints, events in ((200, 5), (10_000, 10))
    )
    say(
        "a lease with 10,000 endpoints and 100,000 rows waiting", [few[n] / many[n] for n in range(2)], 0.5,
        "one with 200 and 1,000", f"{median(many) * 1000:.1f} ms",
    )  # fmt: skip


def saves(number: int) -> float:
    """Seconds that a curator's save takes: a quarter of so many took less, which leaves out what the machine adds."""
    incident = Incident.objects.get(slug="bench")
    taken = []
    for place in range(number):
        start = time.perf_counter()
        ledger.update_incident(incident.pk, {"summary": f"As of save {place}."}, actor=ledger.SYSTEM)
        taken.append(time.perf_counter() - start)
    return sorted(taken)[number // 4]


def measure_saves(url: str) -> None:
    ratios, many = [], []
    for _ in range(3):
        subscribe(url, 10)
        saves(20)
        few = saves(60)
        subscribe(url, 10_000)
        saves(20)
        many.append(saves(60))
        ratios.append(few / many[-1])
    say("a curator's save with 10,000 endpoints", ratios, 0.8, "one with 10", f"{median(many) * 1000:.1f} ms")


def measure_latency(redis_url: str) -> None:
    """An idle deliverer of the production shape; the receiver is this thread, and waits for the first byte."""
    import socket

    taken: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        subscribe(f"http://127.0.0.1:{listener.getsockname()[1]}/", 1)
        listener.settimeout(10)
        worker = Worker(redis_url, queues="deliveries", concurrency=4)
        try:
            worker.start()
            for place in range(25):
                time.sleep(0.3)
                committed: list[float] = []
                with transaction.atomic():
                    transaction.on_commit(lambda committed=committed: committed.append(time.perf_counter()))  # type: ignore[misc]
                    tell(1)
                    outbox.wake()
                accepted, _ = listener.accept()
                with accepted:
                    accepted.recv(65536)
                    if place >= 5:  # the first of each process opens its connections
                        taken.append(time.perf_counter() - committed[0])
                    accepted.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        finally:
            worker.stop()
    milliseconds = median(taken) * 1000
    verdict = "reached" if milliseconds < 100 else "MISSED"
    print(f"{'from commit to first byte, idle':<58}{milliseconds:6.0f} ms (under 100: {verdict})", flush=True)


def main() -> None:
    settings.ALLOW_PRIVATE_TARGETS = True
    settings.DEBUG = False  # with it Django keeps every statement
    # aiohttp alone would not have all of Django in memory, which the collector walks again and again.
    gc.collect()
    gc.freeze()
    settings.DATABASES["default"]["TEST"]["NAME"] = (
        f"test_bench_{os.getpid()}" if connection.vendor == "postgresql" else f"{SCRATCH.name}/test.sqlite3"
    )
    databases = setup_databases(verbosity=0, interactive=False)
    command = [sys.executable, "-m", "tests.quick_receiver", str(CERTIFICATE)]
    receiver = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert receiver.stdout is not None
        ports = receiver.stdout.readline().split()
        plain, packed = f"http://127.0.0.1:{ports[0]}/", f"https://localhost:{ports[1]}/"
        Incident.objects.create(title="Bench", slug="bench")
        tell(1)
        with running_redis() as redis, celery_publishing_to(redis.url):
            measure_latency(redis.url)
            measure_saves(plain)
            measure_fan_out(plain)
            measure_lease(plain)
            measure_fairness(plain)
            measure_deliveries(plain, packed, event_body(Event.objects.latest("sequence")), redis.url)
    finally:
        receiver.kill()
        receiver.wait()
        connection.close()
        teardown_databases(databases, verbosity=0)
        STACK.close()
        SCRATCH.cleanup()


if __name__ == "__main__":
    main()
