"""When a delivery is tried again.

| attempt | after the one before | since the event |
| ------- | -------------------- | --------------- |
| 1       | at once              | 0               |
| 2       | 5 s                  | 5 s             |
| 3       | 5 min                | 5 min           |
| 4       | 30 min               | 35 min          |
| 5       | 2 h                  | 2 h 35 min      |
| 6       | 5 h                  | 7 h 35 min      |
| 7       | 10 h                 | 17 h 35 min     |
| 8       | 14 h                 | 31 h 35 min     |
| 9       | 20 h                 | 51 h 35 min     |
| 10      | 24 h                 | 75 h 35 min     |

Up to a tenth is added at random, so that what failed together does not come back together. A `Retry-After` puts the
next attempt off, never forward, and by a day at the most. After the tenth attempt the delivery has failed. An endpoint
that has failed for five days without one success is disabled.

An endpoint whose attempts fail one after another rests, so that a dead one with much to deliver costs one attempt each
few minutes. What is due meanwhile waits and uses up none of its own attempts.

| failure in a row | rest before the next attempt at anything |
| ---------------- | ---------------------------------------- |
| 1st to 4th       | none                                     |
| 5th              | 10 s                                     |
| 6th to 9th       | 20 s, 40 s, 80 s, 160 s                  |
| 10th and on      | 5 min                                    |

Pure: the clock and the dice are the caller's.
"""

from __future__ import annotations

import datetime as dt
from email.utils import parsedate_to_datetime

DELAYS_SECONDS = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
MAX_ATTEMPTS = len(DELAYS_SECONDS)
JITTER = 0.1
MAX_RETRY_AFTER = dt.timedelta(days=1)
RESTS_AFTER = 5  # failures in a row
FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 10, 300
DISABLED_AFTER = dt.timedelta(days=5)


def next_attempt(
    attempts: int, *, now: dt.datetime, dice: float, retry_after: dt.timedelta | None = None
) -> dt.datetime | None:
    """When to try again after `attempts` failed ones; None when the schedule is used up. `dice` is in [0, 1)."""
    if attempts >= MAX_ATTEMPTS:
        return None
    delay = dt.timedelta(seconds=DELAYS_SECONDS[attempts] * (1 + JITTER * dice))
    if retry_after is not None:
        delay = max(delay, min(retry_after, MAX_RETRY_AFTER))
    return now + delay


def rest(failures: int) -> dt.timedelta | None:
    """How long an endpoint is left alone after so many failures in a row; None while it is tried as usual."""
    if failures < RESTS_AFTER:
        return None
    doublings = min(failures - RESTS_AFTER, 10)
    return dt.timedelta(seconds=min(FIRST_REST_SECONDS * 2**doublings, LONGEST_REST_SECONDS))


def retry_after(header: str, *, now: dt.datetime) -> dt.timedelta | None:
    """What a Retry-After header asks for, as seconds or as an HTTP date; None when there is none or it is in the past.

    RFC 9110 section 10.2.3. Uncapped: `next_attempt` caps it.
    """
    text = header.strip()
    if text.isascii() and text.isdigit():
        return dt.timedelta(seconds=min(int(text[:9]), 10 * 86_400))
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000", which RFC 9110 does not know but servers send
        moment = moment.replace(tzinfo=dt.UTC)
    return moment - now if moment > now else None
