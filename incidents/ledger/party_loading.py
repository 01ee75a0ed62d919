"""Many parties at once, of those who give names in full: `known_party` for each name, but no branch for what it belongs
to, in a few queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from incidents.ledger.parties import own_names
from incidents.ledger.row_writing import clean_row, insert_rows
from incidents.models import Party, PartyAlias
from incidents.names import name_key, spoken_names
from incidents.vocabulary import PartyKind

_BEFORE_PLACE = re.compile(r"\s(?:of|[-–—])\s", re.IGNORECASE)  # noqa: RUF001
_GIVEN = "The sector is that of a register."
_OF_HISTORY = ("history_date", "history_user", "history_type")
_COPIED_TOGETHER = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A party by its name; what is said beside counts where no party is known by the name yet."""

    name: str
    kind: PartyKind = PartyKind.ORGANISATION
    country: str = ""
    sector: str = ""


@dataclass(slots=True)
class _Known:
    """The parties that some names may mean, those to be made included, in the order in which they were entered."""

    own: dict[str, Party] = field(default_factory=dict)
    by_alias: dict[str, Party] = field(default_factory=dict)
    aliases: dict[int, set[str]] = field(default_factory=dict)  # by identity of the party, its names as compared
    made: list[Party] = field(default_factory=list)
    named: list[PartyAlias] = field(default_factory=list)

    @classmethod
    def by(cls, keys: Iterable[str]) -> _Known:
        wanted, known = set(keys) - {""}, cls()
        rows = PartyAlias.objects.filter(name_key__in=wanted).select_related("party").order_by("party_id")
        parties = {party.pk: party for party in Party.objects.filter(name_key__in=wanted)}
        for row in rows:
            party = parties.setdefault(row.party_id, row.party)
            if not _is_branch(party.name, row.name_key):
                known.by_alias.setdefault(row.name_key, party)
        known.own = {party.name_key: party for party in parties.values() if party.name_key in wanted}
        known.aliases = {id(party): set() for party in parties.values()}
        names = PartyAlias.objects.filter(party__in=list(parties)).values_list("party_id", "normalised")
        for key, normalised in names:
            known.aliases[id(parties[key])].add(normalised)
        return known

    def find(self, key: str) -> Party | None:
        return self.own.get(key) or self.by_alias.get(key)

    def add(self, party: Party) -> None:
        self.made.append(party)
        self.own[party.name_key] = party
        self.aliases[id(party)] = set()

    def name(self, party: Party, names: Iterable[str]) -> None:
        """As `add_names`, not saved."""
        known = self.aliases[id(party)]
        for row in (PartyAlias(party=party, name=name) for name in names):
            row.fold()
            if row.normalised and row.normalised not in known:
                known.add(row.normalised)
                self.named.append(row)
                if not _is_branch(party.name, row.name_key):
                    self.by_alias.setdefault(row.name_key, party)


def _is_branch(name: str, key: str) -> bool:
    """Whether the name is that of a part, by its place, of what is called so as compared: Hill Farm of Kent and Hill
    Farm - Kent of Hill Farm. A text may leave the place out; a list of names means the whole."""
    whole, *place = _BEFORE_PLACE.split(name, maxsplit=1)
    return bool(place) and " " in whole and name_key(whole) == key


def load_parties(drafts: Sequence[PartyDraft]) -> list[Party]:
    """The party of each draft: the known one, however its name is written, else one that has it as an alias and
    is no branch, else a new one. Must run in a transaction. Raises ValidationError naming the field, IntegrityError
    where another transaction makes a party of one of the names at the same moment."""
    known = _Known.by(name_key(draft.name) for draft in drafts)
    found = []
    for draft in drafts:
        party = known.find(name_key(draft.name))
        if party is None:
            party = Party(name=draft.name, kind=draft.kind, country=draft.country, sector=draft.sector)
            party.fold()
            clean_row(party)
            known.add(party)
        known.name(party, [*own_names(party), *spoken_names(party.name), *spoken_names(draft.name)])
        found.append(party)
    insert_rows(known.made)
    keep_history(known.made, user=None)
    insert_rows(known.named, ignore_conflicts=True)
    return found


def give_sectors(drafts: Iterable[PartyDraft]) -> int:
    """Give each party that has no sector that of its draft, the first of several; not where a person chose it to have
    none. Returns how many were given one."""
    wanted: dict[str, str] = {}
    for draft in drafts:
        if draft.sector:
            wanted.setdefault(name_key(draft.name), draft.sector)
    known = _Known.by(wanted)
    meant = {key: party.pk for key in wanted if (party := known.find(key)) is not None}
    sectors = {meant[key]: sector for key, sector in reversed(wanted.items()) if key in meant}
    with transaction.atomic():
        free = Party.objects.select_for_update(no_key=True).filter(sector="", sector_chosen=False, pk__in=sectors)
        given = list(free.order_by("pk"))
        for party in given:
            party.sector, party.updated_at = sectors[party.pk], timezone.now()
        if given:
            Party.objects.bulk_update(given, ["sector", "updated_at"])
            history: Any = Party.history
            history.bulk_history_create(given, update=True, default_change_reason=_GIVEN)
    return len(given)


def keep_history(rows: Sequence[Any], *, user: Any) -> None:
    """Write that the rows, all of one model and stored as they are, were entered, as saving each would. The database
    copies them: each row by itself would be a tenth of what an import costs."""
    if not rows:
        return
    model: Any = type(rows[0])
    past = model.history.model
    quote = connection.ops.quote_name
    columns = [quote(column.column) for column in past.tracked_fields]
    own = [quote(past._meta.get_field(name).column) for name in _OF_HISTORY]
    moment = connection.ops.adapt_datetimefield_value(timezone.now())
    for start in range(0, len(rows), _COPIED_TOGETHER):
        keys = [row.pk for row in rows[start : start + _COPIED_TOGETHER]]
        sql = (  # of names of tables and columns alone
            f"INSERT INTO {quote(past._meta.db_table)} ({', '.join([*columns, *own])}) "  # noqa: S608
            f"SELECT {', '.join(columns)}, %s, %s, '+' FROM {quote(model._meta.db_table)} "
            f"WHERE {quote(model._meta.pk.column)} IN ({', '.join(['%s'] * len(keys))}) "
            f"ORDER BY {quote(model._meta.pk.column)}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [moment, None if user is None else user.pk, *keys])
