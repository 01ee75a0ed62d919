"""The incidents that the items of a round-up tell of.

| an item's organisation                                                        | the article covers           |
| ----------------------------------------------------------------------------- | ---------------------------- |
| answers for an incident of which the largest of the item's figures is claimed | that incident                |
| answers for an incident that was in the news in the days of the article       | that one, the latest of them |
| had one in those days that a curator has dismissed                            | nothing of it                |
| is told of in a copy of the story for which a curator said "not this one"     | nothing of it                |
| else                                                                          | a candidate, opened for it   |

Of a submitted text that a curator has accepted, items suggest what they would confirm.

Nothing else in a round-up confirms coverage: what it says apart from its items is of all of them or of none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings

from incidents.models import Claim, Incident
from incidents.vocabulary import IncidentStatus, Metric, Polarity
from sources.extraction import KeptItem
from sources.models import Article, ArticleVersion, Coverage, CoverageState, Mention, TextOrigin
from sources.pipeline.match.candidate_incidents import (
    UNDECIDED,
    candidate_of_these_days,
    counts_nothing,
    in_these_days,
    incidents_of,
    open_for,
)
from sources.pipeline.match.coverage import ITEM, link_found, suggest_found
from sources.pipeline.match.incident_profile import CURATOR, MatchVerdict, Proposal, Reason
from sources.pipeline.match.profiles import decided_for_story


def only_suggested(proposals: Iterable[Proposal]) -> list[Proposal]:
    """The proposals for a round-up, none of them as confirmed but what a curator has confirmed for the story."""
    return [
        replace(one, verdict=MatchVerdict.SUGGESTED)
        if one.verdict is MatchVerdict.CONFIRMED and all(reason.name != CURATOR for reason in one.reasons)
        else one
        for one in proposals
    ]


def cover_items(article: Article, version: ArticleVersion, items: Sequence[KeptItem]) -> list[Incident]:
    """The incidents of the items, which the article is linked to now. Call it in a transaction that holds the article,
    after the proposals are stored."""
    if counts_nothing(article):
        return []
    decided = Coverage.objects.filter(article=article, decided_at__isnull=False).select_related("incident")
    own = {row.incident.canonical().pk: row.state == CoverageState.CONFIRMED for row in decided.order_by("pk")}
    not_these = {pk for pk, confirmed in (decided_for_story(article, version) | own).items() if not confirmed}
    found = []
    for item in items:
        known = _known(article, version, item)
        if known is None and settings.OPEN_CANDIDATES:
            known = open_for(item.organisation, article, version)
        if known is not None and known.status != IncidentStatus.REJECTED and known.pk not in not_these:
            reason = Reason(ITEM, 1.0, f"an item of this round-up is about {item.organisation}")
            asks = known.status not in UNDECIDED and _is_vouched_for(version)
            if asks:
                suggest_found(article, known, [reason])
            else:
                link_found(article, known, [reason], version)
            found.append(known)
    return found


def _is_vouched_for(version: ArticleVersion) -> bool:
    """Whether the text was submitted and a curator has accepted it, for one incident perhaps: of each other one that is
    open the curators are asked."""
    return version.origin == TextOrigin.SUBMITTED and version.judged_at is not None


def _known(article: Article, version: ArticleVersion, item: KeptItem) -> Incident | None:
    own = incidents_of([item.organisation])
    mentions = Mention.objects.filter(version=version, start__gte=item.start, end__lte=item.end, in_title=False)
    asserted = mentions.filter(metric=Metric.AFFECTED, polarity=Polarity.ASSERTED, value__isnull=False)
    chief = asserted.order_by("-value").values_list("value", flat=True)[:1]
    claimed = Claim.objects.filter(
        incident__in=own, metric=Metric.AFFECTED, polarity=Polarity.ASSERTED, value__in=list(chief)
    )
    of_figure = own.filter(pk__in=claimed.values("incident")).order_by("-disclosed_on", "-pk").first()
    return of_figure or in_these_days(own, article) or candidate_of_these_days([item.organisation], article)
