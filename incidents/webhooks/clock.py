"""A clock that is set back, by an operator or by NTP after a start with a wrong one, delays nothing for long.

Rows say when they are due and until when they are held. After a step back these instants lie ahead by as much, and
what was due would wait for them: an hour for an hour. So each process that delivers looks at its first run, and when
its clock has gone back, for what cannot be:

| row                                       | can be at most              | is set to |
| ----------------------------------------- | --------------------------- | --------- |
| next_attempt_at of a delivery never tried | now                         | now       |
| lease_until of a delivery                 | now + the longest lease     | that      |
| rests_until of an endpoint                | now + the longest rest      | nothing   |
| paced_until of an endpoint                | now + a burst and a minute  | nothing   |

A row may be ahead of that by TOLERANCE: what another deliverer has written since this one looked at its clock is no
sign of a step.

A delivery that waits for another try keeps its instant: its schedule is longer than such steps, and a `Retry-After` is
a promise.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.utils import timezone

from incidents.webhooks import schedule
from incidents.webhooks.models import Delivery, Endpoint
from incidents.webhooks.models.endpoint import BURST

log = structlog.get_logger(__name__)

LONGEST_REST = dt.timedelta(seconds=schedule.LONGEST_REST_SECONDS)
MINUTE = dt.timedelta(minutes=1)
TOLERANCE = dt.timedelta(seconds=2)  # smaller steps delay by no more than that


class Watch:
    """Notices within one process that the clock was set back."""

    def __init__(self) -> None:
        self._latest: dt.datetime | None = None

    def went_back(self, now: dt.datetime) -> bool:
        """Whether it has, since the last call; True at the first call as well, for what happened before."""
        before, self._latest = self._latest, now
        return before is None or now < before - TOLERANCE


watch = Watch()


def mend(longest_lease: dt.timedelta) -> int:
    """How many rows were put right; 0, without asking the database, while the clock goes forward."""
    now = timezone.now()
    if not watch.went_back(now):
        return 0
    latest, end = now + TOLERANCE, now + longest_lease
    untried = Delivery.objects.pending().filter(attempts=0, next_attempt_at__gt=latest)
    mended = untried.update(next_attempt_at=now)
    mended += Delivery.objects.filter(lease_until__gt=latest + longest_lease).update_in_order(lease_until=end)
    mended += Endpoint.objects.filter(rests_until__gt=latest + LONGEST_REST).update(rests_until=None)
    mended += Endpoint.objects.filter(paced_until__gt=latest + BURST + MINUTE).update(paced_until=None)
    if mended:
        log.warning("webhooks_clock_set_back", rows=mended)
    return mended
