"""Many new incidents at once, as an import brings them: what `open_incident`, `record_claims` and `record_stages` would
store for each draft, in one transaction of few queries.

| written                    | one by one                             | here                                      |
| -------------------------- | -------------------------------------- | ----------------------------------------- |
| rows, and their histories  | a query or more for each               | a query for all of a kind                 |
| events                     | `incident.created`, and one for each   | none; or, if asked for, one complete      |
|                            | claim, figure and step                 | `incident.created`, and one for each figure |
| `Incident.version`         | how many events there were             | the same: 0 without events                |

Without events nobody is told: subscribers learn nothing of the incidents, and articles that were read before are not
matched again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.ledger.bulk import ItemsRefused
from incidents.ledger.claim_rows import claim_row, evidence_values
from incidents.ledger.drafts import Actor, ClaimDraft, IncidentDraft
from incidents.ledger.errors import LedgerError
from incidents.ledger.events import claims_data, publish
from incidents.ledger.figures import figure_events, revision_of
from incidents.ledger.first_figures import FirstFigure, first_figures
from incidents.ledger.incidents import created_event, incident_row
from incidents.ledger.loading_names import free_slugs, learn_acronyms_of
from incidents.ledger.party_loading import keep_history
from incidents.ledger.recording import first_of_each
from incidents.ledger.row_writing import clean_row, insert_rows
from incidents.ledger.stage_drafts import StageDraft
from incidents.ledger.stage_loading import ONE_CASE, CasesToLoad, is_one_case
from incidents.models import (
    Claim,
    ClaimRelation,
    EventDraft,
    Evidence,
    Incident,
    IncidentCountry,
    IncidentDataClass,
    Involvement,
)
from incidents.models.claim import Review

_RELATED = "Claims of a new incident that relate to others are recorded, not loaded."


@dataclass(frozen=True, slots=True)
class LoadDraft:
    """A new incident with all that one source says of it; `source` as for `record_claims`."""

    incident: IncidentDraft
    source: str
    claims: Sequence[ClaimDraft] = ()
    stages: Sequence[StageDraft] = ()

    def check(self) -> None:
        """Raise ValidationError naming the field where it cannot be loaded."""
        for draft in self.claims:
            draft.check()
            if draft.relations:
                raise ValidationError({"relations": _RELATED})
        if not is_one_case(self.stages):
            raise ValidationError({"stages": ONE_CASE})


@dataclass(slots=True)
class RowsToLoad:
    """All that is to be written of new incidents, in their order."""

    incidents: list[Incident] = field(default_factory=list)
    countries: list[IncidentCountry] = field(default_factory=list)
    data_classes: list[IncidentDataClass] = field(default_factory=list)
    involvements: list[Involvement] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    relations: list[ClaimRelation] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    figures: list[FirstFigure] = field(default_factory=list)
    causes: dict[str, str] = field(default_factory=dict)  # by the incident's reference
    cases: CasesToLoad = field(default_factory=CasesToLoad)

    def add_incident(
        self, draft: IncidentDraft, *, slug: str, source: str, actor: Actor, reference: str = ""
    ) -> Incident:
        """The row of the incident, with its lists and roles beside it; of a new reference if none is given. Raises
        ValidationError naming the field."""
        incident = incident_row(draft, slug=draft.slug or slug, actor=actor)
        incident.reference = reference or incident.reference
        clean_row(incident, exclude=("created_by", "merged_into"))
        incident.dated_on = incident.day() or dt.date.min
        countries = [IncidentCountry(incident=incident, country=code) for code in sorted(set(draft.countries))]
        kinds = sorted({str(kind) for kind in draft.data_classes})
        data_classes = [IncidentDataClass(incident=incident, data_class=kind) for kind in kinds]
        involvements = _involvements(incident, draft)
        for row in (*countries, *data_classes, *involvements):
            clean_row(row, exclude=("incident", "party"))
        self.incidents.append(incident)
        self.countries += countries
        self.data_classes += data_classes
        self.involvements += involvements
        self.causes[incident.reference] = source
        return incident

    def add_claims(
        self,
        incident: Incident,
        claims: Sequence[Claim],
        evidence: Sequence[Evidence],
        relations: Sequence[ClaimRelation] = (),
    ) -> None:
        """Take these rows in, with the figures that follow from them."""
        self.figures += first_figures(incident, claims, evidence, relations)
        self.claims += claims
        self.evidence += evidence
        self.relations += relations

    def write(self, actor: Actor, *, events: bool) -> None:
        """Write each kind of row, and what history keeps of it, in the order in which they point to one another. Must
        run in a transaction."""
        for made in (
            *(self.incidents, self.countries, self.data_classes, self.involvements),
            *(self.claims, self.evidence, self.relations, self.reviews),
        ):
            insert_rows(made)
            if made is self.incidents or made is self.involvements:
                keep_history(made, user=actor.user)
        self.cases.save(user=actor.user)
        insert_rows([one.figure for one in self.figures])
        causes = self.causes
        revisions = [
            revision_of(one.figure, cause=causes[one.figure.incident.reference], actor=actor) for one in self.figures
        ]
        insert_rows(revisions)
        learn_acronyms_of(self.involvements)
        if events:
            _publish(self, actor)


def load_incidents(drafts: Sequence[LoadDraft], *, actor: Actor, events: bool = False) -> list[Incident]:
    """The new incidents, in the order of the drafts. Their parties must be saved.

    Raises ItemsRefused naming each draft that cannot be kept, before anything is written; IntegrityError where another
    transaction takes one of the slugs at the same moment.
    """
    with transaction.atomic():
        rows = _made(drafts, actor)
        rows.write(actor, events=events)
    return rows.incidents


def _made(drafts: Sequence[LoadDraft], actor: Actor) -> RowsToLoad:
    rows, refused = RowsToLoad(), {}
    slugs = free_slugs([draft.incident.title for draft in drafts])
    for place, (draft, slug) in enumerate(zip(drafts, slugs, strict=True)):
        try:
            draft.check()
            _add(rows, draft, slug, actor)
        except (ValidationError, LedgerError) as error:
            refused[place] = error
    if refused:
        raise ItemsRefused(refused, len(drafts))
    return rows


def _add(rows: RowsToLoad, draft: LoadDraft, slug: str, actor: Actor) -> None:
    incident = rows.add_incident(draft.incident, slug=slug, source=draft.source, actor=actor)
    claims, evidence = [], []
    for one in first_of_each(draft.claims):
        claim = claim_row(incident, one)
        claims.append(claim)
        if one.evidence is not None:
            evidence.append(Evidence(claim=claim, source=draft.source, **evidence_values(one.evidence)))
    rows.add_claims(incident, claims, evidence)
    rows.cases.add(incident, draft.stages, draft.source)


def _involvements(incident: Incident, draft: IncidentDraft) -> list[Involvement]:
    """One row for each party and role, as the last draft of it says."""
    last = {(one.party.pk, one.role): one for one in draft.involvements}
    return [
        Involvement(incident=incident, party=one.party, role=one.role, standing=one.standing, note=one.note)
        for one in last.values()
    ]


def _publish(rows: RowsToLoad, actor: Actor) -> None:
    """Write, for each incident, that it was opened, complete, and each of its figures."""
    figures: dict[int, list[FirstFigure]] = {}
    for one in rows.figures:
        figures.setdefault(one.figure.incident_id, []).append(one)
    for incident in rows.incidents:
        drafts: list[EventDraft] = [created_event(incident)]
        of_incident = figures.get(incident.pk, [])
        claims_of_each = claims_data([one.behind for one in of_incident])
        for one, claims in zip(of_incident, claims_of_each, strict=True):
            drafts += figure_events(incident, one.figure, None, claims)
        publish(drafts, cause=rows.causes[incident.reference], actor=actor)
