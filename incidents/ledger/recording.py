"""Recording what sources and curators assert."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.ledger.claim_rows import (
    claim_row,
    claims_by_fingerprint,
    create_claim,
    evidence_values,
    moved_by_a_person,
    refresh_support,
)
from incidents.ledger.drafts import CURATORS, Actor, ClaimDraft, SpeakerDraft
from incidents.ledger.entry_checks import as_entered
from incidents.ledger.errors import ChangeRefused
from incidents.ledger.events import claim_event, claim_events, incident_event, publish
from incidents.ledger.figures import refresh_figures
from incidents.ledger.locks import locked_canonical, locked_current
from incidents.ledger.marking import MARK
from incidents.ledger.reviewing import add_review
from incidents.ledger.row_writing import insert_rows
from incidents.models import Claim, ClaimRelation, EventType, Evidence, Figure, Incident
from incidents.vocabulary import Decision, Presentation, RelationKind, SpeakerKind

_OTHER_DAY = "It is claim {} already, with another day: correct that one, or leave the day out to add a source."
_PRESENTATIONS = (Presentation.CURRENT, Presentation.EARLIER, Presentation.PART)  # the strongest first


@dataclass(frozen=True, slots=True)
class Recording:
    """The result of recording: the claim of each draft, in their order; which are new; which figures changed."""

    claims: tuple[Claim, ...]
    new: tuple[Claim, ...]
    figures: tuple[Figure, ...]


def record_claims(
    incident_id: int,
    drafts: Sequence[ClaimDraft],
    *,
    source: str,
    cause: str,
    actor: Actor,
    says: Callable[[str], bool] | None = None,
) -> Recording:
    """Record exactly `drafts` as what `source` (such as "article:12") says about the incident.

    A known claim gains evidence, a new one is recorded, and this source's evidence for claims that it no longer makes
    is deleted; a claim left without evidence is withdrawn, unless a person stands by it. `says` tells whether
    the source has a quote still: a claim that a person moved to or from this incident keeps it then, drafted or not.
    The figures are worked out anew in the same transaction. Doing it twice changes nothing and writes no event. No
    drafts take back everything.
    Raises ValidationError naming the field when a draft cannot be kept; then nothing is stored.
    """
    for draft in drafts:
        draft.check()
    with locked_canonical(incident_id) as incident:
        family = frozenset(incident.family_ids())
        held = claims_by_fingerprint(incident, family)
        made = _create_claims(incident, held, drafts)
        moved_by = _still_said(moved_by_a_person(incident, held.values(), family), source, says) if says else set()
        touched = _sync_evidence(held, drafts, source, moved_by)
        _sync_relations(held, drafts, source, moved_by)
        refresh_support([*touched, *made])
        events = claim_events(made, incident)
        figures, moved = refresh_figures(incident, cause=cause, actor=actor)
        publish([*events, *moved], cause=cause, actor=actor)
    return Recording(tuple(held[draft.fingerprint] for draft in drafts), tuple(made), tuple(figures))


def record_sources(incident_id: int, drafts_of: Mapping[str, Sequence[ClaimDraft]], *, actor: Actor) -> None:
    """Record what several sources say, by source, that said nothing of the incident before: as `record_claims` does one
    after the other, but the figures are worked out once. The drafts relate to no other claims.

    Raises ValidationError naming the field when a draft cannot be kept; then nothing is stored.
    """
    for draft in (draft for drafts in drafts_of.values() for draft in drafts):
        draft.check()
    with locked_canonical(incident_id) as incident:
        held, source = claims_by_fingerprint(incident), ""
        touched: dict[int, Claim] = {}
        for source, drafts in drafts_of.items():
            made = _create_claims(incident, held, drafts)
            touched |= {claim.pk: claim for claim in (*_sync_evidence(held, drafts, source, ()), *made)}
            publish(claim_events(made, incident), cause=source, actor=actor)
        refresh_support(list(touched.values()))
        _, moved = refresh_figures(incident, cause=source, actor=actor)
        publish(moved, cause=source, actor=actor)


def enter_claim(
    incident_id: int,
    draft: ClaimDraft,
    *,
    actor: Actor,
    reason: str,
    known_on: dt.date | None = None,
    pin: bool = False,
    decision: Decision = Decision.ACCEPT,
    confirmed: bool = False,
    expected_version: int | None = None,
) -> Claim:
    """The claim that a curator enters by hand, with the reason, and pinned or with this decision. Entering it twice
    changes nothing, and with another source adds that; a claim that is entered as rejected never moves a figure.
    `confirmed`: it is so, odd as it is.

    Raises ValidationError, OddEntry, ChangeRefused (it was corrected as another, or is kept with another day),
    IncidentMerged, VersionConflict.
    """
    with locked_current(incident_id, expected_version) as incident:
        draft = as_entered(incident, draft, known_on, confirmed=confirmed)
        held = claims_by_fingerprint(incident)
        claim = held.get(draft.fingerprint)
        events = []
        if claim is None:
            claim = create_claim(incident, held, draft)
            _add_source(claim, draft)
            claim.known_on = known_on or draft.claimed_on or timezone.localdate()
            claim.save(update_fields=["known_on"])
            events.append(claim_event(claim, incident))
        else:
            if None not in (draft.claimed_on, claim.claimed_on) and draft.claimed_on != claim.claimed_on:
                raise ChangeRefused(_OTHER_DAY.format(claim.reference))
            if _add_source(claim, draft):
                refresh_support([claim])
        events += add_review(incident, claim, Decision.PIN if pin else decision, reason=reason, actor=actor)
        _, moved = refresh_figures(incident, cause=f"claim:{claim.reference}", actor=actor)
        publish([*events, *moved], cause=f"claim:{claim.reference}", actor=actor)
    return claim


def _add_source(claim: Claim, draft: ClaimDraft) -> bool:
    """Keep the quote and source that a person gives for the claim; False if there is none, or it is kept already."""
    if draft.evidence is None or claim.evidence.filter(url=draft.evidence.url, quote=draft.evidence.quote).exists():
        return False
    entered = claim.evidence.filter(source__startswith=f"entry:{claim.reference}").count()
    source = f"entry:{claim.reference}:{entered + 1}" if entered else f"entry:{claim.reference}"
    Evidence.objects.create(claim=claim, source=source, **evidence_values(draft.evidence))
    return True


def overrule_figure(
    incident_id: int,
    bucket: Bucket,
    quantity: Quantity,
    *,
    reason: str,
    actor: Actor,
    confirmed: bool = False,
    expected_version: int | None = None,
) -> Claim:
    """The pinned claim by which a curator sets a figure. Once it is unpinned, the other claims decide again.

    Raises ValidationError, OddEntry, ChangeRefused, IncidentMerged, VersionConflict.
    """
    draft = ClaimDraft(bucket, quantity, SpeakerDraft(SpeakerKind.OTHER, words=CURATORS))
    return enter_claim(
        incident_id,
        draft,
        actor=actor,
        reason=reason,
        pin=True,
        confirmed=confirmed,
        expected_version=expected_version,
    )


def note_coverage(incident_id: int, *, article: Mapping[str, Any], cause: str, actor: Actor) -> None:
    """Write `coverage.linked`: `article` holds reference, title, url, publisher, published_on, state, score."""
    with locked_canonical(incident_id) as incident:
        publish([incident_event(EventType.COVERAGE_LINKED, incident, article=dict(article))], cause=cause, actor=actor)


def note_article_changed(incident_id: int, *, article: Mapping[str, Any], cause: str, actor: Actor) -> None:
    """Write `article.changed` for an incident that the article covers: `article` holds reference, url, versions."""
    with locked_canonical(incident_id) as incident:
        publish([incident_event(EventType.ARTICLE_CHANGED, incident, article=dict(article))], cause=cause, actor=actor)


def first_of_each(drafts: Sequence[ClaimDraft]) -> list[ClaimDraft]:
    """One draft per claim. Its quote is that of the first mention in the source that tells the number as current, or of
    the first one if none does."""
    first: dict[str, ClaimDraft] = {}
    for draft in drafts:
        known = first.setdefault(draft.fingerprint, draft)
        if _strength(draft) < _strength(known):
            first[draft.fingerprint] = draft
    return list(first.values())


def _create_claims(incident: Incident, held: dict[str, Claim], drafts: Sequence[ClaimDraft]) -> list[Claim]:
    """The claims of those drafts that are not held yet, saved together, also among those held. Raises ValidationError
    naming the field."""
    made = [claim_row(incident, draft) for draft in first_of_each(drafts) if draft.fingerprint not in held]
    insert_rows(made)
    held |= {claim.fingerprint: claim for claim in made}
    return made


def _strength(draft: ClaimDraft) -> int:
    return _PRESENTATIONS.index(draft.evidence.presented_as) if draft.evidence else len(_PRESENTATIONS)


def _still_said(claims: Collection[int], source: str, says: Callable[[str], bool]) -> set[int]:
    """Those of the claims whose quote the source has still, or of whose quote something was taken out."""
    rows = Evidence.objects.filter(source=source, claim__in=claims).values_list("claim", "quote")
    return {pk for pk, quote in rows if MARK in quote or says(quote)}


def _sync_evidence(
    held: Mapping[str, Claim], drafts: Sequence[ClaimDraft], source: str, said: Collection[int]
) -> list[Claim]:
    """The claims whose support may have changed. Those of the keys `said` lose none."""
    by_pk = {claim.pk: claim for claim in held.values()}
    present = {row.claim_id: row for row in Evidence.objects.filter(source=source) if row.claim_id in by_pk}
    touched, new = [], []
    for draft in first_of_each(drafts):
        claim = held[draft.fingerprint]
        row = present.pop(claim.pk, None)
        if draft.evidence is None:
            continue
        values = evidence_values(draft.evidence)
        if row is None:
            new.append(Evidence(claim=claim, source=source, **values))
        else:
            values |= {name: kept for name in values if MARK in str(kept := getattr(row, name))}  # taken out stays out
        if row is not None and draft.evidence.published_on is None:
            values["published_on"] = row.published_on
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            Evidence.objects.filter(pk=row.pk).update(**values)
        touched.append(claim)
    insert_rows(new)
    # The quotes of a correction are what a person has seen in the source, whatever is read there now.
    corrections = ClaimRelation.objects.filter(kind=RelationKind.CORRECTS, claim__in=list(present))
    for pk in corrections.values_list("claim", flat=True):
        present.pop(pk, None)
    for pk in said:
        present.pop(pk, None)
    Evidence.objects.filter(pk__in=[row.pk for row in present.values()]).delete()
    return [*touched, *(by_pk[pk] for pk in present)]


def _sync_relations(
    held: Mapping[str, Claim], drafts: Sequence[ClaimDraft], source: str, kept: Collection[int]
) -> None:
    """Record exactly the drafts' relations as what `source` says of how these claims relate to one another; those of
    the `kept` claims stay."""
    wanted = {
        (held[draft.fingerprint].pk, str(relation.kind), held[relation.target].pk)
        for draft in drafts
        for relation in draft.relations
        if relation.target in held and relation.target != draft.fingerprint
    }
    rows = ClaimRelation.objects.filter(source=source, claim__in={claim.pk for claim in held.values()})
    present = {(row.claim_id, row.kind, row.target_id): row.pk for row in rows}
    gone = [pk for key, pk in present.items() if key not in wanted and key[0] not in kept]
    ClaimRelation.objects.filter(pk__in=gone).delete()
    ClaimRelation.objects.bulk_create(
        [
            ClaimRelation(claim_id=claim, kind=kind, target_id=target, source=source)
            for claim, kind, target in sorted(wanted - present.keys())
        ]
    )
