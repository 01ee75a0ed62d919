"""The rows of proceedings, their stages and the evidence for these, for the verbs that hold the incident; unsaved."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from incidents.figures.stages import settle
from incidents.ledger.stage_drafts import UNNAMED, StageDraft
from incidents.models import Incident, Proceeding, Stage

_REPORTED = (
    "amount_minor",
    "currency",
    "other_amount_minor",
    "other_currency",
    "happened_on",
    "happened_precision",
    "in_passing",
)
_SOURCE = (
    *("story", "locator", "url", "publisher", "title", "quote", "published_on", "submitted"),
    *("licence", "attribution"),
)
_LONGEST_URL = 500  # characters; the evidence keeps longer ones


def proceeding_row(incident: Incident, draft: StageDraft) -> Proceeding:
    """The proceeding that a step opens."""
    acting = draft.acting
    return Proceeding(
        incident=incident,
        regulator=acting.regulator,
        label="" if acting.regulator else acting.label or UNNAMED,
        identity=acting.identity,
        respondent=draft.respondent,
        kind=draft.case,
        curated=False,
    )


def stage_row(proceeding: Proceeding, draft: StageDraft, own_currency: str) -> Stage:
    """The stage that a step, which nobody told before, makes."""
    settled = settle([draft.report(timezone.localdate())], own_currency)
    return Stage(
        proceeding=proceeding,
        kind=settled.kind,
        happened_on=settled.happened_on,
        happened_precision=settled.happened_precision,
        amount_minor=settled.amount_minor,
        currency=settled.currency,
        note=draft.note,
        source_url=draft.evidence.url if len(draft.evidence.url) <= _LONGEST_URL else "",
        known_on=settled.known_on,
        curated=False,
    )


def stage_evidence_values(draft: StageDraft) -> dict[str, Any]:
    """The columns of a row of evidence for a step."""
    values = {name: getattr(draft, name) for name in _REPORTED} | {
        name: getattr(draft.evidence, name) for name in _SOURCE
    }
    return values | {
        "kind": draft.kind,
        "note": draft.note,
        "publisher": draft.evidence.publisher[:200],
        "title": draft.evidence.title[:500],
    }
