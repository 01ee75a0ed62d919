"""The breach portal of the US Department of Health and Human Services: cases under investigation, and the archive."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from incidents.sectors import Sector
from incidents.vocabulary import DataClass, IncidentKind, InvolvementStanding, Role, Unit
from sources.importers.cells import plain
from sources.importers.rows import (
    RegisterCount,
    RegisterDay,
    RegisterParty,
    RegisterRow,
    RowFault,
    made_key,
    title_of,
)
from sources.importers.several import with_trading_name
from sources.importers.tables import table_of, terms_of
from sources.importers.tabular import Cells, count_in, day_in, name_in, rows_of

NAME, STATE, ENTITY = "Name of Covered Entity", "State", "Covered Entity Type"
COUNT, DAY, KIND = "Individuals Affected", "Breach Submission Date", "Type of Breach"
_COLUMNS = (NAME, STATE, ENTITY, COUNT, DAY, KIND)
# 45 CFR 164.408(c): who has not counted yet enters the least that has to be reported, 500, or one more.
_PLACEHOLDERS = frozenset({500, 501})
_SECTORS = terms_of(table_of("hhs")["sectors"], Sector)
_SECTORS_BY_WORD = terms_of(table_of("hhs")["sectors_by_word"], Sector)
PORTAL = "https://ocrportal.hhs.gov/ocr/breach/breach_report.jsf"


def read_hhs(stream: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The cases of the file. Raises NotTheRegister.

    A case has no number: it is known by who reported, from where, on which day; several alike by their order. So an
    open case is the same one once it is archived. 45 CFR 164.404-408: individuals, the press and the department are
    told together, so the day of submission is that of the disclosure as well.
    """
    alike: Counter[str] = Counter()

    def read(line: int, cells: Cells) -> RegisterRow:
        name = name_in(cells, NAME)
        day = day_in(cells, DAY, "%m/%d/%Y", "05/04/2031")
        key = made_key(name.casefold(), plain(cells[STATE]), day.isoformat())
        row = _row(line, cells, name, day, key)
        alike[key] += 1
        return row if alike[key] == 1 else replace(row, key=f"{key}-{alike[key]}")

    return rows_of(stream, _COLUMNS, read)


def _row(line: int, cells: Cells, name: str, day: dt.date, key: str) -> RegisterRow:
    kinds = {plain(one).casefold() for one in cells[KIND].split(",")}
    listed = next((one for one in table_of("hhs")["kinds"] if one["word"].casefold() in kinds), None)
    entity = plain(cells[ENTITY])
    processes = entity in table_of("hhs")["entities"]["processor"]
    role = Role.PROCESSOR if processes else Role.CONTROLLER
    submitted = RegisterDay(day)
    return RegisterRow(
        key=key,
        line=line,
        title=title_of(name, listed["title"] if listed else "health data breach", submitted),
        url=PORTAL,
        said_on=day,
        kind=IncidentKind(listed["kind"]) if listed else IncidentKind.UNKNOWN,
        disclosed=submitted,
        notified=submitted,
        parties=(
            RegisterParty(
                with_trading_name(name),
                role,
                country="US",
                standing=InvolvementStanding.ADMITTED,
                sector=_sector(entity, name),
            ),
        ),
        countries=("US",),
        data_classes=(DataClass.HEALTH,),  # 45 CFR 164.402: a breach is one of protected health information
        counts=_counts(cells),
    )


def _sector(entity: str, name: str) -> Sector | None:
    """The sector of what reported; of a plan that an office keeps, the office's."""
    sector = _SECTORS.get(entity.casefold())
    if sector is not Sector.FINANCE:
        return sector
    return next((one for words, one in _SECTORS_BY_WORD.items() if words in name.casefold()), sector)


def _counts(cells: Cells) -> tuple[RegisterCount, ...]:
    number = count_in(cells, COUNT)
    if not number:
        return ()
    printed = plain(cells[COUNT])
    placeholder = number in _PLACEHOLDERS
    return (RegisterCount(number, Unit.PEOPLE, f"{COUNT}: {printed}", printed=printed, placeholder=placeholder),)
