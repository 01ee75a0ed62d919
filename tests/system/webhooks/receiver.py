"""A subscriber's server that writes down every message it is sent, and can keep senders waiting."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.services import wait_for

Message = tuple[str, str]
"""(path, webhook-id): which endpoint it came to, and which event it tells of."""

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@dataclass
class CountingReceiver:
    """Answers 200 at once, or keeps every sender waiting from `hold()` to `release()`.

    `messages` counts what came in whole, `bodies` keeps the different bodies that came under one id. A message counts
    when it has been read, whether or not its sender lived to see the answer.
    """

    messages: Counter[Message] = field(default_factory=Counter)
    bodies: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    port: int = 0
    holding: bool = False
    held: set[asyncio.Transport] = field(default_factory=set)
    connected: set[asyncio.Transport] = field(default_factory=set)

    def url(self, place: int | str) -> str:
        """The address of one endpoint."""
        return f"http://127.0.0.1:{self.port}/{place}"

    @property
    def waiting(self) -> int:
        """How many living senders wait for their answer."""
        return len(self.held)

    def hold(self) -> None:
        """Make whoever posts from now on wait for an answer."""
        self.holding = True

    def release(self) -> None:
        """Answer whoever waits, and whoever posts from now on at once."""
        self.holding = False
        self._loop.call_soon_threadsafe(self._answer_held)

    def _answer_held(self) -> None:
        while self.held:
            self.held.pop().write(OK)

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(lambda: _SenderConnection(self), "127.0.0.1", 0, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._over.wait()
        server.close()
        for transport in self.connected:
            transport.abort()


class _SenderConnection(asyncio.Protocol):
    """One connection of a sender; it may bring several messages, one after the other."""

    def __init__(self, receiver: CountingReceiver) -> None:
        self._receiver, self._data = receiver, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._receiver.connected.add(transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, body = self._data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        if not end or len(body) < int(headers["content-length"]):
            return
        self._data = b""
        self._receiver.messages[lines[0].split(" ")[1], headers["webhook-id"]] += 1
        self._receiver.bodies[headers["webhook-id"]].add(body)
        if self._receiver.holding:
            self._receiver.held.add(self._transport)
        else:
            self._transport.write(OK)

    def connection_lost(self, error: Exception | None) -> None:
        self._receiver.held.discard(self._transport)
        self._receiver.connected.discard(self._transport)


@contextmanager
def running_receiver() -> Iterator[CountingReceiver]:
    """A receiver of one's own, listening."""
    receiver, ready = CountingReceiver(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(receiver._serve(ready)), daemon=True)
    thread.start()
    wait_for(ready.is_set, "the receiver to listen")
    try:
        yield receiver
    finally:
        receiver._loop.call_soon_threadsafe(receiver._over.set)
        thread.join(10)
