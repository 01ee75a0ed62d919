"""What of a feed is not taken, and why."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tracker.foundation.access.redaction import REDACTED, redact
from tracker.foundation.unwanted_characters import without_controls

LONGEST_WORDS = 200  # characters shown of what was dropped
_READ = 2_000  # and looked through for secrets, so that none is cut in two
# What stands before the host of an address, written well or not: `https:/name:word@host`, `//name@host`
_BEFORE_HOST = re.compile(r"^(\s*(?:[a-z][a-z0-9+.-]*:)?[/\\]*)[^@]*[^@/]@", re.IGNORECASE)


class DropReason(StrEnum):
    """Why something is not taken. The last two are dates: their items are taken without a day."""

    UNREADABLE = "unreadable"
    TOO_DEAR = "too_dear"
    NO_LINK = "no_link"
    BAD_LINK = "bad_link"
    REPEATED = "repeated"
    BEYOND_CAP = "beyond_cap"
    REFUSED = "refused"
    FAILED = "failed"
    UNREADABLE_DATE = "unreadable_date"
    IMPOSSIBLE_DATE = "impossible_date"


MEANINGS = {
    DropReason.UNREADABLE: "items that cannot be parsed",
    DropReason.TOO_DEAR: "items that take too much time or memory to read",
    DropReason.NO_LINK: "items without a link",
    DropReason.BAD_LINK: "items whose link is no address of a page",
    DropReason.REPEATED: "items whose address another item has",
    DropReason.BEYOND_CAP: "items older than the newest 500",
    DropReason.REFUSED: "items whose address we do not go to",
    DropReason.FAILED: "items that could not be stored; they are tried again at the next poll",
    DropReason.UNREADABLE_DATE: "dates that name no day, or could be one of two; the article is taken without a day",
    DropReason.IMPOSSIBLE_DATE: "dates before 1990 or after tomorrow; the article is taken without a day",
}


_ADDRESSES = frozenset({DropReason.BAD_LINK, DropReason.REPEATED, DropReason.REFUSED, DropReason.FAILED})


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was not taken: `what` shows it, in 200 characters at most, as it stands in the feed, but for secrets."""

    reason: DropReason
    what: str


def dropped_item(reason: DropReason, what: str = "") -> Dropped:
    """What is dropped, in words that can be shown and stored: everybody who may read the feed's health reads them."""
    shown = what[:_READ]
    if reason in _ADDRESSES:
        shown = _BEFORE_HOST.sub(rf"\1{REDACTED}@", shown)
    return Dropped(reason, on_one_line(redact(shown))[:LONGEST_WORDS])


def on_one_line(words: str) -> str:
    """The words without what a database or a page would not take."""
    return " ".join(without_controls(" ".join(words.split())).split())
