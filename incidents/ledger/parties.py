"""Changing what is known of a party. No event tells of it: events are about incidents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents.ledger.drafts import Actor
from incidents.ledger.errors import VersionConflict
from incidents.models import Party, PartyAlias
from incidents.names import name_key, spoken_names
from incidents.sectors import sector_name
from incidents.vocabulary import PartyKind

FIELDS = ("name", "kind", "country", "sector", "site", "external_ids")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def known_party(
    name: str, *, kind: PartyKind = PartyKind.ORGANISATION, aliases: Sequence[str] = (), country: str = ""
) -> Party:
    """The party of this name, however it is written, else one that has it as an alias, else a new one; of several
    callers at once one makes it. Its other names are the aliases given and the shorter forms of its name that texts
    use, which a curator may remove. Raises ValidationError naming the field."""
    with transaction.atomic():
        party = Party.objects.known_as(name) or _new_party(Party(name=name, kind=kind, country=country))
        add_names(party, [*own_names(party), *spoken_names(party.name), *spoken_names(name), *aliases])
    return party


def entered_party(
    name: str,
    *,
    kind: PartyKind = PartyKind.ORGANISATION,
    aliases: Sequence[str] = (),
    country: str = "",
    sector: str = "",
) -> Party:
    """The party that somebody enters: the known one, unless what is entered is not so of it. Then a new one, where the
    name is only an alias of the known one. Raises ValidationError naming the field that is not so where it is its
    name."""
    entered = Party(name=name, kind=kind, country=country, sector=sector, sector_chosen=bool(sector))
    with transaction.atomic():
        known = Party.objects.known_as(name)
        differing = {} if known is None else _not_so(known, entered)
        if known is not None and not differing:
            return known_party(name, kind=kind, aliases=aliases, country=country)
        if known is not None and known.name_key == name_key(name):
            raise ValidationError(differing)
        party = _new_party(entered)
        add_names(party, [*own_names(party), *spoken_names(name), *aliases])
    return party


def _not_so(party: Party, entered: Party) -> dict[str, str]:
    """By field, what is not so of the party. What is left out, and the kind that is taken then, are never wrong."""
    clash, found = f"“{party}” ({party.reference}) has this name already, however it is written, and is", {}
    if entered.kind not in (PartyKind.ORGANISATION, party.kind):
        found["kind"] = f"{clash} of the kind “{party.kind}”."
    for name in ("country", "sector"):
        stated, held = getattr(entered, name), getattr(party, name)
        if stated and held and stated != held:
            found[name] = f"{clash} of {sector_name(held)}." if name == "sector" else f"{clash} of {held}."
    return found


def own_names(party: Party) -> list[str]:
    """The party's name as one that texts may call it by; none if it is one letter or digit, which is many things."""
    return [party.name] if len(name_key(party.name)) > 1 else []


def add_names(party: Party, names: Iterable[str]) -> None:
    """Add those of the names that the party does not have; of several callers at once one adds each."""
    known = {"", *party.aliases.values_list("normalised", flat=True)}
    new: dict[str, PartyAlias] = {}
    for row in (PartyAlias(party=party, name=name) for name in names):
        if row.key() not in known:
            new.setdefault(row.key(), row)
    PartyAlias.objects.bulk_create(new.values(), ignore_conflicts=True)


def _new_party(party: Party) -> Party:
    """The party, saved; the one of this name if somebody else saves that first."""
    party.clean_fields()
    try:
        with transaction.atomic():
            party.clean()
            party.save()
    except (IntegrityError, ValidationError):
        known = Party.objects.known_as(party.name)
        if known is None:
            raise
        return known
    return party


def party_version(party: Party) -> int:
    """What If-Match compares: the microsecond of the last change."""
    return (party.updated_at - _EPOCH) // dt.timedelta(microseconds=1)


def update_party(
    party_id: int, changes: Mapping[str, Any], *, actor: Actor, reason: str = "", expected_version: int | None = None
) -> Party:
    """The party with the changes made; `changes` may hold its fields and `aliases`, which replaces all other names.

    Silent when nothing differs. Raises Party.DoesNotExist, ValidationError naming the field, VersionConflict.
    """
    unknown = set(changes) - {*FIELDS, "aliases"}
    if unknown:
        raise ValidationError(dict.fromkeys(sorted(unknown), "A party has no such field to change."))
    with transaction.atomic():
        party = Party.objects.select_for_update(no_key=True).get(pk=party_id)
        if expected_version is not None and expected_version != party_version(party):
            raise VersionConflict(expected_version, party_version(party), what="party")
        differing = [name for name in FIELDS if name in changes and getattr(party, name) != changes[name]]
        for name in differing:
            setattr(party, name, changes[name])
        if "sector" in differing:
            party.sector_chosen = True
            differing.append("sector_chosen")
        party.full_clean(exclude={"name_key"})
        names = changes.get("aliases", [alias.name for alias in party.aliases.all()])
        renamed = _replace_names(party, [*own_names(party), *names])
        if differing or renamed:
            party._history_user = actor.user  # type: ignore[attr-defined]
            party._change_reason = f"{reason} {renamed}".strip()[:100]  # type: ignore[attr-defined]
            _save(party, [*differing, "updated_at"])
    return party


def _save(party: Party, fields: Sequence[str]) -> None:
    """Save the party; raise ValidationError if another takes the name at the same moment."""
    try:
        with transaction.atomic():
            party.save(update_fields=fields)
    except IntegrityError:
        party.clean()
        raise


def _replace_names(party: Party, names: Sequence[str]) -> str:
    """How the party's names in texts have changed, for its history, which has no column for them; empty if not."""
    wanted: dict[str, PartyAlias] = {}
    for name in names:
        row = PartyAlias(party=party, name=name)
        wanted.setdefault(row.key(), row)
    known = dict(party.aliases.values_list("normalised", "name"))
    gone, new = known.keys() - wanted.keys(), wanted.keys() - known.keys()
    party.aliases.filter(normalised__in=gone).delete()
    for key in sorted(new):
        wanted[key].full_clean(exclude=["party"])
    add_names(party, [wanted[key].name for key in new])
    words = [f"-{known[key]}" for key in sorted(gone)] + [f"+{wanted[key].name}" for key in sorted(new)]
    return f"Names: {', '.join(words)}" if words else ""
