"""The outbox is the event row itself; this wakes the deliverer, once the change is committed, and takes texts out of
what receivers answered."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from incidents.webhooks.models import Attempt
from incidents.webhooks.models.delivery import DETAIL_CHARACTERS, MAX_ANSWER_BYTES

log = structlog.get_logger(__name__)

# A wake-up that no deliverer took by then is of no use: the sweep comes every few seconds. So a deliverer that was away
# finds the rows, and not thousands of messages about them.
WAKE_UP_EXPIRES_SECONDS = 60


def wake() -> None:
    """After the commit, tells a deliverer that there are events. Losing the message loses nothing: beat's sweep looks
    for the same rows. Must be called inside the transaction that writes the event."""
    transaction.on_commit(send_wake_up, robust=True)


def send_wake_up() -> None:
    """One small task on the broker; a broker that is down is logged and swallowed, since the change was saved."""
    try:
        current_app.send_task(
            "incidents.webhooks.tasks.deliver",
            queue="deliveries",
            expires=WAKE_UP_EXPIRES_SECONDS,
            retry=False,
            ignore_result=True,
        )
    except (KombuError, RedisError, OSError) as error:  # what the transport raises; the row is the truth
        log.warning("webhooks_not_woken", error=str(error))


def answers_changed(events: Any, change: Callable[[str, int], str]) -> Iterator[Callable[[], object]]:
    """What writes each answer to an attempt to deliver one of these events that `change`, given where it was cut, makes
    another: a receiver may send back what it got. What else it says is its owner's to read."""
    for column, limit in (("answer", MAX_ANSWER_BYTES), ("detail", DETAIL_CHARACTERS)):
        rows = Attempt.objects.filter(delivery__event__in=events).exclude(**{column: ""})
        for key, kept in rows.order_by("pk").values_list("pk", column).iterator(500):
            left = change(kept, limit)
            if left != kept:
                yield partial(Attempt.objects.filter(pk=key).update, **{column: left})
