"""Which pages of other origins may call the API from a browser: those that CORS_ALLOWED_ORIGINS names, with a token.

No cookie of a session is taken from there (`CORS_ALLOW_CREDENTIALS` is off), and nothing but the API is told to them.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from tracker.foundation.env import SettingError

ANYBODY: Final = "*"
# As browsers write it, and it is compared (RFC 6454, 6.2): small letters, no path, no port that goes without saying.
_LABEL: Final = r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?"
_ORIGIN: Final = re.compile(
    rf"(?P<scheme>https?)://({_LABEL}(\.{_LABEL})*|\[[0-9a-f:.]+\])(:(?P<port>[1-9][0-9]{{0,4}}))?"
)
_USUAL_PORTS: Final = {"http": 80, "https": 443}
_SENT = ("accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match")
_SHOWN = (
    *(
        "Allow",
        "Content-Disposition",
        "Deprecation",
        "ETag",
        "Idempotent-Replayed",
        "Link",
        "Location",
        "RateLimit",
        "RateLimit-Policy",
    ),
    *("Retry-After", "Sunset", "WWW-Authenticate", "X-Request-ID"),
)


def cross_origin(origins: Iterable[str]) -> dict[str, Any]:
    """The settings of django-cors-headers. Raises SettingError for what is no origin."""
    named = list(origins)
    for origin in named:
        if origin != ANYBODY and not _is_origin(origin):
            raise SettingError(
                f"CORS_ALLOWED_ORIGINS names {origin!r}: write origins as browsers do, in small letters and without a "
                "path or a usual port, such as https://app.example, or * for everybody."
            )
    return {
        "CORS_ALLOW_ALL_ORIGINS": ANYBODY in named,
        "CORS_ALLOWED_ORIGINS": [origin for origin in named if origin != ANYBODY],
        "CORS_ALLOW_CREDENTIALS": False,
        "CORS_URLS_REGEX": r"^/api/",
        "CORS_ALLOW_HEADERS": _SENT,
        "CORS_EXPOSE_HEADERS": _SHOWN,
        "CORS_ALLOW_METHODS": ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST"),
    }


def _is_origin(text: str) -> bool:
    found = _ORIGIN.fullmatch(text)
    port = int(found["port"] or 0) if found else 0
    return found is not None and port <= 65_535 and port != _USUAL_PORTS[found["scheme"]]
