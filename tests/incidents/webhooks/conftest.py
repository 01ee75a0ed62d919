"""Events as the ledger writes them, endpoints on a loopback receiver, and a way to let time pass."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.webhooks.endpoints import EndpointDraft, create_endpoint
from incidents.webhooks.models import Delivery, Endpoint, EndpointSecret
from tests.accounts import account
from tests.loopback import Loopback, answer, running_loopback
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.rights import held_scopes


@pytest.fixture
def owner(db: None) -> User:
    return account("subscriber", TokenScope.WEBHOOKS)


@pytest.fixture
def incident(db: None) -> Incident:
    return Incident.objects.create(title="Quiz app harvest", slug="quiz-app-harvest")


@pytest.fixture
def loopback(db: None) -> Iterator[Loopback]:
    """A receiver; whatever reached it by the end of the test has to verify with the published library."""
    with running_loopback() as server:
        server.says("/ok", answer(b"thanks"))
        yield server
    secrets = [row.secret for row in EndpointSecret.objects.all() if row.secret.startswith("whsec_")]
    for request in server.requests:
        headers, body = split(request)
        assert any(verifies(secret, headers, body) for secret in secrets), headers


def verifies(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


def figure_data(
    incident: Incident,
    *,
    metric: str = "affected",
    old: int | None = 50_000_000,
    new: int | None = 87_000_000,
    status: str = "settled",
    claims: int = 1,
) -> dict[str, Any]:
    """What the ledger writes into a `figure.changed` event."""
    change = None if old is None or new is None else new - old
    return {
        "incident": {"reference": incident.reference, "slug": incident.slug, "title": incident.title},
        "figure": {"metric": metric, "unit": "people", "currency": "", "scope": {"kind": "total"}},
        "old": None if old is None else {"low": None, "best": old, "high": None, "status": "settled"},
        "new": {"low": None, "best": new, "high": new, "status": status},
        "change": {"absolute": change, "relative": round(change / old, 6) if change is not None and old else None},
        "reason": "The network itself says up to 87 million.",
        "claims": [{"reference": f"CL-{number}", "quote": "“up to 87 million” " * 20} for number in range(claims)],
    }


@pytest.fixture
def tell(incident: Incident) -> Callable[..., Event]:
    """Writes one event, as the ledger does; a `figure.changed` of the incident unless told otherwise."""

    def write(
        kind: EventType = EventType.FIGURE_CHANGED,
        *,
        about: Incident | None = incident,
        data: Any = None,
        **figure: Any,
    ) -> Event:
        if data is None:
            data = figure_data(about or incident, **figure)
        with transaction.atomic():
            return Event.objects.append([EventDraft(kind, data, about)], cause="test", actor="test")[0]

    return write


@pytest.fixture
def subscribe(owner: User) -> Callable[..., Endpoint]:
    """A new endpoint of the owner at this URL."""

    def create(url: str = "https://hooks.example/", *, by: User = owner, **draft: Any) -> Endpoint:
        return create_endpoint(EndpointDraft(url, **draft), owner=by, scopes=held_scopes(by)).endpoint

    return create


def split(request: bytes) -> tuple[dict[str, str], bytes]:
    """(headers with names in lower case, body) of a request as the receiver got it."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line.decode().partition(": ") for line in head.split(b"\r\n")[1:]]
    return {name.lower(): value for name, _, value in lines}, body


def pass_time(**duration: float) -> None:
    """Everything due, leased or failing lies this much further back."""
    step = dt.timedelta(**duration)
    columns: list[tuple[type[Any], str]] = [(Delivery, "next_attempt_at"), (Delivery, "lease_until")]
    columns += [(Endpoint, name) for name in ("failing_since", "rests_until", "paced_until")]
    for model, column in columns:
        for pk, moment in model._default_manager.exclude(**{column: None}).values_list("pk", column):
            model._default_manager.filter(pk=pk).update(**{column: moment - step})


def wait_seconds(delivery: Delivery) -> float:
    """How long until the delivery is due."""
    delivery.refresh_from_db()
    assert delivery.next_attempt_at is not None
    return (delivery.next_attempt_at - timezone.now()).total_seconds()
