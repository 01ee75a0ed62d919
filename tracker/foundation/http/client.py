"""The one guarded HTTP client: `Client` for many requests at once, `fetch` for a single one from plain code.

What each request gets, in this order: the URL is checked (`urls`), its name is looked up and every address vetted, the
connection goes to one of these addresses and to no other (`dns`), the answer is read under the limits. Proxy variables
and ~/.netrc are ignored, cookies are neither kept nor sent. A GET follows redirects, each hop vetted like the first; a
POST follows none.

    async with Client(policy, limits) as client:
        answer = await client.post(url, body=b"{}", headers={"content-type": "application/json"})
"""

from __future__ import annotations

import asyncio
import os
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from tracker.foundation.http import errors
from tracker.foundation.http.body import UnknownEncoding, decoder_for
from tracker.foundation.http.dns import GuardedResolver, Lookup, guarded_socket, system_lookup
from tracker.foundation.http.urls import AddressPolicy, VettedUrl, check_redirect, check_url

USER_AGENT = "privacy-incident-tracker/1"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})  # RFC 9110 section 15.4: clients with link-editing ought to use the new address
_FOR_ONE_HOST = frozenset({"authorization", "cookie", "if-none-match", "if-modified-since"})


@dataclass(frozen=True, slots=True)
class OutboundLimits:
    """How long and how large; times in seconds, `max_bytes` of the body as it reads after decompression.

    `connect_seconds` covers DNS, TCP and TLS; `read_seconds` the longest silence; `total_seconds` the whole of it with
    all redirects and the body.
    """

    connect_seconds: float = 5
    read_seconds: float = 10
    total_seconds: float = 20
    max_bytes: int = 5_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. `headers` have names in lower case; of a repeated header the last value stands.

    `truncated`: the body was longer than `max_bytes`, and `body` holds its beginning. `failure`: the `code` of the
    error that ended the body early (of a POST alone: a GET raises), else an empty string. `url` is where the last
    redirect led, `moved_to` where the permanent ones (301, 308) led before any that was not, empty without one.
    """

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    truncated: bool = False
    failure: str = ""
    hops: tuple[str, ...] = ()
    moved_to: str = ""


class Client:
    """A session of guarded requests, to be used as `async with`. Safe for hundreds of requests at once.

    It does not bound how many run at a time; its callers do. `lookup` and `tls` are for tests.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        limits: OutboundLimits | None = None,
        *,
        lookup: Lookup = system_lookup,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = policy
        self._limits = limits or OutboundLimits()
        self._lookup = lookup
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        limits = self._limits
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(self._policy, self._lookup),
            socket_factory=guarded_socket(self._policy),
            ssl=self._tls or True,
            limit=0,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(
                total=None,
                connect=limits.connect_seconds,
                sock_connect=limits.connect_seconds,
                # A silence as long as the whole is the deadline's business, which saves a timer for each request.
                sock_read=limits.read_seconds if limits.read_seconds < limits.total_seconds else None,
            ),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str = "",
        last_modified: str = "",
    ) -> Response:
        """The answer at the end of the redirects; 304 when `etag` or `last_modified` still hold.

        Raises an `OutboundError`; a status of 400 and above is an answer, not an error.
        """
        sent = dict(headers or {})
        if etag:
            sent["If-None-Match"] = etag
        if last_modified:
            sent["If-Modified-Since"] = last_modified
        deadline = asyncio.get_running_loop().time() + self._limits.total_seconds
        target = check_url(url, self._policy)
        hops, moved_to, for_good = [target.url], "", True
        while True:
            answer = await self._exchange("GET", target, sent, None, deadline)
            try:
                if answer.status not in _REDIRECTS:
                    read = await self._read(answer, target, deadline, whole=True)
                    return replace(read, hops=tuple(hops[:-1]), moved_to=moved_to)
                location = answer.headers.get("Location", "")
            finally:
                answer.close()
            following = self._next_hop(location, target, hops)
            for_good = for_good and answer.status in _PERMANENT
            moved_to = following.url if for_good else moved_to
            if (following.host, following.port) != (target.host, target.port):
                sent = {name: value for name, value in sent.items() if name.lower() not in _FOR_ONE_HOST}
            target = following
            hops.append(target.url)

    async def post(self, url: str, *, body: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """The answer to these bytes, whatever its status; redirects are not followed.

        The status counts as soon as it is there: an answer whose body stalls, breaks or is too long comes back with
        what was read and says so in `failure` or `truncated`. Raises an `OutboundError` when there is no status.
        """
        deadline = asyncio.get_running_loop().time() + self._limits.total_seconds
        target = check_url(url, self._policy)
        answer = await self._exchange("POST", target, headers or {}, body, deadline)
        try:
            return await self._read(answer, target, deadline, whole=False)
        finally:
            answer.close()

    def _next_hop(self, location: str, target: VettedUrl, hops: list[str]) -> VettedUrl:
        if not location:
            raise errors.RedirectMalformed
        if len(hops) > self._limits.max_redirects:
            raise errors.RedirectLimitReached(limit=self._limits.max_redirects)
        following = check_redirect(location, target, self._policy)
        if following.url in hops:
            raise errors.RedirectCircle(url=following.url)
        return following

    async def _exchange(
        self, method: str, target: VettedUrl, headers: Mapping[str, str], body: bytes | None, deadline: float
    ) -> aiohttp.ClientResponse:
        """The answer as soon as its head is there; the caller closes it."""
        if self._session is None:
            raise RuntimeError("Use the client as `async with Client(...) as client`.")
        try:
            async with asyncio.timeout_at(deadline):
                return await self._session.request(
                    method, URL(target.url, encoded=True), headers=headers, data=body, allow_redirects=False
                )
        except (OSError, aiohttp.ClientError) as error:
            raise self._named(error, target) from error

    async def _read(
        self,
        answer: aiohttp.ClientResponse,
        target: VettedUrl,
        deadline: float,
        *,
        whole: bool,
    ) -> Response:
        """The response with its body; unless the `whole` body is needed, what breaks it is only noted."""
        kept = bytearray()
        failure = ""
        try:
            truncated = await self._fill(kept, answer, target, deadline)
        except errors.OutboundError as error:
            if whole:
                raise
            truncated, failure = False, error.code
        return Response(
            status=answer.status,
            url=target.url,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=bytes(kept),
            truncated=truncated,
            failure=failure,
        )

    async def _fill(self, kept: bytearray, answer: aiohttp.ClientResponse, target: VettedUrl, deadline: float) -> bool:
        """True when the body went on after `max_bytes`. The packed bytes count against the same limit."""
        limit = self._limits.max_bytes
        packed = 0
        try:
            decoder = decoder_for(answer.headers.get("Content-Encoding", ""))
            # What has arrived with the head is not waited for, and needs no timer.
            async with asyncio.timeout_at(None if answer.content.is_eof() else deadline):
                async for data in answer.content.iter_any():
                    packed += len(data)
                    for piece in decoder.pieces(data):
                        kept += piece[: limit + 1 - len(kept)]
                        if len(kept) > limit:
                            del kept[limit:]
                            return True
                    if packed > limit:
                        return True
        except UnknownEncoding as error:
            raise errors.EncodingRefused(host=target.host, encoding=str(error)) from None
        except zlib.error as error:
            raise errors.BodyCorrupt(host=target.host, reason=error) from None
        except (OSError, aiohttp.ClientError) as error:
            raise self._named(error, target) from error
        if not decoder.complete:
            raise errors.BodyCorrupt(host=target.host, reason="it ends in the middle")
        return False

    def _named(self, error: Exception, target: VettedUrl) -> errors.OutboundError:
        """The error of ours for one of aiohttp's or the system's; the order matters, for they inherit."""
        host = target.host
        named: errors.OutboundError
        match error:
            case aiohttp.ConnectionTimeoutError():
                named = errors.ConnectTimeout(host=host, seconds=self._limits.connect_seconds)
            case aiohttp.SocketTimeoutError():
                named = errors.ReadTimeout(host=host, seconds=self._limits.read_seconds)
            case TimeoutError():
                named = errors.TotalTimeout(host=host, seconds=self._limits.total_seconds)
            case aiohttp.ClientSSLError() | ssl.SSLError():
                named = errors.TlsFailed(host=host, reason=error)
            case aiohttp.ClientConnectorError():
                named = errors.ConnectFailed(host=host, reason=_plain_reason(error.os_error))
            case aiohttp.ClientResponseError():
                named = errors.AnswerMalformed(host=host, reason=error.message.strip().partition("\n")[0])
            case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | OSError():
                named = errors.ConnectionLost(host=host)
            case _:
                named = errors.AnswerMalformed(host=host, reason=error)
        return named


def _plain_reason(error: OSError) -> str:
    """The system's words for the error number; asyncio puts its own, with the address, into the error."""
    return os.strerror(error.errno).lower() if error.errno else str(error)


def fetch(
    url: str,
    policy: AddressPolicy,
    limits: OutboundLimits | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    etag: str = "",
    last_modified: str = "",
    lookup: Lookup = system_lookup,
) -> Response:
    """One guarded GET from code that has no event loop; what `Client.get` returns and raises."""

    async def once() -> Response:
        async with Client(policy, limits, lookup=lookup) as client:
            return await client.get(url, headers=headers, etag=etag, last_modified=last_modified)

    return asyncio.run(once())
