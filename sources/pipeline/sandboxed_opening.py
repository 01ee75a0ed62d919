"""Opening untrusted text for the pipeline: each in the sandbox, within the limits of the settings.

| what                                     | processor time                                     |
| ---------------------------------------- | -------------------------------------------------- |
| the first look at an article             | a quarter of a second, or the limit where less     |
| a suspect (see `leases`)                 | TEXT_TIME_LIMIT_SECONDS                            |
| a feed, and what a person's command asks | the same                                           |

Each may take three times TEXT_TIME_LIMIT_SECONDS by the clock, and TEXT_MEMORY_LIMIT_MB of memory.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.conf import settings

from sources import extraction
from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import CleanPage
from sources.extraction.pages.feeds import ParsedFeed, parse_feed
from sources.extraction.proceedings import ExtractedStage, read_stages
from sources.sandbox import TextKilled, TextLimits, run

QUICK_SECONDS = 0.25  # an ordinary article takes a fifth of it
CLOCK = 3  # times the processor time: enough for a child to get that even while others compute beside it

Inputs = ParamSpec("Inputs")
Value = TypeVar("Value")


def open_page(body: bytes, *, url: str, content_type: str, quick: bool = False) -> CleanPage:
    """The article in the bytes of a page. Raises UnreadablePage, TextKilled."""
    return _opened("Cleaning the page", quick, clean, body, url=url, content_type=content_type)


def open_text(text: extraction.ArticleText, *, quick: bool = False) -> extraction.Reading:
    """What the extractor reads in the text. Raises TextKilled."""
    return _opened("Reading the text", quick, extraction.read, text)


def open_to_keep(
    text: extraction.ArticleText, read: extraction.WhatWasRead, *, quick: bool = False
) -> extraction.KeptReading:
    """What is kept of the text for the steps after it. Raises TextKilled."""
    return _opened("Reading the text for what is kept", quick, extraction.keep, text, read)


def open_stages(text: extraction.ArticleText, names: frozenset[str], *, quick: bool = False) -> list[ExtractedStage]:
    """The steps of proceedings that the text tells of; `names` are the regulators'. Raises TextKilled."""
    return _opened("Reading the text for proceedings", quick, read_stages, text, names)


def open_feed(body: bytes, *, url: str, content_type: str) -> ParsedFeed:
    """The items of a feed. Raises UnreadableFeed, TextKilled."""
    return _opened("Reading the feed", False, parse_feed, body, url=url, content_type=content_type)


def _opened(
    what: str, quick: bool, function: Callable[Inputs, Value], /, *args: Inputs.args, **kwargs: Inputs.kwargs
) -> Value:
    most = settings.TEXT_TIME_LIMIT_SECONDS
    limits = TextLimits(
        cpu_seconds=min(QUICK_SECONDS, most) if quick else most,
        wall_seconds=CLOCK * most,
        memory_mb=settings.TEXT_MEMORY_LIMIT_MB,
    )
    try:
        return run(function, limits, *args, **kwargs)
    except TextKilled as error:
        raise TextKilled(f"{what} {error}.") from error
