"""What matching compares: what it knows of an incident, what it reads in an article, and the result."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from incidents.vocabulary import IncidentKind, Role
from sources.extraction import KeptReading
from sources.extraction.lexicon import SUPPORTED

VICTIM_IN_TITLE = 0.40
YEAR_EARLY = 0.20
CURATOR = "curator"  # the reason of what a curator decided for the same story
RESPONSIBLE = frozenset({Role.CONTROLLER, Role.PROCESSOR})

# A number as it is compared: what it counts ("" for people or what belongs to them, else a currency), and how many.
Number = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PartyNames:
    """A party of an incident; `names` as compared (normalise_name)."""

    party: str
    role: Role
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching knows of an incident.

    years, months  years of the occurrence; (year, month) of occurrence, discovery and disclosure, where it is known
    figures        the numbers claimed about it
    covered_on     the day of the latest confirmed coverage before the article in question
    similar        a name in the article that is nearly one of its responsible parties', if none is there exactly
    decided        what a curator said of it for the same story: True for "about this", False for "not this one"
    copied         another copy of the same story was confirmed to be about it, by matching
    candidate      nobody has confirmed that there is such an incident; its dates are those of the first article
    dismissed      a curator has said that it is no incident
    """

    incident_id: int
    title: str
    parties: tuple[PartyNames, ...]
    disclosed_on: dt.date | None = None
    years: frozenset[int] = frozenset()
    months: frozenset[tuple[int, int]] = frozenset()
    figures: frozenset[Number] = frozenset()
    covered_on: dt.date | None = None
    kind: IncidentKind = IncidentKind.UNKNOWN
    similar: str = ""
    decided: bool | None = None
    copied: bool = False
    candidate: bool = False
    dismissed: bool = False

    @property
    def victims(self) -> set[str]:
        """The organisations that answer for it."""
        return {party.party for party in self.parties if party.role in RESPONSIBLE}


@dataclass(frozen=True, slots=True)
class MatchInput:
    """What matching knows of an article.

    kept       what the extractor kept of its text
    figures    the numbers that, by the extractor, it gives for its own incident
    far_down   those of them that are only near the end of the text
    recalled   the numbers that it gives for something else
    updates    a number that adds to an earlier one or corrects it
    parties    the parties of any incident that it names, each with those of its names that the text has
    similar    by party, the words in the text that are nearly one of its names
    nameless   whether it gives figures, but none of them for an organisation that it names as the one concerned
    language   the supported language that it is read in
    """

    kept: KeptReading
    published: dt.date | None = None
    figures: frozenset[Number] = frozenset()
    far_down: frozenset[Number] = frozenset()
    recalled: frozenset[Number] = frozenset()
    updates: str = ""
    publisher: str = ""
    parties: Mapping[int, frozenset[str]] = field(default_factory=dict)
    similar: Mapping[int, str] = field(default_factory=dict)
    nameless: bool = False
    language: str = SUPPORTED[0]

    @property
    def likely(self) -> str:
        """The organisation that it is likely to tell of, by the learnt ranking; empty where none is."""
        found = self.kept.candidacy
        return found.organisation if found is not None and found.is_likely else ""


@dataclass(frozen=True, slots=True)
class Reason:
    name: str
    weight: float
    detail: str

    def as_json(self) -> dict[str, str | float]:
        """{name, weight, detail}, as Coverage.reasons keeps it."""
        return {"name": self.name, "weight": self.weight, "detail": self.detail}


class MatchVerdict(StrEnum):
    CONFIRMED = "confirmed"
    SUGGESTED = "suggested"
    REJECTED = "rejected"  # a curator said so of the same story


@dataclass(frozen=True, slots=True)
class Proposal:
    """`score` lies in 0..1; `reasons` are those that made it, in the order of the table above."""

    incident_id: int
    score: float
    reasons: tuple[Reason, ...]
    verdict: MatchVerdict


@dataclass(frozen=True, slots=True)
class ScoredIncident:
    """One incident with its score and the reasons: the strength of all that `scoring` found, then, from `probability`
    on, the probability that the article is about it.

    weighed  the reasons as a curator is told them, with weights that add up to the log-odds of the probability
    unnamed  it is not named as the one that the article is about, so that it is never confirmed by itself
    words    the distinctive words of its title that the article has, each with the number of its first place there
    several  the article speaks of several breaches together
    figures  those that the article gives as its own and that are claimed of the incident
    """

    profile: Profile
    score: float
    reasons: tuple[Reason, ...]
    words: Mapping[str, int] = field(default_factory=dict)
    several: bool = False
    figures: frozenset[Number] = frozenset()
    unnamed: bool = False
    weighed: tuple[Reason, ...] = ()

    def has(self, name: str, weight: float = 0.0) -> bool:
        """Whether one of the reasons is this one, of at least this weight."""
        return any(one.name == name and one.weight >= weight for one in self.reasons)

    @property
    def first_word_at(self) -> int | None:
        """The number of the first distinctive word in the article."""
        return min(self.words.values(), default=None)

    @property
    def victims(self) -> set[str]:
        """The organisations that answer for it."""
        return self.profile.victims
