"""Curators' judgments of claims. They are kept apart from the claims and outlive every re-extraction."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from incidents.ledger.corrections import check_corrected_once
from incidents.ledger.drafts import CURATORS, Actor
from incidents.ledger.errors import ChangeRefused
from incidents.ledger.events import claim_data, incident_event, publish
from incidents.ledger.figures import refresh_figures
from incidents.ledger.locks import locked_current
from incidents.models import Claim, EventDraft, EventType, Incident, Review
from incidents.vocabulary import Decision, Polarity

_PINNED_DENIAL = (
    "A denial says what is not so, and gives no figure: pin a claim that gives one, or set the figure. A pinned figure "
    "holds whoever denies it."
)


def review_claim(
    claim_id: int, decision: Decision, *, reason: str, actor: Actor, expected_version: int | None = None
) -> Claim:
    """The claim as reviewed; its incident's figures are worked out anew in the same transaction.

    A bucket has one pin: pinning a claim unpins another one. The same decision again, with the same reason, changes
    nothing. Raises Claim.DoesNotExist, ValidationError (no reason), ChangeRefused (unpinning a claim that is not
    pinned, accepting one in whose place another counts), IncidentMerged, VersionConflict.
    """
    incident_id = Claim.objects.values_list("incident_id", flat=True).get(pk=claim_id)
    with locked_current(incident_id, expected_version) as incident:
        claim = Claim.objects.select_related("speaker_party").get(pk=claim_id, incident=incident)
        events = add_review(incident, claim, decision, reason=reason, actor=actor)
        if events:
            cause = f"claim:{claim.reference}"
            _, moved = refresh_figures(incident, cause=cause, actor=actor)
            publish([*events, *moved], cause=cause, actor=actor)
            claim.refresh_from_db()
    return claim


def add_review(incident: Incident, claim: Claim, decision: Decision, *, reason: str, actor: Actor) -> list[EventDraft]:
    """The events of one review, for a caller that holds the incident's lock and works the figures out after."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say why: the reason is shown in the figure's explanation."})
    if decision is Decision.UNPIN and claim.decision != Decision.PIN:
        raise ChangeRefused("This claim is not pinned, so there is no pin to take back.")
    if decision is Decision.PIN and claim.polarity == Polarity.DENIED:
        raise ChangeRefused(_PINNED_DENIAL)
    latest = claim.reviews.order_by("-pk").first()
    if latest is not None and (latest.decision, latest.reason) == (decision, reason):
        return []
    if decision in (Decision.ACCEPT, Decision.PIN):
        check_corrected_once(claim)
    events = []
    if decision is Decision.PIN:
        rivals = Claim.objects.of(incident).in_bucket(claim.bucket).filter(decision=Decision.PIN).exclude(pk=claim.pk)
        replaced = f"{claim.reference} was pinned instead."
        events = [
            _decide(incident, rival, Decision.UNPIN, reason=replaced, actor=actor)
            for rival in rivals.select_related("speaker_party")
        ]
    events.append(_decide(incident, claim, decision, reason=reason, actor=actor))
    return events


def _decide(incident: Incident, claim: Claim, decision: Decision, *, reason: str, actor: Actor) -> EventDraft:
    before = claim.decision
    Review.objects.create(
        claim=claim,
        decision=decision,
        reason=reason,
        reviewer=actor.user,
        actor=actor.name,
        public=incident.is_public,
    )
    # A figure that a curator set has no source but the curator: without its pin it is nothing.
    own = decision is Decision.UNPIN and claim.speaker_key == f"words:{CURATORS}"
    claim.decision = Decision.REJECT if own else decision
    claim.save(update_fields=["decision"])
    return incident_event(
        EventType.CLAIM_REVIEWED,
        incident,
        claim=claim_data(claim),
        decision=str(decision),
        before=before or None,
        reason=reason,
    )
