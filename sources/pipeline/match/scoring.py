"""The score of an incident: what speaks for and against it, the table of `matching`, added up."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sources.extraction.find.titles import distinctive_words
from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import (
    CURATOR,
    RESPONSIBLE,
    MatchInput,
    Number,
    Profile,
    Reason,
    ScoredIncident,
)
from sources.pipeline.match.reasons_by_day import (
    FRESH_DAYS,
    GRACE_DAYS,
    by_aftermath,
    by_another_breach,
    by_day,
    by_later_event,
    by_long_silence,
    by_year,
    days_between,
    gap_days,
)
from sources.pipeline.match.reasons_by_figure import PRECISE, agreeing, by_figure, by_update
from sources.pipeline.match.reasons_by_name import (
    NAMES_PREFIX,
    PARTY_EARLY,
    WEAK,
    all_names,
    by_doer,
    by_other_parties,
    by_publisher,
    by_recall,
    by_title_words,
    by_victim,
)
from sources.pipeline.match.reasons_by_topic import by_generality, by_kind, by_topic

WEAK_AT_MOST = 0.60
COPIED = 0.80


def score_all(reading: MatchInput, profiles: Iterable[Profile]) -> list[ScoredIncident]:
    """Each incident with its score and reasons."""
    article, profiles = ArticleFeatures(reading), list(profiles)
    newest, shared = _newest(profiles, reading.published), _shared(profiles)
    return [score_incident(article, one, newest=one.incident_id in newest, shared=shared) for one in profiles]


def score_incident(
    article: ArticleFeatures, profile: Profile, *, newest: bool = False, shared: frozenset[str] = frozenset()
) -> ScoredIncident:
    """The incident with its score, rounded to four places, and the reasons that it is the sum of. `newest` is the
    latest of several known incidents of an organisation, `shared` are the parties that several incidents have."""
    if profile.decided is not None:
        return _by_a_curator(profile, confirmed=profile.decided)
    victim = by_victim(article, profile)
    names = all_names(profile)
    words = article.having(distinctive_words(profile.title, names), names)
    titled = by_title_words(words)
    since = days_between(profile.disclosed_on, article.reading.published)
    others = by_other_parties(article, profile, since)
    unconnected = victim is None and not others
    if profile.copied and not (unconnected and _tells_of_another(article)):
        return ScoredIncident(
            profile, COPIED, (Reason("same story", COPIED, "another copy of this story is about it"),)
        )
    if unconnected:
        return ScoredIncident(profile, 0.0, ())
    gap = gap_days(article, profile)
    figures = agreeing(article.reading.figures, profile)
    anchors = [
        *others,
        *by_update(article),
        *by_year(article, profile),
        *by_figure(article, profile, figures, since),
        *titled,
    ]
    reasons = [
        *([victim] if victim else []),
        *by_publisher(article, profile),
        *by_topic(article),
        *by_kind(article, profile),
        *by_generality(article, victim),
        *anchors,
        *by_day(gap, since, candidate=profile.candidate),
        *by_long_silence(gap, anchors, article),
        *by_aftermath(article, since),
        *by_doer(article, profile),
        *(by_recall(article, profile, since) or by_another_breach(article, profile, since, anchors, newest=newest)),
        *by_later_event(article, profile, anchors),
    ]
    total = sum(reason.weight for reason in reasons)
    tied = _has_another_name(victim, others, anchors, gap) or _about_nobody_else(article, victim, figures, gap)
    weak = victim is not None and victim.name in WEAK and not tied
    elsewhere = victim is None and {reason.detail.removeprefix(NAMES_PREFIX) for reason in others} <= shared
    unnamed = elsewhere or (weak and not (titled and _has_just_come_out(victim, since)))
    if unnamed:
        total = min(total, WEAK_AT_MOST)
    total = round(total, 4)
    return ScoredIncident(profile, total, tuple(reasons), words, article.signs.several, frozenset(figures), unnamed)


def _tells_of_another(article: ArticleFeatures) -> bool:
    """Whether it is likely to tell of an organisation of its own. Of one that it does not name a text never tells, even
    if it has most words in common with one that does: letters from one template, and what papers print below each."""
    return bool(article.reading.likely)


def _newest(profiles: Iterable[Profile], published: dt.date | None) -> set[int]:
    """The incidents that came out last of those of an organisation that has others, up to the day of publication."""
    by_party: dict[str, list[tuple[dt.date, int]]] = defaultdict(list)
    for one in profiles:
        day = one.disclosed_on
        if day and not one.candidate and not one.dismissed and (published is None or day <= published):
            for party in one.victims:
                by_party[party].append((day, one.incident_id))
    return {max(those)[1] for those in by_party.values() if len({day for day, _ in those}) > 1}


def _shared(profiles: Iterable[Profile]) -> frozenset[str]:
    """The names of parties in other roles that several known incidents have: a thief, a provider."""
    times: dict[str, int] = defaultdict(int)
    for one in profiles:
        for name in {party.party for party in one.parties if not one.candidate and party.role not in RESPONSIBLE}:
            times[name] += 1
    return frozenset(name for name, count in times.items() if count > 1)


def _has_another_name(
    victim: Reason | None, others: Sequence[Reason], anchors: Sequence[Reason], gap: int | None
) -> bool:
    """Whether the article tells of the incident though it names the organisation only late ("TK Oak's owner"): it gives
    its precise figure while it is in the news, or one of its figures and, near the beginning, two other parties."""
    figures = [reason.weight for reason in anchors if reason.name == "figure"]
    in_the_news = max(figures, default=0.0) >= PRECISE and gap is not None and 0 <= gap <= GRACE_DAYS
    early = [reason for reason in others if reason.weight >= PARTY_EARLY]
    return _is_named_late(victim) and (in_the_news or (bool(figures) and len(early) > 1))


def _about_nobody_else(article: ArticleFeatures, victim: Reason | None, figures: list[Number], gap: int | None) -> bool:
    """Whether an article that names no organisation as the one concerned ("a breach of government computers") is about
    the one that it names late: it gives a figure of the incident, which has been in the news these weeks."""
    fresh = gap is not None and 0 <= gap <= FRESH_DAYS
    return _is_named_late(victim) and article.reading.nameless and bool(figures) and fresh


def _has_just_come_out(victim: Reason | None, since: int | None) -> bool:
    """Whether an incident that is only named late is too recent to be merely recalled: it came out these days."""
    return _is_named_late(victim) and since is not None and 0 <= since <= GRACE_DAYS


def _is_named_late(victim: Reason | None) -> bool:
    return victim is not None and victim.name == "only mentioned"


def _by_a_curator(profile: Profile, *, confirmed: bool) -> ScoredIncident:
    said = "confirmed this" if confirmed else "said “not this one”"
    return ScoredIncident(
        profile, float(confirmed), (Reason(CURATOR, float(confirmed), f"a curator {said} for the same story"),)
    )
