"""What goes away says so in the answer: since when (RFC 9745), until when (RFC 8594), and where the document is.

| in          | as                                                                 |
| ----------- | ------------------------------------------------------------------ |
| each answer | `Deprecation: @1767225600`, `Sunset: Fri, 01 Jan 2027 00:00:00 GMT` |
| each answer | `Link: </api/docs/>; rel="deprecation"`                            |
| the schema  | `deprecated: true`, and in words what to use instead               |
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.http import http_date

SHORTEST: Final = dt.timedelta(days=180)  # from the first answer that says so to the last one
DOCUMENT: Final = '</api/docs/>; rel="deprecation"; type="text/html"'


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An operation that goes away on the day `until`, told since `since`; `instead` is a sentence."""

    since: dt.date
    until: dt.date
    instead: str

    def __post_init__(self) -> None:
        if self.until - self.since < SHORTEST:
            raise ValueError(f"What goes away is told for {SHORTEST.days} days at least.")

    def headers(self, link: str = "") -> dict[str, str]:
        """The headers of an answer; `link` is the Link header that it has already."""
        since, until = (dt.datetime.combine(day, dt.time(), dt.UTC).timestamp() for day in (self.since, self.until))
        links = ", ".join(each for each in (link, DOCUMENT) if each)
        return {"Deprecation": f"@{int(since)}", "Sunset": http_date(until), "Link": links}

    def sentence(self) -> str:
        """For the operation's description."""
        return f"Deprecated since {self.since}, answered until {self.until}. {self.instead}"
