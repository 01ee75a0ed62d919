"""Endpoints that want each incident's events in order: whose turn it is.

Of each incident the oldest pending delivery is its head, and only heads are tried; what is about no incident is in
nobody's way. Such an endpoint has one attempt in flight at a time, so a head is settled before the next is looked for.

Deliveries of an endpoint are numbered in the order of events (`fanout`), so the smallest number is the oldest. Of ten
thousand that wait behind a head that is tried again in an hour, each would be looked at in every lease; so what is due
and cannot go is put off until the first head is due. That is one UPDATE, and then nobody looks.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Min, Q

from incidents.webhooks.models import Delivery


def next_in_turn(endpoint: int, now: dt.datetime) -> int | None:
    """The due delivery of this endpoint whose turn it is; None when all that is due waits for another, and then it is
    put off until that one is due. The endpoint is locked by the caller, and has nothing in flight."""
    pending = Delivery.objects.pending().filter(endpoint=endpoint)
    due = Delivery.objects.due(now).filter(endpoint=endpoint)
    turn = due.filter(Q(event__incident=None) | Q(pk__in=_heads(pending)))
    first = turn.order_by("next_attempt_at", "pk").values_list("pk", flat=True).first()
    if first is None:
        earliest = pending.filter(pk__in=_heads(pending)).aggregate(at=Min("next_attempt_at"))["at"]
        if earliest is not None and earliest > now:
            due.update(next_attempt_at=earliest)
    return first


def _heads(pending: Any) -> Any:
    by_incident = pending.exclude(event__incident=None).order_by().values("event__incident")
    return by_incident.annotate(head=Min("pk")).values("head")


def end_order(endpoint: int, now: dt.datetime) -> None:
    """Make due now what was never tried and waits for its turn."""
    Delivery.objects.pending().filter(endpoint=endpoint, attempts=0, next_attempt_at__gt=now).update(
        next_attempt_at=now
    )
