"""Recording what coverage tells of proceedings. What a curator entered, amended or removed stays as it is."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from incidents.figures.stages import settle
from incidents.ledger.case_rows import proceeding_row, stage_evidence_values, stage_row
from incidents.ledger.drafts import Actor
from incidents.ledger.events import publish
from incidents.ledger.locks import locked_canonical
from incidents.ledger.marking import MARK
from incidents.ledger.proceeding_matching import KnownProceeding, known_proceedings, matching_proceeding, report_of
from incidents.ledger.proceedings import stage_event
from incidents.ledger.stage_drafts import UNNAMED, ActingDraft, StageDraft
from incidents.models import EventDraft, Incident, Stage, StageEvidence
from incidents.vocabulary import DatePrecision, ProceedingKind, StageKind

_LOOKING = frozenset({ProceedingKind.INQUIRY, ProceedingKind.HEARING})


@dataclass(slots=True)
class _Recording:
    """One incident while a source's steps are recorded."""

    incident: Incident
    source: str
    actor: Actor
    cases: list[KnownProceeding]
    kept: set[int] = field(default_factory=set)
    touched: dict[int, tuple[KnownProceeding, Stage]] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)


def record_stages(
    incident_id: int, drafts: Sequence[StageDraft], *, source: str, cause: str, actor: Actor
) -> list[Stage]:
    """The stage of each draft, in their order, after recording exactly these as what `source` tells of the incident's
    proceedings.

    A known step gains evidence and is worked out anew from all of it; a new one is recorded; one that no source tells
    any more is deleted, unless a person entered or amended it. One that a person removed stays removed. Doing it twice
    changes nothing and writes no event. Raises ValidationError when a draft cannot be kept.
    """
    with locked_canonical(incident_id) as incident:
        recording = _Recording(incident, source, actor, known_proceedings(incident))
        stages = [_record(recording, draft.on(draft.evidence.published_on or timezone.localdate())) for draft in drafts]
        _drop_what_is_no_longer_reported(recording)
        events = [event for case, stage in recording.touched.values() if (event := _settled(recording, case, stage))]
        _close_what_nothing_reports(recording)
        publish(events, cause=cause, actor=actor)
    return stages


def _record(recording: _Recording, draft: StageDraft) -> Stage:
    report = draft.report(timezone.localdate())
    case = matching_proceeding(recording.cases, draft.acting, report)
    if case is None:
        case = _opened(recording, draft)
    else:
        _learn(recording, case, draft)
    stage = case.stage_of(report)
    if stage is None:
        stage = _added(recording, case, draft)
    _evidence(recording, case, stage, draft)
    return stage


def _opened(recording: _Recording, draft: StageDraft) -> KnownProceeding:
    proceeding = proceeding_row(recording.incident, draft)
    proceeding._history_user = recording.actor.user  # type: ignore[attr-defined]
    proceeding.full_clean()
    proceeding.save()
    proceeding.together.set(draft.acting.together)
    case = KnownProceeding(proceeding, [], defaultdict(list))
    recording.cases.append(case)
    return case


def _learn(recording: _Recording, case: KnownProceeding, draft: StageDraft) -> None:
    """Add what the source tells of a proceeding that coverage opened: who acts, against whom, and its kind."""
    proceeding, acting = case.proceeding, draft.acting
    if proceeding.curated:
        return
    changes: dict[str, Any] = {}
    if _names_more(case, acting):
        label = "" if acting.regulator else acting.label or UNNAMED
        changes |= {"regulator": acting.regulator, "label": label, "identity": acting.identity}
    elif acting.members == case.members and len(acting.label) > len(proceeding.label):
        changes["label"] = acting.label  # "47 states and the District of Columbia" says more than "the states"
    if proceeding.respondent is None and draft.respondent is not None:
        changes["respondent"] = draft.respondent
    if proceeding.kind in _LOOKING and draft.case not in _LOOKING:
        changes["kind"] = draft.case
    if not changes:
        return
    for name, value in changes.items():
        setattr(proceeding, name, value)
    proceeding._history_user = recording.actor.user  # type: ignore[attr-defined]
    proceeding.save(update_fields=[*changes, "updated_at"])
    if "identity" in changes:
        proceeding.together.set(acting.together)


def _names_more(case: KnownProceeding, acting: ActingDraft) -> bool:
    return (case.unnamed and bool(acting.members)) or acting.members > case.members


def _added(recording: _Recording, case: KnownProceeding, draft: StageDraft) -> Stage:
    stage = stage_row(case.proceeding, draft, case.own_currency)
    stage._history_user = recording.actor.user  # type: ignore[attr-defined]
    stage.full_clean(exclude=["source_url"])  # an address that was fetched is one, whatever its host is called
    stage.save()
    case.stages.append(stage)
    recording.new.add(stage.pk)
    return stage


def _evidence(recording: _Recording, case: KnownProceeding, stage: Stage, draft: StageDraft) -> None:
    """Write one row per source: the first sentence that tells the step gives the quote."""
    if stage.pk in recording.kept:
        return
    recording.kept.add(stage.pk)
    values = stage_evidence_values(draft)
    rows = case.evidence[stage.pk]
    known = next((row for row in rows if row.source == recording.source), None)
    if known is not None:
        values |= {name: kept for name in values if MARK in str(kept := getattr(known, name))}  # taken out stays out
    if known is not None and all(getattr(known, name) == value for name, value in values.items()):
        return
    if known is None:
        rows.append(StageEvidence.objects.create(stage=stage, source=recording.source, **values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
        known.save(update_fields=list(values))
    recording.touched[stage.pk] = case, stage


def _drop_what_is_no_longer_reported(recording: _Recording) -> None:
    for case in recording.cases:
        for stage in case.stages:
            gone = [row for row in case.evidence[stage.pk] if row.source == recording.source]
            if gone and stage.pk not in recording.kept:
                StageEvidence.objects.filter(pk__in=[row.pk for row in gone]).delete()
                case.evidence[stage.pk] = [row for row in case.evidence[stage.pk] if row not in gone]
                recording.touched[stage.pk] = case, stage


def _settled(recording: _Recording, case: KnownProceeding, stage: Stage) -> EventDraft | None:
    """The event of a stage that is new, or that its evidence has changed or removed; None if nothing changed."""
    if stage.curated:
        return None
    rows = case.evidence[stage.pk]
    if not rows:
        case.stages.remove(stage)
        stage._history_user = recording.actor.user  # type: ignore[attr-defined]
        stage._change_reason = "no source tells it any more"  # type: ignore[attr-defined]
        stage.delete()
        return stage_event(recording.incident, case.proceeding, None)
    settled = settle([report_of(row) for row in rows], case.own_currency)
    values: dict[str, Any] = {
        "kind": settled.kind,
        "amount_minor": settled.amount_minor,
        "currency": settled.currency,
        "happened_on": settled.happened_on,
        "happened_precision": settled.happened_precision,
        "known_on": settled.known_on,
    }
    if settled.happened_precision is DatePrecision.YEAR and all(row.happened_on is None for row in rows):
        values["happened_on"] = _before_the_rest(case, stage, settled.happened_on)
    differing = [name for name, value in values.items() if getattr(stage, name) != value]
    if differing:
        for name in differing:
            setattr(stage, name, values[name])
        stage._history_user = recording.actor.user  # type: ignore[attr-defined]
        stage.save(update_fields=differing)
    new = stage.pk in recording.new
    return stage_event(recording.incident, case.proceeding, stage) if new or set(differing) - {"known_on"} else None


def _before_the_rest(case: KnownProceeding, stage: Stage, day: dt.date) -> dt.date:
    """The day of a step that is only told in passing: before what else is known of the case."""
    others = [one.happened_on for one in case.stages if one is not stage and one.kind != StageKind.OPENED]
    return min([day, *(other - dt.timedelta(days=1) for other in others)])


def _close_what_nothing_reports(recording: _Recording) -> None:
    """Delete the proceedings that coverage opened and that have no stage any more."""
    for case in recording.cases:
        if not case.stages and not case.proceeding.curated:
            case.proceeding._history_user = recording.actor.user  # type: ignore[attr-defined]
            case.proceeding.delete()
