"""What the change log says of each change. Data is complete, since webhook payloads are built from it alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection

from incidents.ledger import party_triggers
from incidents.ledger.drafts import Actor
from incidents.models import Claim, Event, EventDraft, EventType, Evidence, Figure, Incident
from incidents.vocabulary import Polarity
from incidents.webhooks import outbox

MOST_CLAIMS = 10  # of the claims behind a figure, at the most
QUOTE_CHARACTERS = 400  # characters of each quote


@dataclass(slots=True)
class _Change:
    """The events of one change that are not written yet."""

    drafts: list[EventDraft]
    cause: str
    actor: Actor


_gathered: ContextVar[list[_Change] | None] = ContextVar("gathered_events", default=None)


def publish(drafts: Sequence[EventDraft], *, cause: str, actor: Actor) -> None:
    """Write the events, have it seen to which parties are public now, and wake the deliverer after the commit. Call it
    last in a transaction. Within `gathered_events` they are written at its end."""
    if not drafts:
        return
    waiting = _gathered.get()
    if waiting is None:
        _write(drafts, cause, actor)
    elif waiting and (waiting[-1].cause, waiting[-1].actor) == (cause, actor):
        waiting[-1].drafts.extend(drafts)
    else:
        waiting.append(_Change(list(drafts), cause, actor))


@contextmanager
def gathered_events() -> Iterator[None]:
    """Write the events of all changes made inside together, at its end: several changes in one transaction then hold
    the row that numbers events for a moment, and not from the first of them on. Whatever fails inside writes none.

    Must be called inside a transaction that ends right after it.
    """
    if _gathered.get() is not None:  # an outer one writes them
        yield
        return
    token = _gathered.set([])
    try:
        yield
        write_gathered()
    finally:
        _gathered.reset(token)


def write_gathered() -> None:
    """Write what was gathered so far: for a change that looks at the events before its own."""
    waiting = _gathered.get()
    while waiting:
        change = waiting.pop(0)
        _write(change.drafts, change.cause, change.actor)


def _write(drafts: Sequence[EventDraft], cause: str, actor: Actor) -> None:
    Event.objects.append(drafts, cause=cause, actor=actor.name)
    party_triggers.follow(connection)
    outbox.wake()


def incident_data(incident: Incident) -> dict[str, Any]:
    return {"reference": incident.reference, "slug": incident.slug, "title": incident.title}


def incident_event(
    kind: EventType, incident: Incident, *, other: Incident | None = None, internal: bool = False, **data: Any
) -> EventDraft:
    """The event about the incident; see EventDraft for `other` and `internal`."""
    return EventDraft(kind, {"incident": incident_data(incident), **data}, incident, other=other, internal=internal)


def bucket_data(row: Claim | Figure) -> dict[str, Any]:
    return {
        "metric": row.metric,
        "unit": row.unit,
        "currency": row.currency,
        "scope": {"kind": row.scope, "country": row.scope_country, "label": row.scope_label},
    }


def claim_data(claim: Claim, evidence: Evidence | None = None) -> dict[str, Any]:
    """One claim with its first quote, that of `evidence` where the caller has it. Reads speaker_party."""
    data: dict[str, Any] = {
        "reference": claim.reference,
        **bucket_data(claim),
        "speaker": claim.speaker_name,
        "speaker_kind": claim.speaker_kind,
        "hedge": claim.hedge,
        "polarity": claim.polarity,
        "value": claim.value,
        "low": claim.low,
        "high": claim.high,
        "claimed_on": claim.claimed_on.isoformat() if claim.claimed_on else None,
        "known_on": claim.known_on.isoformat() if claim.known_on else None,
        "basis": claim.basis,
    }
    evidence = evidence or next(iter(claim.evidence.all()), None)
    if evidence is not None:
        data |= {
            "quote": evidence.quote[:QUOTE_CHARACTERS],
            "url": evidence.url,
            "publisher": evidence.publisher,
            "published_on": evidence.published_on.isoformat() if evidence.published_on else None,
        }
        if evidence.licence:
            data |= {"licence": evidence.licence, "attribution": evidence.attribution}
    return data


def claims_data(claims: Sequence[Sequence[Claim]]) -> list[list[dict[str, Any]]]:
    """The first few of the claims behind each of several figures, in their given order, with their quotes: one query,
    whatever their number. The claims have their speaker_party."""
    wanted = [behind[:MOST_CLAIMS] for behind in claims]
    first = _first_evidence({claim.pk for behind in wanted for claim in behind})
    return [[claim_data(claim, first.get(claim.pk)) for claim in behind] for behind in wanted]


def claim_events(claims: Sequence[Claim], incident: Incident) -> list[EventDraft]:
    """What `claim_event` gives for each: one query, whatever their number."""
    first = _first_evidence({claim.pk for claim in claims})
    return [claim_event(claim, incident, first.get(claim.pk)) for claim in claims]


def _first_evidence(claims: Collection[int]) -> dict[int, Evidence]:
    """By the key of a claim, the earliest of its rows of evidence."""
    first: dict[int, Evidence] = {}
    for row in Evidence.objects.filter(claim__in=claims).order_by("published_on", "pk") if claims else ():
        first.setdefault(row.claim_id, row)
    return first


def claim_event(claim: Claim, incident: Incident, evidence: Evidence | None = None) -> EventDraft:
    kind = EventType.CLAIM_DENIED if claim.polarity == Polarity.DENIED else EventType.CLAIM_RECORDED
    return incident_event(kind, incident, claim=claim_data(claim, evidence))
