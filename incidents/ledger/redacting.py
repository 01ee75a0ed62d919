"""Taking a text out of events, histories, explanations, quotes, and deliveries still to send.

The mark takes its place; numbers, ids and the order of events stay. A delivery is made from its event when it is sent,
so one that is still to be sent carries the mark. The text itself is kept nowhere. Articles, and what was read in them,
belong to `sources` and are not changed: what a newspaper printed is taken out there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from incidents.ledger.drafts import Actor
from incidents.ledger.echoes import without_echoes
from incidents.ledger.events import incident_event, publish
from incidents.ledger.locks import locked
from incidents.ledger.marking import MARK, SHORTEST, marked_data, taken_out
from incidents.ledger.places import Place, Related, keys_of, places_of, standing_of_text
from incidents.ledger.saved_view_places import places_in_views
from incidents.models import Event, EventType, Incident, Redaction
from incidents.models.event import EventQuerySet
from incidents.webhooks import outbox
from tracker.foundation.access.models import ANSWERS, IdempotencyKey
from tracker.foundation.access.sealing import SecretUnreadable, seal_bytes, unseal_bytes

LONGEST = 5000  # characters
NOWHERE = "It stands nowhere in the record of this incident: copy it exactly."
NAMED_AT_ONCE = 5  # places that have to be changed first, in one message


def redact_text(incident_id: int, text: str, *, reason: str, actor: Actor) -> Redaction:
    """The redaction, after putting the mark for every occurrence of the text in the records of the incident and of
    those it was merged with or split from. Writes an `incident.redacted` event for each incident concerned.

    Doing it again gives the same redaction and changes nothing. Raises Incident.DoesNotExist, and ValidationError for
    `reason` or `text` (too short, too long, found nowhere, or in a field that curators can change, which it names).
    """
    text = _checked(text, reason)
    with _locked_with_related(incident_id) as (incident, related):
        _refuse_what_stands(related, text)
        _hold(Event.objects.concerning(related.ids))
        places = _standing_in(related, text)
        received = _received(Event.objects.concerning(related.ids), related.ids[0], text)
        known = incident.redactions.filter(digest=_digest(text)).first()
        if not places and known is None:
            raise ValidationError({"text": NOWHERE})
        if not places and not received and known is not None:
            return known
        return _take_out(incident, [*places, *received], text, field="", reason=reason, actor=actor)


def redact_field(incident_id: int, event: str, field: str, *, reason: str, actor: Actor) -> Redaction:
    """The redaction, after putting the mark for one text of one event: the one at the dotted path `field` within the
    event's data, such as `reason` or `after.summary`; and in what receivers answered to that event. The rest of the
    record stays as it is.

    Doing it again gives the same redaction. Raises ValidationError naming `event`, `field` or `reason`,
    Incident.DoesNotExist.
    """
    field = field.removeprefix("data.")
    with locked(incident_id) as [incident]:
        row = Event.objects.concerning(incident.family_ids()).filter(reference=event).first()
        if row is None:
            raise ValidationError({"event": f"{incident.reference} has no such event: copy its reference (evt_...)."})
        found = taken_out(row.data, field)
        if found is None:
            raise ValidationError(
                {"field": "The event has no free text there: give the path within its data, such as after.summary."}
            )
        data, text = found
        named = f"{row.reference}: {field}"
        _require_reason(reason, text)
        if text == MARK:
            known = incident.redactions.filter(field=named).first()
            if known is not None:
                return known
            raise ValidationError({"field": "It was taken out already."})
        of_row = Event.objects.filter(sequence=row.sequence)
        _hold(of_row)
        received = _received(of_row, incident.pk, text) if len(text) >= SHORTEST else []
        put = partial(Event.objects.rewrite, row.sequence, data)
        place = Place(incident.pk, "events", f"event {row.sequence}, {field}", MARK, put)
        return _take_out(incident, [place, *received], text, field=named, reason=reason, actor=actor)


def preview_redaction(incident_id: int, text: str) -> list[Place]:
    """The places that `redact_text` would change, but for what receivers answered: whether a text stands there is for
    the owners of the endpoints. Raises the same ValidationErrors, except for the reason."""
    text = _checked(text, None)
    related = Related.to(incident_id)
    _refuse_what_stands(related, text)
    places = _standing_in(related, text)
    if not places:
        raise ValidationError({"text": NOWHERE})
    return places


def _standing_in(related: Related, text: str) -> list[Place]:
    """All places of the text, but for what receivers answered."""
    return [*places_of(related, text), *places_in_views(related, text), *_answers(related, text)]


@contextmanager
def _locked_with_related(incident_id: int) -> Iterator[tuple[Incident, Related]]:
    """The incident and those related to it, all of them locked: anew when a merge or a split came before the locks."""
    related = Related.to(incident_id)
    while True:
        with locked(incident_id, *related.ids) as [incident, *_]:
            known, related = related, Related.to(incident_id)
            if set(related.ids) <= set(known.ids):
                yield incident, related
                return


def _take_out(
    incident: Incident, places: Sequence[Place], text: str, *, field: str, reason: str, actor: Actor
) -> Redaction:
    for place in places:
        place.put()
    redaction = Redaction.objects.create(
        incident=incident,
        digest=_digest(text),
        field=field[:300],
        reason=reason,
        places=len(places),
        by_kind=dict(Counter(place.kind for place in places)),
        redacted_by=actor.user,
        actor=actor.name[:150],
    )
    counted = Counter(place.incident for place in places)
    rows = Incident.objects.in_bulk(list(counted))
    events = [
        incident_event(EventType.INCIDENT_REDACTED, rows[pk], places=counted[pk], reason=reason)
        for pk in sorted(counted)
    ]
    publish(events, cause=f"redaction:{redaction.pk}", actor=actor)
    return redaction


def _checked(text: str, reason: str | None) -> str:
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        raise ValidationError(
            {"text": f"Give {SHORTEST} to {LONGEST:,} characters: what is shorter stands in other words as well."}
        )
    if text in MARK or MARK in text:
        raise ValidationError({"text": f"Give a text without {MARK}, which is the mark for what was taken out."})
    if reason is not None:
        _require_reason(reason, text)
    return text


def _require_reason(reason: str, text: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "Say why: it is told to whoever has read the text."})
    if text.casefold() in reason.casefold():
        raise ValidationError({"reason": "Do not repeat the text: the reason is public where the incident is."})


def _refuse_what_stands(related: Related, text: str) -> None:
    standing = standing_of_text(related, text)
    if standing:
        more = f", and {len(standing) - NAMED_AT_ONCE} more" if len(standing) > NAMED_AT_ONCE else ""
        named = ", ".join(standing[:NAMED_AT_ONCE])
        raise ValidationError({"text": f"It still stands in {named}{more}. Change that first, then take the text out."})


def _answers(related: Related, text: str) -> Iterator[Place]:
    """The places in the answers that are kept for requests with an idempotency key.

    Only in answers about these incidents and their parties: others hold what is no curator's to read, such as signing
    secrets.
    """
    for row in IdempotencyKey.objects.concerning(related.ids, keys_of(related.parties)).order_by("pk"):
        try:
            answer = json.loads(unseal_bytes(bytes(row.body), ANSWERS))
        except (SecretUnreadable, ValueError):  # it cannot be repeated either, or it is no document
            continue
        left = marked_data(answer, text)
        if left != answer:
            sealed = seal_bytes(json.dumps(left, ensure_ascii=False).encode(), ANSWERS)
            put = partial(IdempotencyKey.objects.filter(pk=row.pk).update, body=sealed)
            yield Place(related.ids[0], "answers", f"the answer kept for {row.method} {row.path}", MARK, put)


def _hold(events: EventQuerySet) -> None:
    """Have answers recorded before what follows, which finds them, or after it, when they are dropped."""
    list(events.locked_for_rewriting().values_list("pk"))


def _received(events: EventQuerySet, owner: int, text: str) -> list[Place]:
    """The places in what receivers answered to deliveries of these events."""
    puts = outbox.answers_changed(events, without_echoes(text))
    return [Place(owner, "receivers", "what a receiver answered", MARK, put) for put in puts]


def _digest(text: str) -> str:
    return salted_hmac("incidents.redaction", text, algorithm="sha256").hexdigest()
