"""What regulators do about an incident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from incidents.entered_values import wrong_day
from incidents.ledger.drafts import Actor
from incidents.ledger.events import incident_event, publish
from incidents.ledger.locks import locked_current
from incidents.models import EventDraft, EventType, Incident, Party, Proceeding, Regulator, Stage
from incidents.vocabulary import DatePrecision, ProceedingKind, StageKind


def open_proceeding(
    incident_id: int,
    *,
    kind: ProceedingKind,
    actor: Actor,
    regulator: Regulator | None = None,
    label: str = "",
    respondent: Party | None = None,
    case_reference: str = "",
    legal_basis: str = "",
    expected_version: int | None = None,
) -> Proceeding:
    """The new proceeding, without a stage yet; `label` says who acts when it is not a single regulator.

    Raises ValidationError, IncidentMerged, VersionConflict.
    """
    with locked_current(incident_id, expected_version) as incident:
        proceeding = Proceeding(
            incident=incident,
            regulator=regulator,
            label=label,
            respondent=respondent,
            kind=kind,
            case_reference=case_reference,
            legal_basis=legal_basis,
        )
        proceeding._history_user = actor.user  # type: ignore[attr-defined]
        proceeding.full_clean()
        proceeding.save()
        publish([stage_event(incident, proceeding, None)], cause=f"proceeding:{proceeding.reference}", actor=actor)
    return proceeding


def add_stage(
    proceeding_id: int,
    *,
    kind: StageKind,
    happened_on: dt.date,
    actor: Actor,
    happened_precision: DatePrecision = DatePrecision.DAY,
    amount_minor: int | None = None,
    currency: str = "",
    note: str = "",
    source_url: str = "",
    expected_version: int | None = None,
) -> Stage:
    """The stage; writes a `proceeding.stage_changed` event. The same step again (kind, day, amount) is the same row.

    Raises Proceeding.DoesNotExist, ValidationError, IncidentMerged, VersionConflict.
    """
    _judge_day(happened_on)
    incident_id = Proceeding.objects.values_list("incident_id", flat=True).get(pk=proceeding_id)
    with locked_current(incident_id, expected_version) as incident:
        proceeding = Proceeding.objects.select_related("regulator", "respondent").get(pk=proceeding_id)
        identity = {"kind": kind, "happened_on": happened_on, "amount_minor": amount_minor, "currency": currency}
        known = proceeding.stages.filter(**identity).first()
        if known is not None:
            Stage.objects.filter(pk=known.pk).update(curated=True)
            return known
        stage = Stage(
            proceeding=proceeding,
            happened_precision=happened_precision,
            note=note,
            source_url=source_url,
            known_on=happened_on,
            **identity,
        )
        stage._history_user = actor.user  # type: ignore[attr-defined]
        stage.full_clean()
        stage.save()
        publish([stage_event(incident, proceeding, stage)], cause=f"proceeding:{proceeding.reference}", actor=actor)
    return stage


def stage_event(incident: Incident, proceeding: Proceeding, stage: Stage | None) -> EventDraft:
    """What the log says of a proceeding and, if one changed, of its stage. Reads the stages."""
    owed, regulator = proceeding.amount_owed(), proceeding.regulator
    case: dict[str, Any] = {
        "reference": proceeding.reference,
        "kind": proceeding.kind,
        "regulator": {"slug": regulator.slug, "name": regulator.name} if regulator else None,
        "label": proceeding.label,
        "respondent": proceeding.respondent.name if proceeding.respondent else None,
        "case_reference": proceeding.case_reference,
        "owed": {"amount_minor": owed[0], "currency": owed[1]} if owed else None,
    }
    step = None
    if stage is not None:
        step = {
            "kind": stage.kind,
            "happened_on": stage.happened_on.isoformat(),
            "amount_minor": stage.amount_minor,
            "currency": stage.currency,
            "note": stage.note,
        }
    return incident_event(EventType.PROCEEDING_STAGE_CHANGED, incident, proceeding=case, stage=step)


AMENDABLE = ("regulator", "label", "respondent", "kind", "case_reference", "legal_basis")
STAGE_AMENDABLE = ("kind", "happened_on", "happened_precision", "amount_minor", "currency", "note", "source_url")


def amend_proceeding(
    proceeding_id: int,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    reason: str = "",
    expected_version: int | None = None,
) -> Proceeding:
    """The proceeding, with a wrong entry corrected; whatever happens next is a new stage instead.

    `changes` may hold regulator, label, respondent, kind, case_reference, legal_basis. Silent when nothing differs.
    Raises Proceeding.DoesNotExist, ValidationError, IncidentMerged, VersionConflict.
    """
    incident_id = Proceeding.objects.values_list("incident_id", flat=True).get(pk=proceeding_id)
    with locked_current(incident_id, expected_version) as incident:
        proceeding = Proceeding.objects.select_related("regulator", "respondent").get(pk=proceeding_id)
        if _amend(proceeding, changes, AMENDABLE, actor, reason):
            publish([stage_event(incident, proceeding, None)], cause=f"proceeding:{proceeding.reference}", actor=actor)
    return proceeding


def amend_stage(
    stage_id: int, changes: Mapping[str, Any], *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Stage:
    """The stage, with a wrong entry corrected; writes a `proceeding.stage_changed` event if anything differs.

    `changes` may hold the fields of `add_stage`. Raises Stage.DoesNotExist, ValidationError, IncidentMerged,
    VersionConflict.
    """
    incident_id = Stage.objects.values_list("proceeding__incident_id", flat=True).get(pk=stage_id)
    with locked_current(incident_id, expected_version) as incident:
        stage = Stage.objects.select_related("proceeding__regulator", "proceeding__respondent").get(pk=stage_id)
        if changes.get("happened_on", stage.happened_on) != stage.happened_on:
            _judge_day(changes["happened_on"])
        if _amend(stage, changes, STAGE_AMENDABLE, actor, reason):
            cause = f"proceeding:{stage.proceeding.reference}"
            publish([stage_event(incident, stage.proceeding, stage)], cause=cause, actor=actor)
    return stage


def remove_stage(stage_id: int, *, actor: Actor, reason: str, expected_version: int | None = None) -> None:
    """Remove a stage that never happened; its history keeps it, with the reason.

    A stage that coverage tells is hidden instead, so that it does not come back when it is told again.
    Raises Stage.DoesNotExist, ValidationError (no reason), IncidentMerged, VersionConflict.
    """
    if not reason.strip():
        raise ValidationError({"reason": "Say why: it is kept with the proceeding's history."})
    incident_id = Stage.objects.values_list("proceeding__incident_id", flat=True).get(pk=stage_id)
    with locked_current(incident_id, expected_version) as incident:
        stage = Stage.objects.select_related("proceeding__regulator", "proceeding__respondent").get(pk=stage_id)
        proceeding = stage.proceeding
        stage._history_user = actor.user  # type: ignore[attr-defined]
        stage._change_reason = reason[:100]  # type: ignore[attr-defined]
        if stage.evidence.exists():
            stage.removed = stage.curated = True
            stage.save(update_fields=["removed", "curated"])
        else:
            stage.delete()
        publish([stage_event(incident, proceeding, None)], cause=f"proceeding:{proceeding.reference}", actor=actor)


def _judge_day(happened_on: dt.date) -> None:
    """Raise ValidationError for a day on which no step can have happened."""
    if wrong := wrong_day(happened_on):
        raise ValidationError({"happened_on": wrong})


def _amend(
    row: Proceeding | Stage, changes: Mapping[str, Any], allowed: Sequence[str], actor: Actor, reason: str
) -> bool:
    """Whether anything differed and was saved. Raises ValidationError naming the field."""
    unknown = sorted(set(changes) - set(allowed))
    if unknown:
        raise ValidationError(dict.fromkeys(unknown, "There is no such field to change."))
    differing = [name for name, value in changes.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, changes[name])
    if differing:
        row.full_clean()
        row._history_user = actor.user  # type: ignore[union-attr]
        row._change_reason = reason[:100]  # type: ignore[union-attr]
        row.curated = True
        stamps = ["updated_at"] if isinstance(row, Proceeding) else []
        row.save(update_fields=[*differing, "curated", *stamps])
    return bool(differing)
