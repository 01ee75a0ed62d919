"""Merging two incidents, undoing that, and splitting one in two."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.ledger.drafts import Actor, IncidentDraft
from incidents.ledger.errors import ChangeRefused, IncidentMerged
from incidents.ledger.events import incident_data, incident_event, publish, write_gathered
from incidents.ledger.figures import refresh_figures, restate_revisions
from incidents.ledger.incidents import create_incident, created_event
from incidents.ledger.locks import locked, locked_current
from incidents.ledger.publicity import publicity_events, statement_event, withhold_absorbed
from incidents.ledger.unmerging import take_back_sources, withhold_since
from incidents.models import Claim, Event, EventType, Incident, IncidentMerge, Involvement, Proceeding


def merge_incidents(*, keep: int, absorb: int, reason: str, actor: Actor) -> IncidentMerge:
    """The merge: claims, roles and proceedings of `absorb` move to `keep`, and its reference redirects there.

    Coverage stays linked to where it was confirmed and is read through the redirect. Raises ValidationError (no
    reason, or one and the same incident), IncidentMerged, Incident.DoesNotExist.
    """
    _require(reason)
    if keep == absorb:
        raise ValidationError({"absorb": "An incident cannot be merged into itself: name two different ones."})
    with locked(keep, absorb, *_absorbed_by(absorb)) as [kept, absorbed, *_]:
        write_gathered()
        for incident in (kept, absorbed):
            if incident.merged_into is not None:
                raise IncidentMerged(incident.reference, incident.canonical().reference)
        moved, was_public = _move(absorbed, kept), absorbed.is_public
        absorbed.merged_into = kept
        absorbed._history_user = actor.user  # type: ignore[attr-defined]
        absorbed._change_reason = reason[:100]  # type: ignore[attr-defined]
        absorbed.save(update_fields=["merged_into", "updated_at"])
        merge = IncidentMerge.objects.create(
            kept=kept, absorbed=absorbed, reason=reason, moved=moved, actor=actor.name[:150]
        )
        withhold_absorbed(kept)
        absorbed.refresh_from_db(fields=["withheld"])
        cause = merge.cause
        event = incident_event(
            EventType.INCIDENT_MERGED,
            kept,
            other=absorbed,
            kept=incident_data(kept),
            absorbed=incident_data(absorbed),
            reason=reason,
        )
        _, figures = refresh_figures(kept, cause=cause, actor=actor)
        gone = publicity_events(absorbed, was_public=was_public)
        publish([event, *figures, *gone], cause=cause, actor=actor)
    return merge


def undo_merge(merge_id: int, *, reason: str, actor: Actor) -> Incident:
    """The incident that stands by itself again, with what the merge moved, as far as it is still where it was put.

    Raises ValidationError (no reason), ChangeRefused (already undone), IncidentMerged (the kept one was merged on).
    """
    _require(reason)
    merge = IncidentMerge.objects.get(pk=merge_id)
    with locked(merge.kept_id, merge.absorbed_id, *_absorbed_by(merge.absorbed_id)) as [kept, absorbed, *_]:
        write_gathered()
        if not IncidentMerge.objects.filter(pk=merge_id, undone_at__isnull=True).update(undone_at=timezone.now()):
            raise ChangeRefused("This merge has been undone already.")
        if kept.merged_into is not None:
            raise IncidentMerged(kept.reference, kept.canonical().reference)
        for model, name in ((Claim, "claims"), (Involvement, "involvements"), (Proceeding, "proceedings")):
            model._default_manager.filter(pk__in=merge.moved.get(name, []), incident=kept).update(incident=absorbed)
        was_public = absorbed.is_public
        absorbed.merged_into, absorbed.withheld = None, False
        absorbed._history_user = actor.user  # type: ignore[attr-defined]
        absorbed._change_reason = reason[:100]  # type: ignore[attr-defined]
        absorbed.save(update_fields=["merged_into", "withheld", "updated_at"])
        withhold_absorbed(absorbed)
        cause = f"{merge.cause}:undone"
        one_is_hidden = kept.is_public != absorbed.is_public
        if one_is_hidden:
            hidden, public = (kept, absorbed) if absorbed.is_public else (absorbed, kept)
            take_back_sources(merge, hidden=hidden, public=public, cause=cause, actor=actor)
            withhold_since(merge, public)
        begun = Event.objects.latest("sequence").sequence
        _publish_split(kept, absorbed, reason=reason, cause=cause, actor=actor, undone=True)
        shown = publicity_events(absorbed, was_public=was_public)
        if one_is_hidden:
            Event.objects.after(begun).withhold()
            restate_revisions(public, cause=cause, actor=actor)
            shown = [statement_event(public)]
        publish(shown, cause=cause, actor=actor)
    return absorbed


def split_incident(
    incident_id: int,
    claims: Sequence[int],
    draft: IncidentDraft,
    *,
    reason: str,
    actor: Actor,
    proceedings: Sequence[int] = (),
    expected_version: int | None = None,
) -> Incident:
    """The new incident, with these claims and proceedings of the old one. Their articles, read anew, add to them there.

    Raises ValidationError (no reason, no claims, one that is not the incident's), IncidentMerged, VersionConflict.
    """
    _require(reason)
    with locked_current(incident_id, expected_version) as incident:
        _check_own(incident, claims, proceedings)
        new = create_incident(draft, actor=actor, entered=True)
        _hand_over(new, claims, proceedings)
        cause = f"split:{incident.reference}" if incident.is_public or not new.is_public else "split"
        publish([created_event(new)], cause=cause, actor=actor)
        _publish_split(incident, new, reason=reason, cause=cause, actor=actor, undone=False)
    return new


def move_claims(
    incident_id: int,
    claims: Sequence[int],
    *,
    target: int,
    reason: str,
    actor: Actor,
    proceedings: Sequence[int] = (),
    expected_version: int | None = None,
) -> Incident:
    """The incident that these claims and proceedings belong to from now on; the figures of both are worked out anew.

    Raises ValidationError (no reason, no claims, one that is not the incident's, one and the same incident),
    IncidentMerged, VersionConflict.
    """
    _require(reason)
    if target == incident_id:
        raise ValidationError({"other": "They belong to this incident: name another one."})
    with locked_current(incident_id, expected_version, also=[target]) as incident:
        other = Incident.objects.get(pk=target)
        if other.merged_into is not None:
            raise IncidentMerged(other.reference, other.canonical().reference)
        _check_own(incident, claims, proceedings)
        _hand_over(other, claims, proceedings)
        cause = f"split:{incident.reference}" if incident.is_public or not other.is_public else "split"
        _publish_split(incident, other, reason=reason, cause=cause, actor=actor, undone=False)
    return other


def _check_own(incident: Incident, claims: Sequence[int], proceedings: Sequence[int]) -> None:
    """Raise ValidationError unless there are claims, and all of them and of the proceedings are the incident's."""
    own = set(Claim.objects.of(incident).filter(pk__in=claims).values_list("pk", flat=True))
    if not own or own != set(claims):
        raise ValidationError({"claims": "Name one or more claims, all of them claims of this incident."})
    cases = set(incident.proceedings.filter(pk__in=proceedings).values_list("pk", flat=True))
    if cases != set(proceedings):
        raise ValidationError({"proceedings": "Name proceedings of this incident alone."})


def _hand_over(incident: Incident, claims: Sequence[int], proceedings: Sequence[int]) -> None:
    Claim.objects.filter(pk__in=claims).update(incident=incident)
    Proceeding.objects.filter(pk__in=proceedings).update(incident=incident)


def _absorbed_by(incident_id: int) -> list[int]:
    return [pk for pk in Incident(pk=incident_id).family_ids() if pk != incident_id]


def _require(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Say why: it is kept with the incident's history."})


def _move(absorbed: Incident, kept: Incident) -> dict[str, list[int]]:
    """What moved, by kind. A role that the kept incident has already stays where it is."""
    roles = set(kept.involvements.values_list("party_id", "role"))
    moved = {
        "claims": list(absorbed.claims.values_list("pk", flat=True)),
        "involvements": [row.pk for row in absorbed.involvements.all() if (row.party_id, row.role) not in roles],
        "proceedings": list(absorbed.proceedings.values_list("pk", flat=True)),
    }
    Claim.objects.filter(pk__in=moved["claims"]).update(incident=kept)
    Involvement.objects.filter(pk__in=moved["involvements"]).update(incident=kept)
    Proceeding.objects.filter(pk__in=moved["proceedings"]).update(incident=kept)
    return moved


def _publish_split(incident: Incident, apart: Incident, *, reason: str, cause: str, actor: Actor, undone: bool) -> None:
    event = incident_event(
        EventType.INCIDENT_SPLIT,
        incident,
        other=apart,
        apart=incident_data(apart),
        reason=reason,
        undone_merge=undone,
    )
    _, left = refresh_figures(incident, cause=cause, actor=actor)
    _, gone = refresh_figures(apart, cause=cause, actor=actor)
    publish([event, *left, *gone], cause=cause, actor=actor)
