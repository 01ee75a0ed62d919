"""The incidents that rows of a register may be about: by the names of their organisations, and by what the register
lays together. A few queries for a portion of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from babel import Locale
from django.db.models import Q

from incidents.models import Claim, Incident, Involvement, Party, PartyAlias, RegisterEntry
from incidents.names import full_names, name_key, spoken_names
from incidents.vocabulary import DatePrecision, Hedge, IncidentStatus, Metric, Scope
from sources.importers.registers import Register
from sources.importers.rows import RegisterDay, RegisterRow
from sources.importing.judging import KnownIncident, Number, days_of, links_of, numbers_of

_DAYS = ("disclosed", "notified", "occurred", "discovered")
MOST_OF_A_PARTY: Final = 200  # incidents with which a row is compared
_SHORT_PLACES: Final = ("us", "usa", "uk", "gb", "eu", "uae", "america", "europe")
_PLACES: Final = frozenset({*_SHORT_PLACES, *map(name_key, Locale("en").territories.values())})
_COMPARED = (Metric.AFFECTED, Metric.FINE)


class KnownIncidents:
    """What is known of the organisations of some rows: of the database, and of rows before them that are not stored
    yet, whose `key` is their place."""

    def __init__(self, register: Register) -> None:
        self._register = register.slug
        self._stored_by_name: dict[str, set[int]] = {}
        self._stored_by_link: dict[str, set[int]] = {}
        self._stored: dict[int, KnownIncident] = {}
        self._new_by_name: dict[str, list[KnownIncident]] = defaultdict(list)
        self._new_by_link: dict[str, list[KnownIncident]] = defaultdict(list)

    def look_up(self, rows: Sequence[RegisterRow]) -> None:
        """Read what the database knows of these rows' organisations; what was read before is forgotten."""
        keys = {key for row in rows for key in _keys_of(row)}
        by_name = _incidents_by_name(keys)
        by_link = _incidents_by_link(self._register, rows)
        very = _incidents_named([name for row in rows for name in row.same_as])
        by_link |= {name: {pk} for name, pk in very.items()}
        found = {pk for ids in (*by_name.values(), *by_link.values()) for pk in ids}
        linked = {key for row in rows for key in (row.key, *row.links)}
        self._stored_by_name, self._stored_by_link = by_name, by_link
        self._stored = _known(found, linked)
        for name, pk in very.items():
            one = self._stored[pk]
            self._stored[pk] = replace(one, links=one.links | {name})

    def of(self, row: RegisterRow) -> list[KnownIncident]:
        """The incidents that the row may be about, those of the database first."""
        keys = _keys_of(row)
        stored = {pk for key in keys for pk in self._stored_by_name.get(key, ())}
        stored |= {pk for link in links_of(row) for pk in self._stored_by_link.get(link, ())}
        new = [one for key in keys for one in self._new_by_name.get(key, ())]
        new += [one for link in links_of(row) for one in self._new_by_link.get(link, ())]
        by_key = {one.key: one for one in new}
        return [*(self._stored[pk] for pk in sorted(stored) if pk in self._stored), *by_key.values()]

    def add(self, row: RegisterRow, place: object) -> None:
        """Remember a row that opens an incident, until it is stored."""
        links = links_of(row)
        registers, digests = frozenset({self._register}), frozenset({row.digest()})
        own_key = ("new", place)
        one = KnownIncident(own_key, row.title, days_of(row), numbers_of(row), registers, digests, links)
        names = {name_key(name) for party in row.parties for name in (party.name, *spoken_names(party.name))}
        for key in names - {""}:
            self._new_by_name[key].append(one)
        for link in links:
            self._new_by_link[link].append(one)

    def forget_new(self) -> None:
        """Forget the rows that were added: they are stored."""
        self._new_by_name.clear()
        self._new_by_link.clear()


def _keys_of(row: RegisterRow) -> set[str]:
    """The names of its organisations as compared, as registers print them and without their legal forms, as the news
    does."""
    return {key for party in row.parties for key in keys_of_name(party.name)}


def keys_of_name(name: str) -> set[str]:
    """As compared, the name, and what it is without a legal form; without a place that stands beside it, which "Quillon
    (USA) Inc." shares with many others."""
    own = name_key(name)
    return {key for one in (name, *full_names(name)) if (key := name_key(one)) and (key == own or key not in _PLACES)}


def _incidents_by_name(keys: set[str]) -> dict[str, set[int]]:
    """By a name as compared, the incidents in which the party of that name has a part, and those of the first other
    party that it may mean; the newest of very many."""
    own = dict(Party.objects.filter(name_key__in=keys).values_list("name_key", "pk"))
    parties: dict[str, list[int]] = {key: [pk] for key, pk in own.items()}
    aliases = PartyAlias.objects.filter(name_key__in=keys).order_by("party_id")
    for key, party in aliases.values_list("name_key", "party_id"):
        meant = parties.setdefault(key, [])
        if party not in meant and len(meant) - (key in own) < 1:
            meant.append(party)
    wanted = {party for meant in parties.values() for party in meant}
    rows = Involvement.objects.filter(party__in=wanted, incident__merged_into__isnull=True)
    rows = rows.exclude(incident__status=IncidentStatus.REJECTED)
    of_party: dict[int, set[int]] = defaultdict(set)
    for party, incident in rows.order_by("-incident").values_list("party", "incident").distinct():
        if len(of_party[party]) < MOST_OF_A_PARTY:
            of_party[party].add(incident)
    found = {key: {one for party in meant for one in of_party.get(party, ())} for key, meant in parties.items()}
    return {key: incidents for key, incidents in found.items() if incidents}


def _incidents_by_link(register: str, rows: Iterable[RegisterRow]) -> dict[str, set[int]]:
    """By what the register lays together, the incidents that have such a row."""
    keys = {key for row in rows for key in row.links}
    groups = {row.group for row in rows} - {""}
    if not keys and not groups:
        return {}
    entries = RegisterEntry.objects.filter(Q(key__in=keys) | Q(group__in=groups), register=register)
    found: dict[str, set[int]] = defaultdict(set)
    for entry in entries.filter(incident__isnull=False).select_related("incident").order_by("pk"):
        if entry.incident is not None:
            incident = entry.incident.canonical().pk
            found[f"key {entry.key}"].add(incident)
            found[f"group {entry.group}"].add(incident)
    return found


def _incidents_named(names: Sequence[str]) -> dict[str, int]:
    """By such a name of `RegisterRow.same_as` as is known here, the incident as which it lives now."""
    references = {name.removeprefix("reference ") for name in names if name.startswith("reference ")}
    found = {f"reference {one.reference}": one for one in Incident.objects.filter(reference__in=references)}
    keys = {name.removeprefix("entry ").partition(":")[2] for name in names if name.startswith("entry ")}
    entries = RegisterEntry.objects.filter(key__in=keys, incident__isnull=False).select_related("incident")
    for entry in entries if keys else ():
        name = f"entry {entry.register}:{entry.key}"
        if name in names and entry.incident is not None:
            found.setdefault(name, entry.incident)
    return {name: one.canonical().pk for name, one in found.items()}


def _known(ids: set[int], linked: set[str]) -> dict[int, KnownIncident]:
    numbers: dict[int, set[Number]] = defaultdict(set)
    claims = Claim.objects.filter(incident__in=ids, metric__in=_COMPARED, scope=Scope.TOTAL)
    # What is entered where nobody has counted yet is nobody's number.
    claims = claims.exclude(hedge=Hedge.AT_LEAST, basis="imported").order_by()
    for incident, metric, value, high, low in claims.values_list("incident", "metric", "value", "high", "low"):
        number = next((one for one in (value, high, low) if one is not None), None)
        if number is not None:
            numbers[incident].add((Metric(metric), number))
    registers: dict[int, set[str]] = defaultdict(set)
    links: dict[int, set[str]] = defaultdict(set)
    entries = RegisterEntry.objects.filter(Q(incident__in=ids) | Q(incident__merged_into__in=ids)).order_by()
    digests: dict[int, set[str]] = defaultdict(set)
    # Rows that say the very same are one here: a register may have thousands of them.
    said = entries.values_list("incident", "incident__merged_into", "register", "group", "digest").distinct()
    for incident, into, register, group, digest in said:
        registers[into or incident].add(register)
        digests[into or incident].add(digest)
        links[into or incident] |= {f"group {group}"} - {"group "}
    linking = entries.filter(Q(key__in=linked) | ~Q(links=[]))
    for incident, into, key, others in linking.values_list("incident", "incident__merged_into", "key", "links"):
        links[into or incident] |= {f"key {one}" for one in (key, *others)}
    columns = [f"{what}_{part}" for what in _DAYS for part in ("on", "precision")]
    rows: Any = Incident.objects.filter(pk__in=ids).values_list("pk", "title", "reference", *columns)
    return {
        pk: KnownIncident(
            pk,
            f"{title} ({reference})",
            _days(days),
            frozenset(numbers[pk]),
            frozenset(registers[pk]),
            frozenset(digests[pk]),
            frozenset(links[pk]),
        )
        for pk, title, reference, *days in rows
    }


def _days(columns: Sequence[Any]) -> tuple[RegisterDay, ...]:
    pairs = zip(columns[::2], columns[1::2], strict=True)
    return tuple(RegisterDay(day, DatePrecision(precision)) for day, precision in pairs if day is not None)
