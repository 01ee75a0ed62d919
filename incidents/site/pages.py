"""What the pages of the public site share: addresses in one form, answers that are kept for a while, errors in words.

An answer is the same for everybody, whoever is logged in. It is kept in the cache under the last number of the change
log and the address in one form, so that what changes by an event is seen at once, and all else (the name of a party)
after KEPT_SECONDS. A cache that is away costs time alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import zlib
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views import View

from incidents.models import EventCounter
from tracker.foundation.rest import conditional
from tracker.foundation.rest.errors import API_ROOT, page_not_found
from tracker.foundation.rest.excess import refuse_excess
from tracker.foundation.rest.parameters import refuse_unknown
from tracker.foundation.rest.problems import Problem
from tracker.foundation.unwanted_characters import without_marks

HTML: Final = "text/html; charset=utf-8"
KEPT_SECONDS: Final = 60
LARGEST_KEPT: Final = 500_000  # bytes
NAME: Final = "Privacy incident tracker"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What a page answers. `changed_at` is when what it shows last changed, where that is known."""

    body: bytes
    content_type: str = HTML
    changed_at: dt.datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)


class MovedTo(Exception):
    """What was asked for is at another address of the site."""


class SitePage(ABC, View):
    """A page that everybody may read.

    parameters   those that its address may have; others, such as those by which mailings are counted, are dropped
    several      those of them that take several values
    """

    http_method_names = ["get", "head", "options"]
    parameters: ClassVar[frozenset[str]] = frozenset()
    several: ClassVar[frozenset[str]] = frozenset()
    framed: ClassVar[bool] = False  # whether other people's pages may frame it

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The answer, kept or made; 304 where the asker has it; a redirect to the address in its one form."""
        query = in_one_form(request.GET, self.parameters)
        if sum(map(len, dict(request.GET.lists()).values())) != sum(map(len, dict(query.lists()).values())):
            return HttpResponseRedirect(with_query(request.path, query))
        try:
            refuse_excess(query)
            refuse_unknown(query, self.parameters, self.several)
            answer = self._kept_or_made(request.path, query, kwargs)
        except MovedTo as moved:
            return HttpResponseRedirect(str(moved))
        except Problem as problem:
            return problem_page(problem)
        except Http404 as error:
            return not_found(request, error)
        response = respond(request, answer)
        if self.framed:
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    def _kept_or_made(self, path: str, query: QueryDict, kwargs: dict[str, Any]) -> PageAnswer:
        key = cache_key(with_query(path, query))
        kept = _read(key)
        if kept is None:
            kept = self.answer(query, **kwargs)
            _keep(key, kept)
        return kept

    @abstractmethod
    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        """What the page answers. Raises Http404, Problem, MovedTo."""


def in_one_form(query: QueryDict, known: frozenset[str]) -> QueryDict:
    """The parameters that are known and not empty, in the order of their names."""
    kept = QueryDict(mutable=True)
    for name, values in sorted(query.lists()):
        if name in known and (given := [value for value in values if value.strip()]):
            kept.setlist(name, given)
    return kept


def with_query(path: str, query: QueryDict) -> str:
    text = urlencode(sorted((name, value) for name, values in query.lists() for value in values))
    return f"{path}?{text}" if text else path


def last_event() -> int:
    """The last number of the change log."""
    return EventCounter.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def cache_key(address: str) -> str:
    digest = hashlib.sha256(address.encode()).hexdigest()[:40]
    return f"site:{last_event()}:{digest}"


def _read(key: str) -> PageAnswer | None:
    try:
        kept = cache.get(key)
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises when its server is away
        logger.warning("pages are not kept: %s", error)
        return None
    return None if kept is None else PageAnswer(zlib.decompress(kept[0]), *kept[1:])


def _keep(key: str, answer: PageAnswer) -> None:
    if len(answer.body) > LARGEST_KEPT:
        return
    packed = (zlib.compress(answer.body, 1), answer.content_type, answer.changed_at, answer.headers)
    try:
        cache.set(key, packed, KEPT_SECONDS)
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


def rendered(template: str, context: dict[str, Any], changed_at: dt.datetime | None = None) -> PageAnswer:
    """The page that the template makes of the context."""
    return PageAnswer(in_words(template, context).encode(), changed_at=changed_at)


def in_words(template: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
    """What the template makes of the context; `request` where it has a form. No text of others turns the direction of
    what stands beside it."""
    return without_marks(render_to_string(f"site/{template}", page_context(context), request))


def page_context(context: dict[str, Any]) -> dict[str, Any]:
    return {"site_name": NAME, "public_url": settings.PUBLIC_URL, "api_is_open": settings.ANONYMOUS_READ, **context}


def problem_page(problem: Problem) -> HttpResponse:
    """What cannot be read in an address, in words."""
    faults = [fault for fault in problem.faults if fault.remedy]
    context = {"title": problem.kind.title, "detail": problem.detail, "faults": faults}
    response = HttpResponse(in_words("problem.html", context), status=problem.kind.status)
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """The site's page for what is not there; beneath /api/ and /admin/ the usual one."""
    if request.path.startswith((API_ROOT, "/admin/")):
        return page_not_found(request, exception)
    response = HttpResponse(in_words("404.html", {"title": "Not found"}), status=404)
    response["Cache-Control"] = "no-store"
    return response


def nowhere(what: str) -> Http404:
    """The 404 to raise."""
    return Http404(f"There is no such {what}.")
