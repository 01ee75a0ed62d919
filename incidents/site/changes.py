"""Lines of the change log for readers: old and new figure and the reason, steps of proceedings, merges.

One source for the pages, the feeds and the digests. Candidates, internal and rejected incidents are in none of it, and
of one that was withdrawn not even that.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from incidents.figures.number_words import spell_money
from incidents.models import Event, EventType, Incident
from incidents.site.words import best_words, bucket_of, country_name, day_words, span_words, what_words
from incidents.vocabulary import DataClass, IncidentKind, ProceedingKind, StageKind, label

SHOWN_TYPES: Final = (
    EventType.FIGURE_CHANGED,
    EventType.PROCEEDING_STAGE_CHANGED,
    EventType.INCIDENT_CREATED,
    EventType.INCIDENT_PUBLISHED,
    EventType.INCIDENT_UPDATED,
    EventType.INCIDENT_MERGED,
    EventType.INCIDENT_SPLIT,
    EventType.INCIDENT_REDACTED,
)
# In feeds and digests: what a reader waits for.
FED_TYPES: Final = (*SHOWN_TYPES[:4], EventType.INCIDENT_MERGED)
_FIELDS: Final = {
    "title": "the title",
    "summary": "the summary",
    "kind": "the kind",
    "status": "the status",
    "slug": "the address",
    "countries": "the countries",
    "data_classes": "the kinds of data",
    "involvements": "the parties",
    "occurred_on": "the day it happened",
    "discovered_on": "the day it was discovered",
    "disclosed_on": "the day it was disclosed",
    "notified_on": "the day the authority was notified",
}


@dataclass(frozen=True, slots=True)
class ShownNumbers:
    """A figure at one time, in words."""

    best: str
    span: str
    status: str

    def __str__(self) -> str:
        return f"{self.best}{f' ({self.span})' if self.span else ''}{f', {self.status}' if self.status else ''}"


@dataclass(frozen=True, slots=True)
class PublicChange:
    """One line, in words. `what`, `old` and `new` where a figure changed."""

    reference: str
    sequence: int
    at: dt.datetime
    incident: Incident
    summary: str
    reason: str = ""
    what: str = ""
    old: ShownNumbers | None = None
    new: ShownNumbers | None = None


def public_events(types: Iterable[str] = SHOWN_TYPES) -> QuerySet[Event]:
    """The events of these types that readers may read, of incidents that they may see now, the newest first. That one
    was withdrawn is none of these types, so `public` asks for no more than that."""
    rows = Event.objects.public().filter(type__in=list(types))
    return rows.select_related("incident__merged_into").order_by("-sequence")


def changes_of(events: Iterable[Event]) -> list[PublicChange]:
    return [change_of(event) for event in events]


def change_of(event: Event) -> PublicChange:
    """The event in words. Reads event.incident."""
    assert event.incident is not None  # noqa: S101 - public_events asks for one
    data: dict[str, Any] = event.data
    base = (event.reference, event.sequence, event.occurred_at, event.incident)
    reason = str(data.get("reason") or "")
    if event.type == EventType.FIGURE_CHANGED:
        return changed_figure(event, old=data["old"])
    words = {
        EventType.PROCEEDING_STAGE_CHANGED: _stage_words,
        EventType.INCIDENT_UPDATED: _update_words,
        EventType.INCIDENT_MERGED: _merge_words,
    }.get(EventType(event.type))
    return PublicChange(*base, words(data) if words else _PLAIN[EventType(event.type)], reason)


def changed_figure(event: Event, *, old: dict[str, Any] | None) -> PublicChange:
    """The event in words, as a change from the numbers in `old` (None: there was no figure). Reads event.incident."""
    assert event.incident is not None  # noqa: S101 - public_events asks for one
    bucket = bucket_of(event.data["figure"])
    before, now, what = _numbers(old, bucket), _numbers(event.data["new"], bucket), what_words(bucket)
    summary = f"{_capital(what)}: {before or 'no figure'} → {now}"
    base = (event.reference, event.sequence, event.occurred_at, event.incident)
    return PublicChange(*base, summary, str(event.data.get("reason") or ""), what, before, now)


_PLAIN: Final = {
    EventType.INCIDENT_CREATED: "The incident was entered",
    EventType.INCIDENT_PUBLISHED: "The incident was published",
    EventType.INCIDENT_SPLIT: "A part of the incident became one of its own",
    EventType.INCIDENT_REDACTED: "A text was taken out of the record",
}


def import_of(incident: Incident) -> PublicChange | None:
    """How an incident came here that was imported without an event; None of one that the change log tells of."""
    begun = (EventType.INCIDENT_CREATED, EventType.INCIDENT_PUBLISHED)
    if incident.events.filter(type__in=begun).exists():
        return None
    register = incident.register_entries.order_by("pk").values_list("name", flat=True).first()
    words = f"Imported from {register}" if register else _PLAIN[EventType.INCIDENT_CREATED]
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"import of {incident.reference}")
    return PublicChange(f"evt_{key}", 0, incident.created_at, incident, words)


def _numbers(held: dict[str, Any] | None, bucket: Any) -> ShownNumbers | None:
    if held is None:
        return None
    row = _Held(held.get("low"), held.get("best"), held.get("high"))
    return ShownNumbers(best_words(row, bucket), span_words(row, bucket), held.get("status", ""))


@dataclass(slots=True)
class _Held:
    low: int | None
    best: int | None
    high: int | None


def _stage_words(data: dict[str, Any]) -> str:
    """ "Information Commissioner's Office: decision, GBP 500,000, 25 October 2018"; of a proceeding alone its kind."""
    case, stage = data.get("proceeding") or {}, data.get("stage")
    who = (case.get("regulator") or {}).get("name") or case.get("label") or "Proceeding"
    if not stage:
        return f"{who}: {label(ProceedingKind(case['kind']))}"
    words = f"{who}: {label(StageKind(stage['kind']))}"
    if stage.get("amount_minor") is not None and stage.get("currency"):
        words += f", {spell_money(stage['amount_minor'], stage['currency'])}"
    return f"{words}, {day_words(dt.date.fromisoformat(stage['happened_on']))}"


def _update_words(data: dict[str, Any]) -> str:
    after = data.get("after") or {}
    names = [_FIELDS[name] for name in after if name in _FIELDS]
    return f"Changed: {', '.join(names)}" if names else "The record was amended"


def _merge_words(data: dict[str, Any]) -> str:
    absorbed = data.get("absorbed") or {}
    return f"“{absorbed.get('title', 'Another record')}” was found to be the same incident"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def data_class_words(name: str) -> str:
    return label(DataClass(name))


def kinds() -> list[tuple[str, str]]:
    """The kinds of incidents, each with its words."""
    return [(str(kind), label(kind)) for kind in IncidentKind]


def countries_words(codes: Iterable[str]) -> str:
    return ", ".join(country_name(code) for code in codes)
