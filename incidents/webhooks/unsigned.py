"""What happens to deliveries whose signing secret cannot be read: they wait, and nothing is sent unsigned.

No attempt is counted, so that none is used up before the key is back. The endpoint rests meanwhile and says why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

import structlog
from django.db import transaction
from django.db.models import Case, F, Value, When

from incidents.webhooks.models import Delivery, Endpoint

WAIT: Final = dt.timedelta(minutes=5)
NO_SECRET: Final = "The endpoint has no signing secret: make a new one."  # noqa: S105 - a sentence
_BEGINNING: Final = "Nothing is sent: "

log = structlog.get_logger(__name__)


def rest_unsigned(reasons: Mapping[int, str], deliveries: Collection[int], token: str, now: dt.datetime) -> None:
    """Give the leased `deliveries` of these endpoints back, due again after a rest; `reasons` by endpoint's key."""
    with transaction.atomic():
        for pk, reason in sorted(reasons.items()):
            Endpoint.objects.filter(pk=pk).update(rests_until=now + WAIT, state_reason=(_BEGINNING + reason)[:300])
        Delivery.objects.filter(pk__in=deliveries, lease_token=token).update(
            lease_token="", lease_until=None, next_attempt_at=now + WAIT
        )
    log.error("webhook_secret_unreadable", endpoints=len(reasons), reason=next(iter(reasons.values())))


# For an update of endpoints that are sent to again: what was said here is taken away, another reason stays.
REASON_ENDED: Final = Case(When(state_reason__startswith=_BEGINNING, then=Value("")), default=F("state_reason"))
