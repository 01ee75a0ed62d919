"""What the pipeline does with a title and a text before it asks the database, stage by stage, for measuring."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache

from incidents.vocabulary import Role
from sources.extraction import ArticleText, KeptReading, WhatWasRead, keep, read
from sources.extraction.find.event_dates import named_months, said_on
from sources.extraction.find.word_index import MOST_CHARACTERS
from sources.extraction.pages.plain_text import tidy
from sources.extraction.pages.stories import bands, content_hash, is_same_story, shingles
from sources.extraction.plain_json import from_plain, to_plain
from sources.extraction.proceedings import read_stages
from sources.extraction.resolve.candidacy import candidacy
from sources.extraction.resolve.coreference import NamedWords
from sources.extraction.resolve.figure_contexts import FigureSpan
from sources.extraction.resolve.related_names import related_names, stated_relations
from sources.pipeline.match.incident_profile import MatchInput, PartyNames, Profile
from sources.pipeline.match.matching import match

DAY = dt.date(2019, 6, 1)
_AUTHORITIES = frozenset({"Information Commissioner's Office", "Data Protection Commission", "ICO"})
_NAMES = frozenset({"norbank", "fennel games", "the company", "a", "data"})
_PROFILE = Profile(
    incident_id=1,
    title="Norbank breach of customer records",
    parties=(
        PartyNames("Norbank", Role.CONTROLLER, frozenset({"norbank"})),
        PartyNames("Fennel Games", Role.OTHER, frozenset({"fennel games", "a"})),
    ),
    disclosed_on=DAY,
    years=frozenset({2019}),
    figures=frozenset({("", 5_000)}),
)


def _read(title: str, text: str) -> None:
    """What a child of the sandbox does, done here: a child's processor time is not this process's."""
    read(ArticleText("1", title, text, DAY))


def _tell(title: str, text: str) -> None:
    content_hash(title=title, text=text)
    marks = shingles(text)
    bands(marks)
    is_same_story(marks, shingles(title))


def _keep(title: str, text: str) -> KeptReading:
    """What is kept, as one reads it back."""
    sentences = [(at, min(len(text), at + 1_200)) for at in range(0, len(text), 1_200)][:300]
    figures = [FigureSpan(False, begin, begin + 1, begin, end, earlier=True) for begin, end in sentences]
    read = WhatWasRead(figures=tuple(figures), persons=("Ada Roe", "the company", "Norbank"), counts=len(figures))
    plain = to_plain(keep(ArticleText("1", title, text, DAY), read))
    return from_plain(KeptReading, plain)


@lru_cache(maxsize=4)
def _kept(title: str, text: str) -> KeptReading:
    """What later stages have: the stage `keep` counts what it costs."""
    return keep(ArticleText("1", title, text, DAY), WhatWasRead(persons=("Ada Roe",)))


def _match(title: str, text: str) -> None:
    kept = _kept(title, text)
    kept.wording.runs()
    figures = frozenset({("", 5_000)})
    parties = {1: frozenset({"norbank"}), 2: frozenset({"a"})}
    match(
        MatchInput(kept, DAY, figures=figures, parties=parties),
        [_PROFILE],
        confirm_threshold=0.8,
        suggest_threshold=0.4,
    )


def _name(title: str, text: str) -> None:
    kept = _kept(title, text)
    named = NamedWords(kept.wording, _NAMES, kept.offices)
    for at in range(0, len(text), max(1, len(text) // 100)):
        named.meant_by_description("the company", at)
    named.employer_of("Ada Roe")


# Parts of what `match` does here, which first keeps what is asked for; alone they are looked at for how they grow.
WITHIN_MATCH = frozenset({"candidacy", "keep", "kin", "days"})
STAGES: dict[str, Callable[[str, str], object]] = {
    "tidy": lambda title, text: tidy(text),
    "read": _read,
    "proceedings": lambda title, text: read_stages(ArticleText("1", title, text, DAY), _AUTHORITIES),
    "story": _tell,
    "match": _match,
    "candidacy": lambda title, text: candidacy(title=title, text=text[:MOST_CHARACTERS]),
    "keep": _keep,
    "kin": lambda title, text: related_names("Norbank", stated_relations(f"{title}\n{text}")),
    "days": lambda title, text: (named_months(text[:MOST_CHARACTERS]), said_on(text[:1_200], DAY)),
    "names": _name,
}
