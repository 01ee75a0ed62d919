"""From events to deliveries: what each endpoint is owed, as rows, in the order of the events.

Which endpoints those are is one statement, written once for all events that ask alike (`models.filter_questions`).

The cursor is one locked row, so that no two fan out at once; the rows of an event and the cursor's step are one
transaction, and a delivery that is there already is left alone. So it may run as often as anybody likes.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import (
    DateTimeField,
    F,
    Field,
    PositiveBigIntegerField,
    PositiveSmallIntegerField,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from incidents.models import Event
from incidents.webhooks.models import Delivery, DeliveryState, Endpoint, FanoutCursor
from incidents.webhooks.models.filter_questions import FilterQuestion
from incidents.webhooks.statements import Given, Statement

EVENTS_AT_ONCE = 10  # a portion: one transaction


def fan_out(*, portions: int | None = None) -> int:
    """The number of events that were fanned out, of so many portions or of all; 0 when there was none to do.

    While another fan-out is at it, nothing is waited for: it looks again before it ends, and so finds what was
    committed meanwhile.
    """
    total = 0
    while portions != 0 and waiting():
        done = _fan_out_some()
        if done is None:
            break
        total += done
        if portions is not None and done:
            portions -= 1
    return total


def _newest_and_last() -> Any:
    last = FanoutCursor.objects.filter(pk=1).values("last")
    return Event.objects.order_by("-sequence").values_list("sequence", Coalesce(Subquery(last), 0))


_POSITION = Statement(_newest_and_last)


def waiting() -> int:
    """How many events have not been fanned out: one read, no lock."""
    return sum(newest - last for newest, last in _POSITION.rows(limit=1))


def oldest_waiting() -> dt.datetime | None:
    """When the first event that has not been fanned out happened; None when there is none."""
    last = FanoutCursor.objects.filter(pk=1).values_list("last", flat=True).first() or 0
    return Event.objects.after(last).values_list("occurred_at", flat=True).first()


def _fan_out_some() -> int | None:
    """The number of events of one portion; None while another fan-out has the cursor."""
    with transaction.atomic():
        cursor = _locked_cursor()
        if cursor is None:
            return None
        events = list(Event.objects.after(cursor.last)[:EVENTS_AT_ONCE])
        now = timezone.now()
        for event in events:
            _owe(event, now)
        if events:
            cursor.last = events[-1].sequence
            cursor.save(update_fields=["last"])
    return len(events)


def _locked_cursor() -> FanoutCursor | None:
    """None when another has locked it."""
    rows = FanoutCursor.objects.select_for_update(skip_locked=True).filter(pk=1)
    cursor = rows.first()
    if cursor is None and not FanoutCursor.objects.filter(pk=1).exists():
        FanoutCursor.objects.bulk_create([FanoutCursor(pk=1, last=0)], ignore_conflicts=True)
        cursor = rows.first()
    return cursor


def _owe(event: Event, now: dt.datetime) -> int:
    """The number of new deliveries. One INSERT ... SELECT: nothing is read into this process, however many."""
    question = FilterQuestion.of(event)
    return _statement(question.shape).run(event=event.pk, now=now, **question.values)


@lru_cache(maxsize=256)
def _statement(shape: FilterQuestion) -> Statement:
    columns = {
        "endpoint_id": F("pk"),
        "event_id": _cast("event", PositiveBigIntegerField()),
        "state": Value(DeliveryState.PENDING.value),
        "attempts": Cast(Value(0), PositiveSmallIntegerField()),
        "next_attempt_at": _cast("now", DateTimeField()),
        "created_at": _cast("now", DateTimeField()),
        "lease_token": Value(""),
    }
    # Endpoint has columns of its own that are called state and created_at, hence the prefix.
    prefixed = {f"owed_{name}": value for name, value in columns.items()}
    return Statement(
        lambda: Endpoint.objects.owed(shape).order_by().annotate(**prefixed).values_list(*prefixed),
        into=(Delivery, tuple(columns)),
    )


def _cast(name: str, field: Field[Any, Any]) -> Cast:
    return Cast(Given(name, field), field)
