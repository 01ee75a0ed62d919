"""What the undoing of a merge takes along, so that nothing of a hidden incident stays with one that is public.

| what came while the two were one                                          | then                                  |
| -------------------------------------------------------------------------- | ------------------------------------- |
| evidence of the public one's claims and steps, by the hidden one's sources | is deleted                            |
| claims of the public one that have no other evidence                       | become the hidden one's               |
| steps and proceedings of the public one that no other source reports       | are deleted                           |
| events of the public one, and revisions of its figures                     | are the curators' from now on         |

A source is one of the hidden incident's if it covers that or is evidence of its claims or steps, and was none of the
public one's before the merge. What it says of the public one comes back when its article is matched anew, which
follows. What was sent meanwhile cannot be recalled.
"""

from __future__ import annotations

from django.db.models import Q

from incidents.ledger.claim_rows import refresh_support
from incidents.ledger.drafts import Actor
from incidents.ledger.stage_recording import record_stages
from incidents.models import Claim, Event, EventType, Evidence, FigureRevision, Incident, IncidentMerge, StageEvidence


def take_back_sources(merge: IncidentMerge, *, hidden: Incident, public: Incident, cause: str, actor: Actor) -> None:
    """Take from the public incident what only the hidden one's sources say. Call it with both locked, once the claims
    and proceedings of the merge are back, and before figures are worked out."""
    sources = _sources(hidden) - _sources(public, before=merge)
    evidence = Evidence.objects.filter(claim__incident=public, source__in=sources)
    touched = list(Claim.objects.filter(pk__in=evidence.values("claim")))
    evidence.delete()
    refresh_support(touched)
    since = Claim.objects.filter(pk__in=[claim.pk for claim in touched], recorded_at__gte=merge.merged_at)
    since.filter(evidence=None, decision="").update(incident=hidden, origin=hidden)
    steps = StageEvidence.objects.filter(stage__proceeding__incident=public, source__in=sources)
    for source in sorted(set(steps.values_list("source", flat=True))):
        record_stages(public.pk, [], source=source, cause=cause, actor=actor)


def withhold_since(merge: IncidentMerge, public: Incident) -> None:
    """Leave to curators what was written of the public incident since the merge, but that it was withdrawn."""
    merged = Event.objects.filter(cause=merge.cause).order_by("sequence").values_list("sequence", flat=True).first()
    if merged is not None:
        Event.objects.concerning([public.pk]).after(merged - 1).withhold()
    FigureRevision.objects.filter(figure__incident=public, recorded_at__gte=merge.merged_at).update(public=False)


def _sources(incident: Incident, *, before: IncidentMerge | None = None) -> set[str]:
    """What covers the incident, or is evidence of its claims or steps; with `before`, what did so before that merge."""
    earlier = Q() if before is None else Q(recorded_at__lt=before.merged_at)
    covering = Event.objects.filter(incident=incident, type=EventType.COVERAGE_LINKED)
    if before is not None:
        covering = covering.filter(occurred_at__lt=before.merged_at)
    claims = Evidence.objects.filter(earlier, claim__incident=incident)
    steps = StageEvidence.objects.filter(earlier, stage__proceeding__incident=incident)
    return {
        *covering.values_list("cause", flat=True),
        *claims.values_list("source", flat=True),
        *steps.values_list("source", flat=True),
    }
