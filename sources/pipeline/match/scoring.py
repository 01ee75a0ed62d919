"""What speaks for and against one incident: the table of `match`, reason by reason."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

from incidents.figures.vocabulary import IncidentKind
from incidents.names import normalise_name
from sources.extraction.find.titles import proper_words, telling_words
from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import (
    RESPONSIBLE,
    VICTIM_IN_TITLE,
    YEAR_EARLY,
    MatchInput,
    Number,
    Profile,
    Reason,
    ScoredIncident,
)

_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")
FRESH_DAYS = 45
SEASON_DAYS = 120
LATER_DAYS = 400
FORERUN_DAYS = 7
_YEAR_DAYS = 365.25
GRACE_DAYS = 3  # time zones, and news that runs ahead of the day a curator noted
_APART = re.compile(r"separate|unrelated", re.IGNORECASE)
WEAK = frozenset({"only mentioned", "similar name"})
WEAK_AT_MOST = 0.60
PARTY_EARLY = 0.15
PRECISE = 0.25  # a figure of several digits, not far down
_NAMES = "names "
COPIED = 0.80
ROUND_BELOW = 10  # a number of one digit and zeros agrees by chance
ROUNDING = 0.01


def score_all(reading: MatchInput, profiles: Iterable[Profile]) -> list[ScoredIncident]:
    """Each incident with its score and reasons."""
    signs, profiles = ArticleFeatures(reading), list(profiles)
    newest, shared = _newest(profiles, reading.published), _shared(profiles)
    return [score_incident(signs, one, newest=one.incident_id in newest, shared=shared) for one in profiles]


def score_incident(
    signs: ArticleFeatures, profile: Profile, *, newest: bool = False, shared: frozenset[str] = frozenset()
) -> ScoredIncident:
    """The incident with its score, rounded to four places, and the reasons that it is the sum of. `newest` is the
    latest of several known incidents of an organisation, `shared` are the parties that several incidents have."""
    if profile.decided is not None:
        return _by_a_curator(profile, told=profile.decided)
    if profile.copied:
        return ScoredIncident(
            profile, COPIED, (Reason("same story", COPIED, "another copy of this story is about it"),)
        )
    victim = _victim(signs, profile)
    names = _all_names(profile)
    words = signs.having(telling_words(profile.title, names), names)
    titled = _title_words(words)
    others = _others(signs, profile)
    if victim is None and not others:
        return ScoredIncident(profile, 0.0, ())
    gap = _gap_days(signs, profile)
    since = _days_between(profile.disclosed_on, signs.reading.published)
    figures = _agreeing(signs.reading.figures, profile)
    anchors = [
        *others,
        *_update(signs),
        *_year(signs, profile),
        *_figure(signs, profile, figures, since),
        *titled,
    ]
    reasons = [
        *([victim] if victim else []),
        *_publisher(signs, profile),
        *_topic(signs),
        *_kind(signs, profile),
        *_many(signs, victim),
        *anchors,
        *_day(gap, since, candidate=profile.candidate),
        *_long_ago(gap, anchors, signs),
        *_aftermath(signs, since),
        *_doer(signs, profile),
        *_another(signs, profile, since, anchors, newest=newest),
        *_later_event(signs, profile, anchors),
    ]
    total = sum(reason.weight for reason in reasons)
    told = _is_told_under_another_name(victim, others, anchors, gap) or _about_nobody_else(signs, victim, figures, gap)
    weak = victim is not None and victim.name in WEAK and not told
    elsewhere = victim is None and {reason.detail.removeprefix(_NAMES) for reason in others} <= shared
    if elsewhere or (weak and not (titled and _has_just_come_out(victim, since))):
        total = min(total, WEAK_AT_MOST)
    return ScoredIncident(profile, round(total, 4), tuple(reasons), words, signs.several, frozenset(figures))


def _newest(profiles: Iterable[Profile], published: dt.date | None) -> set[int]:
    """The incidents that came out last of those of an organisation that has others, up to the day of publication."""
    told: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for one in profiles:
        day = one.disclosed_on
        if day and not one.candidate and not one.dismissed and (published is None or day <= published):
            for party in one.victims:
                told[party].append((day, one.incident_id))
    return {max(those)[1] for those in told.values() if len({day for day, _ in those}) > 1}


def _shared(profiles: Iterable[Profile]) -> frozenset[str]:
    """The names of parties in other roles that several known incidents have: a thief, a provider."""
    times: dict[str, int] = defaultdict(int)
    for one in profiles:
        for name in {party.party for party in one.parties if not one.candidate and party.role not in RESPONSIBLE}:
            times[name] += 1
    return frozenset(name for name, count in times.items() if count > 1)


def _is_told_under_another_name(
    victim: Reason | None, others: Sequence[Reason], anchors: Sequence[Reason], gap: int | None
) -> bool:
    """Whether the article tells of the incident though it names the organisation only late ("TK Oak's owner"): it gives
    its precise figure while it is in the news, or one of its figures and, near the beginning, two other parties."""
    figures = [reason.weight for reason in anchors if reason.name == "figure"]
    in_the_news = max(figures, default=0.0) >= PRECISE and gap is not None and 0 <= gap <= GRACE_DAYS
    early = [reason for reason in others if reason.weight >= PARTY_EARLY]
    return _is_named_late(victim) and (in_the_news or (bool(figures) and len(early) > 1))


def _about_nobody_else(signs: ArticleFeatures, victim: Reason | None, figures: list[Number], gap: int | None) -> bool:
    """Whether an article that names no organisation as the one concerned ("a breach of government computers") is about
    the one that it names late: it gives a figure of the incident, which has been in the news these weeks."""
    fresh = gap is not None and 0 <= gap <= FRESH_DAYS
    return _is_named_late(victim) and signs.reading.nameless and bool(figures) and fresh


def _has_just_come_out(victim: Reason | None, since: int | None) -> bool:
    """Whether an incident that is only named late is too recent to be merely recalled: it came out these days."""
    return _is_named_late(victim) and since is not None and 0 <= since <= GRACE_DAYS


def _is_named_late(victim: Reason | None) -> bool:
    return victim is not None and victim.name == "only mentioned"


def _by_a_curator(profile: Profile, *, told: bool) -> ScoredIncident:
    said = "confirmed this" if told else "said “not this one”"
    return ScoredIncident(
        profile, float(told), (Reason("curator", float(told), f"a curator {said} for the same story"),)
    )


def _names(profile: Profile, *, responsible: bool) -> frozenset[str]:
    parties = [party for party in profile.parties if (party.role in RESPONSIBLE) is responsible]
    return frozenset[str]().union(*(party.names for party in parties))


def _victim(signs: ArticleFeatures, profile: Profile) -> Reason | None:
    named = _named(signs, profile)
    if named is not None and named.name not in WEAK:
        return named
    if _speaks_of_itself(signs, profile):
        return Reason("victim", 0.35, "its publisher speaks of itself")
    return _called(signs, profile, named) or named


def _named(signs: ArticleFeatures, profile: Profile) -> Reason | None:
    names = _names(profile, responsible=True)
    seen = signs.sightings(names | signs.shortened(names))
    if not seen:
        similar = profile.similar
        return Reason("similar name", 0.20, f"“{similar}” is nearly one of its names") if similar else None
    longer = signs.continued(seen)
    if longer and not set(longer.split()) <= set(normalise_name(profile.title).split()):
        return Reason("similar name", 0.20, f"“{longer}” is the name of another")
    name, in_text = seen[0].name, [one for one in seen if not one.in_title]
    headed = seen[0].in_title and not signs.compared(seen[0]) and (in_text or signs.topics.in_title)
    if headed or any(signs.heads(one.name) for one in in_text):
        return Reason("victim", VICTIM_IN_TITLE, f"“{name}” is in the title")
    early = [one for one in seen if one.at < signs.early]
    if len(early) > 1 or (early and len(seen) > 1):
        return Reason("victim", 0.35, f"“{name}” is named {len(seen)} times")
    if early:
        return Reason("victim", 0.30, f"“{name}” is named once")
    return Reason("only mentioned", 0.20, f"“{name}” is named late in the text only")


def _called(signs: ArticleFeatures, profile: Profile, named: Reason | None) -> Reason | None:
    """The service or product that the incident is named after, if the organisation itself is only named late."""
    found = (
        signs.called_by(proper_words(profile.title, _all_names(profile)))
        if named is not None and named.name == "only mentioned"
        else None
    )
    if found is None:
        return None
    words, in_title = found
    return Reason("victim", 0.35 if in_title else 0.30, f"“{words}” of its title is near the beginning")


def _speaks_of_itself(signs: ArticleFeatures, profile: Profile) -> bool:
    """Whether it is a notice: the organisation responsible published it, and calls itself "we"."""
    return bool(_publisher(signs, profile)) and _FIRST_PERSON.search(signs.reading.text) is not None


def _others(signs: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The other parties that are named, a second responsible organisation among them."""
    seen = [party for party in profile.parties if signs.sightings(party.names)]
    victims = [party for party in seen if party.role in RESPONSIBLE]
    known = victims[0].names if victims else frozenset[str]()
    others = [party for party in seen if not party.names & known and party not in victims[:1]]
    first = [(signs.sightings(party.names)[0].at, party.party) for party in others[:2]]
    return [Reason("other party", PARTY_EARLY if at < signs.early else 0.05, _NAMES + party) for at, party in first]


def _publisher(signs: ArticleFeatures, profile: Profile) -> list[Reason]:
    publisher = normalise_name(signs.reading.publisher)
    names = _names(profile, responsible=True)
    own = next((name for name in sorted(names) if publisher and f"{publisher} ".startswith(f"{name} ")), None)
    return [Reason("publisher", 0.15, f"“{own}” published it")] if own else []


def _topic(signs: ArticleFeatures) -> list[Reason]:
    if not signs.topics.words:
        return [Reason("topic", -0.40, "speaks of no breach, leak or misuse of data")]
    words = ", ".join(list(dict.fromkeys(signs.topics.words))[:5])
    counts = any(not currency for currency, _ in signs.reading.figures)
    if signs.topics.passing and not counts:
        return [Reason("topic", 0.0, f"speaks of a breach in passing: {words}")]
    if signs.topics.enough:
        return [Reason("topic", 0.15, words)]
    return [Reason("topic", 0.0, f"hardly speaks of a breach: {words}")]


def _kind(signs: ArticleFeatures, profile: Profile) -> list[Reason]:
    if profile.kind is IncidentKind.UNKNOWN or not signs.kinds or profile.kind in signs.kinds:
        return []
    told = " and ".join(sorted(str(kind).replace("_", " ") for kind in signs.kinds))
    return [Reason("kind", -0.15, f"tells of {told}")]


def _many(signs: ArticleFeatures, victim: Reason | None) -> list[Reason]:
    if signs.many is None or (victim is not None and victim.weight >= VICTIM_IN_TITLE):
        return []
    return [Reason("many", -0.30, f"the title speaks of “{signs.many.group()}” in general")]


def _gap_days(signs: ArticleFeatures, profile: Profile) -> int | None:
    """Days since the incident was last in the news: negative before its disclosure."""
    published = signs.reading.published
    since = _days_between(profile.disclosed_on, published)
    if since is None or since < 0:
        return since
    quiet = _days_between(profile.covered_on, published)
    return since if quiet is None or quiet < 0 else min(since, quiet)


def _days_between(start: dt.date | None, end: dt.date | None) -> int | None:
    return None if start is None or end is None else (end - start).days


def _day(gap: int | None, since: int | None, *, candidate: bool) -> list[Reason]:
    """The reason by the day of publication. First reports come days before the organisation's own word, by which a
    curator dates the incident. A candidate only has the date of an article; earlier ones may be about it as well."""
    if gap is None or since is None:
        return []
    if -FORERUN_DAYS <= gap < -GRACE_DAYS:
        return [Reason("day", 0.20, f"{-gap} days before it was disclosed, when first reports come")]
    if gap < -GRACE_DAYS and not (candidate and gap >= -FRESH_DAYS):
        return [Reason("too early", -0.60, f"published {-gap} days before the incident was disclosed")]
    if abs(since) <= 1:
        return [Reason("day", 0.30, "published when it was disclosed")]
    if gap <= FRESH_DAYS:
        return [Reason("day", 0.25, f"{abs(gap)} days {'after' if gap >= 0 else 'before'} the latest word on it")]
    weight = 0.20 if gap <= SEASON_DAYS else 0.10
    return [Reason("day", weight, f"{gap} days after the latest word on it")] if gap <= LATER_DAYS else []


def _long_ago(gap: int | None, anchors: list[Reason], signs: ArticleFeatures) -> list[Reason]:
    """The reason against an article of years later; fines and verdicts come late by their nature."""
    if gap is None or gap <= LATER_DAYS or anchors or signs.aftermath:
        return []
    return [Reason("long ago", -0.15, f"{gap} days after the latest word on it, and nothing ties it to it")]


def _update(signs: ArticleFeatures) -> list[Reason]:
    update = signs.reading.updates
    return [Reason("update", 0.10, f"adds to or puts right an earlier figure: “{update}”")] if update else []


def _year(signs: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The reason for the incident's year, which counts if it is not the year of the news; within that year the month
    does. A year far down may be that of any breach recalled. "Three years on" names the year of the disclosure."""
    published = signs.reading.published
    for year, month in sorted(signs.months & profile.months):
        if published is None or (year, month) < (published.year, published.month):
            return [Reason("year", YEAR_EARLY, f"names {dt.date(year, month, 1):%B %Y}")]
    for years, weight in ((profile.years, YEAR_EARLY), (_year_of(profile.disclosed_on), 0.15)):
        found = sorted((at, year) for year in years if (at := signs.years.get(year)) is not None)
        for at, year in found:
            if at < signs.early and (published is None or year < published.year):
                return [Reason("year", weight, f"names the year {year}")]
    since = _days_between(profile.disclosed_on, published)
    past = None if since is None else round(since / _YEAR_DAYS)
    if past in signs.years_past:
        return [Reason("year", YEAR_EARLY, f"tells that it is {past} years past")]
    return []


def _year_of(day: dt.date | None) -> frozenset[int]:
    return frozenset({day.year} if day else ())


def _figure(signs: ArticleFeatures, profile: Profile, own: list[Number], since: int | None) -> list[Reason]:
    """The reason for or against by figures. One that the article gives as its own ties it to the incident; one that it
    only recalls speaks against it: the article tells of another. But news of a fine recalls how many people the breach
    concerned, and what came out these days is not recalled yet."""
    recalled = _agreeing(signs.reading.recalled, profile)
    if own:
        late = signs.reading.far_down
        currency, number = max(own, key=lambda one: (one not in late, not _is_round(one[1]), one))
        weak = _is_round(number) or (currency, number) in late
        told = f"gives {_spelt(currency, number)}, as is claimed of it"
        return [Reason("figure", 0.15 if weak else PRECISE, told)]
    told_again = signs.aftermath and any(not currency for currency, _ in recalled)
    if not recalled or told_again or (since is not None and since <= GRACE_DAYS):
        return []
    return [Reason("recalled", -0.15, f"only recalls its {_spelt(*max(recalled))}")]


def _agreeing(figures: frozenset[Number], profile: Profile) -> list[Number]:
    return [one for one in figures if any(agree(one, claimed) for claimed in profile.figures)]


def agree(one: Number, other: Number) -> bool:
    """Whether the two are one number, perhaps told in rounder words: 183 million and 183.39 million."""
    if one[0] != other[0] or one[1] == other[1]:
        return one == other
    near = abs(one[1] - other[1]) <= ROUNDING * max(one[1], other[1])
    return near and not _is_round(one[1]) and not _is_round(other[1])


def _spelt(currency: str, number: int) -> str:
    return f"{number / 100:,.0f} {currency}" if currency else f"{number:,}"


def _is_round(number: int) -> bool:
    return int(str(number).rstrip("0") or "0") < ROUND_BELOW


def _title_words(found: Iterable[str]) -> list[Reason]:
    return [Reason("title words", 0.10, f"has “{word}” of the incident's title") for word in islice(found, 2)]


def _all_names(profile: Profile) -> set[str]:
    """The names of its parties, as compared: those in full, and those that the article has."""
    return {name for party in profile.parties for name in (normalise_name(party.party), *party.names)}


def _aftermath(signs: ArticleFeatures, since: int | None) -> list[Reason]:
    if signs.aftermath is None or since is None or since <= FRESH_DAYS:
        return []
    return [Reason("aftermath", 0.15, f"“{signs.aftermath.group()}”, {since} days after the disclosure")]


def _doer(signs: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The organisation as the one that broke in: "Bramble Bank fined for hacking a rival"."""
    seen = [one.at for one in signs.sightings(_names(profile, responsible=True)) if one.in_title]
    if signs.breaks_in is None or not seen or max(seen) > signs.breaks_in:
        return []
    return [Reason("doer", -0.40, "the title tells of what the organisation did to others")]


def _another(
    signs: ArticleFeatures, profile: Profile, since: int | None, anchors: list[Reason], *, newest: bool
) -> list[Reason]:
    """The reason against if the article speaks of another breach. If it has the incident's own year near the beginning,
    the other breach is only mentioned. For some weeks "another breach" is this one, if it is the newest of several, or
    if the text counts from an earlier year."""
    if signs.another is None or (since is not None and since <= GRACE_DAYS):
        return []
    words, place = signs.another
    years = profile.years or _year_of(profile.disclosed_on)
    counted = bool(signs.counted) and bool(years) and min(years) > max(signs.counted)
    if (newest or counted) and since is not None and since <= FRESH_DAYS and not _APART.match(words):
        return []
    if place == "lead" and any(one.name == "year" and one.weight >= YEAR_EARLY for one in anchors):
        place = "text"
    return [Reason("another breach", {"title": -0.50, "lead": -0.35, "text": -0.15}[place], f"speaks of “{words}”")]


def _later_event(signs: ArticleFeatures, profile: Profile, anchors: list[Reason]) -> list[Reason]:
    """The reason against if the event happened after the disclosure. The first day that the article gives for its event
    decides: other days may be of other breaches. An event of the article's own day ("on Thursday") may be news about
    the incident, unless that is long past and nothing ties the article to it. An event told after the incident's own
    year was named is only told beside it."""
    disclosed = profile.disclosed_on
    if signs.first_event is None or disclosed is None:
        return []
    place, first = signs.first_event
    named = any(one.name == "year" and one.weight >= YEAR_EARLY for one in anchors)
    if named and signs.tells_before(profile.years or _year_of(disclosed), place):
        return []
    now = first == signs.reading.published
    if (first - disclosed).days <= (FRESH_DAYS if now else GRACE_DAYS) or (now and anchors):
        return []
    return [Reason("later event", -0.40, f"tells of something of {first:%d %B %Y}, after the disclosure")]
