"""Getting a page or a feed, through the one guarded client: the only step that uses the network."""

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.utils import timezone

from tracker.foundation import http

_ACCEPTED = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/pdf; q=0.9, "
    "text/plain; q=0.8, */*; q=0.1"
)
_LATER = frozenset({408, 421, 425, 429})
_LONGEST_WAIT = dt.timedelta(days=1)


class FetchError(Exception):
    """There is no page; the message says why, in a sentence."""


class PageRefused(FetchError):
    """Another try would fail too: the page is gone or forbidden, or we do not go to its address."""


class PageGone(PageRefused):
    """Whoever publishes there says that the page will not come back (410)."""


class PageUnavailable(FetchError):
    """Another try may succeed; `not_before` is what the server asked for, if it did."""

    def __init__(self, message: str, not_before: dt.datetime | None = None) -> None:
        super().__init__(message)
        self.not_before = not_before


@dataclass(frozen=True, slots=True)
class Page:
    """What a server gave. `url` is where the redirects led, `moved_to` where the permanent ones alone led, or empty;
    `unchanged` (304) comes without a body."""

    url: str
    body: bytes
    content_type: str
    etag: str
    last_modified: str
    unchanged: bool = False
    moved_to: str = ""


def fetch_page(url: str, *, etag: str = "", last_modified: str = "") -> Page:
    """The page at `url`; unchanged when `etag` or `last_modified` still hold. Waits for at most
    OUTBOUND_TOTAL_TIMEOUT_SECONDS. Raises PageRefused (PageGone is one) or PageUnavailable."""
    limits = http.OutboundLimits(
        connect_seconds=settings.OUTBOUND_CONNECT_TIMEOUT_SECONDS,
        read_seconds=settings.OUTBOUND_TOTAL_TIMEOUT_SECONDS,
        total_seconds=settings.OUTBOUND_TOTAL_TIMEOUT_SECONDS,
        max_bytes=settings.OUTBOUND_MAX_BYTES,
    )
    try:
        answer = http.fetch(
            url,
            http.policy_from(settings),
            limits,
            headers={"Accept": _ACCEPTED},
            etag=etag,
            last_modified=last_modified,
        )
    except http.Refused as error:
        raise PageRefused(str(error)) from error
    except http.OutboundError as error:
        raise PageUnavailable(str(error)) from error
    return _page(answer, etag=etag, last_modified=last_modified)


def _page(answer: http.Response, *, etag: str, last_modified: str) -> Page:
    headers = answer.headers
    if answer.status == 304:
        return Page(answer.url, b"", "", etag, last_modified, unchanged=True, moved_to=answer.moved_to)
    if answer.status in _LATER or answer.status >= 500:
        raise PageUnavailable(f"The server answered {answer.status}.", _retry_after(headers.get("retry-after", "")))
    if answer.status == 410 and (not answer.hops or answer.moved_to == answer.url):
        raise PageGone("The server answered 410: the page is gone for good.")
    if answer.status != 200:
        raise PageRefused(f"The server answered {answer.status}: there is no page at this address for us.")
    if answer.truncated:
        raise PageRefused(f"The page is larger than {settings.OUTBOUND_MAX_BYTES} bytes (OUTBOUND_MAX_BYTES).")
    return Page(
        url=answer.url,
        body=answer.body,
        content_type=headers.get("content-type", ""),
        etag=_validator(headers.get("etag", ""), 300),
        last_modified=_validator(headers.get("last-modified", ""), 100),
        moved_to=answer.moved_to,
    )


def _validator(value: str, longest: int) -> str:
    """What the next conditional request sends back; nothing where it is no ASCII (RFC 9110 section 8.8) or is too long:
    a part of it would never match."""
    return value if value.isascii() and len(value) <= longest else ""


def _retry_after(value: str) -> dt.datetime | None:
    """RFC 9110 section 10.2.3: seconds or a date; never more than a day ahead."""
    now = timezone.now()
    try:
        moment = now + dt.timedelta(seconds=int(value)) if value.isdecimal() else parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return min(max(aware, now), now + _LONGEST_WAIT)
