"""A new incident with all that another installation, or an earlier database, knew of it: claims with each of their
sources and their references, relations, judgments, proceedings. Its figures are worked out here, by our own policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from incidents.ledger.claim_rows import claim_row, evidence_values, refresh_support
from incidents.ledger.drafts import Actor, ClaimDraft, EvidenceDraft, IncidentDraft
from incidents.ledger.events import publish
from incidents.ledger.figures import refresh_figures
from incidents.ledger.incidents import create_incident, created_event
from incidents.ledger.party_loading import keep_history
from incidents.models import (
    Claim,
    ClaimRelation,
    Evidence,
    Incident,
    Party,
    Proceeding,
    Regulator,
    Stage,
    StageEvidence,
)
from incidents.models.claim import Review
from incidents.vocabulary import Decision, ProceedingKind, RelationKind

_REASON: Final = "So it was judged where the export was made."


@dataclass(frozen=True, slots=True)
class CarriedClaim:
    """A claim with its sources, (source, evidence) each, and its relations, (kind, reference of the target) each.
    `known_on` counts where it has no source."""

    reference: str
    draft: ClaimDraft
    evidence: Sequence[tuple[str, EvidenceDraft]] = ()
    relations: Sequence[tuple[RelationKind, str]] = ()
    decision: Decision | None = None
    known_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class CarriedStage:
    """`values` are the columns of a step, `evidence` those of each row of evidence."""

    values: Mapping[str, Any]
    evidence: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class CarriedCase:
    """A proceeding with its steps; `identity` as ActingDraft has it."""

    reference: str
    kind: ProceedingKind
    identity: str
    regulator: Regulator | None = None
    label: str = ""
    together: Sequence[Regulator] = ()
    respondent: Party | None = None
    case_reference: str = ""
    legal_basis: str = ""
    stages: Sequence[CarriedStage] = ()


@dataclass(frozen=True, slots=True)
class CarriedIncident:
    """An incident as it was elsewhere. Its references are kept where nothing here has them."""

    reference: str
    incident: IncidentDraft
    claims: Sequence[CarriedClaim] = ()
    cases: Sequence[CarriedCase] = ()


def restore_incident(carried: CarriedIncident, *, cause: str, actor: Actor, events: bool = False) -> Incident:
    """The new incident. With `events`, one complete `incident.created`, and one for each figure; without, nobody is
    told. Raises ValidationError naming the field; then nothing is stored."""
    with transaction.atomic():
        incident = create_incident(carried.incident, actor=actor, entered=False)
        if not Incident.objects.filter(reference=carried.reference).exists():
            incident.reference = carried.reference
            incident.save(update_fields=["reference"])
        _keep_claims(incident, carried.claims, actor)
        for case in carried.cases:
            _keep_case(incident, case, actor)
        _, moved = refresh_figures(incident, cause=cause, actor=actor)
        if events:
            publish([created_event(incident), *moved], cause=cause, actor=actor)
    return incident


def _keep_claims(incident: Incident, carried: Sequence[CarriedClaim], actor: Actor) -> None:
    taken = set(
        Claim.objects.filter(reference__in=[one.reference for one in carried]).values_list("reference", flat=True)
    )
    by_reference: dict[str, Claim] = {}
    identities: set[str] = set()
    for one in carried:
        one.draft.check()
        claim = claim_row(incident, _apart(one, identities))
        identities.add(claim.fingerprint)
        claim.known_on, claim.decision = one.known_on, one.decision or ""
        if one.reference not in taken:
            claim.reference = one.reference
        by_reference[one.reference] = claim
    Claim.objects.bulk_create(by_reference.values())
    Evidence.objects.bulk_create(
        Evidence(claim=by_reference[one.reference], source=source, **evidence_values(draft))
        for one in carried
        for source, draft in one.evidence
    )
    _relate(carried, by_reference)
    Review.objects.bulk_create(
        Review(
            claim=by_reference[one.reference],
            decision=one.decision,
            reason=_REASON,
            actor=actor.name,
            public=incident.is_public,
        )
        for one in carried
        if one.decision
    )
    refresh_support([by_reference[one.reference] for one in carried if one.evidence])


def _apart(one: CarriedClaim, identities: set[str]) -> ClaimDraft:
    """The draft, which takes the place of the claim that it corrects where that says the very same."""
    if one.draft.fingerprint not in identities:
        return one.draft
    corrected = (target for kind, target in one.relations if kind is RelationKind.CORRECTS)
    return replace(one.draft, corrects=next(corrected, one.reference))


def _relate(carried: Iterable[CarriedClaim], by_reference: Mapping[str, Claim]) -> None:
    """Keep the relations to claims that are there."""
    ClaimRelation.objects.bulk_create(
        ClaimRelation(claim=by_reference[one.reference], kind=kind, target=by_reference[target])
        for one in carried
        for kind, target in one.relations
        if target in by_reference and target != one.reference
    )


def _keep_case(incident: Incident, case: CarriedCase, actor: Actor) -> None:
    sourced = any(stage.evidence for stage in case.stages)
    row = Proceeding(
        incident=incident,
        regulator=case.regulator,
        label=case.label,
        identity=case.identity,
        respondent=case.respondent,
        kind=case.kind,
        case_reference=case.case_reference,
        legal_basis=case.legal_basis,
        curated=not sourced,
    )
    if not Proceeding.objects.filter(reference=case.reference).exists():
        row.reference = case.reference
    row.full_clean(exclude=["incident", "regulator", "respondent"])
    Proceeding.objects.bulk_create([row])
    keep_history([row], user=actor.user)
    row.together.set(case.together)
    for carried in case.stages:
        days = [one["published_on"] for one in carried.evidence]
        stage = Stage(proceeding=row, **carried.values, known_on=min(days, default=None), curated=not carried.evidence)
        stage.full_clean(exclude=["proceeding"])
        Stage.objects.bulk_create([stage])
        keep_history([stage], user=actor.user)
        StageEvidence.objects.bulk_create([StageEvidence(stage=stage, **one) for one in carried.evidence])
