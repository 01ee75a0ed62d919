"""What is written down after attempts, in one short transaction a batch.

Who was only slow, and lost the lease to another deliverer, finds the other's token on the row and records nothing.

Locks are taken in the order that `leases` gives, those of events whose answers are recorded after deliveries. An
endpoint that is well and stays so is neither locked nor written, except that its last success is noted once a second:
with thousands of deliveries a second every deliverer would wait for every other's commit.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import structlog
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks import schedule
from incidents.webhooks.models import Attempt, Delivery, DeliveryState, Endpoint
from incidents.webhooks.models.delivery import DETAIL_CHARACTERS, MAX_ANSWER_BYTES
from incidents.webhooks.posting import PostJob, PostOutcome
from incidents.webhooks.statements import Among, Given, Statement, by_index, insert
from incidents.webhooks.tallies import tally
from incidents.webhooks.unsigned import REASON_ENDED

log = structlog.get_logger(__name__)

NOTED_AFTER = dt.timedelta(seconds=1)  # a success of an endpoint that is well is noted when the last one is older
DROPPED = "The answer was not kept: a redaction changed the event after it was sent."
ATTEMPT_COLUMNS = ("delivery_id", "number", "started_at", "duration_ms", "status", "error", "detail", "answer")


def record(outcomes: Sequence[PostOutcome]) -> dict[int, str]:
    """By endpoint id, why endpoints are to be disabled now: 410, or days of failures. One short transaction.

    An outcome whose lease has gone to another deliverer is dropped and logged: the other one's counts.
    """
    if not outcomes:
        return {}
    now = timezone.now()
    with transaction.atomic():
        by_index()
        endpoints = _locked(outcomes, now)
        own, lost = _held(outcomes)
        insert(Attempt, ATTEMPT_COLUMNS, [_attempt(outcome) for outcome in _without_redacted(own)])
        _finish([outcome for outcome in own if not outcome.error], now)
        _put_off([outcome for outcome in own if outcome.error], now)
        _note_health(endpoints, own, now)
        tally(own)
    for outcome in lost:
        log.warning("webhook_lease_lost", delivery=outcome.job.delivery_id, status=outcome.status)
    return _to_disable(endpoints, own, now)


def _locked(outcomes: Sequence[PostOutcome], now: dt.datetime) -> dict[int, Endpoint]:
    """The endpoints whose health is to be written, by id: those that failed, and those where a success is news."""
    well = {outcome.job.endpoint_id for outcome in outcomes if not outcome.error}
    changed = {outcome.job.endpoint_id for outcome in outcomes if outcome.error}
    if well:
        changed |= {pk for (pk,) in _NEWLY_WELL.rows(ids=well, before=now - NOTED_AFTER)}
    if not changed:
        return {}
    rows = Endpoint.objects.select_for_update(no_key=True).filter(pk__in=changed).order_by("pk")
    return {row.pk: row for row in rows.only("failing_since", "consecutive_failures")}


def _held(outcomes: Sequence[PostOutcome]) -> tuple[list[PostOutcome], list[PostOutcome]]:
    """Those whose lease is still their own, their rows locked; and the others."""
    tokens = dict(_HELD.rows(ids={outcome.job.delivery_id for outcome in outcomes}))
    own: list[PostOutcome] = []
    lost: list[PostOutcome] = []
    for outcome in outcomes:
        (own if tokens.get(outcome.job.delivery_id) == outcome.job.token else lost).append(outcome)
    return own, lost


_NEWLY_WELL = Statement(
    lambda: (
        Endpoint.objects.filter(
            Q(consecutive_failures__gt=0) | Q(succeeded_at=None) | Q(succeeded_at__lte=Given("before")),
            Among("pk", "ids"),
        )
        .order_by()
        .values_list("pk")
    )
)
_HELD = Statement(
    lambda: (
        Delivery.objects.select_for_update().filter(Among("pk", "ids")).order_by("pk").values_list("pk", "lease_token")
    )
)
# Shared: many deliverers record answers to one event at once, and a redaction waits for them.
_REVISIONS = Statement(
    lambda: Event.objects.filter(Among("pk", "ids")).order_by("pk").values_list("pk", "revision"), shared=True
)
_FINISH = Statement(
    lambda: Delivery.objects.filter(Among("pk", "ids")),
    state=DeliveryState.DELIVERED,
    attempts=Given("number", models.IntegerField()),
    last_status=Given("status", models.IntegerField()),
    next_attempt_at=None,
    finished_at=Given("now"),
    lease_token="",
    lease_until=None,
)


def _without_redacted(outcomes: Sequence[PostOutcome]) -> list[PostOutcome]:
    """The outcomes, without the answers to events that a redaction changed after they were sent: a receiver may send
    back what was taken out."""
    answered = (outcome.job.event_id for outcome in outcomes if outcome.answer or outcome.detail)
    keys = {key for key in answered if key is not None}
    now = dict(_REVISIONS.rows(ids=keys)) if keys else {}
    return [_without_answer(outcome) if _is_changed(outcome.job, now) else outcome for outcome in outcomes]


def _is_changed(job: PostJob, revisions: dict[int, int]) -> bool:
    return job.event_id is not None and revisions.get(job.event_id, job.revision) != job.revision


def _without_answer(outcome: PostOutcome) -> PostOutcome:
    return replace(outcome, answer=b"", detail=DROPPED)


def _attempt(outcome: PostOutcome) -> tuple[Any, ...]:
    """The row of an attempt, in the order of ATTEMPT_COLUMNS."""
    answer = outcome.answer[:MAX_ANSWER_BYTES].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return (
        outcome.job.delivery_id,
        outcome.job.number,
        outcome.started_at,
        outcome.duration_ms,
        outcome.status,
        outcome.error,
        outcome.detail[:DETAIL_CHARACTERS],
        answer,
    )


def _finish(successes: Sequence[PostOutcome], now: dt.datetime) -> None:
    alike: dict[tuple[int | None, int], list[int]] = defaultdict(list)
    for outcome in successes:
        alike[outcome.status, outcome.job.number].append(outcome.job.delivery_id)
    for (status, number), ids in alike.items():
        _FINISH.run(ids=ids, status=status, number=number, now=now)


def _put_off(failures: Sequence[PostOutcome], now: dt.datetime) -> None:
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


def _note_health(endpoints: dict[int, Endpoint], own: Sequence[PostOutcome], now: dt.datetime) -> None:
    """A success makes an endpoint well, whatever else came back with it."""
    well = {outcome.job.endpoint_id for outcome in own if not outcome.error}
    failed = Counter(outcome.job.endpoint_id for outcome in own if outcome.error)
    if news := well & endpoints.keys():
        Endpoint.objects.filter(pk__in=news).update(
            consecutive_failures=0, failing_since=None, rests_until=None, succeeded_at=now, state_reason=REASON_ENDED
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


def _to_disable(endpoints: dict[int, Endpoint], own: Collection[PostOutcome], now: dt.datetime) -> dict[int, str]:
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
