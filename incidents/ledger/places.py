"""Where a text occurs in the record of an incident: what a redaction changes, and what curators must change before it.

| where                                                        | what a redaction does                              |
| ------------------------------------------------------------ | -------------------------------------------------- |
| events; history; revisions and explanations of figures;      | puts the mark                                      |
| reasons of reviews, merges and earlier redactions; notes;    |                                                    |
| the admin's log; answers that are kept for an idempotency    |                                                    |
| key or an attempt to deliver; what readers suggested          |                                                    |
| other names of the parties, which a renaming leaves behind   | removes the name: a mark would match texts         |
| saved views of curators (saved_view_places)                  | puts the mark                                      |
| quotes, the words of claims, rows of registers, which        | puts the mark, which a new reading leaves in place |
| nobody can change                                            |                                                    |
| slugs, where it stands as slugs write it: `jane-roe`         | puts the mark in events and history                |
| title, summary, slug, notes, labels; name, site and ids of   | refuses: a curator changes them first              |
| parties                                                      |                                                    |
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from incidents.ledger.events import QUOTE_CHARACTERS
from incidents.ledger.marking import MARK, changed_paths, excerpt, marked, marked_data, marked_message, marked_slug
from incidents.models import (
    Claim,
    Event,
    Evidence,
    Figure,
    FigureRevision,
    Incident,
    IncidentMerge,
    Involvement,
    Party,
    PartyAlias,
    Proceeding,
    Redaction,
    RegisterEntry,
    Review,
    Stage,
    StageEvidence,
    Suggestion,
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
            events = Event.objects.concerning(layer).filter(incident__isnull=False, other__isnull=False)
            pairs = [*merges.values_list("kept", "absorbed"), *events.values_list("incident", "other")]
            layer = {pk for pair in pairs for pk in pair} - found
            found |= layer
        return cls(tuple(sorted(found)))

    @property
    def claims(self) -> models.QuerySet[Claim]:
        return Claim.objects.filter(Q(incident__in=self.ids) | Q(origin__in=self.ids))

    @property
    def parties(self) -> models.QuerySet[Party]:
        """Those with a part in these incidents, and those that had one and have none in any other."""
        own = (
            Involvement.objects.filter(incident__in=self.ids).values("party"),
            Proceeding.objects.filter(incident__in=self.ids).values("respondent"),
            self.claims.values("speaker_party"),
        )
        pasts: tuple[Any, Any] = Involvement.history.model, Proceeding.history.model
        past = (
            pasts[0].objects.filter(incident_id__in=self.ids).values("party_id"),
            pasts[1].objects.filter(incident_id__in=self.ids).values("respondent_id"),
        )
        elsewhere = (
            Involvement.objects.exclude(incident__in=self.ids).values("party"),
            Proceeding.objects.exclude(incident__in=self.ids).filter(respondent__isnull=False).values("respondent"),
            Claim.objects.exclude(incident__in=self.ids).filter(speaker_party__isnull=False).values("speaker_party"),
        )
        has, had, other = (reduce(or_, (Q(pk__in=keys) for keys in each)) for each in (own, past, elsewhere))
        return Party.objects.filter(has | (had & ~other))


Finder = Callable[[Related, str], Iterable[Place]]
_FINDERS: list[Finder] = []


def places_of(related: Related, text: str) -> list[Place]:
    """All places, the events first."""
    finders = (_events, _columns, _names, _history, _log, *_FINDERS)
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
        names = () if incident.merged_into_id else _OWN
        found += [f"the {name} of {incident.reference}" for name in names if text in getattr(incident, name)]
        if text in incident.slug or marked_slug(incident.slug, text) != incident.slug:
            found.append(f"the slug of {incident.reference}")
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
    of_parties = {
        f"the {name.replace('_', ' ')} of the party {party.reference}"
        for party in parties
        if party is not None
        for name in ("name", "site", "external_ids")
        if marked_data(value := getattr(party, name), text) != value
    }
    return [*found, *sorted(of_parties)]


def _events(related: Related, text: str) -> Iterator[Place]:
    for event in Event.objects.concerning(related.ids).order_by("sequence").iterator(500):
        data = marked_data(event.data, text, limit=QUOTE_CHARACTERS)
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
    columns: tuple[tuple[str, models.QuerySet[Any], str, Sequence[str]], ...] = (
        ("incidents", gone, "pk", _OWN),
        ("reviews", Review.objects.filter(claim__in=claims), "claim__incident_id", ("reason",)),
        ("redactions", Redaction.objects.filter(incident__in=ids), "incident_id", ("reason",)),
        ("merges", IncidentMerge.objects.filter(kept__in=ids), "kept_id", ("reason",)),
        ("figures", Figure.objects.filter(incident__in=ids), "incident_id", ("sentence", "explanation")),
        ("figures", revisions, "figure__incident_id", ("sentence", "explanation")),
        ("claims", claims, "incident_id", ("speaker_words", "printed", "hedge_text")),
        ("suggestions", Suggestion.objects.filter(incident__in=ids), "incident_id", ("text", "note", "source_url")),
        ("quotes", Evidence.objects.filter(claim__in=claims), "claim__incident_id", _QUOTED),
        ("quotes", steps, "stage__proceeding__incident_id", (*_QUOTED, "note")),
        (
            "registers",
            RegisterEntry.objects.filter(incident__in=ids),
            "incident_id",
            ("name", "facts", "reasons", "url"),
        ),
    )
    for kind, rows, incident, names in columns:
        yield from in_columns(kind, rows, incident, names, text)


def _names(related: Related, text: str) -> Iterator[Place]:
    """The other names of parties, and how they were called before."""
    first, parties = related.ids[0], related.parties
    for alias in PartyAlias.objects.filter(party__in=parties).select_related("party").order_by("pk"):
        if text in alias.name:
            where = f"another name of the party {alias.party.reference}, which is removed"
            yield Place(first, "names", where, excerpt(alias.name, text), alias.delete)
    records: Any = Party.history.model
    rows = records.objects.filter(id__in=parties.values("pk"))
    names = [field.name for field in records._meta.fields if _is_free_column(field)]
    yield from in_columns("history", rows, first, names, text)


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
    is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
    return is_text and not field.choices and field.name not in {"reference", "history_type"}


def _log(related: Related, text: str) -> Iterator[Place]:
    """The places in the admin's log of the incidents and of what belongs to them, or did before it was deleted."""
    ids = related.ids
    past: Any = Proceeding.history.model
    kept: tuple[models.QuerySet[Any], ...] = (
        Incident.objects.filter(pk__in=ids),
        related.claims,
        related.parties,
        Figure.objects.filter(incident__in=ids),
        Suggestion.objects.filter(incident__in=ids),
    )
    for rows in kept:
        yield from in_log(related, rows.model, keys_of(rows), text)
    cases = keys_of(Proceeding.objects.filter(incident__in=ids))
    yield from in_log(related, Proceeding, cases | keys_of(past.objects.filter(incident_id__in=ids), "id"), text)


def keys_of(rows: models.QuerySet[Any], column: str = "pk") -> set[int]:
    """What this column of the rows holds, which is a key."""
    return set(rows.order_by().values_list(column, flat=True))


def in_log(related: Related, model: type[models.Model], keys: Iterable[int], text: str) -> Iterator[Place]:
    """The places in the admin's log of the rows with these keys, be they deleted. Its messages are sentences, or JSON
    that escapes what it holds."""
    named = [str(key) for key in sorted(keys)]
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id__in=named)
    yield from in_columns("log", entries, related.ids[0], ("object_repr",), text)
    for key, message in entries.order_by("pk").values_list("pk", "change_message"):
        left = marked_message(message, text)
        if left != message:
            put = partial(LogEntry.objects.filter(pk=key).update, change_message=left)
            yield Place(related.ids[0], "log", f"log entry {key}, change message", excerpt(left, MARK), put)


def in_columns(
    kind: str, rows: models.QuerySet[Any], incident: str | int, names: Sequence[str], text: str
) -> Iterator[Place]:
    """The places in these columns of these rows. `incident` is the path of fields to the id of the incident, or that id
    for all of them."""
    model = rows.model
    limits = {name: getattr(model._meta.get_field(name), "max_length", None) for name in names}
    path = incident if isinstance(incident, str) else "pk"
    for key, found, *values in rows.order_by("pk").values_list("pk", path, *names).iterator(500):
        owner = found if isinstance(incident, str) else incident
        for name, value in zip(names, values, strict=True):
            is_text = isinstance(value, str)
            put: Any = marked(value, text, limits[name]) if is_text else marked_data(value, text)
            put = marked_slug(put, text) if name == "slug" and put else put
            if put == value or value is None:
                continue
            before = next((changed for _, changed in changed_paths(value, put)), "")
            where = f"{model._meta.verbose_name} {key}, {name.replace('_', ' ')}"
            update = partial(model._base_manager.filter(pk=key).update, **{name: put})
            yield Place(owner, kind, where, excerpt(before, text), update)
