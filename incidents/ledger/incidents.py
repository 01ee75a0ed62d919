"""Opening and updating incidents, and who is involved in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from incidents.ledger.drafts import Actor, IncidentDraft, InvolvementDraft
from incidents.ledger.entry_checks import DAYS, judge_days
from incidents.ledger.events import incident_event, publish
from incidents.ledger.locks import lock_for, locked_current, one_at_a_time
from incidents.ledger.parties import add_names
from incidents.ledger.publicity import publicity_events, withhold_absorbed
from incidents.ledger.snapshots import COLUMNS, snapshot
from incidents.ledger.titles import judge_title
from incidents.models import (
    EventType,
    Incident,
    IncidentCountry,
    IncidentDataClass,
    Involvement,
    Party,
)
from incidents.models.fields import is_incident_reference
from incidents.names import acronym_in, normalise_name

FREE_AT_ONCE = 20  # slugs that are looked up together, then twice as many
VISIBILITY = frozenset({"visibility", "status"})  # the fields that decide whether an incident is public
TITLES: Final = lock_for("title of an incident")  # of those who open one whose title is asked about


def open_incident(draft: IncidentDraft, *, actor: Actor, cause: str = "", entered: bool = False) -> Incident:
    """The new incident, with an `incident.created` event; `entered` by a person, its days and its title are judged.
    Raises ValidationError naming the field, OddEntry where another incident has the title and the draft is not
    `confirmed`."""
    with transaction.atomic():
        incident = create_incident(draft, actor=actor, entered=entered)
        publish([created_event(incident)], cause=cause, actor=actor)
    return incident


def create_incident(draft: IncidentDraft, *, actor: Actor, entered: bool) -> Incident:
    """The rows of a new incident, without its event. Must run in a transaction."""
    if entered:
        judge_days({name: getattr(draft, name) for name in DAYS})
    if entered and not draft.confirmed:
        one_at_a_time(TITLES)  # or two with one title would not see each other
        judge_title(draft.title)
    incident = _saved_row(draft, actor)
    lists = {"countries": draft.countries, "data_classes": draft.data_classes}
    _replace_lists(incident, {name: values for name, values in lists.items() if values})
    for involvement in draft.involvements:
        _involve(incident, involvement, actor)
    return incident


def _saved_row(draft: IncidentDraft, actor: Actor) -> Incident:
    """The row, saved. Whoever is slower than another with the same slug takes the next one, or is told so."""
    while True:
        incident = incident_row(draft, slug=draft.slug or free_slug(draft.title), actor=actor)
        incident._history_user = actor.user  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                # `clean` has judged by then what they ask of a new row, and names the field; each would be a query.
                incident.full_clean(exclude={"reference"}, validate_constraints=False)
                incident.save()
        except (IntegrityError, ValidationError):
            if not Incident.objects.slugs_among([incident.slug]):
                raise
            if draft.slug:
                incident_row(draft, slug=draft.slug, actor=actor).full_clean()  # which names the field
                raise
        else:
            return incident


def incident_row(draft: IncidentDraft, *, slug: str, actor: Actor) -> Incident:
    """The row of a new incident, not saved."""
    values = {name: getattr(draft, name) for name in COLUMNS} | {"slug": slug}
    return Incident(**values, created_by=actor.user)


def created_event(incident: Incident) -> Any:
    return incident_event(EventType.INCIDENT_CREATED, incident, after=snapshot(incident))


def update_incident(
    incident_id: int,
    changes: Mapping[str, Any],
    *,
    actor: Actor,
    reason: str = "",
    entered: bool = False,
    confirmed: bool = False,
    expected_version: int | None = None,
) -> Incident:
    """The incident with the changes made; writes an `incident.updated` event with what was before and after.

    `entered` by a person, days are judged where one of them changes, and a new title unless it is `confirmed`.
    Until it is public, its slug follows its title, unless a curator gave it one. When it becomes public, or is public
    no more, a second event tells everybody (see publicity.py).
    `changes` may hold the fields of IncidentDraft but for involvements. Silent when nothing differs. Raises
    ValidationError naming the field, OddEntry, IncidentMerged, VersionConflict.
    """
    unknown = set(changes) - {*COLUMNS, "countries", "data_classes"}
    if unknown:
        raise ValidationError(dict.fromkeys(sorted(unknown), "An incident has no such field to change."))
    family = Incident(pk=incident_id).family_ids() if VISIBILITY & set(changes) else ()
    with locked_current(incident_id, expected_version, also=family) as incident:
        before, was_public = snapshot(incident), incident.is_public
        for name in COLUMNS:
            if name in changes:
                setattr(incident, name, changes[name])
        if not was_public and incident.slug == before["slug"] and _is_slug_of(before["title"], incident.slug):
            incident.slug = _slug_after(before["title"], incident)
        if entered and DAYS & set(changes):
            judge_days({name: getattr(incident, name) for name in DAYS})
        if entered and not confirmed and incident.title != before["title"]:
            judge_title(incident.title, apart_from=incident_id)
        incident.full_clean()
        incident._history_user = actor.user  # type: ignore[attr-defined]
        incident._change_reason = reason[:100]  # type: ignore[attr-defined]
        _replace_lists(incident, changes)
        after = snapshot(incident)
        differing = [name for name in after if before[name] != after[name]]
        if differing:
            incident.save(update_fields=[*(name for name in differing if name in COLUMNS), "updated_at"])
            event = incident_event(
                EventType.INCIDENT_UPDATED,
                incident,
                internal=not was_public,
                before={name: before[name] for name in differing},
                after={name: after[name] for name in differing},
                reason=reason,
            )
            if incident.is_public != was_public:
                withhold_absorbed(incident)
            publicity = publicity_events(incident, was_public=was_public)
            publish([event, *publicity], cause=f"incident:{incident.reference}", actor=actor)
    return incident


def add_involvement(
    incident_id: int, draft: InvolvementDraft, *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Involvement:
    """The involvement, new or brought up to date; writes an `incident.updated` event if anything differs."""
    with locked_current(incident_id, expected_version) as incident:
        before = snapshot(incident)["involvements"]
        involvement = _involve(incident, draft, actor)
        after = snapshot(incident)["involvements"]
        _publish_involvements(incident, before, after, actor, reason)
    return involvement


def remove_involvement(
    incident_id: int, involvement_id: int, *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> None:
    """Take a party's role away, with an `incident.updated` event. Raises Involvement.DoesNotExist."""
    with locked_current(incident_id, expected_version) as incident:
        before = snapshot(incident)["involvements"]
        involvement = incident.involvements.get(pk=involvement_id)
        involvement._history_user = actor.user  # type: ignore[attr-defined]
        involvement._change_reason = reason[:100]  # type: ignore[attr-defined]
        involvement.delete()
        _publish_involvements(incident, before, snapshot(incident)["involvements"], actor, reason)


def _slug_after(title: str, incident: Incident) -> str:
    """The slug of an incident whose title was `title`: a new one, so that it does not tell a working title for ever;
    the old one if the incident has ever been public, since people have its address."""
    same = slug_stem(title) == slug_stem(incident.title) or incident.events.filter(public=True).exists()
    return incident.slug if same else free_slug(incident.title)


def _is_slug_of(title: str, slug: str) -> bool:
    """Whether the slug was made of the title, and not given by a curator."""
    stem, _, number = slug.rpartition("-")
    return slug == slug_stem(title) or (stem == slug_stem(title) and number.isdigit())


def slug_stem(title: str) -> str:
    """The slug of a title, before it is told from others."""
    return slugify(title)[:110] or "incident"


def free_slug(title: str) -> str:
    """A slug for the title that no incident has yet: `name`, `name-2`, `name-3`..."""
    stem, first, many = slug_stem(title), 1, FREE_AT_ONCE
    while True:
        asked = [stem if number == 1 else f"{stem}-{number}" for number in range(first, first + many)]
        taken = Incident.objects.slugs_among(asked)
        free = (slug for slug in asked if slug not in taken and not is_incident_reference(slug))
        if (slug := next(free, None)) is not None:
            return slug
        first, many = first + many, many * 2


def _publish_involvements(incident: Incident, before: list[Any], after: list[Any], actor: Actor, reason: str) -> None:
    if before != after:
        event = incident_event(
            EventType.INCIDENT_UPDATED,
            incident,
            before={"involvements": before},
            after={"involvements": after},
            reason=reason,
        )
        publish([event], cause=f"incident:{incident.reference}", actor=actor)


def _involve(incident: Incident, draft: InvolvementDraft, actor: Actor) -> Involvement:
    row = incident.involvements.filter(party=draft.party, role=draft.role).first()
    row = row or Involvement(incident=incident, party=draft.party, role=draft.role)
    changed = row.pk is None or (row.standing, row.note) != (draft.standing, draft.note)
    row.standing, row.note = draft.standing, draft.note
    row.clean_fields(exclude={"incident", "party"})  # both are at hand, and that the role is new was asked above
    row.clean()
    if changed:
        row._history_user = actor.user  # type: ignore[attr-defined]
        row.save()
        _name_by_acronym(draft.party, incident.title, incident)
    return row


def learn_acronyms(incident_id: int, *, words: str, capitals: Iterable[str]) -> None:
    """Record the first letters of a party's name as another name of it, where an article about the incident uses both
    the full name and the letters ("Department of Public Transport", then "DPT"): its words as compared, with spaces
    between them, and those that it prints all in capitals."""
    padded, letters = f" {words} ", " ".join(capitals)
    rows = Involvement.objects.filter(incident=incident_id).select_related("party", "incident")
    for party, incident in {(row.party, row.incident) for row in rows}:
        if f" {normalise_name(party.name)} " in padded:
            _name_by_acronym(party, letters, incident)


def _name_by_acronym(party: Party, words: str, incident: Incident) -> None:
    """Record the party's first letters as another name of it, if these words about the incident call it so; but a party
    that readers see learns nothing from an incident that they do not."""
    letters = acronym_in(words, party.name)
    if not letters:
        return
    shown = Incident.objects.public()
    if shown.filter(pk=incident.pk).exists() or not shown.filter(involvements__party=party).exists():
        add_names(party, [letters])


def _replace_lists(incident: Incident, changes: Mapping[str, Any]) -> None:
    if "countries" in changes:
        wanted = set(changes["countries"])
        incident.countries.exclude(country__in=wanted).delete()
        for code in sorted(wanted - set(incident.countries.values_list("country", flat=True))):
            row = IncidentCountry(incident=incident, country=code)
            _clean(row, "country", "countries")
            row.save()
    if "data_classes" in changes:
        kinds = {str(kind) for kind in changes["data_classes"]}
        incident.data_classes.exclude(data_class__in=kinds).delete()
        for kind in sorted(kinds - set(incident.data_classes.values_list("data_class", flat=True))):
            row_of_kind = IncidentDataClass(incident=incident, data_class=kind)
            _clean(row_of_kind, "data_class", "data_classes")
            row_of_kind.save()


def _clean(row: IncidentCountry | IncidentDataClass, column: str, name: str) -> None:
    """Raise ValidationError under the name by which the caller knows the list."""
    try:
        row.full_clean()
    except ValidationError as error:
        messages = error.message_dict.get(column) or error.messages
        raise ValidationError({name: messages}) from error
