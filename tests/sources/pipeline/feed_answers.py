"""What servers answer where a feed is asked for, and what becomes of the feed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from tests.loopback import answer


def rss(*items: str, **headers: str) -> bytes:
    body = f"<rss version='2.0'><channel><title>F</title>{''.join(items)}</channel></rss>"
    return answer(body.encode(), Content_Type="application/rss+xml", **headers)


def goes(status: int, to: str) -> bytes:
    return answer(status=f"{status} Moved", Location=to)


def later(**delta: float) -> str:
    return (timezone.now() + dt.timedelta(**delta)).strftime("%a, %d %b %Y %H:%M:%S GMT")


HALF, HOUR, DAY = 30, 60, 24 * 60  # minutes


@dataclass(frozen=True)
class AnsweredFeed:
    """What a server answers at its paths, and the feed after that: its path, whether it is still polled, its failures
    in a row and the minutes to the next poll."""

    name: str
    answers: dict[str, Callable[[], bytes]]
    path: str
    active: bool
    failures: int
    minutes: int


ROWS: list[tuple[str, dict[str, Callable[[], bytes]], str, bool, int, int]] = [
    ("moves it for good", {"/feed": lambda: goes(301, "/new"), "/new": rss}, "/new", True, 0, HALF),
    ("moves it for good, with 308", {"/feed": lambda: goes(308, "/new"), "/new": rss}, "/new", True, 0, HALF),
    ("moves it for now", {"/feed": lambda: goes(302, "/new"), "/new": rss}, "/feed", True, 0, HALF),
    ("moves it for now, with 307", {"/feed": lambda: goes(307, "/new"), "/new": rss}, "/feed", True, 0, HALF),
    ("moves it for good, then for now", {"/feed": lambda: goes(301, "/b"), "/b": lambda: goes(302, "/c"), "/c": rss}, "/b", True, 0, HALF),
    ("moves it for now, then for good", {"/feed": lambda: goes(302, "/b"), "/b": lambda: goes(301, "/c"), "/c": rss}, "/feed", True, 0, HALF),
    ("moves it for good, twice", {"/feed": lambda: goes(301, "/b"), "/b": lambda: goes(308, "/c"), "/c": rss}, "/c", True, 0, HALF),
    ("moves it to a page that is no feed", {"/feed": lambda: goes(301, "/b"), "/b": lambda: answer(b"<html>Log in")}, "/feed", True, 1, HALF),
    ("moves it to nowhere", {"/feed": lambda: goes(301, "/b"), "/b": lambda: answer(status="404 No")}, "/feed", True, 1, HALF),
    ("moves it within our own network", {"/feed": lambda: goes(301, "http://169.254.169.254/feed")}, "/feed", True, 1, HALF),
    ("moves it in a circle", {"/feed": lambda: goes(301, "/b"), "/b": lambda: goes(301, "/feed")}, "/feed", True, 1, HALF),
    ("moves it, and nothing is new there", {"/feed": lambda: goes(301, "/new"), "/new": lambda: answer(status="304 Same")}, "/new", True, 0, HALF),
    ("moves it to a known feed", {"/feed": lambda: goes(301, "/known"), "/known": rss}, "/feed", False, 1, HALF),
    ("has it no more", {"/feed": lambda: answer(status="410 Gone")}, "/feed", False, 1, HALF),
    ("has it no more where it moved for good", {"/feed": lambda: goes(301, "/b"), "/b": lambda: answer(status="410 Gone")}, "/feed", False, 1, HALF),
    ("has it no more where it moved for now", {"/feed": lambda: goes(302, "/b"), "/b": lambda: answer(status="410 Gone")}, "/feed", True, 1, HALF),
    ("does not find it", {"/feed": lambda: answer(status="404 No")}, "/feed", True, 1, HALF),
    ("forbids it", {"/feed": lambda: answer(status="403 No")}, "/feed", True, 1, HALF),
    ("asks for two hours", {"/feed": lambda: answer(status="429 Slow", Retry_After="7200")}, "/feed", True, 1, 2 * HOUR),
    ("asks for three hours, by a date", {"/feed": lambda: answer(status="503 No", Retry_After=later(hours=3))}, "/feed", True, 1, 3 * HOUR),
    ("asks for a minute", {"/feed": lambda: answer(status="429 Slow", Retry_After="60")}, "/feed", True, 1, HALF),
    ("asks for what is past", {"/feed": lambda: answer(status="503 No", Retry_After=later(hours=-3))}, "/feed", True, 1, HALF),
    ("asks for a month", {"/feed": lambda: answer(status="503 No", Retry_After="2592000")}, "/feed", True, 1, DAY),
    ("asks for nonsense", {"/feed": lambda: answer(status="429 Slow", Retry_After="soon")}, "/feed", True, 1, HALF),
    ("asks for less than nothing", {"/feed": lambda: answer(status="429 Slow", Retry_After="-5")}, "/feed", True, 1, HALF),
    ("breaks down", {"/feed": lambda: answer(status="500 Oh")}, "/feed", True, 1, HALF),
]  # fmt: skip


ANSWERS = [AnsweredFeed(*row) for row in ROWS]
