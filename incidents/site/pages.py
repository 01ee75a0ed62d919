"""What the pages of the public site share: addresses in one form, answers that are kept for a while, errors in words.

An answer is the same for everybody, whoever is logged in.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import replace
from typing import Any, ClassVar, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.views import View

from incidents.site.kept_pages import PageAnswer, cache_key, keep, read, respond
from tracker.foundation.rest.errors import API_ROOT, page_not_found
from tracker.foundation.rest.excess import refuse_excess
from tracker.foundation.rest.parameters import refuse_unknown
from tracker.foundation.rest.problems import Problem
from tracker.foundation.unwanted_characters import without_marks

NAME: Final = "Privacy incident tracker"


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
            answer = self._kept_or_made(request, query, kwargs)
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

    def _kept_or_made(self, request: HttpRequest, query: QueryDict, kwargs: dict[str, Any]) -> PageAnswer:
        key = cache_key(request, with_query(request.path, query))
        kept = read(key)
        if kept is None:
            kept = replace(self.answer(query, **kwargs), framed=self.framed)
            keep(key, kept)
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
