"""Correcting a claim that was read or entered wrongly: another takes its place, with its evidence.

What a claim says never changes. The wrong one stays, rejected, so that the same reading is known as wrong whenever it
comes again; the right one is the curator's, and no reading takes it or its quotes away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from incidents.figures.assertion import Bucket
from incidents.figures.number_words import exponent
from incidents.figures.quantity import Quantity, bounds
from incidents.ledger.claim_rows import claim_values, claims_by_fingerprint, create_claim, refresh_support
from incidents.ledger.corrections import standing_corrections
from incidents.ledger.drafts import Actor, ClaimDraft, EvidenceDraft, SpeakerDraft
from incidents.ledger.entry_checks import as_entered, faults_of
from incidents.ledger.errors import ChangeRefused
from incidents.ledger.events import claim_data, claim_event, incident_event, publish
from incidents.ledger.figures import refresh_figures
from incidents.ledger.locks import locked_current
from incidents.ledger.reviewing import add_review
from incidents.models import Claim, ClaimRelation, EventType, Incident
from incidents.vocabulary import (
    DatePrecision,
    Decision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Presentation,
    RelationKind,
    Scope,
    SpeakerKind,
    Unit,
)

# What a correction may change, by the names of the columns.
CORRECTABLE = (
    *("metric", "unit", "currency", "measure", "value", "low", "high", "hedge", "modality", "polarity"),
    *("scope", "scope_country", "scope_label", "speaker_party", "speaker_words", "speaker_kind"),
    *("claimed_on", "claimed_precision"),
)
_NUMBERS = ("value", "low", "high")
_NOTHING = "Nothing differs from the claim as it is: change what was read wrongly."
_CORRECTED = "It was corrected as {} already: correct that claim, or reject it first."


def correct_claim(
    claim_id: int,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    reason: str,
    confirmed: bool = False,
    expected_version: int | None = None,
) -> Claim:
    """The claim that takes the place of this one: the same with the changes, its evidence and its relations, accepted,
    or pinned if this one was. This one is rejected with the reason, and a `claim.corrected` event names both.

    `changes` holds columns of CORRECTABLE; what follows from another follows it (see `corrected_draft`). Doing it again
    changes nothing. Raises Claim.DoesNotExist, ValidationError, OddEntry, ChangeRefused (nothing differs, or another
    correction stands in its place), IncidentMerged, VersionConflict.
    """
    incident_id = Claim.objects.values_list("incident_id", flat=True).get(pk=claim_id)
    with locked_current(incident_id, expected_version) as incident:
        old = Claim.objects.select_related("speaker_party").get(pk=claim_id, incident=incident)
        draft = _checked(incident, old, changes, confirmed=confirmed)
        held = claims_by_fingerprint(incident)
        known = held.get(draft.fingerprint)
        _not_corrected_otherwise(old, known)
        new = known or create_claim(incident, held, draft)
        _take_evidence(old, new)
        events = [] if known else [claim_event(new, incident)]
        decision = Decision.PIN if old.decision == Decision.PIN else Decision.ACCEPT
        why = f"{reason.strip()} Corrected as {new.reference}." if reason.strip() else ""
        events += add_review(incident, old, Decision.REJECT, reason=why, actor=actor)
        if new.decision not in (Decision.PIN, decision):
            events += add_review(incident, new, decision, reason=reason, actor=actor)
        if _relate(old, new):
            both: dict[str, Any] = {"claim": claim_data(new), "corrected": claim_data(old), "reason": reason.strip()}
            events.append(incident_event(EventType.CLAIM_CORRECTED, incident, **both))
        cause = f"claim:{new.reference}"
        _, moved = refresh_figures(incident, cause=cause, actor=actor)
        publish([*events, *moved], cause=cause, actor=actor)
        new.refresh_from_db()
    return new


def corrected_draft(claim: Claim, changes: Mapping[str, Any]) -> ClaimDraft:
    """The claim with the changes, and with what follows from them where it is not among them:

    | changed                            | then                                                             |
    | ---------------------------------- | ---------------------------------------------------------------- |
    | unit, to another than money        | there is no currency                                             |
    | unit or currency                   | the number stays as it is printed, in whatever minor units       |
    | value or hedge                     | the ends are those that the hedge gives                          |
    | scope, to the total                | there is no country and no label                                 |
    | the speaker's party or words       | the other goes, and the kind is that of who is meant             |
    | the speaker's kind, to nobody's    | there is no party and there are no words                         |

    Raises ValidationError naming the field.
    """
    values = {name: getattr(claim, name) for name in CORRECTABLE} | dict(changes)

    def follows(*names: str, value: Any = "") -> None:
        values.update({name: value for name in names if name not in changes})

    if "unit" in changes and values["unit"] != Unit.MONEY:
        follows("currency")
    if "scope" in changes and values["scope"] == Scope.TOTAL:
        follows("scope_country", "scope_label")
    if changes.get("speaker_kind") == SpeakerKind.UNATTRIBUTED:
        follows("speaker_words")
        follows("speaker_party", value=None)
    if changes.get("speaker_party"):
        follows("speaker_words")
        follows("speaker_kind", value=SpeakerKind.UNATTRIBUTED)
    elif "speaker_words" in changes:
        follows("speaker_party", value=None)
        follows("speaker_kind", value=SpeakerKind.UNATTRIBUTED)
    first = claim.evidence.first()
    return ClaimDraft(
        bucket=Bucket(
            Metric(values["metric"]),
            Unit(values["unit"]),
            values["currency"],
            Scope(values["scope"]),
            values["scope_country"],
            values["scope_label"],
        ),
        quantity=_quantity(claim, changes, values),
        speaker=SpeakerDraft(SpeakerKind(values["speaker_kind"]), values["speaker_party"], values["speaker_words"]),
        measure=Measure(values["measure"]),
        modality=Modality(values["modality"]),
        polarity=Polarity(values["polarity"]),
        printed=claim.printed,
        hedge_text=claim.hedge_text if values["hedge"] == claim.hedge else "",
        claimed_on=values["claimed_on"],
        claimed_precision=DatePrecision(values["claimed_precision"]),
        evidence=EvidenceDraft(story=first.story, url=first.url, quote=first.quote) if first else None,
    )


def _quantity(claim: Claim, changes: Mapping[str, Any], values: Mapping[str, Any]) -> Quantity:
    shift = exponent(values["currency"] or "XXX") * bool(values["currency"])
    shift -= exponent(claim.currency or "XXX") * bool(claim.currency)
    numbers: dict[str, int | None] = {}
    for name in _NUMBERS:
        number = values[name]
        kept = name not in changes and number is not None
        numbers[name] = int(Decimal(number).scaleb(shift)) if kept else number
    value, low, high, hedge = *(numbers[name] for name in _NUMBERS), Hedge(values["hedge"])
    given = changes.keys() & {"low", "high"}
    if hedge is Hedge.BETWEEN and "hedge" in changes:
        value = value if "value" in changes else None
        low, high = (numbers[name] if name in changes else None for name in ("low", "high"))
    elif changes.keys() & {"value", "hedge"} and not given and hedge is not Hedge.BETWEEN:
        number = next((one for one in (value, high, low) if one is not None), None)
        return bounds(number, hedge) if number is not None else Quantity(None, None, None, hedge)
    if low is not None and high is not None and low > high:
        raise ValidationError({"low": "It is above the upper end: give the smaller number as the lower."})
    return Quantity(value, low, high, hedge)


def _checked(incident: Incident, old: Claim, changes: Mapping[str, Any], *, confirmed: bool) -> ClaimDraft:
    """The draft as it is kept. What the claim had wrong before is no fault of the correction, nor is another number
    than its source prints, whose words stay."""
    draft = corrected_draft(old, changes)
    before = faults_of(corrected_draft(old, {}), old.known_on)
    if draft.printed == old.printed:
        before.add("printed")
    draft = as_entered(incident, draft, old.known_on, confirmed=confirmed, overlooked=before)
    if draft.fingerprint == old.fingerprint:
        if all(getattr(old, name) == value for name, value in claim_values(draft).items()):
            raise ChangeRefused(_NOTHING)
        draft = replace(draft, corrects=old.reference)
    return draft


def _not_corrected_otherwise(old: Claim, known: Claim | None) -> None:
    """Raise ChangeRefused if another correction of the claim stands: one sentence would be counted twice, and which of
    two curators is right would be left to the rules."""
    standing = standing_corrections(old)
    if standing and known not in standing:
        raise ChangeRefused(_CORRECTED.format(standing[0].reference))


def _take_evidence(old: Claim, new: Claim) -> None:
    """Copy the evidence, told as the new scope has it, and, if the number is still the same, what is told of others."""
    known = set(new.evidence.values_list("source", flat=True))
    presented_as = Presentation.EARLIER if new.scope == Scope.SUPERSEDED else Presentation.CURRENT
    for row in old.evidence.all():
        if row.source not in known:
            row.pk, row.claim = None, new
            row.presented_as = row.presented_as if new.scope == old.scope else presented_as
            row.save(force_insert=True)
    if new.known_on is None:
        Claim.objects.filter(pk=new.pk).update(known_on=old.known_on)
        new.known_on = old.known_on
    refresh_support([new])
    said = ("metric", "unit", "value", "low", "high", "polarity")
    if all(getattr(old, name) == getattr(new, name) for name in said):
        for relation in old.relations.exclude(kind=RelationKind.CORRECTS).exclude(target=new):
            ClaimRelation.objects.get_or_create(claim=new, kind=relation.kind, target=relation.target, source="")


def _relate(old: Claim, new: Claim) -> bool:
    """Whether it is news that the new claim corrects the old one; what is right after all is corrected no more."""
    ClaimRelation.objects.filter(claim=old, kind=RelationKind.CORRECTS, target=new).delete()
    return ClaimRelation.objects.get_or_create(claim=new, kind=RelationKind.CORRECTS, target=old, source="")[1]
