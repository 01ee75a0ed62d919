"""The messages that receivers get, documented: one JSON Schema a type, and the `webhooks` of the OpenAPI document."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.webhooks import signing
from incidents.webhooks.examples import example_of
from incidents.webhooks.messages import DEFINITIONS, MESSAGES, schema_of
from tracker.foundation.rest import problems
from tracker.foundation.rest.documents import Open
from tracker.foundation.rest.problems import Problem

RECEIVERS_PAGE = Path(signing.__file__).parent / "docs" / "receivers.md"
TAG = "messages"  # no resource's: generators write a class for each tag, and one would write over the other
HEADERS = {
    "webhook-id": "The event's reference; the same for every attempt, so it tells a repeated message.",
    "webhook-timestamp": (
        "When this attempt was made, in seconds since 1970; refuse what is more than "
        f"{signing.TOLERANCE_SECONDS // 60} minutes away."
    ),
    "webhook-signature": (
        "`v1,` with an HMAC-SHA256 or `v1a,` with an Ed25519 signature, in base64, of id, timestamp and body with dots "
        "between them; several of them, with spaces between, while a key is replaced."
    ),
}
ANSWERS = {
    "2XX": "It was taken; the body is not read beyond its first 4 kB, and means nothing.",
    "410": "No more, please: the endpoint is disabled.",
    "429": "Later, please: `Retry-After` is honoured, up to a day.",
    "default": "Anything else, a redirect included, is a failure: it is tried again by the schedule.",
}


class Messages(Open):
    """The JSON Schemas of the messages that are posted to endpoints."""

    def get(self, request: Request, message_type: str = "") -> Response:
        """What there is of types, or the schema of one with an example."""
        base = f"{settings.PUBLIC_URL}/api/webhooks/messages/"
        if not message_type:
            return Response(
                [
                    {"type": str(name), "description": sentence, "schema": f"{base}{name}"}
                    for name, (sentence, _) in MESSAGES.items()
                ]
            )
        if message_type not in MESSAGES:
            raise Problem(problems.NOT_FOUND, f"There is no message of type `{message_type}`.")
        schema = {"$id": f"{base}{message_type}", **schema_of(message_type), "examples": [example_of(message_type)]}
        return Response(schema, content_type="application/schema+json")


@require_safe
def receivers_page(request: HttpRequest) -> HttpResponse:
    """The page for whoever writes a receiver, in Markdown, with this tracker's own address in it."""
    text = RECEIVERS_PAGE.read_text(encoding="utf-8").replace("https://tracker.example", settings.PUBLIC_URL)
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def with_webhooks(result: Any, generator: Any, **_kwargs: Any) -> Any:
    """The OpenAPI document with every message under `webhooks`; a hook of drf-spectacular."""
    components = result.setdefault("components", {}).setdefault("schemas", {})
    for name, definition in DEFINITIONS.items():
        components[_component(name)] = _in_components(definition)
    result["webhooks"] = {str(name): {"post": _operation(str(name))} for name in MESSAGES}
    return result


def _operation(message_type: str) -> dict[str, Any]:
    whole = schema_of(message_type)
    schema = _in_components({key: value for key, value in whole.items() if key not in ("$schema", "$defs")})
    return {
        "operationId": "receive_" + message_type.replace(".", "_"),
        "summary": whole["description"].rstrip("."),
        "description": (
            f"Posted to endpoints that hear of `{message_type}`, signed as Standard Webhooks has it. "
            f"How to receive messages: {settings.PUBLIC_URL}/api/webhooks/receivers"
        ),
        "tags": [TAG],
        "security": [],
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": schema, "example": example_of(message_type)}},
        },
        "responses": {status: {"description": text} for status, text in ANSWERS.items()},
    }


def _component(name: str) -> str:
    return f"Webhook{name.title()}"


def _in_components(schema: Any) -> Any:
    """The same schema, with what it refers to among the components."""
    if isinstance(schema, dict):
        return {
            key: f"#/components/schemas/{_component(value.rpartition('/')[2])}"
            if key == "$ref"
            else _in_components(value)
            for key, value in schema.items()
        }
    return [_in_components(item) for item in schema] if isinstance(schema, list) else schema
