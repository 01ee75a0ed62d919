"""The rows of claims and of their evidence, for the verbs that hold the incident."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone

from incidents.ledger.drafts import ClaimDraft, EvidenceDraft
from incidents.ledger.row_writing import clean_row
from incidents.models import Claim, Evidence, Incident

_EVIDENCE_FIELDS = [
    *("story", "locator", "url", "publisher", "title", "quote", "presented_as", "headline", "submitted"),
    *("licence", "attribution"),
]


def claims_by_fingerprint(incident: Incident, family: Collection[int] | None = None) -> dict[str, Claim]:
    """The incident's claims, and those that were recorded here, or in what was merged into it, before a person moved
    them: re-reading adds to them. `family` are its `family_ids`, where the caller has them."""
    recorded = Q(incident=incident) | Q(origin__in=incident.family_ids() if family is None else family)
    held: dict[str, Claim] = {}
    for claim in Claim.objects.filter(recorded).select_related("speaker_party").order_by("pk"):
        known = held.setdefault(claim.fingerprint, claim)
        if known.incident_id != incident.pk and claim.incident_id == incident.pk:
            held[claim.fingerprint] = claim
    return held


def moved_by_a_person(incident: Incident, claims: Iterable[Claim], family: Collection[int]) -> set[int]:
    """The keys of those of the incident's `claims_by_fingerprint` that a split or a move brought to it or took away;
    `family` are its `family_ids`."""
    return {claim.pk for claim in claims if claim.incident_id != incident.pk or claim.origin_id not in family}


def claim_values(draft: ClaimDraft) -> dict[str, Any]:
    """The columns of what the claim says."""
    quantity, speaker = draft.quantity, draft.speaker
    return {
        **draft.bucket.columns(),
        "measure": draft.measure,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "hedge": quantity.hedge,
        "modality": draft.modality,
        "polarity": draft.polarity,
        "speaker_party": speaker.party,
        "speaker_words": speaker.words[:200],
        "speaker_kind": speaker.kind,
        "claimed_on": draft.claimed_on,
        "claimed_precision": draft.claimed_precision,
    }


def claim_row(incident: Incident, draft: ClaimDraft) -> Claim:
    """The new claim, not saved. Raises ValidationError naming the field."""
    claim = Claim(
        incident=incident,
        origin=incident,
        fingerprint=draft.fingerprint,
        **claim_values(draft),
        printed=draft.printed[:100],
        hedge_text=draft.hedge_text[:100],
        speaker_key=draft.speaker.key,
        basis=draft.basis,
    )
    clean_row(claim, exclude=("incident", "origin", "speaker_party"))
    return claim


def create_claim(incident: Incident, held: dict[str, Claim], draft: ClaimDraft) -> Claim:
    """The new claim, also among those held. Raises ValidationError naming the field."""
    claim = claim_row(incident, draft)
    claim.save()
    held[draft.fingerprint] = claim
    return claim


def evidence_values(draft: EvidenceDraft) -> dict[str, Any]:
    """The columns of a row of evidence."""
    values = {name: getattr(draft, name) for name in _EVIDENCE_FIELDS}
    values["publisher"], values["title"] = values["publisher"][:200], values["title"][:500]
    return {**values, "published_on": draft.published_on or timezone.localdate()}


def refresh_support(claims: Sequence[Claim]) -> None:
    """Count the stories of each claim, and find its first day."""
    counted = {
        row["claim"]: row
        for row in Evidence.objects.filter(claim__in={claim.pk for claim in claims})
        .values("claim")
        .annotate(stories=Count("story", distinct=True), first=Min("published_on"))
        .order_by()
    }
    moved = []
    for claim in {claim.pk: claim for claim in claims}.values():
        row = counted.get(claim.pk)
        stories = row["stories"] if row else 0
        known_on = row["first"] if row else claim.known_on
        if (claim.stories, claim.known_on) != (stories, known_on):
            claim.stories, claim.known_on = stories, known_on
            moved.append(claim)
    Claim.objects.bulk_update(moved, ["stories", "known_on"], batch_size=500)
