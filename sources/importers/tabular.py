"""Rows of CSV files, one at a time, with the line where each begins; and the cells that registers write alike."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import IO

from incidents.vocabulary import DatePrecision
from sources.importers.rows import NotTheRegister, RegisterDay, RegisterRow, RowFault
from tracker.foundation.signs import without_controls

LONGEST_CELL = 1_000_000  # characters
_UNDECODED = re.compile("[\udc80-\udcff]")  # bytes that are not UTF-8, as the error handler leaves them

Cells = Mapping[str, str]


class BadCell(ValueError):
    """A cell that cannot be read."""

    def __init__(self, column: str, wrong: str) -> None:
        super().__init__(wrong)
        self.column = column


def rows_of(
    lines: IO[str], columns: Collection[str], read: Callable[[int, Cells], RegisterRow], *, delimiter: str = ","
) -> Iterator[RegisterRow | RowFault]:
    """What `read` makes of each row's line and cells, and a fault for each that it, or CSV itself, cannot read. Raises
    NotTheRegister where the first line lacks one of the columns.

    `lines` is text that begins after any byte order mark, bytes that are not UTF-8 left as surrogates.
    """
    csv.field_size_limit(LONGEST_CELL)
    table = csv.reader(lines, delimiter=delimiter)
    try:
        head = next(table, [])
    except csv.Error:
        head = []
    if missing := [name for name in columns if name not in head]:
        raise NotTheRegister(f"Its first line has no column “{missing[0]}”.")
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowFault(line, "row", f"It is no row of CSV: {error}.")
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            yield read(line, _named(head, cells))
        except BadCell as error:
            yield RowFault(line, error.column, str(error))


def _named(head: list[str], cells: list[str]) -> Cells:
    if len(cells) != len(head):
        raise BadCell("row", f"It has {len(cells)} cells, and the first line {len(head)}; quote what has a delimiter.")
    named = dict(zip(head, cells, strict=True))
    for column, cell in named.items():
        if _UNDECODED.search(cell):
            raise BadCell(column, "It has bytes that are not UTF-8; save the file as UTF-8.")
    return named


def plain(cell: str) -> str:
    """The cell in one line, with single spaces and no control characters."""
    return " ".join(without_controls(" ".join(cell.split())).split())


def name_in(cells: Cells, column: str, *, longest: int = 200) -> str:
    """The name in the cell, in one line. Raises BadCell where it is empty or has no letter or digit."""
    name = plain(cells[column])
    if not any(letter.isalnum() for letter in name):
        raise BadCell(column, "It names nobody; write the organisation's name.")
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def count_in(cells: Cells, column: str) -> int | None:
    """The number in the cell, None where it is empty. Raises BadCell."""
    digits = plain(cells[column]).replace(",", "")
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit():
        raise BadCell(column, f"“{plain(cells[column])[:40]}” is no number; write digits alone.")
    return int(digits)


def day_in(cells: Cells, column: str, form: str, shown: str) -> dt.date:
    """The day in the cell, in the form of strptime. Raises BadCell naming the form as `shown`."""
    text = plain(cells[column])
    try:
        return _possible(dt.datetime.strptime(text, form).date())  # noqa: DTZ007 - a day, of no zone
    except ValueError:
        raise BadCell(column, f"“{text[:40]}” is no day; write {shown}.") from None


def _possible(day: dt.date) -> dt.date:
    if day.year < 1970:
        raise ValueError("before there were registers")
    return day


def partial_day(text: str) -> RegisterDay | None:
    """The day of 2020, 2020-07, 2020-7-1 or 2020-07-01, with its precision; None for anything else."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    precision = DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
    try:
        return RegisterDay(_possible(dt.date(year, month or 1, day or 1)), precision)
    except ValueError:
        return None
