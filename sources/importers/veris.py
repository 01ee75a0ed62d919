"""VERIS incidents, as in the VERIS Community Database: one object, an array of them, or one after the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from incidents.entered_values import wrong_country
from incidents.sectors import Sector, sector_of
from incidents.vocabulary import (
    CARRIED_IN,
    DataClass,
    IncidentKind,
    IncidentStatus,
    Modality,
    PartyKind,
    Scope,
    Unit,
    data_label,
)
from sources.importers.cells import BadCell, partial_day, plain
from sources.importers.exported import exported_row
from sources.importers.json_items import rows_in
from sources.importers.rows import (
    RegisterCount,
    RegisterDay,
    RegisterParty,
    RegisterRow,
    RowFault,
    title_of,
)
from sources.importers.tables import table_of, terms_of

_DATA = terms_of(table_of("veris")["data_classes"], DataClass)
_NOBODY = frozenset(table_of("veris")["nobody"]["words"])
_INDUSTRY = re.compile(r"[0-9]{2}-?[0-9]{0,4}")
_ADDRESS = re.compile(r"https?://[^\s;,()\"<>]+")
_MOST_LINKS = 10


def read_veris(stream: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The incidents of the file. Raises NotTheRegister."""
    return rows_in(stream, ("incident_id", "schema_version"), _row)


def _row(line: int, incident: Any) -> RegisterRow:
    record = _at(incident, "plus", CARRIED_IN)
    if record is not None:
        return exported_row(line, record)
    key = _key(incident)
    victim, name = _victim(incident)
    occurred = _moment(_object(incident, "timeline", "incident"), "timeline.incident")
    disclosed = _moment(_object(incident, "plus", "timeline", "notification"), "plus.timeline.notification")
    words, kind = _kind(incident)
    countries = _countries(victim)
    counts, notes = _counts(incident)
    sector = sector_of(_industry(victim))
    party = RegisterParty(
        name,
        kind=PartyKind.PUBLIC_BODY if sector is Sector.PUBLIC else PartyKind.ORGANISATION,
        country=countries[0] if len(countries) == 1 else "",
        sector=sector,
    )
    return RegisterRow(
        key=key,
        line=line,
        title=title_of(name, words, occurred or disclosed),
        url=_addresses(incident)[0] if _addresses(incident) else "",
        said_on=_said_on(incident),
        kind=kind,
        status=_status(incident),
        occurred=occurred,
        disclosed=disclosed,
        parties=(party,) if name else (),
        countries=countries,
        data_classes=_data_classes(incident),
        counts=counts,
        notes=notes,
    )


def _key(incident: Mapping[str, Any]) -> str:
    """The master id of the database, which stays when the incident is revised; else the incident's own."""
    key = _at(incident, "plus", "master_id") or incident.get("incident_id")
    if not isinstance(key, str) or not plain(key):
        raise BadCell("incident_id", "It is missing or empty.")
    return plain(key)[:100].casefold()


def _victim(incident: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    """What is told of the victim, and its name; empty where nobody is named."""
    victim = incident.get("victim") or {}
    if isinstance(victim, list):  # before version 1.3
        victim = victim[0] if victim else {}
    if not isinstance(victim, dict):
        raise BadCell("victim", "It is no JSON object.")
    name = plain(str(victim.get("victim_id") or ""))
    named = name.casefold() not in _NOBODY and any(letter.isalnum() for letter in name)
    return victim, name[:200] if named else ""


def _status(incident: Mapping[str, Any]) -> IncidentStatus:
    sure = incident.get("security_incident")
    if not isinstance(sure, str):
        raise BadCell("security_incident", "It is missing; write Confirmed, Suspected, False positive or Near miss.")
    return IncidentStatus.OPEN if sure == "Confirmed" else IncidentStatus.CANDIDATE


def _at(value: Any, *names: str) -> Any:
    """What stands under these names, None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _object(value: Any, *names: str) -> Mapping[str, Any]:
    """The object under these names, empty where one is missing. Raises BadCell for what is none."""
    for count, name in enumerate(names, 1):
        value = value.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise BadCell(".".join(names[:count]), "It is no JSON object.")
    found: Mapping[str, Any] = value
    return found


def _moment(value: Mapping[str, Any], column: str) -> RegisterDay | None:
    parts = [value.get(name) for name in ("year", "month", "day")]
    if not any(part is not None for part in parts):
        return None
    known = parts[: parts.index(None)] if None in parts else parts
    whole = known and all(isinstance(part, int) and not isinstance(part, bool) and part > 0 for part in known)
    day = partial_day("-".join(f"{part:02}" for part in known), column) if whole else None
    if day is None:
        raise BadCell(column, "It is no day; give year, month and day as numbers.")
    return day


def _said_on(incident: Mapping[str, Any]) -> dt.date | None:
    """The day of the last change of the entry."""
    for name in ("modified", "created"):
        text = _at(incident, "plus", name)
        if isinstance(text, str) and (day := partial_day(text[:10], f"plus.{name}")) is not None:
            return day.day
    return None


def _kind(incident: Mapping[str, Any]) -> tuple[str, IncidentKind]:
    known, actions = table_of("veris")["actions"], _object(incident, "action")
    for name in actions:
        if name not in known:
            raise BadCell("action", f"“{plain(str(name))[:40]}” is none of {', '.join(known)}.")
        _object(incident, "action", name)
    listed = next((found for name, found in known.items() if name in actions), None)
    words, kind = listed or ("data breach", IncidentKind.UNKNOWN)
    attributes = _object(incident, "attribute")
    if attributes and "confidentiality" not in attributes:
        return words, IncidentKind.INTEGRITY_AVAILABILITY
    return words, IncidentKind(kind)


def _countries(victim: Mapping[str, Any]) -> tuple[str, ...]:
    listed = victim.get("country") or []
    codes = [listed] if isinstance(listed, str) else listed
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise BadCell("victim.country", "It is no code of a country, nor a list of them.")
    return tuple(sorted({str(code) for code in codes if not wrong_country(str(code))}))


def _data(incident: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = _object(incident, "attribute", "confidentiality").get("data") or []
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise BadCell("attribute.confidentiality.data", "It is no list of objects.")
    return listed


def _data_classes(incident: Mapping[str, Any]) -> tuple[DataClass, ...]:
    found = (_DATA.get(str(one.get("variety")).casefold()) for one in _data(incident))
    return tuple(sorted({term for term in found if term is not None}))


def _counts(incident: Mapping[str, Any]) -> tuple[tuple[RegisterCount, ...], tuple[str, ...]]:
    """How many records in all, and of each kind of data that is a part of them; what is odd of them, in words."""
    amounts: dict[str, int] = {}
    for one in _data(incident):
        amount = one.get("amount")
        if amount is not None and (not isinstance(amount, int) or isinstance(amount, bool) or amount < 0):
            raise BadCell("attribute.confidentiality.data.amount", "It is no number of records.")
        if amount:
            amounts[str(one.get("variety"))] = amount
    total = _at(incident, "attribute", "confidentiality", "data_total")
    if total is not None and (not isinstance(total, int) or isinstance(total, bool) or total < 0):
        raise BadCell("attribute.confidentiality.data_total", "It is no number of records.")
    quote = f"data_total: {total}"
    if not total:
        total = max(amounts.values(), default=0)
        quote = f"data: {', '.join(f'{kind} {amount}' for kind, amount in amounts.items())}"
    if not total:
        return (), ()
    doubt = _at(incident, "attribute", "confidentiality", "data_disclosure") == "Potentially"
    modality = Modality.POSSIBLE if doubt else Modality.STATED
    found = [RegisterCount(total, Unit.RECORDS, quote, printed=str(total), modality=modality)]
    for variety, amount in amounts.items():
        term = _DATA.get(variety.casefold())
        if amount < total and term is not None:
            words = f"data: {variety} {amount}"
            label = data_label([variety.casefold()])
            found.append(RegisterCount(amount, Unit.RECORDS, words, str(amount), scope=Scope.SUBSET, label=label))
    larger = [f"{amount} records of {kind}" for kind, amount in amounts.items() if amount > total]
    notes = tuple(f"It has {words}, and {total} in all." for words in larger)
    return tuple(found), notes


def _industry(victim: Mapping[str, Any]) -> str:
    """The code of NAICS, empty where there is none. Raises BadCell."""
    given = victim.get("industry")
    if given in (None, "") or (isinstance(given, str) and given.strip().casefold() in _NOBODY):
        return ""
    code = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    if not _INDUSTRY.fullmatch(code):
        raise BadCell("victim.industry", "It is no code of NAICS; write two to six digits, such as 622110.")
    return code


def _addresses(incident: Mapping[str, Any]) -> list[str]:
    found = _ADDRESS.findall(str(incident.get("reference") or ""))
    return [address for address in found if len(address) <= 1000][:_MOST_LINKS]
