"""Which proceeding and which stage of an incident a report is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import get_territory_currencies

from incidents.figures.stages import SETTING, StageReport, tell_the_same
from incidents.ledger.stage_drafts import UNNAMED, ActingDraft
from incidents.models import Incident, Proceeding, Stage, StageEvidence
from incidents.vocabulary import DatePrecision, StageKind

# A sum in a foreign currency this near to the one set is that sum, converted by somebody.
_CONVERTED_WITHIN_DAYS = 60
_FOLLOWING = frozenset({StageKind.APPEAL, StageKind.ANNULLED, StageKind.FINAL, StageKind.PAID, StageKind.REDUCED})


def report_of(row: StageEvidence) -> StageReport:
    """A row of evidence as the pure rules see it."""
    return StageReport(
        kind=StageKind(row.kind),
        published_on=row.published_on,
        amount_minor=row.amount_minor,
        currency=row.currency,
        other_amount_minor=row.other_amount_minor,
        other_currency=row.other_currency,
        happened_on=row.happened_on,
        happened_precision=DatePrecision(row.happened_precision),
        in_passing=row.in_passing,
    )


@dataclass(slots=True)
class KnownProceeding:
    """A proceeding with all its stages, the removed ones too, and what sources tell of each."""

    proceeding: Proceeding
    stages: list[Stage]
    evidence: dict[int, list[StageEvidence]]

    @property
    def members(self) -> frozenset[str]:
        """Who acts in it, by the keys of ActingDraft; empty when nobody is named."""
        regulator = self.proceeding.regulator
        own = {f"regulator:{regulator.slug}"} if regulator is not None else set()
        return frozenset(own | set(filter(None, self.proceeding.identity.split("+"))))

    @property
    def unnamed(self) -> bool:
        return self.proceeding.regulator is None and self.proceeding.label == UNNAMED

    @property
    def own_currency(self) -> str:
        """The currency of the regulator's country; empty when no single regulator acts."""
        regulator = self.proceeding.regulator
        if regulator is None or not regulator.country:
            return ""
        return next(iter(get_territory_currencies(regulator.country)), "")

    def stage_of(self, report: StageReport) -> Stage | None:
        """The stage that the report is about, found by its kind, day and sum and by earlier reports of it."""
        for stage in self.stages:
            reports = [report_of(row) for row in self.evidence[stage.pk]]
            if any(tell_the_same(report, known) for known in (_as_report(stage), *reports)):
                return stage
        return next((stage for stage in self.stages if self._is_converted(report, stage)), None)

    def _is_converted(self, report: StageReport, stage: Stage) -> bool:
        own = self.own_currency
        both = report.amount_minor is not None and stage.amount_minor is not None
        if not both or not own or (report.currency == own) == (stage.currency == own):
            return False
        alike = report.kind == stage.kind or {report.kind, StageKind(stage.kind)} <= SETTING
        return alike and abs((report.published_on - stage.happened_on).days) <= _CONVERTED_WITHIN_DAYS

    def has(self, kinds: frozenset[StageKind]) -> bool:
        return any(stage.kind in kinds and not stage.removed for stage in self.stages)


def _as_report(stage: Stage) -> StageReport:
    return StageReport(
        kind=StageKind(stage.kind),
        published_on=stage.happened_on,
        amount_minor=stage.amount_minor,
        currency=stage.currency,
    )


def known_proceedings(incident: Incident) -> list[KnownProceeding]:
    """The incident's proceedings in the order in which they were opened: four queries whatever their number."""
    rows = Proceeding.objects.filter(incident=incident).select_related("incident", "regulator", "respondent")
    stages: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.every.filter(proceeding__incident=incident).order_by("happened_on", "pk"):
        stages[stage.proceeding_id].append(stage)
    evidence: dict[int, list[StageEvidence]] = defaultdict(list)
    for row in StageEvidence.objects.filter(stage__proceeding__incident=incident).order_by("published_on", "pk"):
        evidence[row.stage_id].append(row)
    return [KnownProceeding(row, stages[row.pk], evidence) for row in rows.prefetch_related("together").order_by("pk")]


def matching_proceeding(
    cases: Sequence[KnownProceeding], acting: ActingDraft, report: StageReport
) -> KnownProceeding | None:
    """The case that a report is about, or None for a new one.

    | who acts                              | the case                                                      |
    | ------------------------------------- | ------------------------------------------------------------- |
    | one of the case's, or somebody unnamed | one that knows this very step                                |
    | exactly those of the case             | that one                                                      |
    | nobody is named                       | a fine: the only one announced in this currency; what follows |
    |                                       | a decision: the only case that has one                        |
    """
    able = [case for case in cases if not acting.members or case.unnamed or acting.members & case.members]
    able.sort(key=lambda case: case.members != acting.members)
    for case in able:
        if case.stage_of(report) is not None:
            return case
    exact = next((case for case in cases if acting.members and case.members == acting.members), None)
    if exact is not None or acting.members:
        return exact
    if report.kind in _FOLLOWING:
        return _only([case for case in cases if case.has(SETTING)])
    if report.kind in SETTING:
        return _only([case for case in cases if _announced(case, report.currency)])
    return next((case for case in cases if case.unnamed), None)


def _announced(case: KnownProceeding, currency: str) -> bool:
    """Whether a fine was announced in this currency and none set yet."""
    intended = [stage for stage in case.stages if stage.kind == StageKind.NOTICE_OF_INTENT and not stage.removed]
    return any(stage.currency == currency for stage in intended) and not case.has(SETTING)


def _only(cases: Sequence[KnownProceeding]) -> KnownProceeding | None:
    return cases[0] if len(cases) == 1 else None
