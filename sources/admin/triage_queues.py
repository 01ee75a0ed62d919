"""What waits in triage, and what each verdict on it does: suggested coverage, weak and held readings, candidates.

| verdict  | coverage                        | a reading                         | a candidate                |
| -------- | ------------------------------- | --------------------------------- | -------------------------- |
| confirm  | the article covers the incident | it is a claim, and counts         | an incident of its own     |
| reject   | it does not                     | it counts nothing                 | none                       |
| other    | it covers the one that is named | it is a claim of the one named    | merged into the one named  |
| new      | it covers one that is opened    | it is a claim of one that is opened | (confirming opens it)    |

A verdict comes back as what it takes to undo it, without any words: it is kept in the session.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from incidents.ledger import (
    Actor,
    ChangeRefused,
    IncidentDraft,
    InvolvementDraft,
    hold,
    known_party,
    merge_incidents,
    open_incident,
    review_claim,
    undo_merge,
    update_incident,
)
from incidents.models import Incident
from incidents.vocabulary import Decision, IncidentStatus, Role, Visibility
from sources.models import Article, Coverage, CoverageState, Mention
from sources.pipeline.match.coverage import confirm_coverage, link_coverage, reject_coverage
from sources.pipeline.match.second_thoughts import link_elsewhere, reopen_coverage
from sources.pipeline.record.mention_reviews import judge_mention, undecided_mentions

Undo = dict[str, Any]
TAKEN_BACK = "Taken back in triage."
CHANGED = "It changed since you opened it: this is how it is now. Look again."
WORDS = {"confirm": "Confirm", "reject": "Reject", "other": "Other incident", "new": "New incident"}
DONE = {"confirm": "confirmed", "reject": "rejected", "other": "given to another incident", "new": "a new incident"}
GONE = "It waits no longer: somebody, or a new reading, has decided it."


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What an incident that is opened in triage starts with."""

    title: str
    party: str
    day: Any

    def open(self, user: Any) -> Incident:
        involved = [InvolvementDraft(known_party(self.party), Role.CONTROLLER)] if self.party else []
        draft = IncidentDraft(self.title, disclosed_on=self.day, involvements=involved, confirmed=True)  # the form asks
        return open_incident(draft, actor=Actor.of(user), entered=True)


@dataclass(frozen=True, slots=True)
class TriageVerdict:
    """What a curator says of an item: `incident` with other, `new` with new. Only a confirmation needs no reason."""

    kind: str
    reason: str
    user: Any
    incident: Incident | None = None
    new: NewIncident | None = None


class TriageQueue(ABC):
    """One kind of waiting things, the newest first."""

    model: ClassVar[Any]
    name: ClassVar[str]
    title: ClassVar[str]
    sees: ClassVar[tuple[str, ...]]
    decides: ClassVar[tuple[str, ...]]
    verdicts: ClassVar[tuple[str, ...]] = ("confirm", "reject", "other", "new")
    asks: ClassVar[dict[str, str]]  # what each verdict means, by the verdict
    words: ClassVar[dict[str, str]] = WORDS  # on its button
    done: ClassVar[dict[str, str]] = DONE  # of the last verdict
    readers_see: ClassVar[bool] = True  # the reason, in an event
    unexplained: ClassVar[str]  # the reason of a confirmation for which none was given

    @abstractmethod
    def waiting(self) -> QuerySet[Any]:
        """All that waits."""

    @abstractmethod
    def article_of(self, row: Any) -> Article | None: ...

    @abstractmethod
    def incident_of(self, row: Any) -> Incident | None: ...

    @abstractmethod
    def state_of(self, row: Any) -> str:
        """What a form says that it was made from: another one, and the item is looked at again."""

    @abstractmethod
    def decide(self, row: Any, verdict: TriageVerdict) -> Undo:
        """Do what the verdict says. Call it in a transaction that holds the row's article or incident."""

    @abstractmethod
    def undo(self, undo: Undo, user: Any) -> None: ...

    def hold(self, row: Any) -> None:
        """Lock what others would change of it, before anything is read again."""
        article = self.article_of(row)
        if article is not None:
            Article.objects.select_for_update(no_key=True).filter(pk=article.pk).first()


class CoverageQueue(TriageQueue):
    model = Coverage
    name, title = "coverage", "Suggested coverage"
    sees = ("sources.view_coverage", "sources.view_article", "incidents.view_incident")
    decides = ("sources.change_coverage",)
    asks: ClassVar = {
        "confirm": "Confirm: the article is about this incident",
        "reject": "Reject: it is not",
        "other": "About another incident",
        "new": "About a new incident",
    }
    readers_see = False
    unexplained = "Read in triage, beside what is claimed of the incident."

    def waiting(self) -> QuerySet[Coverage]:
        related = ("article__publisher", "article__submitted_by", "incident")
        return Coverage.objects.suggested().select_related(*related).order_by("-pk")

    def article_of(self, row: Coverage) -> Article:
        return row.article

    def incident_of(self, row: Coverage) -> Incident:
        return row.incident.canonical()

    def state_of(self, row: Coverage) -> str:
        version = row.article.latest_version()
        return f"{row.updated_at.isoformat()} {version.number if version else 0} {self.incident_of(row).pk}"

    def decide(self, row: Coverage, verdict: TriageVerdict) -> Undo:
        user, note = verdict.user, verdict.reason
        if verdict.kind == "confirm":
            return _decided([confirm_coverage(row.pk, user=user, note=note)])
        if verdict.kind == "reject":
            return _decided([reject_coverage(row.pk, user=user, note=note)])
        incident = verdict.incident or _opened(verdict)
        known = Coverage.objects.filter(article=row.article_id, incident=incident.canonical()).exists()
        linked = link_elsewhere(row.pk, incident, user=user, note=note)
        row.refresh_from_db()
        undo = _decided([row], [] if known else [linked])
        return undo | ({"opened": incident.pk} if verdict.new else {})

    def undo(self, undo: Undo, user: Any) -> None:
        for made in (True, False):
            for pk, decided_at in undo["made" if made else "rows"]:
                if Coverage.objects.filter(pk=pk, decided_by=user, decided_at=parse_datetime(decided_at)).exists():
                    reopen_coverage(pk, user=user, note=TAKEN_BACK, created=made)
                else:
                    raise ChangeRefused("It was decided anew meanwhile, so there is nothing of yours to undo.")
        if undo.get("opened"):
            changes = {"status": IncidentStatus.REJECTED}
            update_incident(undo["opened"], changes, actor=Actor.of(user), reason=TAKEN_BACK)


class ReadingQueue(TriageQueue):
    model = Mention
    name, title = "readings", "Weak and held readings"
    sees = ("sources.view_mention", "sources.view_article", "incidents.view_incident")
    decides = ("incidents.add_review", "incidents.add_claim")
    asks: ClassVar = {
        "confirm": "Accept: it was read rightly and counts",
        "reject": "Reject: it counts nothing",
        "other": "It is about another incident",
        "new": "It is about a new incident",
    }
    unexplained = "Read in triage, in its sentence."

    def waiting(self) -> QuerySet[Mention]:
        return undecided_mentions().select_related("version__article__publisher").order_by("-pk")

    def article_of(self, row: Mention) -> Article:
        return row.version.article

    def incident_of(self, row: Mention) -> Incident | None:
        """The only one that the article is confirmed to cover, else the one that matching is surest of."""
        rows = row.version.article.coverage.filter(state=CoverageState.CONFIRMED).select_related("incident")
        first = rows.order_by("-score", "pk").first()
        return first.incident.canonical() if first else None

    def state_of(self, row: Mention) -> str:
        incident = self.incident_of(row)
        return f"{row.version.number} {incident.pk if incident else 0}"

    def decide(self, row: Mention, verdict: TriageVerdict) -> Undo:
        incident, article = self.incident_of(row), row.version.article
        if verdict.kind in ("other", "new"):
            if not verdict.user.has_perm("sources.change_coverage"):
                raise ValidationError("You may not link the article to another incident.")
            incident = verdict.incident or _opened(verdict)
            link_coverage(article, incident, user=verdict.user, note=verdict.reason)
        if incident is None:
            raise ValidationError(GONE)
        decision = Decision.REJECT if verdict.kind == "reject" else Decision.ACCEPT
        covered = article.coverage.filter(state=CoverageState.CONFIRMED, incident__in=incident.family_ids()).first()
        if covered is None:
            raise ValidationError(GONE)
        claim = judge_mention(row.pk, covered.incident_id, decision, reason=verdict.reason, user=verdict.user)
        return {"claim": claim.pk, "accepted": decision is Decision.ACCEPT}

    def undo(self, undo: Undo, user: Any) -> None:
        """The other decision: what was judged once is a claim, and stays one."""
        decision = Decision.REJECT if undo["accepted"] else Decision.ACCEPT
        review_claim(undo["claim"], decision, reason=TAKEN_BACK, actor=Actor.of(user))


class CandidateQueue(TriageQueue):
    model = Incident
    name, title = "candidates", "Candidate incidents"
    sees = ("incidents.view_incident", "sources.view_article")
    decides = ("incidents.change_incident",)
    verdicts = ("confirm", "reject", "other")
    asks: ClassVar = {
        "confirm": "Open it: an incident of its own, seen by everybody",
        "reject": "Dismiss it",
        "other": "It is another incident: merge",
    }
    words: ClassVar = {"confirm": "Open, public", "reject": "Dismiss", "other": "Other incident"}
    done: ClassVar = {"confirm": "opened, public", "reject": "dismissed", "other": "merged into another incident"}
    unexplained = "Read in triage: an incident of its own."

    def waiting(self) -> QuerySet[Incident]:
        return Incident.objects.current().filter(status=IncidentStatus.CANDIDATE).order_by("-pk")

    def article_of(self, row: Incident) -> Article | None:
        rows = Coverage.objects.confirmed().filter(incident=row).select_related("article__publisher")
        first = rows.order_by("-score", "pk").first()
        return first.article if first else None

    def incident_of(self, row: Incident) -> Incident:
        return row

    def state_of(self, row: Incident) -> str:
        return str(row.version)

    def hold(self, row: Incident) -> None:
        hold([row.pk])

    def decide(self, row: Incident, verdict: TriageVerdict) -> Undo:
        actor, before = Actor.of(verdict.user), {"status": row.status, "visibility": row.visibility}
        if verdict.kind == "other" and verdict.incident is not None:
            keep = verdict.incident.canonical().pk
            merge = merge_incidents(keep=keep, absorb=row.pk, reason=verdict.reason, actor=actor)
            return {"merge": merge.pk}
        changes: dict[str, object] = {"status": IncidentStatus.REJECTED}
        if verdict.kind == "confirm":
            changes = {"status": IncidentStatus.OPEN, "visibility": Visibility.PUBLIC}
        ruled = update_incident(row.pk, changes, actor=actor, reason=verdict.reason)
        return {"incident": row.pk, "version": ruled.version, "before": before}

    def undo(self, undo: Undo, user: Any) -> None:
        if "merge" in undo:
            undo_merge(undo["merge"], reason=TAKEN_BACK, actor=Actor.of(user))
            return
        update_incident(
            undo["incident"],
            undo["before"],
            actor=Actor.of(user),
            reason=TAKEN_BACK,
            expected_version=undo["version"],
        )


QUEUES: dict[str, TriageQueue] = {queue.name: queue for queue in (CoverageQueue(), ReadingQueue(), CandidateQueue())}


def _decided(rows: list[Coverage], made: list[Coverage] | None = None) -> Undo:
    """`made` are links that the verdict made: undoing it deletes them."""
    return {
        name: [[row.pk, row.decided_at.isoformat()] for row in found if row.decided_at]
        for name, found in (("rows", rows), ("made", made or []))
    }


def _opened(verdict: TriageVerdict) -> Incident:
    if verdict.new is None:
        raise ValidationError("Name the incident.")
    return verdict.new.open(verdict.user)
