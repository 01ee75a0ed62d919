"""Pages that are kept in the cache, and what answers with them before anything else of a request is done.

A page is kept under the last number of the change log and its address in one form, so that what changes by an event is
seen at once, and all else (the name of a party) after KEPT_SECONDS. A cache that is away costs time alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import zlib
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections, router
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from incidents.models import EventCounter
from tracker.foundation.rest import conditional, deadline
from tracker.foundation.rest.errors import API_ROOT

HTML: Final = "text/html; charset=utf-8"
KEPT_SECONDS: Final = 60
LARGEST_KEPT: Final = 500_000  # bytes
_NOT_KEPT: Final = (API_ROOT, "/admin/")
_LAST_EVENT: Final = f"SELECT last FROM {EventCounter._meta.db_table} WHERE id = 1"  # noqa: S608 - a name alone

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page answers. `changed_at` is when what it shows last changed, where that is known; `framed` says whether
    other people's pages may frame it."""

    body: bytes
    content_type: str = HTML
    changed_at: dt.datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
    framed: bool = False


class KeptPagesMiddleware:
    """Answers with the page that is kept under the address, if it was asked for in the form in which pages are kept.
    Sessions, tokens of forms and the rest have no part in pages that are the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Raise MiddlewareNotUsed where there is no public site."""
        if not settings.PUBLIC_SITE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The kept page, or the answer to `request`."""
        answer = self._kept(request)
        if answer is None:
            return self.get_response(request)
        response = respond(request, answer)
        if not answer.framed:
            response["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        if isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
        return response

    def _kept(self, request: HttpRequest) -> PageAnswer | None:
        path, query = request.path, request.META.get("QUERY_STRING", "")
        if request.method not in {"GET", "HEAD"} or "?" in path or path.startswith(_NOT_KEPT):
            return None
        request.get_host()  # refuses hosts that are not ours
        return read(cache_key(request, f"{path}?{query}" if query else path))


def last_event() -> int:
    """The last number of the change log."""
    with deadline.brief(), connections[router.db_for_read(EventCounter)].cursor() as cursor:
        cursor.execute(_LAST_EVENT)
        row = cursor.fetchone()
    return row[0] if row else 0


def cache_key(request: HttpRequest, address: str) -> str:
    """The key of the page at this address. The last number of the change log is read once for a request, before its
    page is made."""
    number = getattr(request, "last_event", None)
    if number is None:
        number = request.last_event = last_event()  # type: ignore[attr-defined]
    digest = hashlib.sha256(address.encode(errors="surrogateescape")).hexdigest()[:40]
    return f"page:{number}:{digest}"


def read(key: str) -> PageAnswer | None:
    """The page that is kept, None where none is or the cache is away."""
    try:
        kept = cache.get(key)
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises when its server is away
        logger.warning("pages are not kept: %s", error)
        return None
    return None if kept is None else PageAnswer(zlib.decompress(kept[0]), *kept[1:])


def keep(key: str, answer: PageAnswer) -> None:
    """Keep the page for KEPT_SECONDS, unless it is very large."""
    if len(answer.body) > LARGEST_KEPT:
        return
    try:
        cache.set(key, (zlib.compress(answer.body, 1), *astuple(answer)[1:]), KEPT_SECONDS)
    except Exception as error:  # noqa: BLE001 - the same
        logger.warning("pages are not kept: %s", error)


def respond(request: HttpRequest, answer: PageAnswer) -> HttpResponseBase:
    """The response with its ETag and Last-Modified, or 304."""
    response = HttpResponse(answer.body, content_type=answer.content_type, headers=answer.headers)
    tag = conditional.tag(answer.body)
    response["ETag"] = tag
    moment = int(answer.changed_at.timestamp()) if answer.changed_at else None
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    found = get_conditional_response(request, etag=tag, last_modified=moment, response=response) or response
    if found.status_code == 304:
        found["Cache-Control"] = response["Cache-Control"]
    return found
