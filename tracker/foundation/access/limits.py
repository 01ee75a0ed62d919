"""How often a password or a code may be wrong before further tries are refused for a while.

| failures counted within LOGIN_LOCK_SECONDS        | passwords                     | codes                |
| ------------------------------------------------- | ----------------------------- | -------------------- |
| of one account from one address                   | LOGIN_FAILURES                | LOGIN_FAILURES       |
| from one address, whatever the account            | LOGIN_FAILURES_PER_ADDRESS    | the same             |
| of one account, from addresses it is not known at | LOGIN_FAILURES_PER_ACCOUNT    | -                    |
| of one account, wherever from                     | -                             | twice LOGIN_FAILURES |

An address is known for 30 days after a login from there: so whoever guesses from a thousand addresses keeps nobody out
who comes from where they always come. Each failure is forgotten by itself when its time is over, and a try that was
refused is not counted: a lock always ends. An account is the name as typed, whether there is one or not, so a refusal
tells nothing.

The rows are the truth, not the cache: several processes count together, and a Redis that is lost or emptied forgets
nothing. A try is written down before it is made, so that many at once cannot all pass on the same count.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Any, Final

import structlog
from django.conf import settings
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from tracker.foundation.access.callers import address_of
from tracker.foundation.access.models import LoginAttempt, LoginTally

KNOWN_FOR: Final = dt.timedelta(days=30)
_NAME_SHOWN: Final = 150  # no account's name is longer

log = structlog.get_logger("tracker.logins")


class TooManyFailures(Exception):
    """Further tries are refused; `wait_seconds` says for how long."""

    def __init__(self, wait_seconds: int) -> None:
        self.wait_seconds = wait_seconds
        minutes = math.ceil(wait_seconds / 60)
        super().__init__(
            f"There were too many wrong tries. Try again in {minutes} minute{'' if minutes == 1 else 's'}; "
            "until then not even the right answer is taken."
        )


@dataclass(frozen=True, slots=True)
class Try:
    """One try under way. Say how it ended by `succeed`, or leave it: then it was a failure."""

    attempt: LoginAttempt
    name: str
    where: str

    def succeed(self) -> None:
        """Take what this account got wrong from this address off the count, and know the address from now on."""
        mine = LoginAttempt.objects.filter(
            kind=self.attempt.kind, account=self.attempt.account, address=self.attempt.address
        )
        mine.exclude(pk=self.attempt.pk).delete()
        mine.filter(pk=self.attempt.pk).update(succeeded=True)
        self.tell("succeeded")

    def tell(self, ended: str) -> None:
        """Write the line of the log and the count of how it ended."""
        note(self.attempt.kind, ended, name=self.name, where=self.where)


def note(kind: str, ended: str, *, name: str, where: str) -> None:
    """Write one line about a login, and count it. The name is cut and freed of what could write into a log."""
    outcome = f"{kind}_{ended}"
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name[:_NAME_SHOWN])
    (log.info if ended == "succeeded" else log.warning)("login", outcome=outcome, user=shown, address=where)
    LoginTally.objects.get_or_create(outcome=outcome)
    LoginTally.objects.filter(outcome=outcome).update(count=F("count") + 1)


def begin(request: Any, name: str, kind: str = LoginAttempt.Kind.PASSWORD) -> Try:
    """A try that may be made now. Raises TooManyFailures when it may not; then the answer must not be looked at."""
    where = "unknown" if request is None else address_of(request)
    now = timezone.now()
    account, address = _digest("account", name), _digest("address", where)
    LoginAttempt.objects.filter(made_at__lt=now - max(KNOWN_FOR, _window())).delete()
    LoginAttempt.objects.filter(succeeded=False, made_at__lt=now - _window()).delete()
    attempt = LoginAttempt.objects.create(kind=kind, account=account, address=address, made_at=now)
    wait = _wait(attempt, now)
    if wait:
        attempt.delete()
        note(kind, "refused", name=name, where=where)
        raise TooManyFailures(wait)
    return Try(attempt, name, where)


def _window() -> dt.timedelta:
    return dt.timedelta(seconds=settings.LOGIN_LOCK_SECONDS)


def _wait(attempt: LoginAttempt, now: dt.datetime) -> int:
    """For how many seconds such a try is refused; 0 when it may be made."""
    failed = LoginAttempt.objects.filter(kind=attempt.kind, succeeded=False, made_at__gt=now - _window())
    here, theirs = failed.filter(address=attempt.address), failed.filter(account=attempt.account)
    waits = [
        _until(here.filter(account=attempt.account), settings.LOGIN_FAILURES, now),
        _until(here, settings.LOGIN_FAILURES_PER_ADDRESS, now),
    ]
    if attempt.kind == LoginAttempt.Kind.CODE:
        waits.append(_until(theirs, 2 * settings.LOGIN_FAILURES, now))
    elif not LoginAttempt.objects.filter(
        kind=attempt.kind, account=attempt.account, address=attempt.address, succeeded=True
    ).exists():
        waits.append(_until(theirs, settings.LOGIN_FAILURES_PER_ACCOUNT, now))
    return max(waits)


def _until(failed: QuerySet[LoginAttempt], most: int, now: dt.datetime) -> int:
    """In how many seconds one more may be made: when the oldest of the last `most` is forgotten. This one counts."""
    times = list(failed.order_by("-made_at", "-pk").values_list("made_at", flat=True)[: most + 1])
    if len(times) <= most:
        return 0
    return max(1, math.ceil((times[most] + _window() - now).total_seconds()))


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"tracker.foundation.access.limits.{kind}", value, algorithm="sha256").hexdigest()
