"""What an owner does with endpoints and their deliveries: the verbs behind REST and the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from incidents.models import Event, EventDraft, EventType, Incident
from incidents.webhooks import outbox
from incidents.webhooks.models import (
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointEventType,
    EndpointIncident,
    EndpointMetric,
    EndpointSecret,
    EndpointState,
)
from incidents.webhooks.signing import new_secret
from tracker.http import Refused, check_target, policy_from

ROTATION_OVERLAP = dt.timedelta(hours=24)
MAX_SECRETS = 5  # valid at once, while several rotations overlap
SIMPLE_FIELDS = ("url", "description", "disputed_only", "smallest_change_percent", "smallest_change")


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What an owner says of an endpoint. An empty filter lets everything through."""

    url: str
    description: str = ""
    event_types: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    metrics: tuple[str, ...] = ()
    disputed_only: bool = False
    smallest_change_percent: Decimal | None = None
    smallest_change: int | None = None


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint with its secret, which is shown this once."""

    endpoint: Endpoint
    secret: str


def create_endpoint(draft: EndpointDraft, *, owner: Any) -> NewEndpoint:
    """The new endpoint and its secret. It hears of what happens from now on.

    Raises ValidationError naming the field: a URL that we would not post to, an unknown type or metric. Looks the
    host's name up (2 s at most), so call it outside a transaction.
    """
    check_url(draft.url)
    endpoint = Endpoint(owner=owner, **{name: getattr(draft, name) for name in SIMPLE_FIELDS})
    endpoint.full_clean()
    secret = new_secret()
    with transaction.atomic():
        newest = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        endpoint.after_sequence = newest or 0
        endpoint.save()
        _replace_filters(endpoint, draft.event_types, draft.incidents, draft.metrics)
        EndpointSecret.objects.create(endpoint=endpoint, secret=secret)
    return NewEndpoint(endpoint, secret)


def update_endpoint(endpoint: Endpoint, changes: Mapping[str, Any]) -> Endpoint:
    """The endpoint with the changes made; keys are the fields of EndpointDraft. Raises ValidationError by field.

    A new URL is vetted as at creation, outside a transaction.
    """
    unknown = set(changes) - {*SIMPLE_FIELDS, "event_types", "incidents", "metrics"}
    if unknown:
        raise ValidationError(dict.fromkeys(sorted(unknown), "An endpoint has no such field to change."))
    if "url" in changes and changes["url"] != endpoint.url:
        check_url(changes["url"])
    simple = [name for name in SIMPLE_FIELDS if name in changes]
    for name in simple:
        setattr(endpoint, name, changes[name])
    endpoint.full_clean()
    with transaction.atomic():
        endpoint.save(update_fields=[*simple, "updated_at"])
        _replace_filters(endpoint, changes.get("event_types"), changes.get("incidents"), changes.get("metrics"))
    return endpoint


def check_url(url: str) -> None:
    """Nothing; raises ValidationError with the field `url` when we would not post there."""
    try:
        check_target(url, policy_from(settings))
    except Refused as error:
        raise ValidationError({"url": ValidationError(str(error), code=error.code)}) from error


def rotate_secret(endpoint: Endpoint, *, overlap: dt.timedelta = ROTATION_OVERLAP) -> str:
    """The new secret, shown this once. Until `overlap` has passed, the one before signs as well."""
    secret, now = new_secret(), timezone.now()
    with transaction.atomic():
        Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        endpoint.secrets.filter(expires_at=None).update(expires_at=now + overlap)
        valid = list(EndpointSecret.objects.filter(endpoint=endpoint).valid_at(now).values_list("pk", flat=True))
        endpoint.secrets.exclude(pk__in=valid[: MAX_SECRETS - 1]).delete()
        EndpointSecret.objects.create(endpoint=endpoint, secret=secret)
    return secret


def pause_endpoint(endpoint: Endpoint, *, reason: str = "") -> bool:
    """True when it was active and is paused now: its deliveries wait."""
    return _move(endpoint, [EndpointState.ACTIVE], EndpointState.PAUSED, reason)


def resume_endpoint(endpoint: Endpoint) -> bool:
    """True when it was paused or disabled and is active now. What waited goes out, what a disabled one missed not."""
    newest = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    with transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk, state=EndpointState.DISABLED).update(after_sequence=newest)
        moved = _move(endpoint, [EndpointState.PAUSED, EndpointState.DISABLED], EndpointState.ACTIVE, "")
        if moved:
            Endpoint.objects.filter(pk=endpoint.pk).update(consecutive_failures=0, failing_since=None)
            outbox.wake()
    endpoint.refresh_from_db()
    return moved


def disable_endpoint(endpoint: Endpoint, *, reason: str) -> bool:
    """True when it was not disabled before. Its owner's other endpoints hear of it by an `endpoint.disabled` event."""
    with transaction.atomic():
        moved = _move(endpoint, [EndpointState.ACTIVE, EndpointState.PAUSED], EndpointState.DISABLED, reason)
        if moved:
            data = {"endpoint": {"reference": endpoint.reference}, "reason": reason}
            draft = EventDraft(EventType.ENDPOINT_DISABLED, data)
            Event.objects.append([draft], cause=f"endpoint:{endpoint.reference}", actor="webhooks")
            outbox.wake()
    return moved


def send_test_event(endpoint: Endpoint) -> Delivery:
    """A delivery of type `webhook.test`, due now. It is in the log of this endpoint alone."""
    with transaction.atomic():
        delivery = Delivery.objects.create(endpoint=endpoint, event=None, next_attempt_at=timezone.now())
        outbox.wake()
    return delivery


def replay_delivery(delivery: Delivery) -> bool:
    """True when it was finished and is due again, with the same id and the whole schedule before it."""
    return replay(Delivery.objects.filter(pk=delivery.pk)) == 1


def replay_failed(endpoint: Endpoint) -> int:
    """How many failed deliveries of the endpoint are due again."""
    return replay(Delivery.objects.filter(endpoint=endpoint).failed())


def replay(deliveries: Any) -> int:
    """How many of these deliveries were finished and are due again; pending ones are left alone."""
    with transaction.atomic():
        count = deliveries.exclude(state=DeliveryState.PENDING).update(
            state=DeliveryState.PENDING,
            attempts=0,
            next_attempt_at=timezone.now(),
            finished_at=None,
            lease_token="",
            lease_until=None,
        )
        if count:
            outbox.wake()
    return int(count)


def _move(endpoint: Endpoint, from_states: Iterable[EndpointState], to: EndpointState, reason: str) -> bool:
    """Compare and set; the instance is brought up to date when it moved."""
    now = timezone.now()
    moved = Endpoint.objects.filter(pk=endpoint.pk, state__in=list(from_states)).update(
        state=to, state_reason=reason[:300], state_changed_at=now
    )
    if moved:
        endpoint.state, endpoint.state_reason, endpoint.state_changed_at = to, reason[:300], now
    return bool(moved)


def _replace_filters(
    endpoint: Endpoint,
    event_types: Iterable[str] | None,
    incidents: Iterable[Incident] | None,
    metrics: Iterable[str] | None,
) -> None:
    """Sets those that are given; None leaves one as it is."""
    if event_types is not None:
        types = [EndpointEventType(endpoint=endpoint, type=word) for word in dict.fromkeys(event_types)]
        _replace(endpoint.event_types, types, "event_types")
    if incidents is not None:
        chosen = [EndpointIncident(endpoint=endpoint, incident=one) for one in dict.fromkeys(incidents)]
        _replace(endpoint.incidents, chosen, "incidents")
    if metrics is not None:
        counted = [EndpointMetric(endpoint=endpoint, metric=word) for word in dict.fromkeys(metrics)]
        _replace(endpoint.metrics, counted, "metrics")


def _replace(manager: Any, rows: list[Any], field: str) -> None:
    for row in rows:
        try:
            row.clean_fields(exclude=["endpoint"])
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from error
    manager.all().delete()
    manager.bulk_create(rows)
