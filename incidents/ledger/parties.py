"""Changing what is known of a party. No event tells of it: events are about incidents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from incidents.ledger.drafts import Actor
from incidents.ledger.errors import VersionConflict
from incidents.models import Party, PartyAlias

FIELDS = ("name", "kind", "country", "site", "external_ids")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


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
        party.full_clean()
        names = changes.get("aliases", [alias.name for alias in party.aliases.all()])
        renamed = _replace_names(party, [party.name, *names])
        if differing or renamed:
            party._history_user = actor.user  # type: ignore[attr-defined]
            party._change_reason = reason[:100]  # type: ignore[attr-defined]
            party.save(update_fields=[*differing, "updated_at"])
    return party


def _replace_names(party: Party, names: Sequence[str]) -> bool:
    """Whether the party's names have changed."""
    wanted: dict[str, PartyAlias] = {}
    for name in names:
        row = PartyAlias(party=party, name=name)
        wanted.setdefault(row.key(), row)
    known = set(party.aliases.values_list("normalised", flat=True))
    gone, new = known - wanted.keys(), wanted.keys() - known
    party.aliases.filter(normalised__in=gone).delete()
    for key in sorted(new):
        wanted[key].full_clean(exclude=["party"])
        wanted[key].save()
    return bool(gone or new)
