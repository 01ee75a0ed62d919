"""Reasons by figures: whether the article gives, corrects or only recalls those of the incident."""

from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import Number, Profile, Reason
from sources.pipeline.match.reasons_by_day import GRACE_DAYS

PRECISE = 0.25  # a figure of several digits, not far down
ROUND_BELOW = 10  # a number of one digit and zeros agrees by chance
ROUNDING = 0.01


def by_update(article: ArticleFeatures) -> list[Reason]:
    """The reason for an article that adds to or corrects an earlier figure."""
    update = article.reading.updates
    return [Reason("update", 0.10, f"adds to or puts right an earlier figure: “{update}”")] if update else []


def by_figure(article: ArticleFeatures, profile: Profile, own: list[Number], since: int | None) -> list[Reason]:
    """The reason for or against by figures. One that the article gives as its own ties it to the incident; one that it
    only recalls speaks against it: the article tells of another. But news of a fine recalls how many people the breach
    concerned, and what came out these days is not recalled yet."""
    recalled = agreeing(article.reading.recalled, profile)
    if own:
        late = article.reading.far_down
        currency, number = max(own, key=lambda one: (one not in late, not _is_round(one[1]), one))
        weak = _is_round(number) or (currency, number) in late
        detail = f"gives {_spelt(currency, number)}, as is claimed of it"
        return [Reason("figure", 0.15 if weak else PRECISE, detail)]
    recounted = article.signs.aftermath and any(not currency for currency, _ in recalled)
    if not recalled or recounted or (since is not None and since <= GRACE_DAYS):
        return []
    return [Reason("recalled", -0.15, f"only recalls its {_spelt(*max(recalled))}")]


def agreeing(figures: frozenset[Number], profile: Profile) -> list[Number]:
    """Those of the figures that are claimed of the incident."""
    return [one for one in figures if any(agree(one, claimed) for claimed in profile.figures)]


def agree(one: Number, other: Number) -> bool:
    """Whether the two are one number, perhaps in rounder words: 183 million and 183.39 million."""
    if one[0] != other[0] or one[1] == other[1]:
        return one == other
    near = abs(one[1] - other[1]) <= ROUNDING * max(one[1], other[1])
    return near and not _is_round(one[1]) and not _is_round(other[1])


def _spelt(currency: str, number: int) -> str:
    return f"{number / 100:,.0f} {currency}" if currency else f"{number:,}"


def _is_round(number: int) -> bool:
    return int(str(number).rstrip("0") or "0") < ROUND_BELOW
