"""The body of a delivery: thin, from the event row alone, the same bytes for every endpoint and attempt.

    {"type": "figure.changed", "timestamp": "2018-04-04T17:00:00Z",
     "data": {"sequence": 7, "incident_sequence": 3, "links": {...}, "incident": {...}, "figure": {...}, ...}}

`type` and `timestamp` are those of the Standard Webhooks specification, `timestamp` being when the change was made.
`data` is what the event says (incidents.ledger.events), with its place in the order and links to read more. A body
above `MAX_BYTES` loses its last claims first, then every long text is shortened; `data.shortened` says so.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings

from incidents.models import Event
from incidents.webhooks.models import ApiVersion, Delivery

MAX_BYTES = 20_000
TEST_TYPE = "webhook.test"
SHORT_TEXTS = (400, 100, 60)  # no word of a vocabulary is as long as that


def body_of(delivery: Delivery) -> bytes:
    """The bytes to sign and to send, in the endpoint's version. Reads delivery.event and delivery.endpoint."""
    if delivery.event is None:
        return _encode(_test_message(delivery))
    return VERSIONS[ApiVersion(delivery.endpoint.api_version)](delivery.event)


def event_body(event: Event) -> bytes:
    """The bytes of an event's message: JSON in UTF-8, at most MAX_BYTES. The same event gives the same bytes."""
    data: dict[str, Any] = {
        "sequence": event.sequence,
        "incident_sequence": event.incident_sequence,
        "links": _links(event),
        **event.data,
    }
    message = {"type": str(event.type), "timestamp": _instant(event.occurred_at), "data": data}
    body = _encode(message)
    while len(body) > MAX_BYTES and data.get("claims"):
        data["claims"] = data["claims"][:-1]
        data["shortened"] = True
        body = _encode(message)
    for length in SHORT_TEXTS:
        if len(body) <= MAX_BYTES:
            break
        message["data"] = _shortened(data, length) | {"links": data["links"], "shortened": True}
        body = _encode(message)
    return body


# Each version that an endpoint may ask for, and what makes its bodies. An old one stays while an endpoint has it.
VERSIONS: Final[dict[ApiVersion, Callable[[Event], bytes]]] = {ApiVersion.V1: event_body}


def _links(event: Event) -> dict[str, str]:
    base = f"{settings.PUBLIC_URL}/api/v1"
    links = {"events": f"{base}/events?after={event.sequence - 1}"}
    reference = (event.data.get("incident") or {}).get("reference")
    if reference:
        links["incident"] = f"{base}/incidents/{reference}"
        links["explain"] = f"{base}/incidents/{reference}/figures/explain"
    return links


def _test_message(delivery: Delivery) -> dict[str, Any]:
    return {
        "type": TEST_TYPE,
        "timestamp": _instant(delivery.created_at),
        "data": {
            "endpoint": {"reference": delivery.endpoint.reference},
            "links": {"events": f"{settings.PUBLIC_URL}/api/v1/events"},
        },
    }


def _shortened(value: Any, length: int) -> Any:
    """The same value with texts cut to `length` and lists to ten items."""
    if isinstance(value, dict):
        return {key: _shortened(item, length) for key, item in value.items()}
    if isinstance(value, list):
        return [_shortened(item, length) for item in value[:10]]
    if isinstance(value, str) and len(value) > length:
        return value[: length - 1] + "…"
    return value


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _encode(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
