"""The proceedings of many new incidents at once: the rows that `record_stages` would write for each, in a few queries.

A source of a new incident tells of one case: all its steps are somebody's against one respondent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from incidents.ledger.case_rows import proceeding_row, stage_evidence_values, stage_row
from incidents.ledger.party_loading import keep_history
from incidents.ledger.proceeding_matching import KnownProceeding
from incidents.ledger.row_writing import clean_row, insert_rows
from incidents.ledger.stage_drafts import StageDraft
from incidents.models import Incident, Proceeding, Regulator, Stage, StageEvidence

ONE_CASE = "Steps that are loaded at once are those of one regulator's case, each told as news: record them instead."


@dataclass(slots=True)
class CasesToLoad:
    """Proceedings with their stages and evidence, not saved."""

    proceedings: list[Proceeding] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    evidence: list[StageEvidence] = field(default_factory=list)  # each points to its stage
    together: list[tuple[Proceeding, Sequence[Regulator]]] = field(default_factory=list)

    def add(self, incident: Incident, drafts: Sequence[StageDraft], source: str) -> None:
        """Add the case that the steps make. Raises ValidationError naming the field."""
        if not drafts:
            return
        proceeding = proceeding_row(incident, drafts[0])
        clean_row(proceeding, exclude=("incident", "regulator", "respondent"))
        case = KnownProceeding(proceeding, [], defaultdict(list))
        for draft in (one.on(one.evidence.published_on or timezone.localdate()) for one in drafts):
            if case.stage_of(draft.report(timezone.localdate())) is None:
                self._add_stage(case, draft, source)
        self.proceedings.append(proceeding)
        for stage in case.stages:
            stage.pk = None

    def _add_stage(self, case: KnownProceeding, draft: StageDraft, source: str) -> None:
        stage = stage_row(case.proceeding, draft, case.own_currency)
        clean_row(stage, exclude=("proceeding", "source_url"))
        stage.pk = -len(case.stages) - 1  # by which the evidence is found, until it is saved
        row = StageEvidence(stage=stage, source=source, **stage_evidence_values(draft))
        case.stages.append(stage)
        case.evidence[stage.pk].append(row)
        self.stages.append(stage)
        self.evidence.append(row)

    def save(self, *, user: Any) -> None:
        """Write all; the incidents must be saved."""
        insert_rows(self.proceedings)
        keep_history(self.proceedings, user=user)
        insert_rows(self.stages)
        keep_history(self.stages, user=user)
        for row in self.evidence:
            row.stage = row.stage  # which has another key now
        for proceeding, regulators in self.together:
            proceeding.together.set(regulators)
        insert_rows(self.evidence)


def is_one_case(drafts: Sequence[StageDraft]) -> bool:
    """Whether the steps can be loaded at once."""
    plain = all(not draft.in_passing and not draft.acting.together for draft in drafts)
    return plain and len({(draft.acting, draft.respondent, draft.case) for draft in drafts}) <= 1
