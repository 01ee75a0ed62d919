"""Who uses the tracker during a soak: a news site with a feed, a submitter, a curator, readers, a subscriber."""

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

NAMES = ("Northwind", "Quillon", "Reed", "Halden", "Brackel", "Torvane", "Ostby", "Merrow")
TRADES = ("Bank", "Mail", "Rail", "Clinic", "Telecom")
READ = (
    "incidents",
    "incidents?q=northwind",
    "incidents?affected_min=1000&ordering=-affected",
    "claims",
    "figures",
    "events?ordering=-sequence",
    "parties?q=bank",
    "articles",
    "incidents?country=GB&disputed=true",
)


def text_of(number: int) -> tuple[str, str]:
    """(title, text) of a made-up article; five articles each tell of one company."""
    chance = random.Random(number)
    case = number // 5
    name = f"{NAMES[case % len(NAMES)]} {TRADES[case // len(NAMES) % len(TRADES)]} {case}"
    count = 1_000 * (1 + case % 90) + (0 if number % 5 else 500)
    filling = " ".join(f"word{chance.randrange(10**6)}" for _ in range(60))
    text = f"{name} said on Monday that hackers had stolen the data of {count:,} customers. {filling}. It told the regulator."
    return f"{name} reports a data breach", text


class Site:
    """A server on this machine: /feed has an item more every so many seconds, /item/N is its page, /hook takes webhooks."""

    def __init__(self, seconds: float) -> None:
        self.begun, self.seconds, self.stopped_at = time.monotonic(), seconds, 0.0
        self.received: Counter[str] = Counter()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = site.feed() if self.path == "/feed" else site.page(int(self.path.rpartition("/")[2]))
                self.answer(page.encode(), "application/rss+xml" if self.path == "/feed" else "text/html")

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                site.received[self.headers["webhook-id"]] += 1
                self.answer(b"", "text/plain")

            def answer(self, body: bytes, kind: str) -> None:
                self.send_response(200)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def items(self) -> int:
        return int(((self.stopped_at or time.monotonic()) - self.begun) / self.seconds)

    def feed(self) -> str:
        last = self.items()
        rows = (
            f"<item><title>{text_of(number)[0]}</title><link>{self.url}/item/{number}</link></item>"
            for number in range(max(0, last - 400), last)
        )
        return f'<rss version="2.0"><channel><title>Evening Star</title>{"".join(rows)}</channel></rss>'

    def page(self, number: int) -> str:
        title, text = text_of(number)
        return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"


class Caller:
    """Requests with a token, each timed."""

    def __init__(self, root: str, token: str) -> None:
        self.root, self.token = root, token
        self.milliseconds: dict[str, list[float]] = defaultdict(list)
        self.refused: Counter[str] = Counter()

    def __call__(self, method: str, path: str, body: Any = None, kind: str = "") -> Any:
        """The answer's document; None, and a note, for an error."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.root}/{path}", data, headers, method=method)  # noqa: S310
        begun = time.perf_counter()
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - this machine's own server
                found = json.load(answer)
        except (urllib.error.URLError, TimeoutError) as error:
            self.refused[f"{kind or method} {getattr(error, 'code', type(error).__name__)}"] += 1
            return None
        self.milliseconds[kind or method].append((time.perf_counter() - begun) * 1000)
        return found


def submit(call: Caller, number: int, sent: dict[str, int]) -> None:
    title, text = text_of(10**6 + number)
    address = f"https://wire.example/{number}"
    found = call("POST", "articles", {"url": address, "title": title, "text": text, "publisher": "Wire"}, "submission")
    if found is not None:
        sent[found["reference"]] = number


def review(call: Caller, number: int) -> None:
    """A curator accepts or rejects one of the latest claims, and hides an incident for a moment now and then."""
    claims = call("GET", "claims?page_size=5&fields=reference", kind="read")
    if claims and claims["results"]:
        verb = "accept" if number % 3 else "reject"
        reference = claims["results"][number % len(claims["results"])]["reference"]
        call("POST", f"claims/{reference}/{verb}", {"reason": "Read it."}, "review")


def read(call: Caller, number: int) -> None:
    call("GET", READ[number % len(READ)], kind="read")


def again_and_again(stop: threading.Event, seconds: float, do: Callable[[int], None]) -> threading.Thread:
    """A thread that does this every so many seconds until it is stopped."""

    def run() -> None:
        number = 0
        while not stop.wait(seconds):
            do(number)
            number += 1

    thread = threading.Thread(target=run)
    thread.start()
    return thread
