"""How many endpoints one owner may have, and how many may lead to one receiving host, whoever owns them.

Counted under a lock that all who make an endpoint or move one take, so that two at once cannot pass the cap together.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from yarl import URL

from incidents.webhooks.models import Endpoint

LOCK: Final = 7_020_001  # any number, the same in every process; nothing else takes an advisory lock by it


def host_of(url: str) -> str:
    """The host that a vetted URL leads to, in lower case; empty when it has none."""
    return (URL(url).host or "").lower().rstrip(".")[:255]


def check_caps(endpoint: Endpoint) -> None:
    """Raise ValidationError when `endpoint`, made or moved in this transaction, is one too many of its kind."""
    if connection.vendor == "postgresql":  # SQLite lets one transaction write at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    others = Endpoint.objects.exclude(pk=endpoint.pk)
    most = settings.ENDPOINTS_PER_OWNER
    if endpoint._state.adding and others.owned_by(endpoint.owner).count() >= most:
        raise ValidationError(
            f"An owner may have {most} endpoints (ENDPOINTS_PER_OWNER): delete one that is not needed.", code="too_many"
        )
    most = settings.ENDPOINTS_PER_HOST
    if endpoint.host and others.filter(host=endpoint.host).count() >= most:
        sentence = f"{endpoint.host} has {most} endpoints already, which is the most for one host (ENDPOINTS_PER_HOST)."
        raise ValidationError({"url": ValidationError(sentence, code="too_many")})
