"""Articles for matching, as a title and a text: the extractor keeps of them what it keeps of any."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sources.extraction import ArticleText, WhatWasRead, keep
from sources.pipeline.match.incident_profile import MatchInput, Number


@dataclass(frozen=True)
class ArticleInWords:
    """What matching is given of an article, with its title and text; see `MatchInput`."""

    title: str
    text: str
    published: dt.date | None = None
    figures: frozenset[Number] = frozenset()
    far_down: frozenset[Number] = frozenset()
    recalled: frozenset[Number] = frozenset()
    updates: str = ""
    publisher: str = ""
    parties: Mapping[int, frozenset[str]] = field(default_factory=dict)
    nameless: bool = False

    def as_read(self) -> MatchInput:
        """The same, with the text as it was read."""
        return MatchInput(
            kept=keep(ArticleText("1", self.title, self.text, self.published), WhatWasRead()),
            published=self.published,
            figures=self.figures,
            far_down=self.far_down,
            recalled=self.recalled,
            updates=self.updates,
            publisher=self.publisher,
            parties=self.parties,
            nameless=self.nameless,
        )
