"""Names to vetted addresses: the one place where DNS is asked on behalf of an outbound request.

Every answer is vetted as a whole: one refused address among ten good ones refuses the name, since nobody knows which
one a second lookup would bring first. What is vetted is what is connected to; `guarded_socket` looks once more at the
address of each socket, because aiohttp passes its resolver by when the host is a literal address.

A lookup may take as long as the system's resolver likes, and cannot be cancelled. Each runs in a daemon thread of its
own, so that a hung name server holds up neither other lookups nor the end of the process.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from tracker.foundation.http import errors
from tracker.foundation.http.addresses import refusal
from tracker.foundation.http.urls import AddressPolicy, VettedUrl, check_url

Lookup = Callable[[str, int], Sequence[str]]
"""(host, port) to the addresses of the host as text; raises OSError (socket.gaierror) when there is none."""

MAX_LOOKUPS = 64

# RFC 2606 and RFC 6761: names that the public DNS never holds, so that there is nobody to ask at creation.
_NEVER_PUBLIC = (".test", ".example", ".invalid", ".localhost")


def system_lookup(host: str, port: int) -> list[str]:
    """The addresses that the system's resolver gives, each once, in its order; of both families, reachable or not."""
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


def vet_answer(host: str, answer: Sequence[str], policy: AddressPolicy) -> list[str]:
    """The addresses of an answer, all of them allowed; raises `AddressRefused` when one is not."""
    if not answer:
        raise errors.NameNotFound(host=host)
    for address in answer:
        reason = refusal(address, allow_loopback=policy.allow_private)
        if reason is not None:
            raise errors.AddressRefused(host=host, address=address, reason=reason)
    return list(answer)


def check_target(
    url: str, policy: AddressPolicy, *, lookup: Lookup = system_lookup, timeout_seconds: float = 2
) -> VettedUrl:
    """The URL in normal form, its name looked up as well; for forms and serializers, outside any transaction.

    Raises `Refused` for a URL that is wrong or a name that leads to a refused address. A name that has no address yet,
    or whose servers are slow, passes: it is looked up again for each request.
    """
    vetted = check_url(url, policy)
    if vetted.host.endswith(_NEVER_PUBLIC) and lookup is system_lookup:
        return vetted
    answers: list[Sequence[str]] = []

    def ask() -> None:
        try:
            answers.append(lookup(vetted.host, vetted.port))
        except (OSError, UnicodeError):
            answers.append(())

    thread = threading.Thread(target=ask, name="dns-check", daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    if answers and answers[0]:
        vet_answer(vetted.host, answers[0], policy)
    return vetted


def guarded_socket(policy: AddressPolicy) -> Callable[[Any], socket.socket]:
    """A socket factory for aiohttp that makes no socket for a refused address, whoever found that address."""

    def make(address_info: Any) -> socket.socket:
        family, kind, protocol, _, address = address_info
        reason = refusal(str(address[0]), allow_loopback=policy.allow_private)
        if reason is not None:
            raise errors.AddressRefused(host=str(address[0]), address=address[0], reason=reason)
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


class GuardedResolver(AbstractResolver):
    """aiohttp's view of `lookup`: only answers in which every address is allowed come through."""

    def __init__(self, policy: AddressPolicy, lookup: Lookup = system_lookup) -> None:
        self._policy = policy
        self._lookup = lookup
        self._slots = asyncio.Semaphore(MAX_LOOKUPS)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The vetted addresses of the host; raises `NameNotFound` or `AddressRefused`."""
        async with self._slots:
            try:
                answer = await _in_daemon_thread(self._lookup, host, port)
            except (OSError, UnicodeError) as error:
                raise errors.NameNotFound(host=host) from error
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in vet_answer(host, answer, self._policy)
        ]

    async def close(self) -> None:
        """Do nothing: the threads end with their lookups."""


async def _in_daemon_thread(lookup: Lookup, host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Sequence[str]] = loop.create_future()

    def settle(answer: Sequence[str] | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(answer or ())

    def ask() -> None:
        answer: Sequence[str] | None = None
        failure: Exception | None = None
        try:
            answer = lookup(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a name that the system's IDNA cannot write
            failure = error
        try:
            loop.call_soon_threadsafe(settle, answer, failure)
        except RuntimeError:  # the loop is closed: nobody waits any more
            return

    threading.Thread(target=ask, name=f"dns-{host}", daemon=True).start()
    return await future
