"""How many tokens that cannot be used one address may send.

Only requests with such a token are refused: those with one that can be used go on to work, so that one bad client does
not keep a whole office out. A token that was found bad is remembered for a minute, and what has not the shape of a
token never was one: neither asks the database again. Counted in the cache, as all requests are; without it nothing is
refused.
"""

from __future__ import annotations

import re
import time
from typing import Any, Final

import structlog
from django.conf import settings
from django.core.cache import cache

from tracker.foundation.access.callers import PERIOD_SECONDS, address_of
from tracker.foundation.access.models import ApiToken
from tracker.foundation.access.tokens import InvalidToken, digest, find_token

REMEMBERED_SECONDS: Final = 60
_SHAPE = re.compile(r"pit_[A-Za-z0-9_-]{43}")

log = structlog.get_logger("tracker.logins")


class TooManyBadTokens(Exception):
    """This address sent too many; `wait_seconds` says until when."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        super().__init__("Too many tokens that cannot be used came from this address.")


def token_of(request: Any, secret: str) -> ApiToken:
    """The token. Raises InvalidToken, or TooManyBadTokens once the address sent more bad ones than it may."""
    try:
        return _looked_up(secret)
    except InvalidToken as error:
        _count(request, error)
        raise


def _looked_up(secret: str) -> ApiToken:
    if not _SHAPE.fullmatch(secret):
        raise InvalidToken("The token is not known here.")
    key = f"bad-token:{digest(secret)}"
    known_bad = _asked(cache.get, key)
    if known_bad:
        raise InvalidToken(known_bad)
    try:
        return find_token(secret)
    except InvalidToken as error:
        if error.for_good:
            _asked(cache.set, key, str(error), REMEMBERED_SECONDS)
        raise


def _count(request: Any, error: InvalidToken) -> None:
    count, _, period = settings.THROTTLE_BAD_TOKENS.partition("/")
    window, now = PERIOD_SECONDS[period], time.time()
    address = address_of(request)
    key = f"bad-tokens:{address}:{int(now // window)}"
    used = 1 if _asked(cache.add, key, 1, window + 1) else _asked(cache.incr, key) or 0
    refused = used > int(count)
    if used <= int(count) + 1:  # a flood writes no line each
        log.warning("bad_token", address=address, reason=str(error), refused=refused)
    if refused:
        raise TooManyBadTokens(window - int(now % window)) from error


def _asked(question: Any, *arguments: Any) -> Any:
    """What the cache answers; None when it is away."""
    try:
        return question(*arguments)
    except Exception as error:  # noqa: BLE001 - whatever the cache's client raises when its server is away
        log.warning("bad_tokens_not_counted", error=str(error))
        return None
