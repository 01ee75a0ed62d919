"""What becomes of a row of a register that says something else than before.

| the row                                           | then                                                            |
| ------------------------------------------------- | --------------------------------------------------------------- |
| says what it never said                           | it counts: fields that nobody edited follow it, a new number    |
|                                                   | replaces the old one, steps of cases are told anew              |
| says again what it said before, or gives such a   | it is noted; it counts once it has stood for 30 days            |
| number                                            |                                                                 |
| says what counts already                          | what was noted is forgotten                                     |

What a curator edited, judged or pinned stays. An intention to fine stays a step of the case when the row tells the
fine.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, Final

from django.db import transaction

from incidents import ledger
from incidents.ledger import Actor, ClaimDraft, InvolvementDraft, RelationDraft, load_parties
from incidents.models import Claim, EntryState, Incident, RegisterEntry, entry_source
from incidents.vocabulary import RelationKind, StageKind
from sources.importers.rows import RegisterRow
from sources.importing.drafts import (
    ImportContext,
    claim_drafts,
    incident_draft,
    involvement_drafts,
    party_drafts,
    stage_drafts,
)
from sources.importing.row_facts import stages_of

STANDS_AFTER_DAYS: Final = 30  # of a value that a register gave before
_KEPT = 20  # earlier values of an entry
_FIELDS = (
    *("title", "kind", "status", "occurred_on", "occurred_precision", "disclosed_on", "disclosed_precision"),
    *("notified_on", "notified_precision"),
)
_CHANGED = "The register's row changed."


class RowChange(StrEnum):
    """What became of a row that is known."""

    UNCHANGED = "unchanged"
    NOTED = "noted"
    CHANGED = "changed"


def expected_change(entry: RegisterEntry, row: RegisterRow, seen_on: dt.date) -> RowChange:
    """What will become of the row; writes nothing."""
    digest = row.digest()
    if digest == entry.digest:
        return RowChange.UNCHANGED
    if not _was_given(entry, row, digest):
        return RowChange.CHANGED
    stood = entry.noted_digest == digest and entry.noted_on is not None
    long_enough = stood and (seen_on - (entry.noted_on or seen_on)).days >= STANDS_AFTER_DAYS
    return RowChange.CHANGED if long_enough else RowChange.NOTED


def _was_given(entry: RegisterEntry, row: RegisterRow, digest: str) -> bool:
    numbers = numbers_in(row.facts())
    other = numbers != numbers_in(entry.facts)
    return any(one["digest"] == digest or (other and one["numbers"] == numbers) for one in entry.given)


def numbers_in(facts: Mapping[str, Any]) -> list[str]:
    """The numbers that facts give, each with what it counts, in order."""
    names = ("metric", "unit", "currency", "scope", "country", "label", "number")
    return sorted(json.dumps([count[name] for name in names]) for count in facts.get("counts", ()))


def follow(context: ImportContext, entry: RegisterEntry, row: RegisterRow) -> RowChange:
    """Do what has to become of the row. Raises what the ledger raises; then nothing of it was changed."""
    seen_on = context.seen_on
    with transaction.atomic():
        entry = RegisterEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        change = expected_change(entry, row, seen_on)
        entry.last_seen_on, entry.line = max(entry.last_seen_on, seen_on), row.line
        if change is RowChange.NOTED:
            digest = row.digest()
            if entry.noted_digest != digest:
                entry.noted_digest, entry.noted_on = digest, seen_on
        else:
            entry.noted_digest, entry.noted_on = "", None
        if change is RowChange.CHANGED:
            _follow(context, entry, row)
            given = {"digest": entry.digest, "numbers": numbers_in(entry.facts)}
            entry.given = [*entry.given, given][-_KEPT:]
            entry.digest, entry.facts, entry.revision = row.digest(), row.facts(), entry.revision + 1
        entry.save()
    return change


def _follow(context: ImportContext, entry: RegisterEntry, row: RegisterRow) -> None:
    if entry.incident is None or row.record is not None:  # an export that changed: what is here goes its own way
        return
    actor, incident = context.actor, entry.incident.canonical()
    parties = load_parties(party_drafts(row))
    if entry.state != EntryState.MATCHED:
        _follow_fields(incident, entry.facts, row, parties, actor)
        _follow_parties(incident, entry.facts, row, parties, actor)
    how: dict[str, Any] = {"cause": entry.source, "actor": actor}
    if numbers_in(row.facts()) != numbers_in(entry.facts):
        source = replace_revision(entry)
        ledger.record_claims(incident.pk, _revised(context, entry, row, incident), source=source, **how)
    if row.facts()["stages"] != entry.facts["stages"]:
        stated = {(stage.kind, stage.amount_minor) for stage in row.stages}
        intended = [one for one in stages_of(entry.facts) if one.kind is StageKind.NOTICE_OF_INTENT]
        stages = [*(one for one in intended if (one.kind, one.amount_minor) not in stated), *row.stages]
        drafts = stage_drafts(context, row, stages, parties)
        ledger.record_stages(incident.pk, drafts, source=first_source(entry), **how)


def replace_revision(entry: RegisterEntry) -> str:
    """The source of what the row says from now on."""
    return entry_source(entry.register, entry.key, entry.revision + 1)


def first_source(entry: RegisterEntry) -> str:
    """The source of the steps that the row tells, which are told anew with each revision."""
    return entry_source(entry.register, entry.key)


def _follow_fields(
    incident: Incident, before: Mapping[str, Any], row: RegisterRow, parties: Sequence[Any], actor: Actor
) -> None:
    """RowChange the fields that still say what the row said before."""
    draft, old = incident_draft(row, parties), fields_in(before)
    changes: dict[str, Any] = {}
    for name in _FIELDS:
        now, wanted = getattr(incident, name), getattr(draft, name)
        if str(now) == str(old[name]) and str(now) != str(wanted):
            changes[name] = wanted
    for name, column in (("countries", "country"), ("data_classes", "data_class")):
        held = set(getattr(incident, name).values_list(column, flat=True))
        wanted = {str(one) for one in getattr(draft, name)}
        if held == set(before.get(name, ())) and held != wanted:
            changes[name] = sorted(wanted)
    if changes:
        ledger.update_incident(incident.pk, changes, actor=actor, reason=_CHANGED)


def fields_in(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an incident that facts give, in words."""
    found: dict[str, Any] = {name: facts.get(name) for name in ("title", "kind", "status")}
    for what in ("occurred", "disclosed", "notified"):
        stated = facts.get(what) or {"day": None, "precision": "day"}
        found |= {f"{what}_on": stated["day"], f"{what}_precision": stated["precision"]}
    return found


def _follow_parties(
    incident: Incident, before: Mapping[str, Any], row: RegisterRow, parties: Sequence[Any], actor: Actor
) -> None:
    """Give the parties that the row names now their roles, and take away those that it named before, where nobody has
    changed them since."""
    if row.facts()["parties"] == before.get("parties"):
        return
    wanted = {(draft.party.pk, draft.role): draft for draft in involvement_drafts(row, parties)}
    standings = {one["standing"] for one in before.get("parties", ())}
    was = {one["name"] for one in before.get("parties", ())}
    for held in incident.involvements.select_related("party"):
        known = held.party.name in was and held.standing in standings and not held.note
        if known and (held.party_id, held.role) not in wanted:
            ledger.remove_involvement(incident.pk, held.pk, actor=actor, reason=_CHANGED)
    for draft in wanted.values():
        involve(incident, draft, actor)


def involve(incident: Incident, draft: InvolvementDraft, actor: Actor) -> None:
    """Give the party its role, unless it has a part in the incident already."""
    if not incident.involvements.filter(party=draft.party).exists():
        ledger.add_involvement(incident.pk, draft, actor=actor)


def _revised(context: ImportContext, entry: RegisterEntry, row: RegisterRow, incident: Incident) -> list[ClaimDraft]:
    """The claims of the row, each of which replaces the register's last one of the same thing."""
    own = Claim.objects.filter(incident=incident, evidence__story=first_source(entry)).distinct()
    held = list(own.order_by("claimed_on", "pk"))
    last = max((claim.claimed_on for claim in held if claim.claimed_on), default=None)
    newer = row.said_on is not None and (last is None or row.said_on > last)
    drafts = claim_drafts(context, row, None if newer else max(context.seen_on, last or context.seen_on))
    return [_replacing(draft, [claim for claim in held if claim.bucket == draft.bucket]) for draft in drafts]


def _replacing(draft: ClaimDraft, held: Sequence[Claim]) -> ClaimDraft:
    """The draft, as one that replaces the last of these claims; as that claim itself where it says the same."""
    if not held:
        return draft
    last = held[-1]
    if last.quantity == draft.quantity:
        return replace(draft, corrects=_corrected(last, draft))
    again = any(claim.fingerprint == draft.fingerprint for claim in held)
    taken = replace(draft, corrects=last.reference) if again else draft  # an old number that is back is another claim
    return replace(taken, relations=(RelationDraft(RelationKind.SUPERSEDES, last.fingerprint),))


def _corrected(claim: Claim, draft: ClaimDraft) -> str:
    """What the draft has to say that it takes the place of, so that it is this very claim."""
    if claim.fingerprint == draft.fingerprint:
        return ""
    related = claim.relations.filter(kind=RelationKind.SUPERSEDES).select_related("target")
    for relation in related:
        if replace(draft, corrects=relation.target.reference).fingerprint == claim.fingerprint:
            return relation.target.reference
    return ""
