"""Which pages of other origins may call the API from a browser: those that CORS_ALLOWED_ORIGINS names, with a token.

No cookie of a session is taken from there (`CORS_ALLOW_CREDENTIALS` is off), and nothing but the API is told to them.
"""

from collections.abc import Iterable
from typing import Any, Final

from tracker.foundation.env import SettingError

ANYBODY: Final = "*"
_SENT = ("accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match")
_SHOWN = (
    *("Deprecation", "ETag", "Idempotent-Replayed", "Link", "Location", "RateLimit", "RateLimit-Policy"),
    *("Retry-After", "Sunset", "WWW-Authenticate", "X-Request-ID"),
)


def cross_origin(origins: Iterable[str]) -> dict[str, Any]:
    """The settings of django-cors-headers. Raises SettingError for what is no origin."""
    named = list(origins)
    for origin in named:
        scheme, _, host = origin.partition("://")
        if origin != ANYBODY and (scheme not in {"http", "https"} or not host or "/" in host or "*" in host):
            raise SettingError(
                f"CORS_ALLOWED_ORIGINS names {origin!r}: write origins without a path, such as https://app.example, or "
                "* for everybody."
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
