"""Turns what was raised into a problem document: below DRF views, and for pages that no view answers."""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import defaults
from rest_framework import exceptions
from rest_framework.views import set_rollback

from tracker.foundation.access.redaction import redact
from tracker.foundation.rest import deadline, problems
from tracker.foundation.rest.problems import Fault, Problem, ProblemType

API_ROOT = "/api/"
RETRY_SECONDS = "2"

logger = logging.getLogger(__name__)

_KINDS: Mapping[type[Exception], ProblemType] = {
    exceptions.ParseError: problems.MALFORMED_BODY,
    exceptions.AuthenticationFailed: problems.INVALID_TOKEN,
    exceptions.NotAuthenticated: problems.NOT_AUTHENTICATED,
    exceptions.PermissionDenied: problems.FORBIDDEN,
    DjangoPermissionDenied: problems.FORBIDDEN,
    exceptions.NotFound: problems.NOT_FOUND,
    Http404: problems.NOT_FOUND,
    exceptions.MethodNotAllowed: problems.METHOD_NOT_ALLOWED,
    exceptions.NotAcceptable: problems.NOT_ACCEPTABLE,
    exceptions.UnsupportedMediaType: problems.UNSUPPORTED_MEDIA_TYPE,
    exceptions.Throttled: problems.TOO_MANY_REQUESTS,
}


def handle(error: Exception, context: Mapping[str, Any]) -> HttpResponse | None:
    """The problem's response, or None for an error that nobody foresaw (Django logs it and answers 500)."""
    problem = as_problem(error)
    if problem is None:
        return None
    set_rollback()
    request = context["request"]
    return respond(problem, request)


def as_problem(error: Exception) -> Problem | None:
    """What an exception of Django or DRF means to a client; None when it was not foreseen."""
    if isinstance(error, Problem):
        return error
    for foreseen, describe in _TELLERS:
        if isinstance(error, foreseen):
            return describe(error)
    kind = _KINDS.get(type(error))
    return None if kind is None else Problem(kind, _detail(error, kind), headers=_headers(error))


def _refused_body(error: Any) -> Problem:
    return Problem(problems.INVALID_BODY, _INVALID, faults=tuple(faults_of(error.detail)))


def _refused_record(error: Any) -> Problem:
    messages = error.message_dict if hasattr(error, "error_dict") else error.messages
    return Problem(problems.INVALID_BODY, _INVALID, faults=tuple(faults_of(messages)))


def _too_large(error: Any) -> Problem:
    return Problem(problems.TOO_LARGE, f"The body has more than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")


def _missing(error: Any) -> Problem:
    return Problem(problems.NOT_FOUND, problems.NOT_FOUND.title + ".")


def _constrained(error: Any) -> Problem:
    logger.warning("a constraint refused a write", exc_info=error)
    return Problem(problems.CONFLICT, "Another record stands against it; somebody may have been faster.")


def _unfit(error: Any) -> Problem:
    logger.warning("the database refused a value", exc_info=error)
    return Problem(problems.BAD_REQUEST, "A value does not fit into the record.")


def too_slow() -> Problem:
    """The 503 for a request that has used up its time in the database."""
    detail = "The database was stopped before it had the answer; nothing was changed."
    return Problem(problems.TOO_SLOW, detail, headers={"Retry-After": RETRY_SECONDS})


def _busy(error: Any) -> Problem:
    if deadline.caused(error):
        logger.warning("a request used up its time in the database")
        return too_slow()
    logger.error("the database did not answer", exc_info=error)
    return Problem(problems.UNAVAILABLE, "The database is busy.", headers={"Retry-After": RETRY_SECONDS})


_INVALID = "The body is not valid: see `errors`."
_TELLERS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (exceptions.ValidationError, _refused_body),
    (DjangoValidationError, _refused_record),
    (ObjectDoesNotExist, _missing),
    (RequestDataTooBig, _too_large),
    (IntegrityError, _constrained),
    (DataError, _unfit),
    (OperationalError, _busy),
)


def _detail(error: Exception, kind: ProblemType) -> str:
    if isinstance(error, Http404 | DjangoPermissionDenied):
        return kind.title + "."
    if isinstance(error, exceptions.Throttled):
        return "There were too many requests in this window."
    return str(getattr(error, "detail", "")) or kind.title + "."


def _headers(error: Exception) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def faults_of(detail: Any, pointer: str = "") -> list[Fault]:
    """DRF's nested validation errors as faults with JSON pointers (RFC 6901) into the body."""
    if isinstance(detail, Mapping):
        return [fault for key, value in detail.items() for fault in faults_of(value, _deeper(pointer, key))]
    if isinstance(detail, Sequence) and not isinstance(detail, str):
        if any(isinstance(item, Mapping | list) for item in detail):
            return [f for index, item in enumerate(detail) for f in faults_of(item, _deeper(pointer, index))]
        return [fault for item in detail for fault in faults_of(item, pointer)]
    return [Fault(detail=str(detail), pointer=pointer)]


def _deeper(pointer: str, key: Any) -> str:
    if key in {"non_field_errors", "__all__"}:
        return pointer
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def respond(problem: Problem, request: Any) -> HttpResponse:
    """An application/problem+json response, rendered already so that no negotiated renderer touches it.

    A secret that the request brought is not said back.
    """
    body = problems.document(
        problem.kind,
        str(problem.detail),
        instance=request.get_full_path(),
        faults=problem.faults,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
    response = HttpResponse(redact(json.dumps(body)), content_type=problems.MEDIA_TYPE, status=problem.kind.status)
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def _page(kind: ProblemType, otherwise: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.path.startswith(API_ROOT):
            return respond(Problem(kind, kind.title + "."), request)
        return otherwise(request, *args, **kwargs)

    return page


bad_request = _page(problems.BAD_REQUEST, defaults.bad_request)
permission_denied = _page(problems.FORBIDDEN, defaults.permission_denied)
page_not_found = _page(problems.NOT_FOUND, defaults.page_not_found)
server_error = _page(problems.INTERNAL_ERROR, defaults.server_error)
