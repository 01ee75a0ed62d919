"""Random bodies for every writing address: made from what the OpenAPI document says of them, then mutated."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from rest_framework.test import APIClient

from tests.api import grant
from tests.fuzz.fuzzed_input import FuzzedInput, require
from tests.fuzz.mutating import mutated
from tests.sources.api.filling import addressed_record
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import served_schema

ROOT = "/api/v1/"
_WRITING = ("post", "put", "patch", "delete")
_WORDS = (
    *("Norbank", "A", "", " ", "x" * 300, "y" * 20_000, "\u202eabc", "\U0001f600", "１＋１", "=1+1", "é" * 99, "null"),
    *(
        "GB",
        "EU",
        "gb",
        "ZZ",
        "EUR",
        "XXX",
        "people",
        "affected",
        "2031-05-04",
        "2041-01-01",
        "0001-01-01",
        "99999-01-01",
    ),
    *(
        "2031-05-04T10:00:00Z",
        "2031-13-45",
        "https://paper.example/1",
        "http://127.0.0.1/",
        "javascript:1",
        "http://[::1",
        "urn:x",
    ),
)
# What a field may name, and below which address of the API that is.
_NAMED = {
    "incident": "incidents",
    "party": "parties",
    "claim": "claims",
    "article": "articles",
    "regulator": "regulators",
    "proceeding": "proceedings",
    "event": "events",
    "coverage": "coverage",
    "mention": "mentions",
}
# What goes into a field with this in its name, mostly.
_FIT = {
    **{name: f"@{address}@" for name, address in _NAMED.items()},
    "respondent": "@parties@",
    "into": "@incidents@",
    "keep": "@incidents@",
    "absorb": "@incidents@",
    "url": "https://paper.example/1",
    "countr": "GB|DE|US",
    "currency": "EUR|GBP",
    "area": "GB|EU",
    "reason": "It was wrong.|r",
    "title": "Osier|Osier leak",
    "name": "Osier",
}
_NUMBERS = (0, 1, 1, 1, 5_000, 5_000, 5_000, -1, 10**12, 2**31, 2**63, 2**64, 10**30, -(10**30), 0.1, 1e308, 1.5, True)
_DEEPEST = 6


@dataclass(frozen=True)
class WritingApi:
    """The API over a record: the document, a client that may everything, and what can be named, by its name."""

    document: dict[str, Any]
    client: APIClient
    named: dict[str, str]

    @property
    def operations(self) -> list[tuple[str, str]]:
        """(method, path) of all that write."""
        paths = sorted(self.document["paths"].items())
        return [(method, path) for path, found in paths for method in _WRITING if method in found]


_open: list[WritingApi] = []


@contextmanager
def writing_api() -> Iterator[WritingApi]:
    """Fill the record of the connected database for as long as it lasts."""
    owner = User.objects.create_user("fuzz")
    grant(owner, TokenScope)
    secret, named = addressed_record(owner)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    _open.append(WritingApi(served_schema.build(), client, named))
    try:
        yield _open[-1]
    finally:
        _open.pop()


def make_body(draw: random.Random) -> FuzzedInput:
    """A request, with `@incidents@` where the reference of the record's incident is to stand."""
    api = _open[-1]
    method, path = draw.choice(api.operations)
    content = api.document["paths"][path][method].get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    body = json.dumps(_value(schema, draw, 0)).encode() if schema or draw.random() < 0.3 else b""
    if draw.random() < 0.4:
        body = mutated(body, draw, most=4)
    return FuzzedInput("bodies", body, f"{method.upper()} {path}")


def drive_body(given: FuzzedInput) -> None:
    """Send it, and take back what it did. AssertionError for any answer but a success or a problem document."""
    api, (method, path) = _open[-1], given.about.split(" ")
    body = given.body
    for name, value in api.named.items():
        body = body.replace(f"@{name}@".encode(), value.encode())
    with transaction.atomic():
        answer: Any = api.client.generic(
            method, _address(path, api.named), body, "application/json", headers={"If-Match": "*"}
        )
        content = answer.getvalue()
        transaction.set_rollback(True)
    require(200 <= answer.status_code < 300 or 400 <= answer.status_code < 500, f"answered {answer.status_code}")
    if answer.status_code >= 400:
        require(answer.headers["Content-Type"] == "application/problem+json", "a refusal that is no problem document")
        problem = json.loads(content)
        require({"type", "title", "detail", "instance", "remedy", "status"} <= problem.keys(), "an incomplete problem")
        require(problem["status"] == answer.status_code, "a problem of another status")
        require(answer.status_code != 429, "throttled: nothing was tried")
    elif content and "json" in answer.headers.get("Content-Type", ""):
        json.loads(content)


def grown_body(given: FuzzedInput, copies: int) -> FuzzedInput:
    """The body with its last text so many times as long; of one without a text, with blanks behind it."""
    end = given.body.rfind(b'"')
    start = given.body.rfind(b'"', 0, end) if end > 0 else -1
    if start < 0 or end - start < 2:
        return FuzzedInput("bodies", given.body + b" " * len(given.body) * (copies - 1), given.about)
    body = given.body[: start + 1] + given.body[start + 1 : end] * copies + given.body[end:]
    return FuzzedInput("bodies", body, given.about)


def _address(path: str, named: dict[str, str]) -> str:
    prefix, _, rest = path.removeprefix(ROOT).partition("/{")
    own = named.get(prefix, "")
    filled = path
    if rest:
        filled = filled.replace(f"{{{rest.partition('}')[0]}}}", own, 1)
    return filled.replace("{id}", named["involvements"])


def _value(schema: dict[str, Any], draw: random.Random, depth: int, name: str = "") -> Any:
    """A value that the schema more or less describes, for a field of this name."""
    if depth > _DEEPEST or draw.random() < 0.015:
        return draw.choice((None, [], {}, "x", 5, True, [[]], {"a": 1}, draw.choice(_WORDS), draw.choice(_NUMBERS)))
    document = _open[-1].document
    if referred := schema.get("$ref", "").rpartition("/")[2]:
        return _value(document["components"]["schemas"][referred], draw, depth + 1, name)
    for joined in ("oneOf", "anyOf", "allOf"):
        if schema.get(joined):
            return _value(draw.choice(schema[joined]), draw, depth + 1, name)
    if "enum" in schema and draw.random() < 0.95:
        return draw.choice(schema["enum"])
    return _typed(schema, draw, depth, name)


def _typed(schema: dict[str, Any], draw: random.Random, depth: int, name: str) -> Any:
    kinds = schema.get("type", "object" if "properties" in schema else "string")
    match draw.choice(kinds) if isinstance(kinds, list) else kinds:
        case "object":
            return _object(schema, draw, depth)
        case "array":
            return [
                _value(schema.get("items", {}), draw, depth + 1, name) for _ in range(draw.choice((0, 1, 1, 2, 30)))
            ]
        case "integer" | "number":
            return draw.choice(_NUMBERS)
        case "boolean":
            return draw.random() < 0.5
        case "null":
            return None
        case _:
            return _words(schema, draw, name)


def _object(schema: dict[str, Any], draw: random.Random, depth: int) -> dict[str, Any]:
    needed = set(schema.get("required", ()))
    found = {
        name: _value(of, draw, depth + 1, name)
        for name, of in schema.get("properties", {}).items()
        if not of.get("readOnly") and draw.random() < (0.97 if name in needed else 0.4)
    }
    if isinstance(schema.get("additionalProperties"), dict) or draw.random() < 0.03:
        found[draw.choice(_WORDS)] = draw.choice(_WORDS)
    return found


def _words(schema: dict[str, Any], draw: random.Random, name: str) -> str:
    if draw.random() < 0.7 and (fit := next((words for part, words in _FIT.items() if part in name), "")):
        return draw.choice(fit.split("|"))
    if draw.random() < 0.15:
        return f"@{draw.choice(list(_NAMED.values()))}@"
    match schema.get("format"):
        case "date" if draw.random() < 0.7:
            return draw.choice(("2031-05-04", "2031-05-05", "2024-02-29"))
        case "uri" if draw.random() < 0.7:
            return draw.choice(("https://paper.example/1", "https://paper.example/a?b=1"))
    return draw.choice(_WORDS)
