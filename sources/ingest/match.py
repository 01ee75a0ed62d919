"""Which incidents an article is about: a score with its reasons, never a yes or no by itself.

| reason          | weight        | when                                                                          |
| --------------- | ------------- | ----------------------------------------------------------------------------- |
| victim          | .35 .40       | the organisation responsible is named near the beginning; in the title        |
| other parties   | .15 each, .30 | recipients, attackers and others of the incident are named                    |
| topic           | .15 or -.40   | the text speaks of a breach, leak or misuse of data; of nothing of the kind   |
| day             | .25 .10       | published within 45 days of the disclosure or of the latest coverage; 400     |
| too early       | -.60          | published before the incident was disclosed                                   |
| year            | .20 .05       | the year of the incident stands in the title or near the beginning; later     |
| figure          | .25           | a figure in it is one that is claimed about the incident                      |
| title words     | .10 each, .20 | particular words of the incident's title                                      |
| aftermath       | .15           | a fine, settlement, lawsuit or appeal near the beginning, 45 days or later    |
| another breach  | -.35 -.50     | another, new or separate breach in the text; in the title; but for its first  |
|                 |               | three days                                                                    |
| long ago        | -.15          | more than 400 days later, and neither year, figure, other party nor title word|
| only mentioned  | .20, in all   | the organisation responsible is named, but neither in the title nor near the  |
|                 | at most .60   | beginning                                                                     |
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from incidents.figures.vocabulary import Role
from incidents.models.party import normalise_name
from sources.ingest.wording import Sighting, Wording

VERSION = "1"
EARLY_WORDS = 60  # of the text, or the first two fifths of a short one, but for a very short one
EARLY_LEAST = 25
FRESH_DAYS = 45
LATER_DAYS = 400
GRACE_DAYS = 3  # time zones, and news that runs ahead of the day a curator noted
YEAR_EARLY = 0.20
VICTIM_IN_TITLE = 0.40
RESPONSIBLE = frozenset({Role.CONTROLLER, Role.PROCESSOR})

_TOPIC = re.compile(
    r"\b(?:data|privacy|security)[ -](?:breach\w*|leak\w*|incident\w*|protection|scandal|theft)"
    r"|\bbreach(?:e[sd])?\b|\bhack(?:s|ed|ers?|ing)?\b|\bleak(?:s|ed|ing)?\b|\bstolen\b|\bransom\w*|\bexpos(?:ed|ure)\b"
    r"|\bcompromis(?:ed|ing)\b|\bcyber[ -]?\w+|\bpersonal (?:data|information|details)\b|\bprofiles?\b"
    r"|\bscrap(?:ed|ing)\b|\bharvest(?:ed|ing)\b|\bunauthori[sz]ed\b|\bimproper(?:ly)?\b|\bmisus(?:ed?|ing)\b"
    r"|\bwithout (?:their )?consent\b"
    r"|\bprivacy\b|\bdata\b|\brecords\b|\bscandal\b|\bpasswords?\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:another|new|second|third|separate|unrelated|latest|fresh) (?:[\w-]+ ){0,3}?"
    r"(?:breach|hack|leak|incident|attack)\b",
    re.IGNORECASE,
)
_AFTERMATH = re.compile(
    r"\b(?:fine[sd]?|penalt(?:y|ies)|settle(?:s|d|ment)?|lawsuits?|class[ -]action|sue[sd]?|appeal(?:s|ed)?|verdict"
    r"|regulators?|attorneys? general|court)\b",
    re.IGNORECASE,
)
# fmt: off
_GENERAL_TITLE_WORDS = frozenset(
    {
        "the", "and", "for", "with", "from", "breach", "breaches", "data", "leak", "hack", "hacked", "incident",
        "scandal", "cyber", "attack", "security", "privacy", "customer", "customers", "user", "users",
        "account", "accounts", "personal", "information", "database", "exposed",
    }
)
# fmt: on


@dataclass(frozen=True, slots=True)
class PartyNames:
    """A party of an incident; `names` as compared (normalise_name)."""

    party: str
    role: Role
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """What matching knows of an incident. `years`: of occurrence; `figures`: the numbers claimed about it;
    `covered_on`: the day of the latest confirmed coverage before the article in question."""

    incident_id: int
    title: str
    parties: tuple[PartyNames, ...]
    disclosed_on: dt.date | None = None
    years: frozenset[int] = frozenset()
    figures: frozenset[int] = frozenset()
    covered_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What matching reads of an article. `figures`: the numbers that the extractor found in it."""

    title: str
    text: str
    published: dt.date | None = None
    figures: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Reason:
    name: str
    weight: float
    detail: str

    def as_json(self) -> dict[str, str | float]:
        """{name, weight, detail}, as Coverage.reasons keeps it."""
        return {"name": self.name, "weight": self.weight, "detail": self.detail}


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Proposal:
    """`score` lies in 0..1; `reasons` are those that made it, in the order of the table above."""

    incident_id: int
    score: float
    reasons: tuple[Reason, ...]
    verdict: Verdict


def match(
    reading: Reading, profiles: Iterable[Profile], *, confirm_threshold: float, suggest_threshold: float
) -> tuple[Proposal, ...]:
    """The incidents that the article may be about, best first; nothing below `suggest_threshold`.

    Beside the best, an incident is confirmed only if it has another responsible organisation that is also in the
    title, or reasons of its own (its year near the beginning and a figure of its): the same company's other breach
    is the commonest trap, and news recalls other breaches for comparison.
    """
    article = _Article(reading)
    scored = sorted(
        ((*_score(article, profile), profile) for profile in profiles), key=lambda one: (-one[0], one[2].incident_id)
    )
    proposals: list[Proposal] = []
    taken: set[str] = set()
    for score, reasons, profile in scored:
        if score < suggest_threshold:
            continue
        victims = {party.party for party in profile.parties if party.role in RESPONSIBLE}
        confirmed = score >= confirm_threshold
        if confirmed and taken:
            confirmed = _stands_alone(reasons) or (_in_title(reasons) and not taken & victims)
        taken |= victims if confirmed else set()
        verdict = Verdict.CONFIRMED if confirmed else Verdict.SUGGESTED
        proposals.append(Proposal(profile.incident_id, min(1.0, score), reasons, verdict))
    return tuple(proposals)


def _stands_alone(reasons: tuple[Reason, ...]) -> bool:
    return any(one.name == "year" and one.weight >= YEAR_EARLY for one in reasons) and any(
        one.name == "figure" for one in reasons
    )


def _in_title(reasons: tuple[Reason, ...]) -> bool:
    return any(one.name == "victim" and one.weight >= VICTIM_IN_TITLE for one in reasons)


class _Article:
    """A reading, taken apart once for all profiles."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.wording = Wording(title=reading.title, text=reading.text)
        self.runs = self.wording.runs()
        body_length = len(self.wording) - self.wording.title_length
        self.early = self.wording.title_length + min(EARLY_WORDS, max(EARLY_LEAST, body_length * 2 // 5))
        whole = f"{reading.title}\n{reading.text}"
        self.topics = [found.group().casefold() for found in _TOPIC.finditer(whole)]
        self.aftermath = _AFTERMATH.search(f"{reading.title}\n{reading.text[:400]}")
        self.another = _ANOTHER.search(whole)
        self.years: dict[int, int] = {}
        for at, word in enumerate(self.wording.words):
            if len(word.normalised) == 4 and word.normalised.isdecimal() and word.normalised[:2] in ("19", "20"):
                self.years.setdefault(int(word.normalised), at)
        self.vocabulary = {word.normalised for word in self.wording.words}

    def sightings(self, names: frozenset[str]) -> list[Sighting]:
        return self.wording.sightings(names, self.runs)


def _score(article: _Article, profile: Profile) -> tuple[float, tuple[Reason, ...]]:
    victim = _victim(article, profile)
    others = _others(article, profile)
    if victim is None and not others:
        return 0.0, ()
    anchors = [*others, *_year(article, profile), *_figure(article, profile), *_title_words(article, profile)]
    gap = _gap_days(article, profile)
    reasons = [*([victim] if victim else []), *_topic(article), *anchors, *_day(gap)]
    since = _days_between(profile.disclosed_on, article.reading.published)
    if article.aftermath and since is not None and since > FRESH_DAYS:
        reasons.append(Reason("aftermath", 0.15, f"“{article.aftermath.group()}”, {since} days after the disclosure"))
    if article.another and (since is None or since > GRACE_DAYS):
        in_title = article.another.end() <= len(article.reading.title)
        reasons.append(Reason("another breach", -0.50 if in_title else -0.35, f"speaks of “{article.another.group()}”"))
    if gap is not None and gap > LATER_DAYS and not anchors:
        reasons.append(Reason("long ago", -0.15, f"{gap} days after the latest word on it, and nothing ties it to it"))
    total = sum(reason.weight for reason in reasons)
    if victim is not None and victim.name == "only mentioned":
        total = min(total, 0.60)
    return round(total, 4), tuple(reasons)


def _victim(article: _Article, profile: Profile) -> Reason | None:
    names = frozenset[str]().union(*(party.names for party in profile.parties if party.role in RESPONSIBLE))
    seen = article.sightings(names)
    if not seen:
        return None
    name = seen[0].name
    if seen[0].in_title:
        return Reason("victim", VICTIM_IN_TITLE, f"“{name}” is in the title")
    if seen[0].at < article.early:
        return Reason("victim", 0.35, f"“{name}” is named {len(seen)} times")
    return Reason("only mentioned", 0.20, f"“{name}” is named late in the text only")


def _others(article: _Article, profile: Profile) -> list[Reason]:
    victims = frozenset[str]().union(*(party.names for party in profile.parties if party.role in RESPONSIBLE))
    reasons: list[Reason] = []
    for party in profile.parties:
        if party.role in RESPONSIBLE or len(reasons) == 2:
            continue
        if article.sightings(party.names - victims):
            reasons.append(Reason("other party", 0.15, f"names {party.party}"))
    return reasons


def _topic(article: _Article) -> list[Reason]:
    if len(article.topics) >= 2:
        return [Reason("topic", 0.15, ", ".join(list(dict.fromkeys(article.topics))[:5]))]
    return [] if article.topics else [Reason("topic", -0.40, "speaks of no breach, leak or misuse of data")]


def _gap_days(article: _Article, profile: Profile) -> int | None:
    """Days since the incident was last in the news: negative before its disclosure."""
    published, since = article.reading.published, _days_between(profile.disclosed_on, article.reading.published)
    if since is None or since < 0:
        return since
    quiet = _days_between(profile.covered_on, published)
    return since if quiet is None or quiet < 0 else min(since, quiet)


def _days_between(start: dt.date | None, end: dt.date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


def _day(gap: int | None) -> list[Reason]:
    if gap is None:
        return []
    if gap < -GRACE_DAYS:
        return [Reason("too early", -0.60, f"published {-gap} days before the incident was disclosed")]
    if gap <= FRESH_DAYS:
        return [Reason("day", 0.25, f"{max(gap, 0)} days after the latest word on it")]
    return [Reason("day", 0.10, f"{gap} days after the latest word on it")] if gap <= LATER_DAYS else []


def _year(article: _Article, profile: Profile) -> list[Reason]:
    """The year counts when it tells the incident from this year's news."""
    published = article.reading.published
    found = [(at, year) for year in profile.years if (at := article.years.get(year)) is not None]
    for at, year in sorted(found):
        if published is not None and year >= published.year:
            continue
        return [Reason("year", YEAR_EARLY if at < article.early else 0.05, f"names the year {year}")]
    return []


def _figure(article: _Article, profile: Profile) -> list[Reason]:
    shared = article.reading.figures & profile.figures
    return [Reason("figure", 0.25, f"gives {max(shared):,}, as is claimed of it")] if shared else []


def _title_words(article: _Article, profile: Profile) -> list[Reason]:
    names = {word for party in profile.parties for name in party.names for word in name.split()}
    words = [word for word in normalise_name(profile.title).split() if len(word) > 3 and not word.isdecimal()]
    telling = [word for word in words if word not in names and word not in _GENERAL_TITLE_WORDS]
    found = [word for word in dict.fromkeys(telling) if word in article.vocabulary]
    return [Reason("title words", 0.10, f"has “{word}” of the incident's title") for word in found[:2]]
