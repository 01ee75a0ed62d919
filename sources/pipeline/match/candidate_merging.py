"""Candidates give way to what is known.

A candidate is opened where an article fits no incident. Once the article is confirmed to be about an incident of the
same organisation, or of one that titles call by the candidate's name (Hyundai AutoEver), its link to the candidate is
taken back: one event must not be counted twice, and of two incidents of one organisation a figure that does not say
which it means counts for neither. A candidate that nobody has decided about and that has no coverage left is that
incident under a working title, and is merged into it.
"""

from collections.abc import Sequence

from django.db.models import QuerySet

from incidents import ledger
from incidents.models import Incident, Involvement, PartyAlias
from incidents.vocabulary import IncidentStatus
from sources.models import Article, Coverage, CoverageState
from sources.pipeline.match.incident_profile import RESPONSIBLE

_UNDECIDED = (IncidentStatus.CANDIDATE, IncidentStatus.REJECTED)


def merge_candidates(article: Article, left: Sequence[Incident] = ()) -> None:
    """Unlink the article from candidates of the organisation of a known incident that it covers, and merge those left
    without coverage into that incident. `left` are the incidents that matching has just taken the article from. What a
    curator linked stays linked.

    Call it in a transaction that holds the article.
    """
    rows = Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).select_related("incident")
    confirmed = [(row, row.incident.canonical()) for row in rows.order_by("pk")]
    known = {incident.pk: incident for _, incident in confirmed if incident.status not in _UNDECIDED}
    links = [(row, one) for row, one in confirmed if row.decided_at is None]
    for row, candidate in [*links, *((None, one) for one in left)]:
        if candidate.status != IncidentStatus.CANDIDATE:
            continue
        names = _names(candidate)
        owner = next((one for one in known.values() if names & _names(one, or_first_words=True)), None)
        if owner is not None:
            if row is not None:
                row.delete()
            _merge_if_empty(candidate, owner)


def names_answering(incident: Incident) -> QuerySet[PartyAlias]:
    """The names of those who answer for the incident."""
    parties = Involvement.objects.filter(incident=incident, role__in=RESPONSIBLE).values("party")
    return PartyAlias.objects.filter(party__in=parties)


def _names(incident: Incident, *, or_first_words: bool = False) -> set[str]:
    """The names of those who answer for the incident; also by their first words alone, as titles call them."""
    rows = set(names_answering(incident).values_list("name_key", "first_word"))
    return {name for name, _ in rows} | ({first for _, first in rows if first} if or_first_words else set())


def _merge_if_empty(candidate: Incident, owner: Incident) -> None:
    """Merge the candidate into the owner if no article covers it any more and no person opened it.

    Both are locked first, in the order of their keys: of two workers that take the last two articles away at once, the
    second sees what the first did.
    """
    rows = Incident.objects.select_for_update(no_key=True).filter(pk__in=[candidate.pk, owner.pk]).order_by("pk")
    merged = any(row.merged_into_id is not None for row in rows)
    linked = Coverage.objects.of(candidate).filter(state=CoverageState.CONFIRMED).exists()
    if merged or linked or candidate.created_by_id is not None:
        return
    reason = "Its coverage turned out to be about this incident."
    ledger.merge_incidents(keep=owner.pk, absorb=candidate.pk, reason=reason, actor=ledger.SYSTEM)
