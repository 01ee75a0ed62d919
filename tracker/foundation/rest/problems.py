"""Errors as problem details (RFC 9457): what went wrong, where, and what to do about it.

`PROBLEMS` is the whole list of what the API may answer; `GET /api/problems/` shows it, and a problem's `type` is the
path of its entry there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import APIException

MEDIA_TYPE = "application/problem+json"
TYPE_ROOT = "/api/problems/"


@dataclass(frozen=True, slots=True)
class ProblemType:
    """One way to fail. `remedy` tells the client's author what to do."""

    slug: str
    status: int
    title: str
    remedy: str

    @property
    def uri(self) -> str:
        return TYPE_ROOT + self.slug


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: at a JSON pointer into the body, or in the parameter `name`."""

    detail: str
    pointer: str | None = None
    name: str | None = None
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        parts = {"pointer": self.pointer, "name": self.name, "detail": self.detail, "remedy": self.remedy or None}
        return {key: value for key, value in parts.items() if value is not None}


BAD_REQUEST = ProblemType("bad-request", 400, "The request cannot be read", "Check its address and headers.")
INVALID_BODY = ProblemType("invalid-body", 400, "The body is not valid", "Correct the fields that `errors` points to.")
MALFORMED_BODY = ProblemType("malformed-body", 400, "The body cannot be read", "Send JSON in UTF-8.")
UNKNOWN_PARAMETER = ProblemType(
    "unknown-parameter", 400, "A query parameter is not known", "Correct its name or leave it out; see the schema."
)
INVALID_PARAMETER = ProblemType(
    "invalid-parameter", 400, "A parameter is not valid", "Correct the parameters that `errors` names."
)
INVALID_CURSOR = ProblemType(
    "invalid-cursor", 400, "The cursor is not valid", "Follow `next` and `previous` as given, or begin without one."
)
TOKEN_IN_ADDRESS = ProblemType(
    "token-in-address",
    400,
    "The address holds a token",
    "Send it as `Authorization: Bearer <token>`. Addresses are logged: revoke that token.",
)
NOT_AUTHENTICATED = ProblemType(
    "not-authenticated", 401, "Credentials are needed", "Send `Authorization: Bearer <token>`."
)
INVALID_TOKEN = ProblemType("invalid-token", 401, "The token cannot be used", "Ask for a new token.")
FORBIDDEN = ProblemType("forbidden", 403, "This is not allowed", "Use a token with the scope that `detail` names.")
SECOND_FACTOR_NEEDED = ProblemType(
    "second-factor-needed", 403, "The session has not given its second factor", "Give it, or set it up, in the admin."
)
NOT_FOUND = ProblemType("not-found", 404, "There is nothing here", "Check the address; see /api/schema/.")
METHOD_NOT_ALLOWED = ProblemType(
    "method-not-allowed", 405, "The method is not allowed here", "Use one of the methods in `Allow`."
)
NOT_ACCEPTABLE = ProblemType("not-acceptable", 406, "There is no such representation", "Accept application/json.")
GONE = ProblemType("gone", 410, "It was here, and is no more", "Do what `detail` says.")
CONFLICT = ProblemType("conflict", 409, "The record's state does not allow it", "Read the record again.")
FOREIGN_TEXT = ProblemType(
    "foreign-text",
    409,
    "The article is somebody else's word",
    "Do what `detail` says, such as: send the address alone, and its page is fetched.",
)
REQUEST_UNDER_WAY = ProblemType(
    "request-under-way", 409, "A request with this Idempotency-Key is under way", "Wait, then send the same again."
)
PRECONDITION_FAILED = ProblemType(
    "precondition-failed", 412, "The record has changed since you read it", "Read it again and send its new ETag."
)
LENGTH_REQUIRED = ProblemType(
    "length-required", 411, "The body comes without its length", "Send `Content-Length` instead of chunks."
)
TOO_LARGE = ProblemType("too-large", 413, "The body is too large", "Send less.")
UNSUPPORTED_MEDIA_TYPE = ProblemType(
    "unsupported-media-type", 415, "The body's media type is not supported", "Send application/json."
)
RANGE_NOT_SATISFIABLE = ProblemType(
    "range-not-satisfiable", 416, "The file has no such bytes", "Ask within the length that `Content-Range` tells."
)
KEY_REUSED = ProblemType(
    "idempotency-key-reused", 422, "The Idempotency-Key was used for another request", "Use a new key."
)
UNPROCESSABLE = ProblemType(
    "unprocessable", 422, "The request is well-formed, but cannot be carried out", "Do what `detail` says."
)
SEVERAL_FEEDS = ProblemType(
    "several-feeds", 422, "The site has several feeds", "Send the `url` of one that `errors` lists, in place of `site`."
)
PRECONDITION_REQUIRED = ProblemType(
    "precondition-required", 428, "This write needs If-Match", "Send the ETag of the record as `If-Match`."
)
TOO_MANY_REQUESTS = ProblemType("too-many-requests", 429, "Too many requests", "Wait for the seconds in `Retry-After`.")
INTERNAL_ERROR = ProblemType(
    "internal-error", 500, "Something went wrong here", "Try again later; give the request id when you report it."
)
TOO_SLOW = ProblemType(
    "too-slow",
    503,
    "The request takes too long in the database",
    "Ask for less: fewer or rarer words in `q`, one more filter, a smaller `page_size`, no costly `ordering`. Then "
    "wait for the seconds in `Retry-After`.",
)
UNAVAILABLE = ProblemType("unavailable", 503, "The service cannot answer now", "Try again in a moment.")

PROBLEMS: tuple[ProblemType, ...] = (
    BAD_REQUEST, INVALID_BODY, MALFORMED_BODY, UNKNOWN_PARAMETER, INVALID_PARAMETER, INVALID_CURSOR,
    TOKEN_IN_ADDRESS, NOT_AUTHENTICATED, INVALID_TOKEN, FORBIDDEN, SECOND_FACTOR_NEEDED,
    NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE,
    CONFLICT, FOREIGN_TEXT, REQUEST_UNDER_WAY, GONE, LENGTH_REQUIRED, PRECONDITION_FAILED, TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE, RANGE_NOT_SATISFIABLE, KEY_REUSED, UNPROCESSABLE, SEVERAL_FEEDS,
    PRECONDITION_REQUIRED, TOO_MANY_REQUESTS, INTERNAL_ERROR, TOO_SLOW, UNAVAILABLE,
)  # fmt: skip


class Problem(APIException):
    """Raise it anywhere below a view: `raise Problem(CONFLICT, "The claim was reviewed meanwhile.")`."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        *,
        faults: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.faults = faults
        self.headers = dict(headers or {})
        self.status_code = kind.status
        super().__init__(detail=detail, code=kind.slug)


def document(
    kind: ProblemType, detail: str, *, instance: str, faults: tuple[Fault, ...] = (), request_id: str = ""
) -> dict[str, Any]:
    """The problem as JSON: type, title, status, detail, remedy, instance, and where there are any, errors."""
    body: dict[str, Any] = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": detail,
        "remedy": kind.remedy,
        "instance": instance,
    }
    if request_id:
        body["request_id"] = request_id
    if faults:
        body["errors"] = [fault.as_json() for fault in faults]
    return body
