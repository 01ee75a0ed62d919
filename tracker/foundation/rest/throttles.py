"""How many requests one caller may send, told in RateLimit headers (draft-ietf-httpapi-ratelimit-headers-10).

Windows are fixed and counted in the cache, one key per caller and window. A cache that is down lets requests pass: an
outage of Redis must not become one of the API.
"""

import logging
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from tracker.foundation.access.callers import PERIOD_SECONDS, caller_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's window."""

    policy: str
    quota: int
    window_seconds: int
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={self.window_seconds}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.reset_seconds}',
        }


class WindowThrottle(BaseThrottle, ABC):
    """Counts every caller alike by one policy; subclasses say who is meant."""

    policy = ""
    rate_setting = ""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """False when the window is used up. Leaves the Allowance at `request.allowance`."""
        caller = self.caller(request)
        if caller is None:
            return True
        count, _, period = getattr(settings, self.rate_setting).partition("/")
        quota, window = int(count), PERIOD_SECONDS[period]
        now = time.time()
        used = _count(f"throttle:{self.policy}:{caller}:{int(now // window)}", window)
        self.reset_seconds = window - int(now % window)
        request.allowance = Allowance(  # type: ignore[attr-defined]
            self.policy, quota, window, max(0, quota - used), self.reset_seconds
        )
        return used <= quota

    def wait(self) -> float:
        return float(self.reset_seconds)

    @abstractmethod
    def caller(self, request: Request) -> str | None:
        """Who is counted; None when this policy is not for the sender."""


def _count(key: str, window_seconds: int) -> int:
    try:
        if cache.add(key, 1, timeout=window_seconds + 1):
            return 1
        return int(cache.incr(key))
    except ValueError:  # it expired between the two calls
        return 1
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises when its server is away
        logger.warning("requests are not counted: %s", error)
        return 0


class AnonymousThrottle(WindowThrottle):
    policy = "anonymous"
    rate_setting = "THROTTLE_ANONYMOUS"

    def caller(self, request: Request) -> str | None:
        """The address, an IPv6 one by its /64; None for whoever is known."""
        return None if request.user.is_authenticated else caller_of(request)


class TokenThrottle(WindowThrottle):
    policy = "token"
    rate_setting = "THROTTLE_TOKEN"

    def caller(self, request: Request) -> str | None:
        """The account: all its tokens, whoever issued them, and its sessions share one window."""
        return caller_of(request) if request.user.is_authenticated else None
