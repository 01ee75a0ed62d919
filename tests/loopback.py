"""A loopback server that answers each path with bytes of the test's choosing, as badly as the test likes."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

Handler = Callable[[socket.socket, threading.Event], None]


def answer(body: bytes = b"", *, status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP/1.1 answer; header names take underscores for hyphens."""
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if "Content_Length" not in headers and "Transfer_Encoding" not in headers:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


@dataclass
class Loopback:
    """Paths to handlers; `requests` logs the head and body of everything that reached it."""

    port: int
    stopping: threading.Event
    handlers: dict[str, Handler] = field(default_factory=dict)
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, data: bytes) -> str:
        """The URL of a path that answers with these bytes."""
        return self.does(path, lambda connection, _: connection.sendall(data))

    def does(self, path: str, handler: Handler) -> str:
        """The URL of a path that hands the connection over."""
        self.handlers[path] = handler
        return self.url(path)

    def serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            try:
                request = _read_request(connection)
                if not request:
                    return
                self.requests.append(request)
                self.handlers[request.split(b" ")[1].decode()](connection, self.stopping)
            except OSError:
                return  # the client went away, which is what most of these tests are about


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def running_loopback() -> Iterator[Loopback]:
    """A server of one's own, listening."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    stopping = threading.Event()
    server = Loopback(port=listener.getsockname()[1], stopping=stopping)
    threads: list[threading.Thread] = []

    def accept() -> None:
        while not stopping.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=server.serve, args=(connection,), daemon=True)
            thread.start()
            threads.append(thread)

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        stopping.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(5)
        for thread in threads:
            thread.join(5)
