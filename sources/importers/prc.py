"""The data breach chronology of the Privacy Rights Clearinghouse: 2005 to 2017, and its second format."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import chain
from typing import IO

from incidents.sectors import Sector
from incidents.vocabulary import Hedge, IncidentKind, InvolvementStanding, PartyKind, Role, Unit
from sources.importers.cells import BadCell, count_of, plain
from sources.importers.prc_second import SECOND_COLUMNS, read_second
from sources.importers.rows import (
    NotTheRegister,
    RegisterCount,
    RegisterDay,
    RegisterParty,
    RegisterRow,
    RowFault,
    made_key,
    title_of,
)
from sources.importers.several import organisations_in
from sources.importers.tables import table_of, terms_of
from sources.importers.tabular import Cells, advice_for, day_in, name_in, rows_of

DAY, COMPANY, PLACE = "Date Made Public", "Company", "Location"
KIND, ORGANISATION = "Type of breach", "Type of organization"
RECORDS, TOTAL = "Records Breached", "Total Records"
_COLUMNS = (DAY, COMPANY, PLACE, KIND, ORGANISATION, RECORDS, TOTAL)
_PLAIN = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*(?:\.[0-9]{1,6})?")  # 80, 1.5 and 1,200.25 of a scale
_NUMBER = re.compile(r"\d+(?:[,.]\d+)*")
_HEDGES = terms_of(table_of("prc")["hedges"], Hedge)
_UNITS = terms_of(table_of("prc")["units"], Unit)
_PUBLIC = frozenset(table_of("prc")["organisations"]["public_body"])
_SECTORS = terms_of(table_of("prc")["sectors"], Sector)
CHRONOLOGY = "https://privacyrights.org/data-breaches"


def read_prc(stream: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The breaches of the file, in either format. Raises NotTheRegister.

    Of the first format a breach is known by its organisation, place and day; several alike by their order.
    """
    first = stream.readline()
    lines = _again(first, stream)
    if "|" in first and all(name in first for name in SECOND_COLUMNS):
        return read_second(lines)
    if not all(name in first for name in _COLUMNS):
        neither = f"Its first line has neither the column “{DAY}” nor “{SECOND_COLUMNS[0]}” with pipes."
        raise NotTheRegister(neither + advice_for(first))
    return _read_first(lines)


def _again(first: str, rest: IO[str]) -> IO[str]:
    return chain([first], rest)  # type: ignore[return-value]  # csv asks for lines alone


def _read_first(lines: IO[str]) -> Iterator[RegisterRow | RowFault]:
    alike: Counter[str] = Counter()

    def read(line: int, cells: Cells) -> RegisterRow:
        row = _row(line, cells)
        alike[row.key] += 1
        return row if alike[row.key] == 1 else replace(row, key=f"{row.key}-{alike[row.key]}")

    return rows_of(lines, _COLUMNS, read)


def _row(line: int, cells: Cells) -> RegisterRow:
    name = name_in(cells, COMPANY)
    day = RegisterDay(day_in(cells, DAY, "%B %d, %Y", "May 4, 2031"))
    words, kind = kind_of(plain(cells[KIND]), KIND)
    country = _country(cells[PLACE])
    public = plain(cells[ORGANISATION]) in _PUBLIC
    sector = _SECTORS.get(plain(cells[ORGANISATION]).casefold())
    return RegisterRow(
        key=made_key(name.casefold(), plain(cells[PLACE]).casefold(), day.day.isoformat()),
        line=line,
        title=title_of(name, words, day),
        url=CHRONOLOGY,
        said_on=day.day,
        kind=kind,
        disclosed=day,
        parties=tuple(
            RegisterParty(
                called,
                role=role,
                kind=PartyKind.PUBLIC_BODY if public and role is Role.CONTROLLER else PartyKind.ORGANISATION,
                country=country if role is Role.CONTROLLER else "",
                standing=InvolvementStanding.ALLEGED,
                sector=sector if role is Role.CONTROLLER else None,
            )
            for called, role in organisations_in(name, plain(cells[PLACE]))
        ),
        countries=(country,) if country else (),
        counts=_counts(cells),
    )


def kind_of(code: str, column: str) -> tuple[str, IncidentKind]:
    """The words for a title, and our kind, of a code of the register. Raises BadCell."""
    listed = table_of("prc")["kinds"].get(code or "UNKN")
    if listed is None:
        known = ", ".join(table_of("prc")["kinds"])
        raise BadCell(column, f"“{code[:20]}” is no kind of breach of the register: {known}.")
    return listed[0], IncidentKind(listed[1])


def _country(place: str) -> str:
    """The country of what stands last in the cell; empty where the register leaves it open."""
    last = plain(place).rpartition(",")[2].strip().casefold()
    places = table_of("prc")["places"]
    return next((code for code, names in places.items() if last in map(str.casefold, names)), "")


def _counts(cells: Cells) -> tuple[RegisterCount, ...]:
    """The number of records breached; where the cell tells it in words, the larger one of the first number in them and
    the total. “Unknown” and 0 count nobody. The total leaves out records without an account or social security number:
    it stands for the whole only where the words give no number."""
    cell, total = plain(cells[RECORDS]), plain(cells[TOTAL])
    quote = f"{RECORDS}: {cell[:200]}"
    if plain_number := _only_number(cell, RECORDS):
        return (RegisterCount(plain_number, Unit.RECORDS, quote, printed=cell),)
    first, summed = _first_number(cell, RECORDS), _only_number(total, TOTAL)
    number = max(first, summed)
    if not number:
        return ()
    if number != first:
        quote = f"{quote}; {TOTAL}: {total}"
    folded = cell.casefold()
    hedge = next((term for words, term in _HEDGES.items() if folded.startswith(words)), Hedge.EXACT)
    unit = next((term for words, term in _UNITS.items() if words in folded), Unit.RECORDS)
    printed = total if number != first else f"{first:,}"
    return (RegisterCount(number, unit, quote, printed=printed, hedge=hedge),)


def _only_number(text: str, column: str) -> int:
    return _first_number(text, column) if _NUMBER.fullmatch(text) else 0


def _first_number(text: str, column: str) -> int:
    """The first number in the text, with the word of its scale behind it: 80 million. 0 where it is a fraction without
    such a word."""
    found = _NUMBER.search(text)
    if found is None:
        return 0
    word, *_ = [*text[found.end() :].casefold().split(), ""]
    scale = table_of("prc")["scales"].get(word.strip(".,;()"))
    if scale is not None and _PLAIN.fullmatch(found[0]):
        return int(Decimal(found[0].replace(",", "")) * scale)
    return count_of(found[0], column) if found[0] == text or "." not in found[0] else 0
