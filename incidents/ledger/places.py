"""Where a text occurs in the record of an incident: what a redaction changes, and what curators must change before it.

| where                                                        | what a redaction does                              |
| ------------------------------------------------------------ | -------------------------------------------------- |
| events; history; revisions and explanations of figures;      | puts the mark                                      |
| reasons of reviews and merges; notes; the admin's log; answers |                                                    |
| are kept for an idempotency key or an attempt to deliver     |                                                    |
| quotes, and the words of claims, which nobody can change     | puts the mark, which a new reading leaves in place |
| title, summary, slug, notes, labels, names of parties        | refuses: a curator changes them first              |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from incidents.ledger.events import QUOTE_TOLD
from incidents.ledger.marking import changed_paths, excerpt, marked, marked_data
from incidents.models import (
    Claim,
    Event,
    Evidence,
    Figure,
    FigureRevision,
    Incident,
    IncidentMerge,
    Involvement,
    Proceeding,
    Review,
    Stage,
    StageEvidence,
)

_OWN = ("title", "summary")
_NAMED = ("label", "case_reference", "legal_basis")


@dataclass(frozen=True, slots=True)
class Place:
    """One text of the record that holds the text to take out.

    incident  id of the incident in whose record it is
    where     in words
    excerpt   what stands around it, with the mark in its place
    put       puts the mark
    """

    incident: int
    kind: str
    where: str
    excerpt: str
    put: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Related:
    """The incidents whose record may hold what was written of one of them: those that it was merged with, even if that
    was undone, or split from."""

    ids: tuple[int, ...]

    @classmethod
    def to(cls, incident_id: int) -> Related:
        found, layer = {incident_id}, {incident_id}
        while layer:
            merges = IncidentMerge.objects.filter(Q(kept__in=layer) | Q(absorbed__in=layer))
            told = Event.objects.telling_of(layer).filter(incident__isnull=False, other__isnull=False)
            pairs = [*merges.values_list("kept", "absorbed"), *told.values_list("incident", "other")]
            layer = {pk for pair in pairs for pk in pair} - found
            found |= layer
        return cls(tuple(sorted(found)))

    @property
    def claims(self) -> models.QuerySet[Claim]:
        return Claim.objects.filter(Q(incident__in=self.ids) | Q(origin__in=self.ids))


Finder = Callable[[Related, str], Iterable[Place]]
_FINDERS: list[Finder] = []


def places_of(related: Related, text: str) -> list[Place]:
    """All places, the events first."""
    finders = (_events, _columns, _history, _log, *_FINDERS)
    return [place for finder in finders for place in finder(related, text)]


def add_finder(finder: Finder) -> None:
    """Have redactions look in rows about incidents that this app does not know."""
    if finder not in _FINDERS:
        _FINDERS.append(finder)


def standing_of_text(related: Related, text: str) -> list[str]:
    """The places that curators can change themselves where the text occurs, in words."""
    ids = related.ids
    found = []
    for incident in Incident.objects.filter(pk__in=ids).order_by("pk"):
        names = ("slug",) if incident.merged_into_id else (*_OWN, "slug")
        found += [f"the {name} of {incident.reference}" for name in names if text in getattr(incident, name)]
    roles = Involvement.objects.filter(incident__in=ids).select_related("party", "incident")
    found += [f"the note on the role of {row.party} in {row.incident.reference}" for row in roles if text in row.note]
    cases = Proceeding.objects.filter(incident__in=ids).select_related("respondent")
    for case in cases:
        found += [f"the {name} of {case.reference}" for name in _NAMED if text in getattr(case, name)]
    stages = Stage.every.filter(proceeding__in=cases).select_related("proceeding")
    for stage in stages:
        named = [name for name in ("note", "source_url") if text in getattr(stage, name)]
        found += [f"the {name} of a step of {stage.proceeding.reference}" for name in named]
    claims = related.claims.select_related("speaker_party")
    found += [f"the part of the whole that {claim.reference} counts" for claim in claims if text in claim.scope_label]
    parties = [*(row.party for row in roles), *(case.respondent for case in cases)]
    parties += [claim.speaker_party for claim in claims]
    named_parties = {party.reference: party.name for party in parties if party is not None and text in party.name}
    return [*found, *(f"the name of the party {reference}" for reference in sorted(named_parties))]


def _events(related: Related, text: str) -> Iterator[Place]:
    for event in Event.objects.telling_of(related.ids).order_by("sequence").iterator(500):
        data = marked_data(event.data, text, limit=QUOTE_TOLD)
        for path, before in changed_paths(event.data, data):
            where = f"event {event.sequence} ({event.type}), {path}"
            put = partial(Event.objects.rewrite, event.sequence, data)
            yield Place(event.incident_id or related.ids[0], "events", where, excerpt(before, text), put)


def _columns(related: Related, text: str) -> Iterator[Place]:
    """The places in the rows that only the ledger writes."""
    ids, claims = related.ids, related.claims
    gone = Incident.objects.filter(pk__in=ids, merged_into__isnull=False)
    revisions = FigureRevision.objects.filter(figure__incident__in=ids)
    steps = StageEvidence.objects.filter(stage__proceeding__incident__in=ids)
    told: tuple[tuple[str, models.QuerySet[Any], str, Sequence[str]], ...] = (
        ("incidents", gone, "pk", _OWN),
        ("reviews", Review.objects.filter(claim__in=claims), "claim__incident_id", ("reason",)),
        ("merges", IncidentMerge.objects.filter(kept__in=ids), "kept_id", ("reason",)),
        ("figures", Figure.objects.filter(incident__in=ids), "incident_id", ("sentence", "explanation")),
        ("figures", revisions, "figure__incident_id", ("sentence", "explanation")),
        ("claims", claims, "incident_id", ("speaker_words", "printed", "hedge_text")),
        ("quotes", Evidence.objects.filter(claim__in=claims), "claim__incident_id", _QUOTED),
        ("quotes", steps, "stage__proceeding__incident_id", (*_QUOTED, "note")),
    )
    for kind, rows, incident, names in told:
        yield from in_columns(kind, rows, incident, names, text)


_QUOTED = ("quote", "title", "publisher", "url")


def _history(related: Related, text: str) -> Iterator[Place]:
    """The places in what the admin shows of who changed what and why."""
    past: Any = Proceeding.history.model
    cases = dict(past.objects.filter(incident_id__in=related.ids).values_list("id", "incident_id"))
    for model, column, keys in (
        (Incident, "id", related.ids),
        (Involvement, "incident_id", related.ids),
        (Proceeding, "incident_id", related.ids),
        (Stage, "proceeding_id", tuple(cases)),
    ):
        records: Any = model.history.model
        names = [field.name for field in records._meta.fields if _is_free_column(field)]
        rows = records.objects.filter(**{f"{column}__in": keys})
        for place in in_columns("history", rows, column, names, text):
            at = cases.get(place.incident, place.incident) if model is Stage else place.incident
            yield Place(at, place.kind, place.where, place.excerpt, place.put)


def _is_free_column(field: Any) -> bool:
    is_text = isinstance(field, models.CharField | models.TextField)
    return is_text and not field.choices and field.name not in {"reference", "history_type"}


def _log(related: Related, text: str) -> Iterator[Place]:
    kept: dict[Any, list[int]] = {
        Incident: list(related.ids),
        Claim: list(related.claims.values_list("pk", flat=True)),
        Proceeding: list(Proceeding.objects.filter(incident__in=related.ids).values_list("pk", flat=True)),
    }
    for model, keys in kept.items():
        rows = LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys]
        )
        for place in in_columns("log", rows, "pk", ("object_repr", "change_message"), text):
            yield Place(related.ids[0], place.kind, place.where, place.excerpt, place.put)


def in_columns(
    kind: str, rows: models.QuerySet[Any], incident: str, names: Sequence[str], text: str
) -> Iterator[Place]:
    """The places in these columns of these rows. `incident` is the path of fields to the id of the incident."""
    model = rows.model
    limits = {name: getattr(model._meta.get_field(name), "max_length", None) for name in names}
    for key, owner, *values in rows.order_by("pk").values_list("pk", incident, *names).iterator(500):
        for name, value in zip(names, values, strict=True):
            is_text = isinstance(value, str)
            put: Any = marked(value, text, limits[name]) if is_text else marked_data(value, text)
            if put == value or value is None:
                continue
            before = next((told for _, told in changed_paths(value, put)), "")
            where = f"{model._meta.verbose_name} {key}, {name.replace('_', ' ')}"
            update = partial(model._base_manager.filter(pk=key).update, **{name: put})
            yield Place(owner, kind, where, excerpt(before, text), update)
