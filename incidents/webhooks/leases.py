"""Who may try which delivery now.

A lease is a token and an end on the delivery's row, set by one conditional UPDATE, so that of two deliverers exactly
one gets it. A deliverer that dies leaves a lease that runs out; one that was only slow finds another's token on the row
and records nothing (`outcomes`). On PostgreSQL deliverers pass over endpoints that another is choosing from (SKIP
LOCKED).

No endpoint delays another:

| rule                                                                   | constant       |
| ---------------------------------------------------------------------- | -------------- |
| at most so many in flight per endpoint                                 | PER_ENDPOINT   |
| one in flight for an endpoint whose last attempt failed                |                |
| all failing endpoints together hold at most this part of the slots     | FAILING_SHARE  |
| one that fails again and again rests between attempts                  | schedule.rest  |
| one with a rate limit gets what the limit lets through                 | BURST          |
| endpoints take turns: a lease begins after the last one that got a slot | LeaseRotation  |

So what a lease costs grows with the slots it fills and not with what waits, be it ten thousand endpoints or a million
rows; whoever sorts what waits reads all of it.

Where an endpoint asks for it, an event waits until those before it about the same incident are done (`ordering`).

What its owner may not read any more is not sent (`withholding`), be it due since long.

Order of locks: endpoints by key, then deliveries, then the tallies of attempts. When an endpoint is disabled,
in a transaction of its own, the event counter comes last.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks import outbox, signing
from incidents.webhooks.models import Delivery, Endpoint, EndpointSecret
from incidents.webhooks.models.endpoint import ApiVersion
from incidents.webhooks.models.secret import SIGNING
from incidents.webhooks.ordering import next_in_turn
from incidents.webhooks.payload import VERSIONS, body_of
from incidents.webhooks.posting import PostJob
from incidents.webhooks.statements import Among, Given, Statement, by_index
from incidents.webhooks.unsigned import NO_SECRET, rest_unsigned
from incidents.webhooks.withholding import withhold
from tracker.foundation.access.sealing import SecretUnreadable, unseal

SLOTS = 200
PER_ENDPOINT = 2
FAILING_SHARE = 0.25
ORDERED_AT_ONCE = 50  # endpoints that want an order and are looked at in one lease, at three small queries each
ROUNDS = 20  # of choosing anew where all that was chosen may not be sent
LAST = models.BigIntegerField.MAX_BIGINT
LEASE_MARGIN = dt.timedelta(seconds=30)  # on top of the longest that an attempt may take


class LeaseRotation:
    """What a run keeps in mind from one lease to the next.

    `after` is whose turn it is: the keys of the endpoints, failing and well ones apart, that were served last. Messages
    are not kept, lest a text be sent that was taken out meanwhile.
    """

    def __init__(self) -> None:
        self.after = {True: 0, False: 0}


def lease(
    *, slots: int, failing_slots: int, lease_for: dt.timedelta, rotation: LeaseRotation | None = None
) -> list[PostJob]:
    """At most `slots` attempts to make now, leased, `failing_slots` of them at most for endpoints that fail.

    A run hands over the same `rotation` each time, which is moved on.
    """
    rotation = rotation or LeaseRotation()
    for _ in range(ROUNDS):
        now = timezone.now()
        if slots <= 0 or not _ANY_DUE.rows(now=now, limit=1):
            return []
        jobs, more = _lease(now, slots, failing_slots, lease_for, rotation)
        if jobs or not more:
            return jobs
    outbox.send_wake_up()  # what else is due is another run's
    return []


def _lease(
    now: dt.datetime, slots: int, failing_slots: int, lease_for: dt.timedelta, rotation: LeaseRotation
) -> tuple[list[PostJob], bool]:
    """The attempts to make now, and whether some were chosen that are not to be made."""
    token = uuid.uuid4().hex
    with transaction.atomic():
        by_index()
        ordered = bool(_ANY_ORDERED.rows(now=now, limit=1))
        chosen = _choose(now, min(failing_slots, slots), rotation, failing=True, ordered=ordered)
        chosen += _choose(now, slots - len(chosen), rotation, failing=False, ordered=ordered)
        leased = _TAKE.run(ids=chosen, now=now, token=token, until=now + lease_for + LEASE_MARGIN) if chosen else 0
    return _jobs(chosen, token, now) if leased else ([], False)


def _choose(now: dt.datetime, slots: int, rotation: LeaseRotation, *, failing: bool, ordered: bool) -> list[int]:
    """Ids of due deliveries, fairly across endpoints: the first of each before the second of any."""
    if slots <= 0:
        return []
    in_turn = _in_turn(now, slots, failing=failing) if ordered else []
    found = _from_here_on(now, slots, rotation, failing=failing)
    cap = 1 if failing else PER_ENDPOINT
    _pace([pk for _, _, _, pk, limit in found if limit is not None], now)
    firsts = [first for first, _, _, _, _ in found]
    seconds = [second for _, second, held, _, limit in found if second and held + 1 < cap and limit is None]
    return (in_turn + firsts + seconds)[:slots]


def _from_here_on(now: dt.datetime, slots: int, rotation: LeaseRotation, *, failing: bool) -> list[tuple[Any, ...]]:
    """What `_candidates` selects, of at most `slots` endpoints: those after the last one served, then the others."""
    statement = _OF_FAILING if failing else _OF_WELL
    here = rotation.after[failing]
    found = statement.rows(now=now, after=here, up_to=LAST, limit=slots)
    if here and len(found) < slots:
        found += statement.rows(now=now, after=0, up_to=here, limit=slots - len(found))
    if found:
        rotation.after[failing] = found[-1][3]
    return found


def _pace(endpoints: Collection[int], now: dt.datetime) -> None:
    """Count one more delivery against the rate limit of each of these endpoints, which the caller has locked."""
    for row in Endpoint.objects.filter(pk__in=endpoints) if endpoints else ():
        if row.rate_limit_per_minute is not None:
            pace = max(row.paced_until or now, now) + dt.timedelta(minutes=1) / row.rate_limit_per_minute
            Endpoint.objects.filter(pk=row.pk).update(paced_until=pace)


def _candidates(*, failing: bool) -> Any:
    """Endpoints with something due and a slot to spare: first and second of it, how many are held, key, rate limit.

    Each endpoint's first due row is looked up by itself: a condition that one exists would be turned by PostgreSQL into
    a walk through all that is due.
    """
    health, cap = (Q(consecutive_failures__gt=0), 1) if failing else (Q(consecutive_failures=0), PER_ENDPOINT)
    due = Delivery.objects.due(_NOW).filter(endpoint=OuterRef("pk")).order_by("next_attempt_at", "id")
    held = Delivery.objects.leased(_NOW).filter(endpoint=OuterRef("pk")).order_by().values("endpoint")
    return (
        Endpoint.objects.ready(_NOW)
        .filter(health, in_order=False, pk__gt=Given("after", _KEY), pk__lte=Given("up_to", _KEY))
        .annotate(
            held=Coalesce(Subquery(held.annotate(count=Count("pk")).values("count")), 0),
            first=Subquery(due.values("pk")[:1]),
            second=Subquery(due.values("pk")[1:2]),
        )
        .filter(first__isnull=False, held__lt=cap)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("first", "second", "held", "pk", "rate_limit_per_minute")
    )


def _ordered_candidates(*, failing: bool) -> Any:
    """Endpoints that want an order, with something due and nothing in flight: their key and rate limit."""
    health = Q(consecutive_failures__gt=0) if failing else Q(consecutive_failures=0)
    own = Delivery.objects.filter(endpoint=OuterRef("pk")).order_by()
    due = own.due(_NOW)
    return (
        Endpoint.objects.ready(_NOW)
        .filter(health, Exists(due), ~Exists(own.leased(_NOW)), in_order=True)
        .order_by(Subquery(due.order_by("next_attempt_at").values("next_attempt_at")[:1]), "pk")
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("pk", "rate_limit_per_minute")
    )


def _in_turn(now: dt.datetime, slots: int, *, failing: bool) -> list[int]:
    """Ids of due deliveries, one at the most of each endpoint that wants an order."""
    found = (_ORDERED_FAILING if failing else _ORDERED_WELL).rows(now=now, limit=min(slots, ORDERED_AT_ONCE))
    turns = {pk: next_in_turn(pk, now) for pk, _ in found}
    _pace([pk for pk, limit in found if limit is not None and turns[pk] is not None], now)
    return [first for first in turns.values() if first is not None]


@lru_cache(maxsize=2)
def _leased(anyone_reads: bool) -> Statement:
    """What is needed of the leased deliveries, with why one of them may not be sent now."""

    def build() -> Any:
        rows = Delivery.objects.filter(Among("pk", "ids"), lease_token=Given("token", models.TextField()))
        return rows.with_refusal(anyone_reads=anyone_reads).order_by("next_attempt_at", "id").values_list(
            "pk", "endpoint_id", "event_id", "attempts",
            "endpoint__url", "endpoint__api_version", "endpoint__consecutive_failures", "refusal",
        )  # fmt: skip

    return Statement(build)


_KEY = models.BigIntegerField()
_NOW: Any = Given("now")
_ANY_DUE = Statement(lambda: Delivery.objects.due(_NOW).order_by().values_list("pk"))
_ANY_ORDERED = Statement(lambda: Endpoint.objects.ready(_NOW).filter(in_order=True).order_by().values_list("pk"))
_OF_FAILING = Statement(partial(_candidates, failing=True))
_OF_WELL = Statement(partial(_candidates, failing=False))
_ORDERED_FAILING = Statement(partial(_ordered_candidates, failing=True))
_ORDERED_WELL = Statement(partial(_ordered_candidates, failing=False))
_TAKE = Statement(
    lambda: Delivery.objects.still_due(_NOW).filter(Among("pk", "ids")),
    lease_token=Given("token", models.TextField()),
    lease_until=Given("until"),
)
_SECRETS = Statement(
    lambda: (
        EndpointSecret.objects.valid_at(_NOW).filter(Among("endpoint_id", "ids")).values_list("endpoint_id", "sealed")
    )
)


def _jobs(chosen: list[int], token: str, now: dt.datetime) -> tuple[list[PostJob], bool]:
    """The jobs of these leased deliveries, and whether some are not to be sent: those are withheld, or wait."""
    leased = _leased(settings.ANONYMOUS_READ).rows(ids=chosen, token=token)
    if refused := {row[1] for row in leased if row[-1]}:
        withhold(refused, token, now)
    rows = [row[:-1] for row in leased if not row[-1]]
    secrets, unreadable = _secrets({row[1] for row in rows}, now)
    if unreadable:
        rest_unsigned(unreadable, [row[0] for row in rows if row[1] in unreadable], token, now)
        rows = [row for row in rows if row[1] not in unreadable]
    messages = _messages({(event, version) for _, _, event, _, _, version, _ in rows if event is not None})
    timestamp = int(now.timestamp())
    jobs = []
    for pk, endpoint, event, attempts, url, version, failures in rows:
        message_id, body, revision = _test_message(pk) if event is None else messages[event, version]
        jobs.append(
            PostJob(
                delivery_id=pk,
                endpoint_id=endpoint,
                token=token,
                number=attempts + 1,
                failing=failures > 0,
                url=url,
                body=body,
                headers=signing.headers(secrets[endpoint], message_id=message_id, timestamp=timestamp, body=body),
                event_id=event,
                revision=revision,
            )
        )
    return jobs, len(jobs) < len(leased)


def _secrets(endpoints: set[int], now: dt.datetime) -> tuple[dict[int, list[str]], dict[int, str]]:
    """The keys that sign, by endpoint; and why there is none, of endpoints that have none that can be read."""
    secrets: dict[int, list[str]] = defaultdict(list)
    unreadable: dict[int, str] = {}
    for endpoint, sealed in _SECRETS.rows(ids=endpoints, now=now):
        try:
            secret = unseal(sealed, SIGNING)
        except SecretUnreadable as error:
            unreadable[endpoint] = str(error)
        else:
            secrets[endpoint].append(secret)
    return secrets, {pk: unreadable.get(pk, NO_SECRET) for pk in endpoints if not secrets.get(pk)}


def _messages(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], tuple[str, bytes, int]]:
    """The id, the body and the event's revision of the message of each of these events in each of these versions.

    Made anew for every lease, of which most are of the same few events: a redaction may have changed them since.
    """
    events = Event.objects.in_bulk({event for event, _ in wanted}) if wanted else {}
    return {
        (event, version): (row.reference, VERSIONS[ApiVersion(version)](row), row.revision)
        for event, version in wanted
        for row in [events[event]]
    }


def _test_message(delivery: int) -> tuple[str, bytes, int]:
    test = Delivery.objects.select_related("endpoint").get(pk=delivery)
    return test.message_id, body_of(test), 0
