"""Reasons by topic: whether the article speaks of a breach, of which kind, and of how many."""

from incidents.vocabulary import IncidentKind
from sources.pipeline.match.article_features import ArticleFeatures
from sources.pipeline.match.incident_profile import VICTIM_IN_TITLE, Profile, Reason


def by_topic(article: ArticleFeatures) -> list[Reason]:
    """The reason for or against by whether the article speaks of a breach, a leak or misuse at all."""
    if not article.signs.topics.words:
        return [Reason("topic", -0.40, "speaks of no breach, leak or misuse of data")]
    words = ", ".join(list(dict.fromkeys(article.signs.topics.words))[:5])
    counts = any(not currency for currency, _ in article.reading.figures)
    if article.signs.topics.passing and not counts:
        return [Reason("topic", 0.0, f"speaks of a breach in passing: {words}")]
    if article.signs.topics.enough:
        return [Reason("topic", 0.15, words)]
    return [Reason("topic", 0.0, f"hardly speaks of a breach: {words}")]


def by_kind(article: ArticleFeatures, profile: Profile) -> list[Reason]:
    """The reason against an article that tells of other kinds of incidents only."""
    if profile.kind is IncidentKind.UNKNOWN or not article.signs.kinds or profile.kind in article.signs.kinds:
        return []
    kinds = " and ".join(sorted(str(kind).replace("_", " ") for kind in article.signs.kinds))
    return [Reason("kind", -0.15, f"tells of {kinds}")]


def by_generality(article: ArticleFeatures, victim: Reason | None) -> list[Reason]:
    """The reason against an article whose title speaks of breaches in general, unless it names the victim."""
    if not article.signs.many or (victim is not None and victim.weight >= VICTIM_IN_TITLE):
        return []
    return [Reason("many", -0.30, f"the title speaks of “{article.signs.many}” in general")]
