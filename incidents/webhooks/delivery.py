"""One run of a deliverer: fan out, lease, post, record, until nothing is due and nothing is in flight.

Rows are read and written in short transactions by this thread; the posting goes on in another (`posting`), and no
transaction is open while it waits. While a slow receiver holds its slots the run keeps looking for new events, so that
what is committed meanwhile goes out at once. When the database goes away the answers are kept and recorded once it is
back: without that, a restart of it would send everything in flight twice.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from incidents.webhooks import clock, outbox
from incidents.webhooks.endpoints import disable_endpoint
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.leases import FAILING_SHARE, LEASE_MARGIN, SLOTS, LeaseRotation, lease
from incidents.webhooks.models import Delivery, Endpoint
from incidents.webhooks.models.delivery import MAX_ANSWER_BYTES
from incidents.webhooks.outcomes import record
from incidents.webhooks.posting import Poster, PostJob, PostOutcome
from tracker.foundation.http import OutboundLimits, policy_from

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.05
AWAY_SECONDS = 0.5  # between two looks for a database that is away
RUN_SECONDS = 60  # then no more is leased, and a new run is asked for: Celery's time limit is some minutes


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: events fanned out, attempts that succeeded and failed, and whether it left work for the next."""

    events: int = 0
    delivered: int = 0
    failed: int = 0
    unfinished: bool = False


def limits() -> OutboundLimits:
    """How long an attempt may take, and how much of the answer is read."""
    total = settings.OUTBOUND_TOTAL_TIMEOUT_SECONDS
    return OutboundLimits(
        connect_seconds=settings.OUTBOUND_CONNECT_TIMEOUT_SECONDS,
        read_seconds=total,
        total_seconds=total,
        max_bytes=MAX_ANSWER_BYTES,
        max_redirects=0,
    )


def deliver_due(*, slots: int = SLOTS, run_seconds: float = RUN_SECONDS) -> Run:
    """What was done. Any number of runs may go on at the same time, in any number of processes."""
    deliverer = Deliverer(slots)
    clock.mend(deliverer.longest_lease)
    jobs = deliverer.look()
    if not jobs:
        return Run(events=deliverer.events)
    wants_help = len(jobs) == slots and _room_for_another(slots)
    end = time.monotonic() + run_seconds
    last = end + deliverer.longest_lease.total_seconds()
    unfinished = False
    with Poster(policy_from(settings), limits()) as poster:
        while True:
            poster.start(jobs)
            if wants_help:
                outbox.send_wake_up()
                wants_help = False
            # Every attempt ends by its timeout; should one not, its lease has run out and it is another run's.
            if not deliverer.in_flight or time.monotonic() > last:
                break
            deliverer.take(poster.finished(TICK_SECONDS))
            in_time = time.monotonic() < end
            if not in_time and not unfinished:
                unfinished = True  # what is in flight may take its whole timeout: another run goes on meanwhile
                outbox.send_wake_up()
            try:
                deliverer.note()
                clock.mend(deliverer.longest_lease)
                jobs = deliverer.look() if in_time else []
            except (OperationalError, InterfaceError) as error:  # gone, or too busy for the statement; the rows stand
                log.warning("webhooks_without_database", unrecorded=len(deliverer.unrecorded), error=str(error))
                connection.close_if_unusable_or_obsolete()
                deliverer.take(poster.finished(AWAY_SECONDS))
                jobs = []
    return Run(events=deliverer.events, delivered=deliverer.delivered, failed=deliverer.failed, unfinished=unfinished)


def _room_for_another(slots: int) -> bool:
    """Whether one more run would make it quicker: on a core of its own, and not on SQLite, where runs take turns."""
    if not connection.features.has_select_for_update_skip_locked:
        return False
    return Delivery.objects.leased(timezone.now()).count() <= slots * ((os.cpu_count() or 1) - 1)


class Deliverer:
    """The slots of one run and what is in them."""

    def __init__(self, slots: int) -> None:
        self._slots = slots
        self._rotation = LeaseRotation()
        self._lease_for = dt.timedelta(seconds=limits().total_seconds)
        self.longest_lease = self._lease_for + LEASE_MARGIN
        self.in_flight: dict[int, PostJob] = {}
        self.unrecorded: list[PostOutcome] = []
        self.events = 0
        self.delivered = 0
        self.failed = 0

    def look(self) -> list[PostJob]:
        """The attempts to start now; empty when nothing is due, or while all slots are taken.

        Events are fanned out a portion at a time, so that the first of many go out before the last are looked at.
        """
        while True:
            found = fan_out(portions=1)
            self.events += found
            jobs = self.lease_more()
            if jobs or self.in_flight or not found:
                return jobs

    def lease_more(self) -> list[PostJob]:
        """The attempts to start now, already counted as in flight."""
        failing = sum(job.failing for job in self.in_flight.values())
        jobs = lease(
            slots=self._slots - len(self.in_flight),
            failing_slots=max(0, round(self._slots * FAILING_SHARE) - failing),
            lease_for=self._lease_for,
            rotation=self._rotation,
        )
        self.in_flight |= {job.delivery_id: job for job in jobs}
        return jobs

    def take(self, outcomes: list[PostOutcome]) -> None:
        """Keep these outcomes until `note` records them."""
        self.unrecorded += outcomes

    def note(self) -> None:
        """Record what was taken, free its slots, and disable endpoints beyond hope."""
        reasons = record(self.unrecorded)
        outcomes, self.unrecorded = self.unrecorded, []
        for outcome in outcomes:
            self.in_flight.pop(outcome.job.delivery_id, None)
            self.delivered += not outcome.error
            self.failed += bool(outcome.error)
        for pk, reason in reasons.items():
            endpoint = Endpoint.objects.filter(pk=pk).first()
            if endpoint is not None and disable_endpoint(endpoint, reason=reason):
                log.warning("webhook_endpoint_disabled", endpoint=endpoint.reference, reason=reason)
