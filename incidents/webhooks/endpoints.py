"""What an owner does with endpoints and their deliveries: the verbs behind REST and the admin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from incidents.models import Event, EventDraft, EventType, Incident, Party
from incidents.models.event import endpoint_cause
from incidents.webhooks import notices, outbox, retention
from incidents.webhooks.caps import check_caps, host_of
from incidents.webhooks.models import (
    ApiVersion,
    Delivery,
    Endpoint,
    EndpointCountry,
    EndpointDataClass,
    EndpointEventType,
    EndpointIncident,
    EndpointMetric,
    EndpointParty,
    EndpointSecret,
    EndpointState,
    Signing,
)
from incidents.webhooks.models.reach import REACH
from incidents.webhooks.models.secret import SIGNING
from incidents.webhooks.ordering import end_order
from incidents.webhooks.signing import PRIVATE_PREFIX, new_private_key, new_secret, public_key
from tracker.foundation.access.sealing import SecretUnreadable, seal
from tracker.foundation.http import Refused, check_target, policy_from

ROTATION_OVERLAP = dt.timedelta(hours=24)
MAX_SECRETS = 5  # valid at once, while several rotations overlap
SIMPLE_FIELDS = (
    "url",
    "description",
    "disputed_only",
    "smallest_figure",
    "smallest_change_percent",
    "smallest_change",
    "rate_limit_per_minute",
    "in_order",
    "api_version",
)
# The filters that are rows: the field of a draft, which is the related name too, its model and the column.
FILTERS: Final[dict[str, tuple[type[Any], str]]] = {
    "event_types": (EndpointEventType, "type"),
    "incidents": (EndpointIncident, "incident"),
    "parties": (EndpointParty, "party"),
    "countries": (EndpointCountry, "country"),
    "data_classes": (EndpointDataClass, "data_class"),
    "metrics": (EndpointMetric, "metric"),
}


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """What an owner says of an endpoint. An empty filter lets everything through."""

    url: str
    description: str = ""
    event_types: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    parties: tuple[Party, ...] = ()
    countries: tuple[str, ...] = ()
    data_classes: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    disputed_only: bool = False
    smallest_figure: int | None = None
    smallest_change_percent: Decimal | None = None
    smallest_change: int | None = None
    rate_limit_per_minute: int | None = None
    in_order: bool = False
    signing: Signing = Signing.V1
    api_version: ApiVersion = ApiVersion.V1


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An endpoint, and what its receiver verifies with: a secret, shown this once, or with `v1a` a public key."""

    endpoint: Endpoint
    secret: str


def create_endpoint(draft: EndpointDraft, *, owner: Any, scopes: Collection[str]) -> NewEndpoint:
    """The new endpoint and what verifies its deliveries. It hears of what happens from now on.

    `scopes` are those of whoever registers it: it is never sent what cannot be read with them.

    Raises ValidationError naming the field: a URL that we would not post to, an unknown type or metric; or the cap that
    is reached (`caps`). Looks the host's name up (2 s at most), so call it outside a transaction.
    """
    check_url(draft.url)
    endpoint = Endpoint(owner=owner, **{name: getattr(draft, name) for name in (*SIMPLE_FIELDS, "signing")})
    for scope, field in REACH.items():
        setattr(endpoint, field, scope in scopes)
    endpoint.full_clean()
    endpoint.host = host_of(draft.url)
    with transaction.atomic():
        check_caps(endpoint)
        newest = Event.objects.order_by("-sequence").values_list("sequence", flat=True).first()
        endpoint.after_sequence = newest or 0
        endpoint.save()
        _replace_filters(endpoint, {name: getattr(draft, name) for name in FILTERS})
        secret = _add_secret(endpoint)
    return NewEndpoint(endpoint, secret)


class EndpointChanged(Exception):
    """Somebody changed the endpoint since it was read (HTTP 412)."""


def endpoint_version(endpoint: Endpoint) -> str:
    """What of it changes when somebody changes it, pauses or resumes it, and not when it is sent something."""
    moved = (moment for moment in (endpoint.updated_at, endpoint.state_changed_at) if moment is not None)
    return f"{max(moved):%Y%m%d%H%M%S%f}"


def update_endpoint(endpoint: Endpoint, changes: Mapping[str, Any], *, expected_version: str | None = None) -> Endpoint:
    """The endpoint with the changes made; keys are the fields of EndpointDraft. Raises ValidationError by field, and
    EndpointChanged where it is at another version than was expected.

    A new URL is vetted as at creation, outside a transaction. How it is signed changes with `rotate_secret`.
    """
    unknown = set(changes) - {*SIMPLE_FIELDS, *FILTERS}
    if unknown:
        raise ValidationError(dict.fromkeys(sorted(unknown), "An endpoint has no such field to change."))
    if "url" in changes and changes["url"] != endpoint.url:
        check_url(changes["url"])
    simple = [name for name in SIMPLE_FIELDS if name in changes]
    for name in simple:
        setattr(endpoint, name, changes[name])
    endpoint.full_clean()
    moved, endpoint.host = endpoint.host != host_of(endpoint.url), host_of(endpoint.url)
    with transaction.atomic():
        held = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
        if expected_version is not None and endpoint_version(held) != expected_version:
            raise EndpointChanged(f"{held.reference} was changed meanwhile: read it again and repeat your change.")
        if moved:
            check_caps(endpoint)
        endpoint.save(update_fields=[*simple, "host", "updated_at"])
        _replace_filters(endpoint, changes)
        if changes.get("in_order") is False:
            end_order(endpoint.pk, timezone.now())
            outbox.wake()
        if "rate_limit_per_minute" in changes:
            Endpoint.objects.filter(pk=endpoint.pk).update(paced_until=None)  # what was paced by the old limit
    return endpoint


def check_url(url: str) -> None:
    """Raise ValidationError with the field `url` when we would not post there."""
    try:
        check_target(url, policy_from(settings))
    except Refused as error:
        raise ValidationError({"url": ValidationError(str(error), code=error.code)}) from error


def rotate_secret(
    endpoint: Endpoint, *, signing: Signing | None = None, overlap: dt.timedelta = ROTATION_OVERLAP
) -> str:
    """The new secret, shown this once, or the new public key. `signing` changes the scheme with it.

    Until `overlap` has passed, the key before signs as well, by its own scheme: each delivery carries both signatures.
    """
    now = timezone.now()
    with transaction.atomic():
        Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        endpoint.secrets.filter(expires_at=None).update(expires_at=now + overlap)
        valid = list(EndpointSecret.objects.filter(endpoint=endpoint).valid_at(now).values_list("pk", flat=True))
        endpoint.secrets.exclude(pk__in=valid[: MAX_SECRETS - 1]).delete()
        if signing is not None:
            endpoint.signing = signing
            endpoint.save(update_fields=["signing", "updated_at"])
        return _add_secret(endpoint)


def _add_secret(endpoint: Endpoint) -> str:
    """What verifies: the secret itself, or the public key of a private one."""
    asymmetric = endpoint.signing == Signing.V1A
    secret = new_private_key() if asymmetric else new_secret()
    EndpointSecret.objects.create(endpoint=endpoint, sealed=seal(secret, SIGNING))
    return public_key(secret) if asymmetric else secret


def public_keys(endpoint: Endpoint) -> list[str]:
    """The public keys that verify its `v1a` signatures now, the newest first; none when it is signed with a secret, or
    with a key that cannot be read here."""
    now = timezone.now()
    found = []
    for row in endpoint.secrets.all():
        if row.expires_at is None or row.expires_at > now:
            with suppress(SecretUnreadable):
                found.append(row.secret)
    return [public_key(secret) for secret in found if secret.startswith(PRIVATE_PREFIX)]


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
            Endpoint.objects.filter(pk=endpoint.pk).update(consecutive_failures=0, failing_since=None, rests_until=None)
            outbox.wake()
    endpoint.refresh_from_db()
    return moved


def disable_endpoint(endpoint: Endpoint, *, reason: str) -> bool:
    """True when it was not disabled before. Its owner's other endpoints hear of it by an `endpoint.disabled` event, the
    owner by e-mail."""
    with transaction.atomic():
        moved = _move(endpoint, [EndpointState.ACTIVE, EndpointState.PAUSED], EndpointState.DISABLED, reason)
        if moved:
            notices.note_disabled(endpoint, reason=reason)
            data = {"endpoint": {"reference": endpoint.reference}, "reason": reason}
            draft = EventDraft(EventType.ENDPOINT_DISABLED, data)
            Event.objects.append([draft], cause=endpoint_cause(endpoint.reference), actor="webhooks")
            outbox.wake()
    return moved


def delete_endpoint(endpoint: Endpoint) -> None:
    """Delete the endpoint and its deliveries. Nobody is told: its owner asked for it.

    Its deliveries may be many, so they go a portion at a time; call it outside a transaction.
    """
    Endpoint.objects.filter(pk=endpoint.pk).update(state=EndpointState.DISABLED)  # nothing is owed to it from here on
    retention.remove(Delivery.objects.filter(endpoint=endpoint))
    endpoint.delete()


def _move(endpoint: Endpoint, from_states: Iterable[EndpointState], to: EndpointState, reason: str) -> bool:
    """Compare and set; the instance is brought up to date when it moved."""
    now = timezone.now()
    moved = Endpoint.objects.filter(pk=endpoint.pk, state__in=list(from_states)).update(
        state=to, state_reason=reason[:300], state_changed_at=now
    )
    if moved:
        endpoint.state, endpoint.state_reason, endpoint.state_changed_at = to, reason[:300], now
    return bool(moved)


def _replace_filters(endpoint: Endpoint, wanted: Mapping[str, Iterable[Any] | None]) -> None:
    """Sets those that are given; one that is absent or None stays as it is."""
    for name, (model, column) in FILTERS.items():
        values = wanted.get(name)
        if values is None:
            continue
        rows = [model(endpoint=endpoint, **{column: value}) for value in dict.fromkeys(values)]
        for row in rows:
            try:
                row.clean_fields(exclude=["endpoint"])
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from error
        getattr(endpoint, name).all().delete()
        getattr(endpoint, name).bulk_create(rows)
