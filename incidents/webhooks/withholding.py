"""What happens to deliveries that are due and may not be sent any more: they end, with the reason in the log.

The incident was hidden after the fan-out, or the owner lost a right, or an old delivery was replayed. Sending it again
asks anew, so what is right again goes out then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from incidents.webhooks.models import Delivery, DeliveryState

log = structlog.get_logger(__name__)

AT_ONCE = 1_000  # rows looked at and written together: a removed owner may have very many that are due


def withhold(endpoints: Collection[int], token: str, now: dt.datetime) -> int:
    """How many deliveries of these endpoints were ended, of those leased by `token` and the due ones after them."""
    with transaction.atomic():
        held = Q(lease_token=token, lease_until__gt=now) & ~Q(lease_token="")
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        own = Delivery.objects.pending().filter(held | (free & Q(next_attempt_at__lte=now)), endpoint__in=endpoints)
        rows = own.with_refusal(anyone_reads=settings.ANONYMOUS_READ).exclude(refusal="").order_by("pk")
        by_reason: dict[str, list[int]] = defaultdict(list)
        for pk, reason in rows.values_list("pk", "refusal")[:AT_ONCE]:
            by_reason[reason].append(pk)
        ended = {reason: own.filter(pk__in=ids).update(**_ended(reason, now)) for reason, ids in by_reason.items()}
    for reason, count in ended.items():
        log.warning("webhook_withheld", deliveries=count, reason=reason)
    return sum(ended.values())


def _ended(reason: str, now: dt.datetime) -> dict[str, object]:
    return {
        "state": DeliveryState.WITHHELD,
        "reason": reason,
        "next_attempt_at": None,
        "finished_at": now,
        "lease_token": "",
        "lease_until": None,
    }
