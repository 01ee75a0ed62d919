"""Candidates give way to what is known.

A candidate is opened where an article fits no incident. Once the article is confirmed to be about an incident of the
same organisation, its link to the candidate is taken back: one event must not be counted twice, and of two incidents of
one organisation a figure that does not say which it means counts for neither. A candidate that nobody has decided
about and that has no coverage left is that incident under a working title, and is merged into it.
"""

from incidents import ledger
from incidents.figures.vocabulary import IncidentStatus
from incidents.models import Incident, Involvement, PartyAlias
from sources.ingest.profile import RESPONSIBLE
from sources.models import Article, Coverage, CoverageState

_UNDECIDED = (IncidentStatus.CANDIDATE, IncidentStatus.REJECTED)


def candidates_give_way(article: Article) -> None:
    """Nothing; the article is no longer linked to candidates that are a known incident's. Call it in a transaction
    that holds the article. What a curator linked stays linked."""
    rows = Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).select_related("incident")
    confirmed = [(row, row.incident.canonical()) for row in rows.order_by("pk")]
    known = {incident.pk: incident for _, incident in confirmed if incident.status not in _UNDECIDED}
    for row, candidate in confirmed:
        if candidate.status != IncidentStatus.CANDIDATE or row.decided_at is not None:
            continue
        names = _names(candidate)
        owner = next((one for one in known.values() if names & _names(one)), None)
        if owner is not None:
            row.delete()
            _merge_if_empty(candidate, owner)


def _names(incident: Incident) -> set[str]:
    """The names, as compared, of those who answer for it."""
    parties = Involvement.objects.filter(incident=incident, role__in=RESPONSIBLE).values("party")
    return set(PartyAlias.objects.filter(party__in=parties).values_list("normalised", flat=True))


def _merge_if_empty(candidate: Incident, owner: Incident) -> None:
    left = Coverage.objects.of(candidate).filter(state=CoverageState.CONFIRMED).exists()
    if left or candidate.created_by_id is not None:
        return
    reason = "Its coverage turned out to be about this incident."
    ledger.merge_incidents(keep=owner.pk, absorb=candidate.pk, reason=reason, actor=ledger.SYSTEM)
