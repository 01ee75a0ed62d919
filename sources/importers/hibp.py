"""Have I Been Pwned: the answer of its API v3 to `breaches`, or to one breach."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import IO, Any

from incidents.vocabulary import DataClass, DatePrecision, IncidentKind, IncidentStatus, Modality, Unit
from sources.importers.cells import BadCell, plain, possible
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

_WANTED = {"Name": str, "Title": str, "BreachDate": str, "ModifiedDate": str, "PwnCount": int, "DataClasses": list}
_DATA = terms_of(table_of("hibp")["data_classes"], DataClass)
# Where it has several breaches of one organisation it tells them apart: Northwind (2031), Northwind (2030 breach).
_WHEN = re.compile(r"(?<=\S)\s*\([^()]*\b(?:19|20)[0-9]{2}\b[^()]*\)\s*$")
_SWORN_TO_NOBODY = ("IsSpamList", "IsMalware", "IsStealerLog")  # collections, of which no organisation answers for all


def read_hibp(stream: IO[str]) -> Iterator[RegisterRow | RowFault]:
    """The breaches of the file. Raises NotTheRegister.

    A breach is one of an organisation where the register gives its site. One that it holds to be made up is a
    candidate, which a curator has to open. What it has not verified is alleged.
    """
    return rows_in(stream, ("Name", "PwnCount"), _row)


def _row(line: int, breach: Any) -> RegisterRow:
    for name, kind in _WANTED.items():
        if not isinstance(breach.get(name), kind) or isinstance(breach.get(name), bool):
            raise BadCell(name, f"It is missing, or no {kind.__name__}.")
    key, title, count = plain(breach["Name"]), plain(_WHEN.sub("", breach["Title"])), breach["PwnCount"]
    if not key or not title or count < 0:
        raise BadCell("Name" if not key else "Title" if not title else "PwnCount", "It is empty or below zero.")
    occurred = _breach_day(breach["BreachDate"])
    if isinstance(added := breach.get("AddedDate"), str):
        _instant(added, "AddedDate")
    collected = not breach.get("Domain") or any(breach.get(name) is True for name in _SWORN_TO_NOBODY)
    return RegisterRow(
        key=key[:100],
        line=line,
        title=title_of(title, "collected data" if collected else "data breach", occurred),
        url=f"https://haveibeenpwned.com/Breach/{key}" if key.isalnum() else "https://haveibeenpwned.com/Breaches",
        said_on=_instant(breach["ModifiedDate"], "ModifiedDate"),
        kind=IncidentKind.UNKNOWN if collected else IncidentKind.CONFIDENTIALITY,
        status=IncidentStatus.CANDIDATE if breach.get("IsFabricated") is True else IncidentStatus.OPEN,
        occurred=occurred,
        parties=() if collected else (RegisterParty(title[:200]),),
        data_classes=_data_classes(breach["DataClasses"]),
        counts=_counts(count, verified=breach.get("IsVerified") is not False),
        notes=("The register holds the breach to be made up.",) if breach.get("IsFabricated") is True else (),
    )


def _counts(count: int, *, verified: bool) -> tuple[RegisterCount, ...]:
    if not count:
        return ()
    modality = Modality.STATED if verified else Modality.ALLEGED
    return (RegisterCount(count, Unit.ACCOUNTS, f"PwnCount: {count}", printed=str(count), modality=modality),)


def _breach_day(text: str) -> RegisterDay:
    """The register dates what it knows by month or year to the first of it."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadCell("BreachDate", f"“{text[:40]}” is no day; write 2031-05-04.") from None
    possible(day, "BreachDate")
    if (day.month, day.day) == (1, 1):
        return RegisterDay(day, DatePrecision.YEAR)
    return RegisterDay(day, DatePrecision.MONTH if day.day == 1 else DatePrecision.DAY)


def _instant(text: str, column: str) -> dt.date:
    try:
        day = dt.datetime.fromisoformat(text).astimezone(dt.UTC).date()
    except (ValueError, OverflowError):
        raise BadCell(column, f"“{text[:40]}” is no instant; write 2031-05-04T00:00:00Z.") from None
    return possible(day, column)


def _data_classes(names: Any) -> tuple[DataClass, ...]:
    found = {_DATA.get(str(name).casefold(), DataClass.OTHER) for name in names}
    return tuple(sorted(found))
