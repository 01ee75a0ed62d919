"""What an endpoint may be sent: what its owner may read over REST now, with the scopes that it was registered with.

| event                       | is sent when, besides that the owner is active and holds `webhooks` now            |
| --------------------------- | ---------------------------------------------------------------------------------- |
| a test                      |                                                                                    |
| public now                  | anybody may read (ANONYMOUS_READ), or it was registered with `read`                |
| the end of another endpoint | the same, and the owner is the same                                                |
| any other                   | the same, it was registered with `curate`, and the owner holds `curate` now        |

Asked twice: in the fan-out, and again when a delivery is leased, for an incident may be hidden and a right be lost
meanwhile.
"""

from __future__ import annotations

from typing import Final

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.lookups import IsNull

from incidents.models import Event, EventType
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.rights import holders

# The scopes that decide what can be read, and the field that says that an endpoint was registered with it.
REACH: Final = {TokenScope.READ: "scope_read", TokenScope.CURATE: "scope_curate"}

NOT_ALLOWED: Final = "Its owner is not active, or does not hold the scope webhooks any more."
NOT_READING: Final = "The endpoint was registered without the scope read, which reading needs here."
NOT_PUBLIC: Final = "The event is not public now, and its owner may not read it with the scopes of the endpoint."


def may_subscribe(at: str = "") -> Q:
    """Of endpoints, or of what leads to them by `at`: the owner is active and holds `webhooks` now."""
    return Q(**{f"{at}owner__in": holders(TokenScope.WEBHOOKS)})


def may_read(at: str = "", *, anyone: bool) -> Q:
    """They may be sent what is public, as far as reading goes; `anyone`: whether reading needs no scope."""
    return Q() if anyone else Q(**{f"{at}scope_read": True})


def may_read_all(at: str = "") -> Q:
    """They may be sent what is not public, as far as curating goes."""
    return Q(**{f"{at}scope_curate": True, f"{at}owner__in": holders(TokenScope.CURATE)})


def refusal(*, anyone: bool) -> Case:
    """Of deliveries: why one may not be sent now, in a sentence; empty when it may."""
    # A value and no EXISTS, so that the events of a few rows are looked up one by one.
    public = Subquery(Event.objects.public().filter(pk=OuterRef("event")).order_by().values("pk"))
    reads = [] if anyone else [When(endpoint__scope_read=False, then=Value(NOT_READING))]
    return Case(
        When(~may_subscribe("endpoint__"), then=Value(NOT_ALLOWED)),
        When(event=None, then=Value("")),
        *reads,
        When(event__type=EventType.ENDPOINT_DISABLED, then=Value("")),
        When(IsNull(public, False), then=Value("")),
        When(may_read_all("endpoint__"), then=Value("")),
        default=Value(NOT_PUBLIC),
    )
