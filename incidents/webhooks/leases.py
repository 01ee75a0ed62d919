"""Who may try which delivery now, and what is written down afterwards.

A lease is a token and an end on the delivery's row, set by one conditional UPDATE, so that of two deliverers exactly
one gets it. A deliverer that dies leaves a lease that runs out; one that was only slow finds another's token on the row
and records nothing. On PostgreSQL deliverers pass over endpoints that another is choosing from (SKIP LOCKED).

No endpoint delays another:

| rule                                                                   | constant       |
| ---------------------------------------------------------------------- | -------------- |
| at most so many in flight per endpoint                                 | PER_ENDPOINT   |
| one in flight for an endpoint whose last attempt failed                |                |
| all failing endpoints together hold at most this part of the slots     | FAILING_SHARE  |
| one that fails again and again rests between attempts                  | schedule.rest  |
| one with a rate limit gets what the limit lets through                 | BURST          |
| endpoints with nothing in flight come first, then whose row waits most |                |

Where an endpoint asks for it, an event waits until those before it about the same incident are done (`turns`).

Order of locks: endpoints by key, then deliveries, then the tallies of attempts. When an endpoint is disabled,
in a transaction of its own, the event counter comes last.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks import schedule, signing
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint, EndpointSecret
from incidents.webhooks.models.delivery import MAX_ANSWER_BYTES
from incidents.webhooks.models.endpoint import ApiVersion
from incidents.webhooks.payload import VERSIONS, body_of
from incidents.webhooks.posting import Job, Outcome
from incidents.webhooks.statements import Statement
from incidents.webhooks.tallies import tally
from incidents.webhooks.turns import next_in_turn

log = structlog.get_logger(__name__)

SLOTS = 200
PER_ENDPOINT = 2
FAILING_SHARE = 0.25
ORDERED_AT_ONCE = 50  # endpoints that want an order and are looked at in one lease, at three small queries each
LEASE_MARGIN = dt.timedelta(seconds=30)  # on top of the longest that an attempt may take


def lease(*, slots: int, failing_slots: int, lease_for: dt.timedelta) -> list[Job]:
    """At most `slots` attempts to make now, leased, `failing_slots` of them at most for endpoints that fail."""
    now = timezone.now()
    if slots <= 0 or not _ANY_DUE.rows(now, limit=1):
        return []
    token = uuid.uuid4().hex
    with transaction.atomic():
        chosen = _choose(now, min(failing_slots, slots), failing=True)
        chosen += _choose(now, slots - len(chosen), failing=False)
        leased = (
            Delivery.objects.due(now)
            .filter(pk__in=chosen)
            .update(lease_token=token, lease_until=now + lease_for + LEASE_MARGIN)
        )
    return _jobs(token, now) if leased else []


def _choose(now: dt.datetime, slots: int, *, failing: bool) -> list[int]:
    """Ids of due deliveries, fairly across endpoints: the first of each before the second of any."""
    if slots <= 0:
        return []
    in_turn = _in_turn(now, slots, failing=failing)
    found = (_OF_FAILING if failing else _OF_WELL).rows(now, limit=slots)
    cap = 1 if failing else PER_ENDPOINT
    _pace([pk for _, _, _, pk, limit in found if limit is not None], now)
    firsts = [row[0] for row in found if row[0] is not None]
    seconds = [second for _, second, held, _, limit in found if second and held + 1 < cap and limit is None]
    return (in_turn + firsts + seconds)[:slots]


def _pace(endpoints: Collection[int], now: dt.datetime) -> None:
    """Nothing; one more delivery of each of these, which are locked, is counted against its rate limit."""
    for row in Endpoint.objects.filter(pk__in=endpoints) if endpoints else ():
        if row.rate_limit_per_minute is not None:
            pace = max(row.paced_until or now, now) + dt.timedelta(minutes=1) / row.rate_limit_per_minute
            Endpoint.objects.filter(pk=row.pk).update(paced_until=pace)


def _candidates(now: Any, *, failing: bool) -> Any:
    """Endpoints with something due and a slot to spare: first and second of it, how many are held, key, rate limit."""
    health, cap = (Q(consecutive_failures__gt=0), 1) if failing else (Q(consecutive_failures=0), PER_ENDPOINT)
    due = Delivery.objects.due(now).filter(endpoint=OuterRef("pk")).order_by("next_attempt_at", "id")
    held = Delivery.objects.leased(now).filter(endpoint=OuterRef("pk")).order_by().values("endpoint")
    return (
        Endpoint.objects.ready(now)
        .filter(Exists(due), health, in_order=False)
        .annotate(
            held=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0),
            first=Subquery(due.values("pk")[:1]),
            second=Subquery(due.values("pk")[1:2]),
            oldest=Subquery(due.values("next_attempt_at")[:1]),
        )
        .filter(held__lt=cap)
        .order_by("held", "oldest", "pk")
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("first", "second", "held", "pk", "rate_limit_per_minute")
    )


def _ordered_candidates(now: Any, *, failing: bool) -> Any:
    """Endpoints that want an order, with something due and nothing in flight: their key and rate limit."""
    health = Q(consecutive_failures__gt=0) if failing else Q(consecutive_failures=0)
    own = Delivery.objects.filter(endpoint=OuterRef("pk")).order_by()
    due = own.due(now)
    return (
        Endpoint.objects.ready(now)
        .filter(health, Exists(due), ~Exists(own.leased(now)), in_order=True)
        .order_by(Subquery(due.order_by("next_attempt_at").values("next_attempt_at")[:1]), "pk")
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("pk", "rate_limit_per_minute")
    )


def _in_turn(now: dt.datetime, slots: int, *, failing: bool) -> list[int]:
    """Ids of due deliveries, one at the most of each endpoint that wants an order."""
    found = (_ORDERED_FAILING if failing else _ORDERED_WELL).rows(now, limit=min(slots, ORDERED_AT_ONCE))
    turns = {pk: next_in_turn(pk, now) for pk, _ in found}
    _pace([pk for pk, limit in found if limit is not None and turns[pk] is not None], now)
    return [first for first in turns.values() if first is not None]


_ANY_DUE = Statement(lambda now: Delivery.objects.due(now).order_by().values_list("pk"))
_OF_FAILING = Statement(partial(_candidates, failing=True))
_OF_WELL = Statement(partial(_candidates, failing=False))
_ORDERED_FAILING = Statement(partial(_ordered_candidates, failing=True))
_ORDERED_WELL = Statement(partial(_ordered_candidates, failing=False))


def _jobs(token: str, now: dt.datetime) -> list[Job]:
    leased = Delivery.objects.filter(lease_token=token).order_by("next_attempt_at", "id")
    # Plain rows, not records: of these there are thousands a second. An event is read once, and encoded once a version.
    rows = list(
        leased.values_list(
            "pk", "endpoint_id", "event_id", "attempts",
            "endpoint__url", "endpoint__api_version", "endpoint__consecutive_failures",
        )
    )  # fmt: skip
    secrets: dict[int, list[str]] = defaultdict(list)
    valid = EndpointSecret.objects.valid_at(now).filter(endpoint__in={row[1] for row in rows})
    for endpoint, secret in valid.values_list("endpoint_id", "secret"):
        secrets[endpoint].append(secret)
    messages = _Messages(Event.objects.in_bulk({row[2] for row in rows if row[2] is not None}))
    timestamp = int(now.timestamp())
    jobs = []
    for pk, endpoint, event, attempts, url, version, failures in rows:
        message_id, body = messages.of(pk, event, version)
        jobs.append(
            Job(
                delivery_id=pk,
                endpoint_id=endpoint,
                token=token,
                number=attempts + 1,
                failing=failures > 0,
                url=url,
                body=body,
                headers=signing.headers(secrets[endpoint], message_id=message_id, timestamp=timestamp, body=body),
            )
        )
    return jobs


class _Messages:
    """The id and the body of each delivery's message."""

    def __init__(self, events: dict[int, Event]) -> None:
        self._events = events
        self._made: dict[tuple[int, str], tuple[str, bytes]] = {}

    def of(self, delivery: int, event: int | None, version: str) -> tuple[str, bytes]:
        if event is None:
            test = Delivery.objects.select_related("endpoint").get(pk=delivery)
            return test.message_id, body_of(test)
        if (event, version) not in self._made:
            row = self._events[event]
            self._made[event, version] = row.reference, VERSIONS[ApiVersion(version)](row)
        return self._made[event, version]


def record(outcomes: Sequence[Outcome]) -> dict[int, str]:
    """By endpoint id, why endpoints are to be disabled now: 410, or days of failures. One short transaction.

    An outcome whose lease has gone to another deliverer is dropped and logged: the other one's counts.
    """
    if not outcomes:
        return {}
    now = timezone.now()
    with transaction.atomic():
        endpoints = {
            row.pk: row
            for row in Endpoint.objects.select_for_update(no_key=True)
            .filter(pk__in={outcome.job.endpoint_id for outcome in outcomes})
            .only("failing_since", "consecutive_failures")
            .order_by("pk")
        }
        tokens = {outcome.job.delivery_id: outcome.job.token for outcome in outcomes}
        rows = Delivery.objects.select_for_update().filter(pk__in=tokens, lease_token__in=set(tokens.values()))
        held = {pk for pk, token in rows.order_by("pk").values_list("pk", "lease_token") if token == tokens[pk]}
        own = [outcome for outcome in outcomes if outcome.job.delivery_id in held]
        attempts = Attempt.objects.bulk_create([_attempt(outcome) for outcome in own])
        _finish([outcome for outcome in own if not outcome.error], now)
        _put_off([outcome for outcome in own if outcome.error], now)
        _note_health(endpoints, own, now)
        tally(attempts)
    for outcome in outcomes:
        if outcome.job.delivery_id not in held:
            log.warning("webhook_lease_lost", delivery=outcome.job.delivery_id, status=outcome.status)
    return _to_disable(endpoints, own, now)


def _attempt(outcome: Outcome) -> Attempt:
    answer = outcome.answer[:MAX_ANSWER_BYTES].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return Attempt(
        delivery_id=outcome.job.delivery_id,
        number=outcome.job.number,
        started_at=outcome.started_at,
        duration_ms=outcome.duration_ms,
        status=outcome.status,
        error=outcome.error,
        detail=outcome.detail[:500],
        answer=answer,
    )


def _finish(successes: Sequence[Outcome], now: dt.datetime) -> None:
    alike: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for outcome in successes:
        alike[outcome.status, outcome.job.number].append(outcome.job.delivery_id)
    for (status, number), ids in alike.items():
        Delivery.objects.filter(pk__in=ids).update(
            state=DeliveryState.DELIVERED,
            attempts=number,
            last_status=status,
            next_attempt_at=None,
            finished_at=now,
            lease_token="",
            lease_until=None,
        )


def _put_off(failures: Sequence[Outcome], now: dt.datetime) -> None:
    rows = []
    for outcome in failures:
        row = Delivery(pk=outcome.job.delivery_id)
        rows.append(row)
        dice = random.random()  # noqa: S311 - jitter, nobody's secret
        row.attempts = outcome.job.number
        row.last_status = outcome.status
        row.lease_token, row.lease_until = "", None
        row.next_attempt_at = schedule.next_attempt(row.attempts, now=now, dice=dice, retry_after=outcome.retry_after)
        over = row.next_attempt_at is None
        row.state, row.finished_at = (DeliveryState.FAILED, now) if over else (DeliveryState.PENDING, None)
    columns = ["attempts", "last_status", "lease_token", "lease_until", "next_attempt_at", "state", "finished_at"]
    Delivery.objects.bulk_update(rows, columns, batch_size=100)


def _note_health(endpoints: dict[int, Endpoint], own: Sequence[Outcome], now: dt.datetime) -> None:
    """A success makes an endpoint well, whatever else came back with it."""
    well = {outcome.job.endpoint_id for outcome in own if not outcome.error}
    failed = Counter(outcome.job.endpoint_id for outcome in own if outcome.error)
    Endpoint.objects.filter(pk__in=well).update(
        consecutive_failures=0, failing_since=None, rests_until=None, succeeded_at=now
    )
    for pk, count in failed.items():
        if pk in endpoints and pk not in well:
            row = endpoints[pk]
            row.failing_since = row.failing_since or now
            row.consecutive_failures += count
            rest = schedule.rest(row.consecutive_failures)
            Endpoint.objects.filter(pk=pk).update(
                consecutive_failures=row.consecutive_failures,
                failing_since=row.failing_since,
                rests_until=now + rest if rest else None,
            )


def _to_disable(endpoints: dict[int, Endpoint], own: Collection[Outcome], now: dt.datetime) -> dict[int, str]:
    well = {outcome.job.endpoint_id for outcome in own if not outcome.error}
    reasons = {}
    for outcome in own:
        endpoint = endpoints.get(outcome.job.endpoint_id)
        if endpoint is None or not outcome.error:
            continue
        since = endpoint.failing_since
        if outcome.gone:
            reasons[endpoint.pk] = "The receiver answered 410 Gone."
        elif endpoint.pk not in well and since is not None and now - since >= schedule.DISABLED_AFTER:
            reasons[endpoint.pk] = f"Every attempt since {since:%Y-%m-%d %H:%M} UTC has failed."
    return reasons
