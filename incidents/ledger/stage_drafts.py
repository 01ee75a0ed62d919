"""What coverage hands to the ledger of a proceeding: who acts, and one step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from incidents.figures.stages import StageReport
from incidents.ledger.drafts import EvidenceDraft
from incidents.models import Party, Regulator
from incidents.vocabulary import DatePrecision, ProceedingKind, StageKind

UNNAMED = "not named"


@dataclass(frozen=True, slots=True)
class ActingDraft:
    """Who acts. `members` are the keys by which they are recognised, such as "regulator:gb-ico", "states:us",
    "litigation"; empty when the source names nobody."""

    members: frozenset[str] = frozenset()
    regulator: Regulator | None = None
    together: tuple[Regulator, ...] = ()
    label: str = ""

    @property
    def identity(self) -> str:
        return "+".join(sorted(self.members))[:200]


@dataclass(frozen=True, slots=True)
class StageDraft:
    """One step as a source tells it; money in minor units. `case` is the kind of proceeding that it would open."""

    acting: ActingDraft
    kind: StageKind
    evidence: EvidenceDraft
    case: ProceedingKind = ProceedingKind.ENFORCEMENT
    amount_minor: int | None = None
    currency: str = ""
    other_amount_minor: int | None = None
    other_currency: str = ""
    happened_on: dt.date | None = None
    happened_precision: DatePrecision = DatePrecision.DAY
    in_passing: bool = False
    respondent: Party | None = None
    note: str = ""

    def report(self, today: dt.date) -> StageReport:
        """As the pure rules see it; an undated source tells it today."""
        return StageReport(
            kind=self.kind,
            published_on=self.evidence.published_on or today,
            amount_minor=self.amount_minor,
            currency=self.currency,
            other_amount_minor=self.other_amount_minor,
            other_currency=self.other_currency,
            happened_on=self.happened_on,
            happened_precision=self.happened_precision,
            in_passing=self.in_passing,
        )

    def on(self, day: dt.date) -> StageDraft:
        """The same, published on this day."""
        return replace(self, evidence=replace(self.evidence, published_on=day))
