"""From claims to figures: reconcile an incident, keep its revisions, and answer what was known on any day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.policy import policy as policy_named
from incidents.figures.reconcile import reconcile_all
from incidents.figures.verdicts import Resolution
from incidents.ledger.assertions import KnownClaims
from incidents.ledger.drafts import Actor
from incidents.ledger.events import bucket_data, claims_data, incident_event, publish
from incidents.ledger.listed import keep_headline
from incidents.ledger.locks import locked_canonical
from incidents.ledger.row_writing import insert_rows
from incidents.models import (
    Claim,
    EventDraft,
    EventType,
    Figure,
    FigureRevision,
    Incident,
)
from incidents.vocabulary import FigureStatus, Standing

CLAIMS_KEPT = 200  # in the explanation of one revision


@dataclass(frozen=True, slots=True)
class _Changed:
    """A figure that changed, its numbers before, and the claims behind it, the winner first."""

    figure: Figure
    before: dict[str, Any] | None
    behind: list[Claim]


def reconcile_incident(incident_id: int, *, cause: str, actor: Actor) -> list[Figure]:
    """The figures that changed, after working all of the incident's figures out anew. Silent when none did."""
    with locked_canonical(incident_id) as incident:
        changed, events = refresh_figures(incident, cause=cause, actor=actor)
        publish(events, cause=cause, actor=actor)
    return changed


def refresh_figures(incident: Incident, *, cause: str, actor: Actor) -> tuple[list[Figure], list[EventDraft]]:
    """(figures that changed, events to publish). The incident must be locked by the caller.

    One pass over the claims, whatever their number: claims, relations, evidence and figures are a query each.
    """
    known = KnownClaims([incident])
    by_reference = {claim.reference: claim for claim in known.claims}
    assertions = [assertion for _, assertion in known.assertions()]
    resolutions = reconcile_all(assertions, policy_named(settings.RECONCILIATION_POLICY))
    moved = set_standings(known.claims, resolutions.values())
    Claim.objects.bulk_update(moved, ["standing"], batch_size=500)
    figures = {figure.bucket: figure for figure in incident.figures.all()}
    unclaimed, changed = dict(figures), []
    for bucket, resolution in sorted(resolutions.items()):
        figure = unclaimed.pop(bucket, None)
        winner = by_reference.get(resolution.winner or "")
        moving = _hold(incident, bucket, figure, resolution, winner)
        if moving is not None:
            behind = [by_reference[key] for key in behind_figure(resolution) if key in by_reference]
            changed.append(_Changed(*moving, behind))
    for figure in unclaimed.values():  # its claims are gone, or count for another figure
        before = figure_numbers(figure)
        if figure.status != FigureStatus.UNKNOWN:
            _empty(figure)
            changed.append(_Changed(figure, before, []))
    moved_figures = [one.figure for one in changed]
    _revise(moved_figures, cause=cause, actor=actor)
    keep_headline(incident, (figures | {figure.bucket: figure for figure in moved_figures}).values())
    claims_of_each = claims_data([one.behind for one in changed])
    events = [
        event
        for one, claims in zip(changed, claims_of_each, strict=True)
        for event in figure_events(incident, one.figure, one.before, claims)
    ]
    return moved_figures, events


def restate_revisions(incident: Incident, *, cause: str, actor: Actor) -> None:
    """Write down anew what the incident's figures are now, where the latest revision is for curators only."""
    for figure in incident.figures.known():
        if not figure.revisions.filter(number=figure.revision, public=True).exists():
            _revise([figure], cause=cause, actor=actor)


def figures_as_of(
    incidents: Sequence[Incident], day: dt.date | None, policy_name: str | None = None
) -> dict[int, dict[Bucket, Resolution]]:
    """By incident id, the figures as a curator would give them from what was published by the end of `day`.

    With `day` None everything counts. Reviews count whenever they were made: a wrong reading was wrong on any day.
    Three queries, whatever the number of incidents. Raises what `policy` raises for an unknown name.
    """
    chosen = policy_named(policy_name or settings.RECONCILIATION_POLICY)
    known: dict[int, list[Assertion]] = defaultdict(list)
    for claim, assertion in KnownClaims(incidents).assertions(day):
        known[claim.incident_id].append(assertion)
    return {incident.pk: reconcile_all(known.get(incident.pk, []), chosen) for incident in incidents}


def figures_by_day(
    incident: Incident, days: Iterable[dt.date], policy_name: str | None = None
) -> dict[dt.date, dict[Bucket, Resolution]]:
    """What `figures_as_of` gives for each day, in the order of days: three queries, whatever their number."""
    chosen = policy_named(policy_name or settings.RECONCILIATION_POLICY)
    known = KnownClaims([incident])
    return {
        day: reconcile_all([assertion for _, assertion in known.assertions(day)], chosen) for day in sorted(set(days))
    }


def set_standings(claims: Sequence[Claim], resolutions: Iterable[Resolution]) -> list[Claim]:
    """The claims whose standing changed, with the new one, not saved."""
    standings = {key: standing for resolution in resolutions for key, standing in resolution.standings.items()}
    moved = []
    for claim in claims:
        standing = standings.get(claim.reference, Standing.WITHDRAWN)
        if claim.standing != standing:
            claim.standing = standing
            moved.append(claim)
    return moved


def behind_figure(resolution: Resolution) -> list[str]:
    """Keys of the claims behind a figure, the winner first."""
    first = [resolution.winner] if resolution.winner else []
    return list(dict.fromkeys([*first, *resolution.disputed_by, *resolution.supported]))


def figure_numbers(figure: Figure) -> dict[str, Any]:
    moving = {"low": figure.low, "best": figure.best, "high": figure.high, "status": str(figure.status)}
    return moving | {"confidence": figure.confidence}


def _same(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> bool:
    """Whether nobody has to be told: a confidence that moves alone is no event."""
    return before is not None and all(before[name] == now[name] for name in now if name != "confidence")


def _hold(
    incident: Incident,
    bucket: Bucket,
    figure: Figure | None,
    resolution: Resolution,
    winner: Claim | None,
) -> tuple[Figure, dict[str, Any] | None] | None:
    """(figure, its numbers before) when the numbers or the status changed, to be revised, else None. Words that changed
    are stored, but silently."""
    if figure is None and says_nothing(resolution):
        return None
    before = figure_numbers(figure) if figure else None
    figure = figure or new_figure(incident, bucket)
    held = {**held_values(resolution), "claim_id": winner.pk if winner else None}
    reworded = any(getattr(figure, name) != value for name, value in held.items()) if before else True
    for name, value in held.items():
        setattr(figure, name, value)
    figure.claim = winner
    if _same(before, figure_numbers(figure)):
        if reworded:
            figure.save(update_fields=list(held))
        return None
    return figure, before


def says_nothing(resolution: Resolution) -> bool:
    """Whether no figure is kept of it, where none was before."""
    return resolution.best is None and resolution.status is FigureStatus.UNKNOWN


def new_figure(incident: Incident, bucket: Bucket) -> Figure:
    """A figure that is not set yet, not saved."""
    return Figure(incident=incident, **bucket.columns(), revision=0)


def held_values(resolution: Resolution) -> dict[str, Any]:
    """The columns of a figure that follow from a resolution, but for the claim that won."""
    return {
        "low": resolution.low,
        "best": resolution.best,
        "high": resolution.high,
        "status": resolution.status,
        "confidence": resolution.confidence,
        "policy": resolution.policy,
        "policy_version": resolution.policy_version,
        "sentence": resolution.sentence,
        "explanation": _explanation(resolution),
    }


def _explanation(resolution: Resolution) -> dict[str, Any]:
    """The explanation as it is kept with a revision. Of very many claims it keeps some, the winner and those that stand
    first, and counts the rest; `figures/explain` works out all of it anew."""
    data = dict(resolution.as_data())
    claims = sorted(
        data["claims"],
        key=lambda claim: (claim["claim"] != resolution.winner, claim["standing"] != Standing.STANDING),
    )
    if len(claims) > CLAIMS_KEPT:
        data |= {
            "claims": claims[:CLAIMS_KEPT],
            "left_out": len(claims) - CLAIMS_KEPT,
            "supported": data["supported"][:CLAIMS_KEPT],
            "disputed_by": data["disputed_by"][:CLAIMS_KEPT],
        }
    return data


def _empty(figure: Figure) -> None:
    figure.low = figure.best = figure.high = figure.claim = figure.confidence = None
    figure.status = FigureStatus.UNKNOWN
    figure.sentence = "No claim is left to say, or all count for another figure now."
    figure.explanation = {}


def _revise(figures: Sequence[Figure], *, cause: str, actor: Actor) -> None:
    """Save the figures, and what each is set to now."""
    for figure in figures:
        count_revision(figure)
    for figure in figures:
        if figure.pk is not None:
            figure.save()
    insert_rows([figure for figure in figures if figure.pk is None])
    insert_rows([revision_of(figure, cause=cause, actor=actor) for figure in figures])


def count_revision(figure: Figure) -> None:
    """Say in the row that the figure is set now."""
    figure.revision += 1
    figure.changed_at = timezone.now()


def revision_of(figure: Figure, *, cause: str, actor: Actor) -> FigureRevision:
    """What the figure, which must have its key, is set to now; not saved."""
    return FigureRevision(
        figure=figure,
        number=figure.revision,
        low=figure.low,
        best=figure.best,
        high=figure.high,
        status=figure.status,
        confidence=figure.confidence,
        claim=figure.claim,
        policy=figure.policy,
        policy_version=figure.policy_version,
        sentence=figure.sentence,
        explanation=figure.explanation,
        cause=cause[:200],
        actor=actor.name[:150],
        recorded_at=figure.changed_at,
        public=figure.incident.is_public,
    )


def figure_events(
    incident: Incident, figure: Figure, before: Mapping[str, Any] | None, claims: list[dict[str, Any]]
) -> list[EventDraft]:
    """What is told of a figure that changed; `claims` is what `claims_data` says of those behind it."""
    now = figure_numbers(figure)
    old = before["best"] if before else None
    change = None if old is None or figure.best is None else figure.best - old
    data: dict[str, Any] = {
        "figure": bucket_data(figure),
        "old": dict(before) if before else None,
        "new": now,
        "change": {"absolute": change, "relative": round(change / old, 6) if change is not None and old else None},
        "reason": figure.sentence,
        "claims": claims,
    }
    events = [incident_event(EventType.FIGURE_CHANGED, incident, **data)]
    was_disputed = before is not None and before["status"] == FigureStatus.DISPUTED
    if figure.status == FigureStatus.DISPUTED and not was_disputed:
        events.append(incident_event(EventType.FIGURE_DISPUTED, incident, **data))
    return events
