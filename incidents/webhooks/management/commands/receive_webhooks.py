"""`manage.py receive_webhooks --secret whsec_...`: a local receiver to try an endpoint with.

It answers each genuine message with 200 (or with `--status`, to see the retries) and prints one line for it; a message
that does not verify gets a 401 and a line that says why. It listens on this machine alone. An endpoint that is signed
with `v1a` is verified with its public key: `--secret whpk_...`.
"""

from __future__ import annotations

import json
import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.webhooks import signing

MAX_BODY_BYTES = 1_000_000


class Command(BaseCommand):
    help = "Receives webhooks on this machine, verifies their signatures and prints each event."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=9000, help="port on 127.0.0.1 (default 9000, 0 for a free one)")
        parser.add_argument(
            "--secret", default=os.environ.get("WEBHOOK_SECRET", ""), help="whsec_... or whpk_...; or WEBHOOK_SECRET"
        )
        parser.add_argument("--status", type=int, default=200, help="status to answer with (default 200)")
        parser.add_argument("--count", type=int, default=0, help="stop after so many genuine messages (0: never)")
        parser.add_argument("--body", action="store_true", help="print the whole body as well")

    def handle(self, *args: Any, port: int, secret: str, status: int, count: int, body: bool, **options: Any) -> None:
        _check(port=port, secret=secret, status=status, count=count)
        try:
            server = Receiver(port, secret=secret, status=status, count=count, tell=self._printer(body))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}); choose another with --port.", returncode=2
            ) from error
        with server:
            self.stdout.write(f"Listening on http://127.0.0.1:{server.server_port}/ (Ctrl-C stops)")
            self.stdout.flush()
            try:
                server.serve_forever(poll_interval=0.1)
            except KeyboardInterrupt:
                self.stdout.write("")
        self.stdout.write(f"{server.genuine} genuine, {server.refused} refused")

    def _printer(self, with_body: bool) -> Callable[[str, bytes], None]:
        def tell(line: str, body: bytes) -> None:
            self.stdout.write(line)
            if with_body:
                self.stdout.write(body.decode("utf-8", "replace"))
            self.stdout.flush()

        return tell


def _check(*, port: int, secret: str, status: int, count: int) -> None:
    if not 0 <= port <= 65535:
        raise CommandError("--port is a number from 0 to 65535.", returncode=2)
    if not 200 <= status <= 599:
        raise CommandError("--status is an HTTP status from 200 to 599.", returncode=2)
    if count < 0:
        raise CommandError("--count is 0 or more.", returncode=2)
    if not secret:
        raise CommandError("Give the endpoint's secret with --secret or in WEBHOOK_SECRET.", returncode=2)
    try:
        signing.check_verifying_key(secret)
    except signing.SecretMalformed as error:
        raise CommandError(str(error), returncode=2) from error


class Receiver(ThreadingHTTPServer):
    """The local server; `genuine` and `refused` count messages."""

    daemon_threads = True

    def __init__(self, port: int, *, secret: str, status: int, count: int, tell: Callable[[str, bytes], None]) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.secret, self.status, self.count, self.tell = secret, status, count, tell
        self.genuine = self.refused = 0

    def take(self, headers: dict[str, str], body: bytes) -> int:
        """The status to answer with."""
        clock = time.strftime("%H:%M:%S")
        try:
            message_id = signing.verify(self.secret, headers, body, now=time.time())
        except signing.VerificationFailed as error:
            self.refused += 1
            self.tell(f"{clock} REFUSED  {error}", body)
            return 401
        self.genuine += 1
        self.tell(f"{clock} verified {message_id} {described(body)}", body)
        return self.status


class Handler(BaseHTTPRequestHandler):
    server: Receiver
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.send_error(413 if length.isdigit() else 411)
            return
        body = self.rfile.read(int(length))
        status = self.server.take({name.lower(): value for name, value in self.headers.items()}, body)
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if self.server.count and self.server.genuine >= self.server.count:
            self.server.shutdown()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
        """Do nothing: each message has its own line already."""


def described(body: bytes) -> str:
    """One line about a message: its type, the incident, and for a figure what it was and is."""
    try:
        message = json.loads(body)
        data = message["data"]
        words = [str(message["type"])]
    except (ValueError, KeyError, TypeError):
        return "(not a message of the tracker)"
    if incident := data.get("incident"):
        words += [str(incident.get("reference")), repr(incident.get("title"))]
    if (figure := data.get("figure")) and (new := data.get("new")):
        words.append(f"{figure['metric']} ({figure['unit']}): {_figure_words(data.get('old'))} -> {_figure_words(new)}")
    return " ".join(words)


def _figure_words(numbers: dict[str, Any] | None) -> str:
    if not numbers or numbers.get("best") is None:
        return "unknown"
    return f"{numbers['best']:,} {numbers.get('status', '')}".strip()
