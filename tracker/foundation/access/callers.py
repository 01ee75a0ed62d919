"""Where a request comes from: one answer for every limit that is kept by address."""

import ipaddress
from typing import Any, Final

from django.conf import settings

PERIOD_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}  # of the rates in the settings


def address_of(request: Any) -> str:
    """The peer's address, an IPv6 one by its /64; behind a proxy, what the proxy itself appended to X-Forwarded-For."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        text = request.META.get("HTTP_X_FORWARDED_FOR", text).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def caller_of(request: Any) -> str:
    """Who is counted: the account, by whichever of its tokens or its session it asks, else the address. By token, one
    that issues others would have as many windows as it mints tokens."""
    user = request.user
    return f"user-{user.pk}" if user.is_authenticated else address_of(request)
