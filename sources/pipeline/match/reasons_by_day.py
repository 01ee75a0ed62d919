"""Reasons by days and years: when the article was published, and which times it names."""

import datetime as dt

from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import YEAR_EARLY, Profile, Reason

FRESH_DAYS = 45
SEASON_DAYS = 120
LATER_DAYS = 400
FORERUN_DAYS = 7
_YEAR_DAYS = 365.25
GRACE_DAYS = 3  # time zones, and news that runs ahead of the day a curator noted
NEWS_DAYS = 14  # in which first reports call a breach "another" in their trade


def gap_days(article: ArticleFeatures, profile: Profile) -> int | None:
    """Days since the incident was last in the news: negative before its disclosure."""
    published = article.reading.published
    since = days_between(profile.disclosed_on, published)
    if since is None or since < 0:
        return since
    quiet = days_between(profile.covered_on, published)
    return since if quiet is None or quiet < 0 else min(since, quiet)


def days_between(start: dt.date | None, end: dt.date | None) -> int | None:
    """Days from start to end, negative if it is before; None if either is unknown."""
    return None if start is None or end is None else (end - start).days


def by_day(gap: int | None, since: int | None, *, candidate: bool) -> list[Reason]:
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


def by_long_silence(gap: int | None, anchors: list[Reason], article: ArticleFeatures) -> list[Reason]:
    """The reason against an article of years later; fines and verdicts come late by their nature."""
    if gap is None or gap <= LATER_DAYS or anchors or article.signs.aftermath:
        return []
    return [Reason("long ago", -0.15, f"{gap} days after the latest word on it, and nothing ties it to it")]


def by_year(article: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The reason for the incident's year, which counts if it is not the year of the news; within that year the month
    does. A year far down may be that of any breach recalled. "Three years on" names the year of the disclosure."""
    published = article.reading.published
    for year, month in sorted(article.signs.months & profile.months):
        if published is None or (year, month) < (published.year, published.month):
            return [Reason("year", YEAR_EARLY, f"names {dt.date(year, month, 1):%B %Y}")]
    for years, weight in ((profile.years, YEAR_EARLY), (_year_of(profile.disclosed_on), 0.15)):
        found = sorted((at, year) for year in years if (at := article.years.get(year)) is not None)
        for at, year in found:
            if at < article.early and (published is None or year < published.year):
                return [Reason("year", weight, f"names the year {year}")]
    since = days_between(profile.disclosed_on, published)
    past = None if since is None else round(since / _YEAR_DAYS)
    if past in article.signs.years_past:
        return [Reason("year", YEAR_EARLY, f"tells that it is {past} years past")]
    return []


def _year_of(day: dt.date | None) -> frozenset[int]:
    return frozenset({day.year} if day else ())


def by_aftermath(article: ArticleFeatures, since: int | None) -> list[Reason]:
    """The reason for news of what follows a breach, such as a fine, long after the disclosure."""
    if not article.signs.aftermath or since is None or since <= FRESH_DAYS:
        return []
    return [Reason("aftermath", 0.15, f"“{article.signs.aftermath}”, {since} days after the disclosure")]


def by_another_breach(
    article: ArticleFeatures, profile: Profile, since: int | None, anchors: list[Reason], *, newest: bool
) -> list[Reason]:
    """The reason against if the article speaks of another breach. If it has the incident's own year near the beginning,
    the other breach is only mentioned. In the first days "another breach" is this one; for some weeks, if it is the
    newest of several, or if the text counts from an earlier year."""
    another = article.signs.another
    if another is None or (since is not None and since <= (GRACE_DAYS if another.apart else NEWS_DAYS)):
        return []
    years = profile.years or _year_of(profile.disclosed_on)
    counted = bool(article.signs.counted) and bool(years) and min(years) > max(article.signs.counted)
    if (newest or counted) and since is not None and since <= FRESH_DAYS and not another.apart:
        return []
    place = another.place
    if place == "lead" and any(one.name == "year" and one.weight >= YEAR_EARLY for one in anchors):
        place = "text"
    return [
        Reason("another breach", {"title": -0.50, "lead": -0.35, "text": -0.15}[place], f"speaks of “{another.words}”")
    ]


def by_later_event(article: ArticleFeatures, profile: Profile, anchors: list[Reason]) -> list[Reason]:
    """The reason against if the event happened after the disclosure. The first day that the article gives for its event
    decides: other days may be of other breaches. An event of the article's own day ("on Thursday") may be news about
    the incident, unless that is long past and nothing ties the article to it. An event given after the incident's own
    year was named is only mentioned beside it."""
    disclosed = profile.disclosed_on
    event = article.signs.first_event
    if event is None or disclosed is None:
        return []
    named = any(one.name == "year" and one.weight >= YEAR_EARLY for one in anchors)
    if named and event.after_years & (profile.years or _year_of(disclosed)):
        return []
    now = event.day == article.reading.published
    if (event.day - disclosed).days <= (FRESH_DAYS if now else GRACE_DAYS) or (now and anchors):
        return []
    return [Reason("later event", -0.40, f"tells of something of {event.day:%d %B %Y}, after the disclosure")]
