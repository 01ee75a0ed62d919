"""A world in which every address is local, and a listener that tells who was reached.

Run as root in network and mount namespaces of its own (test_world.py does). It prints, as JSON, which addresses each
URL reached: by a plain socket, and by the guarded client as a page, as a webhook and behind a redirect.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path

from tests.tracker.foundation.http.cases import (
    ADDRESSES,
    NAMES,
    OWN_NAME,
    PROXY,
    PUBLIC,
    PUBLIC_NAMES,
    PUBLIC_URLS,
    URLS,
    Answer,
)
from tracker.foundation.http import AddressPolicy, Client, OutboundError, OutboundLimits, check_target, fetch

PORTS = (80, 443, 22, 8443, PROXY[1])
LIMITS = OutboundLimits(connect_seconds=0.5, read_seconds=0.5, total_seconds=1)
POLICY = AddressPolicy(blocked_hosts=frozenset({OWN_NAME}))
A, CNAME, AAAA = 1, 5, 28


def make_local() -> None:
    """Make every address this machine's own, and have names looked up on this machine alone."""
    for command in (
        "ip link set lo up",
        "ip route add local 0.0.0.0/0 dev lo",
        "ip -6 route add local ::/0 dev lo",
    ):
        subprocess.run(command.split(), check=True)
    for path, text in (
        ("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"),
        ("/etc/nsswitch.conf", "hosts: files dns\n"),
        ("/etc/hosts", "127.0.0.1 localhost\n"),
    ):
        with tempfile.NamedTemporaryFile("w", delete=False) as ours:
            ours.write(text)
        subprocess.run(["mount", "--bind", ours.name, path], check=True)
        Path(ours.name).unlink()


class NameServer:
    """Answers for the attacker's names, each time with the next of its answers."""

    def __init__(self) -> None:
        self._answers = {name.host: list(name.answers) for name in (*NAMES, *PUBLIC_NAMES)}
        self._asked: dict[tuple[str, int], int] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            query, sender = self._socket.recvfrom(4096)
            reply = self._reply(query)
            if reply:
                self._socket.sendto(reply, sender)

    def _reply(self, query: bytes) -> bytes:
        labels, place = [], 12
        while query[place]:
            labels.append(query[place + 1 : place + 1 + query[place]].decode("latin-1").lower())
            place += query[place] + 1
        host, question = ".".join(labels), query[12 : place + 5]
        [kind] = struct.unpack_from(">H", query, place + 1)
        answers = self._answers.get(host)
        if answers is None:
            return query[:2] + b"\x81\x83" + b"\0\1\0\0\0\0\0\0" + question
        turn = self._asked.get((host, kind), 0)
        self._asked[host, kind] = turn + 1
        answer = answers[min(turn, len(answers) - 1)]
        if answer.silent:
            return b""
        records = list(self._records(answer, kind))
        return query[:2] + b"\x81\x80" + struct.pack(">4H", 1, len(records), 0, 0) + question + b"".join(records)

    @staticmethod
    def _records(answer: Answer, kind: int) -> Iterator[bytes]:
        owner = b"\xc0\x0c"
        if answer.alias:
            target = b"".join(bytes([len(part)]) + part.encode() for part in answer.alias.split(".")) + b"\0"
            yield owner + struct.pack(">HHIH", CNAME, 1, 0, len(target)) + target
            owner = target
        for address in map(ip_address, answer.addresses):
            if kind == (A if address.version == 4 else AAAA):
                yield owner + struct.pack(">HHIH", kind, 1, 0, len(address.packed)) + address.packed


class Listener:
    """Listens at every address and writes down at which one it was reached. `/to/7` redirects to the seventh URL."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        for port in PORTS:
            for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):  # noqa: S104 - that is the point
                made = socket.socket(family)
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:
                    made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                made.bind((host, port))
                made.listen(100)
                threading.Thread(target=self._accept, args=(made,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            connection, _ = listening.accept()
            self.reached.append(str(connection.getsockname()[0]))
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    @staticmethod
    def _answer(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(2)
            try:
                path = connection.recv(65536).split(b" ", 2)[1]
                if path.startswith(b"/to/"):
                    url = URLS[int(path[4:])].encode("utf-8", "surrogatepass")
                    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: " + url + b"\r\nContent-Length: 0\r\n\r\n")
                else:
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            except (OSError, IndexError, ValueError):
                return  # gone, or sent on by a relative Location

    @contextmanager
    def watching(self) -> Iterator[set[str]]:
        """The addresses that were reached inside, filled in at the end."""
        start, found = len(self.reached), set[str]()
        yield found
        time.sleep(0.002)
        found.update(self.reached[start:])


def by_plain_socket(url: str) -> None:
    """Connect as a client without any guard would."""
    host = url.removeprefix("http://").rstrip("/").strip("[]")
    socket.create_connection((host, 80), timeout=3).close()


def as_page(url: str) -> None:
    """Fetch the URL as that of an article."""
    fetch(url, POLICY, LIMITS)


def as_webhook(url: str) -> None:
    """Post to the URL as to a subscriber's."""

    async def post() -> None:
        async with Client(POLICY, LIMITS) as client:
            await client.post(url, body=b"{}")

    asyncio.run(post())


def behind_a_redirect(url: str) -> None:
    """Fetch a page outside that redirects to the URL."""
    fetch(f"http://{PUBLIC}/to/{URLS.index(url)}", POLICY, LIMITS)


def after_the_check(url: str) -> None:
    """Check the URL as at creation, then fetch it."""
    check_target(url, POLICY, timeout_seconds=0.5)
    fetch(url, POLICY, LIMITS)


def main() -> None:
    make_local()
    NameServer()
    listener = Listener()
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        os.environ[name] = f"http://{PROXY[0]}:{PROXY[1]}"

    def reached(go: Callable[[str], None], url: str) -> list[str]:
        # What the client says does not count here.
        with listener.watching() as found, suppress(OutboundError, OSError, UnicodeError):
            go(url)
        return sorted(found)

    plain = [f"http://[{address}]/" if ":" in address else f"http://{address}/" for address in ADDRESSES]
    ways = (as_page, as_webhook, behind_a_redirect, after_the_check)
    answers = {
        "plain": {url: reached(by_plain_socket, url) for url in plain},
        "public": {way.__name__: {url: reached(way, url) for url in PUBLIC_URLS} for way in (as_page, as_webhook)},
        "guarded": {way.__name__: {url: reached(way, url) for url in URLS} for way in ways},
    }
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
