"""A new incident with all that another installation, or an earlier database, knew of it: claims with each of their
sources and their references, relations, judgments, proceedings. Its figures are worked out here, by our own policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from incidents.ledger.claim_rows import claim_row, evidence_values
from incidents.ledger.drafts import Actor, ClaimDraft, EvidenceDraft, IncidentDraft
from incidents.ledger.loading import RowsToLoad
from incidents.ledger.loading_names import free_slugs
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

_Referred = Incident | Claim | Proceeding
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


def restore_incidents(
    carried: Sequence[CarriedIncident], *, causes: Sequence[str], actor: Actor, events: bool = False
) -> list[Incident]:
    """The new incidents, in their order. With `events`, one complete `incident.created` each, and one for each figure;
    without, nobody is told. Raises ValidationError naming the field; then nothing is stored."""
    with transaction.atomic():
        rows, free = RowsToLoad(), _FreeReferences(carried)
        slugs = free_slugs([one.incident.title for one in carried])
        for one, slug, cause in zip(carried, slugs, causes, strict=True):
            reference = free.taken(Incident, one.reference)
            incident = rows.add_incident(one.incident, slug=slug, source=cause, actor=actor, reference=reference)
            _add_claims(rows, incident, one.claims, free, actor)
            for case in one.cases:
                _add_case(rows, incident, case, free)
        rows.write(actor, events=events)
    return rows.incidents


class _FreeReferences:
    """The references of an export that nothing here has."""

    def __init__(self, carried: Sequence[CarriedIncident]) -> None:
        wanted: dict[type[_Referred], list[str]] = {
            Incident: [one.reference for one in carried],
            Claim: [claim.reference for one in carried for claim in one.claims],
            Proceeding: [case.reference for one in carried for case in one.cases],
        }
        self._used = {
            model: set(model._base_manager.filter(reference__in=names).values_list("reference", flat=True))
            for model, names in wanted.items()
        }

    def taken(self, model: type[_Referred], reference: str) -> str:
        """The reference, which is free no more; empty where it was not."""
        used = self._used[model]
        free = "" if reference in used else reference
        used.add(reference)
        return free


def _add_claims(
    rows: RowsToLoad, incident: Incident, carried: Sequence[CarriedClaim], free: _FreeReferences, actor: Actor
) -> None:
    by_reference: dict[str, Claim] = {}
    identities: set[str] = set()
    for one in carried:
        one.draft.check()
        claim = claim_row(incident, _apart(one, identities))
        identities.add(claim.fingerprint)
        claim.known_on, claim.decision = one.known_on, one.decision or ""
        claim.reference = free.taken(Claim, one.reference) or claim.reference
        by_reference[one.reference] = claim
    evidence = [
        Evidence(claim=by_reference[one.reference], source=source, **evidence_values(draft))
        for one in carried
        for source, draft in one.evidence
    ]
    rows.add_claims(incident, list(by_reference.values()), evidence, _relations(carried, by_reference))
    rows.reviews += [
        Review(
            claim=by_reference[one.reference],
            decision=one.decision,
            reason=_REASON,
            actor=actor.name,
            public=incident.is_public,
        )
        for one in carried
        if one.decision
    ]


def _apart(one: CarriedClaim, identities: set[str]) -> ClaimDraft:
    """The draft, which takes the place of the claim that it corrects where that says the very same."""
    if one.draft.fingerprint not in identities:
        return one.draft
    corrected = (target for kind, target in one.relations if kind is RelationKind.CORRECTS)
    return replace(one.draft, corrects=next(corrected, one.reference))


def _relations(carried: Iterable[CarriedClaim], by_reference: Mapping[str, Claim]) -> list[ClaimRelation]:
    """The relations to claims that are there."""
    return [
        ClaimRelation(claim=by_reference[one.reference], kind=kind, target=by_reference[target])
        for one in carried
        for kind, target in one.relations
        if target in by_reference and target != one.reference
    ]


def _add_case(rows: RowsToLoad, incident: Incident, case: CarriedCase, free: _FreeReferences) -> None:
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
    row.reference = free.taken(Proceeding, case.reference) or row.reference
    row.clean_fields(exclude=["incident", "regulator", "respondent"])
    row.clean()
    rows.cases.proceedings.append(row)
    if case.together:
        rows.cases.together.append((row, case.together))
    for carried in case.stages:
        days = [one["published_on"] for one in carried.evidence]
        stage = Stage(proceeding=row, **carried.values, known_on=min(days, default=None), curated=not carried.evidence)
        stage.clean_fields(exclude=["proceeding"])
        stage.clean()
        rows.cases.stages.append(stage)
        rows.cases.evidence += [StageEvidence(stage=stage, **one) for one in carried.evidence]
