"""Random feeds: those of the tests and made ones, mutated."""

import contextlib
import datetime as dt
import random

from incidents.entered_values import is_possible_day
from sources.extraction.pages.addresses import canonical_url
from sources.extraction.pages.feeds import MAX_ENTRIES, UnreadableFeed, parse_feed
from tests.fuzz.fuzzed_input import FuzzedInput, plain_answer, require
from tests.fuzz.mutating import mutated
from tests.sources.pages.feed_cases import BASE, CASES, TODAY, atom, item, rss
from tests.sources.pages.feed_forms import FORMS
from tracker.foundation import unwanted_characters

_SAMPLES = [(case.body, case.content_type) for case in (*CASES, *FORMS) if len(case.body) < 20_000]
_LINKS = (
    "/a",
    "https://gazette.example/{n}",
    "N/A",
    "https://[",
    "https://gazette.example/a b",
    "?id={n}",
    "",
    "javascript:1",
)
_DATES = (
    *(
        "Fri, 03 May 2024 19:46:51 -0700",
        "2024-05-03",
        "2041-01-01",
        "1714732800",
        "99999999999999999999",
        "3 mai 2024",
    ),
    *(
        "05/03/2024",
        "2024-W99-9",
        "2024-366",
        "",
        "0000-00-00",
        "Thu, 99 Foo 2024 99:99:99 +9999",
        "9999-12-31T23:59:59-14:00",
    ),
)
_TITLES = (
    "Norbank lost data",
    "&#xD83D;",
    "<b>A</b> &amp; B",
    "<![CDATA[x",
    "\u202e\u0000",
    "A" * 3_000,
    "&bogus;",
    "<script>x</script>",
)


def make_feed(draw: random.Random) -> FuzzedInput:
    """One feed, its Content-Type with it."""
    if draw.random() < 0.5:
        body, content_type = draw.choice(_SAMPLES)
    else:
        body, content_type = (
            _made(draw),
            draw.choice(("application/rss+xml", "text/xml; charset=utf-16", "text/html", "")),
        )
    return FuzzedInput("feeds", mutated(body, draw), content_type)


def drive_feed(given: FuzzedInput) -> None:
    """Parse it. Raises whatever is no UnreadableFeed, and AssertionError for what could not be stored."""
    with contextlib.suppress(UnreadableFeed):
        found = plain_answer(parse_feed(given.body, url=BASE, content_type=given.about, today=TODAY))
        require(len(found.entries) <= MAX_ENTRIES, "more entries than are taken")
        for entry in found.entries:
            require(canonical_url(entry.url) == entry.url, "an address that is not canonical")
            require(entry.published_on is None or _is_possible(entry.published_on), "an impossible day")
            require(
                not unwanted_characters.control_in(entry.title + entry.url) and "\n" not in entry.title,
                "a control character",
            )
        for dropped in found.dropped:
            require(
                not unwanted_characters.control_in(dropped.what) and len(dropped.what) <= 200,
                "a bad word of what was dropped",
            )


def grown_feed(given: FuzzedInput, copies: int) -> FuzzedInput:
    """The feed with all that stands between its first and its last tag again and again."""
    start = given.body.find(b"<item")
    end = given.body.rfind(b"</item>")
    if 0 <= start < end:
        end += len(b"</item>")
        body = given.body[:start] + given.body[start:end] * copies + given.body[end:]
    else:
        body = given.body * copies
    return FuzzedInput("feeds", body, given.about)


def _is_possible(day: dt.date) -> bool:
    return is_possible_day(day, TODAY)


def _made(draw: random.Random) -> bytes:
    count = draw.choice((0, 1, 3, 10, 60))
    if draw.random() < 0.3:
        entries = "".join(
            f"<entry><title type={draw.choice(('html', 'text', 'xhtml'))!r}>{draw.choice(_TITLES)}</title>"
            f"<link href='{draw.choice(_LINKS).format(n=n)}'/><updated>{draw.choice(_DATES)}</updated></entry>"
            for n in range(count)
        )
        return atom(entries)
    return rss(
        "".join(
            item(draw.choice(_LINKS).format(n=n), title=draw.choice(_TITLES), date=draw.choice(_DATES))
            for n in range(count)
        )
    )
