"""Candidate incidents: opened for the curators' inbox when an article fits no known incident.

| the article...                                                                     | then                         |
| ---------------------------------------------------------------------------------- | ---------------------------- |
| has a submitted text that waits for a curator, or was refused                       | nothing is opened            |
| is confirmed for an incident, or may well be about one (see `_may_be_about`)        | nothing is opened            |
| tells of no incident of a named organisation (see candidacy)                     | nothing is opened            |
| is of a story, or about an organisation and days, that a curator has dismissed      | nothing is opened            |
| is about an organisation and days for which there is a candidate                    | it is linked to that one     |
| ... under another name that a text gives it, or that of its owner or subsidiary      | it is linked to that one     |
| else                                                                               | a candidate is opened        |

A candidate is internal until a curator opens it. It takes part in matching like any incident, after all confirmed ones.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Max, Q, QuerySet

from incidents import ledger
from incidents.models import Incident, Involvement, Party, PartyAlias
from incidents.names import full_names, name_key, spoken_names
from incidents.vocabulary import IncidentStatus, Role, Visibility
from sources.extraction.resolve.related_names import related_names
from sources.models import Article, ArticleVersion, Coverage, CoverageState, TextStanding
from sources.pipeline.intake.trust import actor_of
from sources.pipeline.match.coverage import CANDIDATE, link_found
from sources.pipeline.match.incident_profile import RESPONSIBLE, MatchInput, MatchVerdict, Proposal, Reason
from sources.pipeline.match.reasons_by_day import FORERUN_DAYS

ONE_EVENT_DAYS = 45  # news about one organisation that are no farther apart are taken to be of one event
DISMISSED_DAYS = 120
_MOST_LOOKED_AT = 20  # incidents of one organisation
TITLE_WORDS = "data breach"

_COUNTS_NOTHING = (TextStanding.WAITING, TextStanding.REFUSED)
UNDECIDED = (IncidentStatus.CANDIDATE, IncidentStatus.REJECTED)
_SPEAKS_FOR_ANOTHER = frozenset(
    {"another breach", "later event", "too early", "long ago", "recalled", "many", "kind", "only mentioned"}
)


def open_candidate(
    article: Article,
    version: ArticleVersion,
    reading: MatchInput,
    proposals: Sequence[Proposal],
    *,
    linked: bool = True,
) -> Incident | None:
    """The candidate that the article is linked to now, new or known; None when it is not about one. `linked` is false
    where the article is known to have no link to any incident.

    Call it in a transaction that holds the article, after the proposals are stored.
    """
    if counts_nothing(article):
        return None
    if linked:
        _note_earlier_day(article, version)
        _note_kin(article, reading)
    if not settings.OPEN_CANDIDATES or any(map(_may_be_about, _undecided(article, proposals) if linked else proposals)):
        return None
    if linked and _is_linked_for_good(article):
        return None
    found = reading.kept.candidacy
    if found is None or not found.is_likely:
        return None
    kin = related_names(found.organisation, reading.kept.relations)
    names = [found.organisation, *(one.name for one in kin)]
    _hold_candidates(names, reading, version)
    known = _of_the_story(article, version) or candidate_of_these_days(names, article)
    if known is not None and known.status == IncidentStatus.REJECTED:
        return None
    incident = known or open_for(found.organisation, article, version)
    why = "opened for this article" if known is None else "about the same organisation in the same days"
    reason = Reason(CANDIDATE, 1.0, f"{why}: “{found.because}”")
    link_found(article, incident, [reason], version, new=known is None)
    _note_kin(article, reading)
    return incident


def _is_linked_for_good(article: Article) -> bool:
    """Whether the article is confirmed for an incident, or a curator has decided about it and a candidate."""
    by_a_person = Q(incident__status__in=UNDECIDED, decided_at__isnull=False)
    return Coverage.objects.filter(Q(state=CoverageState.CONFIRMED) | by_a_person, article=article).exists()


def _hold_candidates(names: Iterable[str], reading: MatchInput, version: ArticleVersion) -> None:
    """Let no other transaction look for a candidate, or open one, by a name by which this one may find or open one, or
    for the same story. Two that have nothing in common do not wait for each other."""
    forms = {form for name in names for form in spoken_names(name)}
    parties = Party.objects.filter(pk__in=_parties_called(forms))
    known = list(parties.values_list("name", flat=True))
    forms |= {form for name in known for form in spoken_names(name)}
    forms |= {kin.name for name in known for kin in related_names(name, reading.kept.relations)}
    aliases = PartyAlias.objects.filter(party__in=parties).values_list("name_key", flat=True)
    keys = {*map(name_key, forms), *aliases}
    locks = [ledger.lock_for("candidate", key) for key in keys]
    if version.story_id is not None:
        locks.append(ledger.lock_for("candidate of story", version.story_id))
    ledger.one_at_a_time(*locks)


def counts_nothing(article: Article) -> bool:
    """Whether the article's text was submitted and waits for a curator, or was refused."""
    return Article.objects.values_list("standing", flat=True).get(pk=article.pk) in _COUNTS_NOTHING


def _note_earlier_day(article: Article, version: ArticleVersion) -> None:
    """Date the article's candidate back to the day of this article, if that is earlier than its own."""
    day = article.published_on
    if day is None:
        return
    linked = Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).values("incident")
    later = Incident.objects.current().filter(pk__in=linked, status=IncidentStatus.CANDIDATE, disclosed_on__gt=day)
    for incident in later.order_by("pk"):
        reason = "An earlier article tells of it."
        ledger.update_incident(incident.pk, {"disclosed_on": day}, actor=actor_of(version), reason=reason)


def _note_kin(article: Article, reading: MatchInput) -> None:
    """Add other names that the text gives a candidate's organisation, its owners and its subsidiaries to the candidate,
    so that later articles that use those names find it."""
    if not reading.kept.relations:
        return
    linked = Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).values("incident")
    for incident in Incident.objects.current().filter(pk__in=linked, status=IncidentStatus.CANDIDATE).order_by("pk"):
        rows = list(incident.involvements.select_related("party").order_by("pk"))
        involved = {row.party_id for row in rows}
        for row in rows:
            if row.role != Role.CONTROLLER:
                continue
            for kin in related_names(row.party.name, reading.kept.relations):
                party = ledger.known_party(kin.name)
                if party.pk not in involved:
                    involved.add(party.pk)
                    role = Role.CONTROLLER if kin.same else Role.OTHER
                    draft = ledger.InvolvementDraft(party, role, note=kin.because)
                    ledger.add_involvement(incident.pk, draft, actor=ledger.SYSTEM)


def _undecided(article: Article, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals without incidents that the article, by a curator's word, is not about."""
    rejected = Coverage.objects.filter(article=article, state=CoverageState.REJECTED, decided_at__isnull=False)
    not_these = {row.incident.canonical().pk for row in rejected.select_related("incident")}
    return [one for one in proposals if one.incident_id not in not_these]


def _may_be_about(proposal: Proposal) -> bool:
    """Whether the article may be about the incident, so that a curator decides first: it is confirmed, or suggested
    and nothing says that the article is about another one."""
    if proposal.verdict is MatchVerdict.REJECTED:
        return False
    names = {reason.name for reason in proposal.reasons}
    return proposal.verdict is MatchVerdict.CONFIRMED or ("victim" in names and not names & _SPEAKS_FOR_ANOTHER)


def _of_the_story(article: Article, version: ArticleVersion) -> Incident | None:
    """The candidate, dismissed or not, of another article that carries the same story."""
    if version.story_id is None:
        return None
    rows = Coverage.objects.filter(article__versions__story=version.story_id, incident__status__in=UNDECIDED)
    first = rows.exclude(article=article).select_related("incident").order_by("pk").first()
    return first.incident.canonical() if first else None


def incidents_of(names: Iterable[str]) -> QuerySet[Incident]:
    """The incidents for which an organisation with one of these names answers, by each form that says as much."""
    parties = _parties_called(form for name in names for form in full_names(name))
    answering = Involvement.objects.filter(party__in=parties, role__in=RESPONSIBLE).values("incident")
    return Incident.objects.open_to_coverage().filter(pk__in=answering)


def _parties_called(forms: Iterable[str]) -> QuerySet[PartyAlias, Any]:
    """The parties with one of these names, for a subquery."""
    return PartyAlias.objects.filter(name_key__in=set(map(name_key, forms)) - {""}).values("party")


def in_these_days(incidents: QuerySet[Incident], article: Article) -> Incident | None:
    """The latest of the incidents that was in the news at about the time of the article; None if it has no day. News of
    a known incident runs no more than a week ahead of its disclosure."""
    for incident, covered_on in _with_days(incidents):
        day, first = article.published_on, incident.disclosed_on
        early = incident.status != IncidentStatus.CANDIDATE and first and day and (first - day).days > FORERUN_DAYS
        if day is not None and not early and _within(day, first, covered_on, ONE_EVENT_DAYS):
            return incident
    return None


def _with_days(incidents: QuerySet[Incident]) -> Iterator[tuple[Incident, dt.date | None]]:
    """The latest of the incidents, each with the day on which it was last in the news."""
    latest = Max("coverage__article__published_on", filter=Q(coverage__state=CoverageState.CONFIRMED))
    for incident in incidents.annotate(covered_on=latest).order_by("-disclosed_on", "-pk")[:_MOST_LOOKED_AT]:
        yield incident, incident.covered_on


def candidate_of_these_days(names: Iterable[str], article: Article) -> Incident | None:
    """A candidate of an organisation with one of these names that was in the news at about the time of the article; for
    a dismissed one more time may lie between. If the article has no day of publication, any such candidate."""
    parties = _parties_called(form for name in names for form in spoken_names(name))
    rows = Incident.objects.current().filter(status__in=UNDECIDED, involvements__party__in=parties)
    for incident, covered_on in _with_days(rows):
        days = DISMISSED_DAYS if incident.status == IncidentStatus.REJECTED else ONE_EVENT_DAYS
        if _within(article.published_on, incident.disclosed_on, covered_on, days):
            return incident
    return None


def _within(day: dt.date | None, first: dt.date | None, last: dt.date | None, days: int) -> bool:
    if day is None or first is None:
        return True
    return first - dt.timedelta(days=days) <= day <= max(first, last or first) + dt.timedelta(days=days)


def candidate_title(organisation: str, day: dt.date | None) -> str:
    """`Halden Rail data breach (May 2031)`."""
    return f"{organisation[:150]} {TITLE_WORDS}" + (f" ({day:%B %Y})" if day else "")


def open_for(organisation: str, article: Article, version: ArticleVersion) -> Incident:
    """A new candidate: an incident of the organisation, as the article has just told of it."""
    party = ledger.known_party(organisation)
    draft = ledger.IncidentDraft(
        title=candidate_title(organisation, article.published_on),
        status=IncidentStatus.CANDIDATE,
        visibility=Visibility.INTERNAL,
        disclosed_on=article.published_on,
        involvements=[ledger.InvolvementDraft(party, Role.CONTROLLER)],
    )
    return ledger.open_incident(draft, actor=actor_of(version), cause=article.source_key)
