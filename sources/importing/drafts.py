"""From a register's row to what the ledger takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.entered_values import wrong_day
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    ActingDraft,
    Actor,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    LoadDraft,
    PartyDraft,
    SpeakerDraft,
    StageDraft,
    more_than_can_be,
)
from incidents.models import Party, Regulator, entry_source
from incidents.names import normalise_name
from incidents.vocabulary import Basis, DatePrecision, Hedge, Scope, SpeakerKind
from sources.importers.registers import Register
from sources.importers.rows import RegisterCount, RegisterDay, RegisterRow, RegisterStage, RowFault


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What holds for all rows of an import. `seen_on` is the day of the file; `regulators` are by slug."""

    register: Register
    seen_on: dt.date
    regulators: Mapping[str, Regulator]

    @property
    def actor(self) -> Actor:
        """Who makes the changes."""
        return Actor(f"import:{self.register.slug}")


def party_drafts(row: RegisterRow) -> list[PartyDraft]:
    return [PartyDraft(party.name, party.kind, party.country, party.sector or "") for party in row.parties]


def fault_in(row: RegisterRow) -> RowFault | None:
    """The first of the row's days and numbers that cannot be; None where each can."""
    days = {"occurred": row.occurred, "disclosed": row.disclosed, "notified": row.notified}
    stated = [(name, day.day) for name, day in days.items() if day is not None]
    stated += [("said on", row.said_on)] if row.said_on is not None else []
    stated += [("step of a case", stage.day.day) for stage in row.stages if stage.day is not None]
    wrong = [(name, words) for name, day in stated if (words := wrong_day(day))]
    wrong += [
        (count.column, words) for count in row.counts if (words := more_than_can_be(bucket_of(count), count.number))
    ]
    return RowFault(row.line, *wrong[0]) if wrong else None


def bucket_of(count: RegisterCount) -> Bucket:
    return Bucket(count.metric, count.unit, count.currency, count.scope, count.country, count.label)


def load_draft(context: ImportContext, row: RegisterRow, parties: Sequence[Party]) -> LoadDraft:
    """The new incident of a row, with all that the row says; `parties` are those of the row, in its order."""
    return LoadDraft(
        incident_draft(row, parties),
        entry_source(context.register.slug, row.key),
        claim_drafts(context, row),
        stage_drafts(context, row, row.stages, parties),
    )


def incident_draft(row: RegisterRow, parties: Sequence[Party]) -> IncidentDraft:
    return IncidentDraft(
        title=row.title,
        kind=row.kind,
        status=row.status,
        occurred_on=_day(row.occurred),
        occurred_precision=_precision(row.occurred),
        disclosed_on=_day(row.disclosed),
        disclosed_precision=_precision(row.disclosed),
        notified_on=_day(row.notified),
        notified_precision=_precision(row.notified),
        countries=row.countries,
        data_classes=row.data_classes,
        involvements=involvement_drafts(row, parties),
    )


def involvement_drafts(row: RegisterRow, parties: Sequence[Party]) -> list[InvolvementDraft]:
    return [
        InvolvementDraft(party, stated.role, stated.standing)
        for stated, party in zip(row.parties, parties, strict=True)
    ]


def claim_drafts(context: ImportContext, row: RegisterRow, on: dt.date | None = None) -> list[ClaimDraft]:
    """The claims that the register makes with the numbers of its row, on its own day or, if given, `on` that."""
    said_on = on or row.said_on
    speaker = SpeakerDraft(SpeakerKind.REGISTER, words=context.register.name)
    return [
        ClaimDraft(
            bucket_of(count),
            # "500" where nobody has counted yet is the least that has to be reported.
            bounds(count.number, Hedge.AT_LEAST if count.placeholder else count.hedge),
            speaker,
            modality=count.modality,
            printed=count.printed,
            claimed_on=said_on,
            basis=Basis.IMPORTED,
            evidence=_evidence(context, row, count.quote, said_on, headline=count.scope is Scope.TOTAL),
        )
        for count in row.counts
    ]


def stage_drafts(
    context: ImportContext, row: RegisterRow, stages: Iterable[RegisterStage], parties: Sequence[Party]
) -> list[StageDraft]:
    """Steps against the first party of the row."""
    return [
        StageDraft(
            _acting(stage, context.regulators),
            stage.kind,
            _evidence(context, row, stage.quote, row.said_on, headline=False),
            amount_minor=stage.amount_minor,
            currency=stage.currency,
            happened_on=_day(stage.day),
            happened_precision=_precision(stage.day),
            respondent=parties[0] if parties else None,
        )
        for stage in stages
    ]


def _evidence(
    context: ImportContext, row: RegisterRow, quote: str, said_on: dt.date | None, *, headline: bool
) -> EvidenceDraft:
    register = context.register
    return EvidenceDraft(
        story=entry_source(register.slug, row.key),
        url=row.url,
        publisher=register.name,
        title=row.title,
        quote=quote,
        published_on=said_on or context.seen_on,
        headline=headline,
        licence=register.licence,
        attribution=register.attribution,
    )


def _acting(stage: RegisterStage, regulators: Mapping[str, Regulator]) -> ActingDraft:
    regulator = regulators.get(stage.regulator)
    if regulator is not None:
        return ActingDraft(frozenset({f"regulator:{regulator.slug}"}), regulator)
    words = normalise_name(stage.authority)
    return ActingDraft(frozenset({f"words:{words}"}) if words else frozenset(), label=stage.authority)


def _day(stated: RegisterDay | None) -> dt.date | None:
    return stated.day if stated else None


def _precision(stated: RegisterDay | None) -> DatePrecision:
    return stated.precision if stated else DatePrecision.DAY
