"""Incidents that this project exported as VERIS: all that VERIS has no place for stands beneath `plus`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from incidents.entered_values import wrong_country
from incidents.vocabulary import (
    CARRIED_FORMAT,
    CARRIED_IN,
    DataClass,
    DatePrecision,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Metric,
    PartyKind,
    Role,
    Scope,
    Unit,
)
from sources.importers.cells import LARGEST, BadCell, partial_day, plain
from sources.importers.rows import RegisterCount, RegisterDay, RegisterParty, RegisterRow

Term = TypeVar("Term", bound=StrEnum)
_COMPARED = frozenset({Metric.AFFECTED, Metric.FINE})
_MOST_INVOLVED = 1_000  # each costs writes in one transaction, which others wait for


def exported_row(line: int, record: Any) -> RegisterRow:
    """The incident, with the whole record. Raises BadCell."""
    if not isinstance(record, dict) or record.get("format") != CARRIED_FORMAT:
        raise BadCell(
            f"plus.{CARRIED_IN}", f"It is of no format that is read here; export it as format {CARRIED_FORMAT}."
        )
    reference = words_in(record, "reference").upper()
    if not reference:
        raise BadCell(f"plus.{CARRIED_IN}.reference", "It is missing or empty.")
    registers = [f"entry {words_in(one, 'register')}:{words_in(one, 'key')}" for one in rows_of(record, "registers")]
    return RegisterRow(
        key=reference.casefold(),
        line=line,
        title=plain(words_in(record, "title")),
        kind=term_in(IncidentKind, record, "kind"),
        status=term_in(IncidentStatus, record, "status"),
        occurred=_day(record, "occurred"),
        disclosed=_day(record, "disclosed"),
        notified=_day(record, "notified"),
        parties=tuple(_party(one) for one in rows_of(record, "involvements")),
        countries=tuple(sorted(_country(code) for code in list_in(record, "countries"))),
        data_classes=tuple(sorted(_known(DataClass, one, "data_classes") for one in list_in(record, "data_classes"))),
        counts=tuple(_counts(rows_of(record, "figures"))),
        record=record,
        same_as=(f"reference {reference}", *registers),
    )


def rows_of(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list of the record, none where it has no such list. Raises BadCell."""
    rows = record.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise BadCell(name, "It is no list of objects.")
    if name == "involvements" and len(rows) > _MOST_INVOLVED:
        raise BadCell(name, f"It has {len(rows):,} entries, more than {_MOST_INVOLVED:,}.")
    return rows


def list_in(record: Mapping[str, Any], name: str) -> list[Any]:
    """The list of that name, empty where there is none. Raises BadCell."""
    found = record.get(name, [])
    if not isinstance(found, list):
        raise BadCell(name, "It is no list.")
    return found


def words_in(record: Mapping[str, Any], name: str) -> str:
    """The text of that name, empty where there is none. Raises BadCell."""
    value = record.get(name, "")
    if not isinstance(value, str):
        raise BadCell(name, "It is no text.")
    return value


def number_in(record: Mapping[str, Any], name: str) -> int | None:
    """The number of that name. Raises BadCell."""
    value = record.get(name)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST):
        raise BadCell(name, f"It is no whole number from 0 to {LARGEST}.")
    return value


def term_in(terms: type[Term], record: Mapping[str, Any], name: str, default: Term | None = None) -> Term:
    """The term of that name. Raises BadCell."""
    if default is not None and name not in record:
        return default
    return _known(terms, record.get(name), name)


def _known(terms: type[Term], value: Any, name: str) -> Term:
    try:
        return terms(value)
    except ValueError:
        raise BadCell(name, f"“{str(value)[:40]}” is none of {', '.join(terms)}.") from None


def _day(record: Mapping[str, Any], what: str) -> RegisterDay | None:
    text = words_in(record, f"{what}_on")
    if not text:
        return None
    day = partial_day(text, f"{what}_on")
    if day is None:
        raise BadCell(f"{what}_on", "It is no day; write it as 2031-05-04.")
    return RegisterDay(day.day, term_in(DatePrecision, record, f"{what}_precision", DatePrecision.DAY))


def _party(record: Mapping[str, Any]) -> RegisterParty:
    return RegisterParty(
        words_in(record, "name"),
        term_in(Role, record, "role"),
        term_in(PartyKind, record, "kind", PartyKind.ORGANISATION),
        words_in(record, "country"),
        term_in(InvolvementStanding, record, "standing", InvolvementStanding.ALLEGED),
    )


def _country(code: Any) -> str:
    if wrong := wrong_country(str(code)):
        raise BadCell("countries", wrong)
    return str(code)


def _counts(figures: Iterable[Mapping[str, Any]]) -> Iterable[RegisterCount]:
    """The headline figures by which incidents are compared."""
    for one in figures:
        metric, number = term_in(Metric, one, "metric"), number_in(one, "best")
        if metric in _COMPARED and one.get("scope") == Scope.TOTAL and number is not None:
            unit = term_in(Unit, one, "unit")
            yield RegisterCount(number, unit, f"figures: {number}", metric=metric, currency=words_in(one, "currency"))
