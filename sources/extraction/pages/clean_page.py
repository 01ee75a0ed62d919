"""What becomes of the bytes of a page: the text of an article, or the reason why there is none."""

import datetime as dt
from dataclasses import dataclass

from incidents.entered_values import is_possible_day


class UnreadablePage(ValueError):
    """There is no article text in these bytes; the message says why."""


@dataclass(frozen=True, slots=True)
class CleanPage:
    """`text` has "\\n" line ends and no markup. `canonical` is empty where the page names no address of its own,
    `language` an ISO 639 code or empty, `publisher` the site's name as the page gives it or empty. `day_of_file`:
    `published` is only the day on which a file was made."""

    title: str
    text: str
    published: dt.date | None = None
    canonical: str = ""
    language: str = ""
    publisher: str = ""
    day_of_file: bool = False


def possible_day(day: dt.date) -> dt.date | None:
    """The day, None where no page can have been published on it: before 1990, or after tomorrow."""
    return day if is_possible_day(day, dt.datetime.now(dt.UTC).date()) else None
