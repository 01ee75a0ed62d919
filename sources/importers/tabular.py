"""Rows of CSV files, one at a time, with the line where each begins; and the cells that they share."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import IO

from sources.importers.cells import NO_UTF_8, BadCell, count_of, plain, possible, row_or_fault, unwritable
from sources.importers.rows import NotTheRegister, RegisterRow, RowFault

LONGEST_CELL = 100_000  # characters

Cells = Mapping[str, str]


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
        raise NotTheRegister(f"Its first line has no column “{missing[0]}”.{advice_for(''.join(head))}")
    while True:
        line = table.line_num + 1
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            yield RowFault(line, "row", _no_row(error, table.line_num))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        yield row_or_fault(line, partial(_read, read, line, head, cells))


def advice_for(first: str) -> str:
    """How to save the file of this first line; empty where that is text in UTF-8."""
    return " It is no text in UTF-8: export the sheet as CSV in UTF-8." if unwritable(first) else ""


def _no_row(error: csv.Error, last: int) -> str:
    """What is wrong where CSV ends; the next row is looked for behind the `last` line that was taken in."""
    if "field larger" not in str(error):
        return f"It is no row of CSV: {error}."
    return (
        f"A cell has more than {LONGEST_CELL:,} characters, so a quote may be open: close it. Lines up to {last} were "
        "left out with it."
    )


def _read(read: Callable[[int, Cells], RegisterRow], line: int, head: list[str], cells: list[str]) -> RegisterRow:
    return read(line, _named(head, cells))


def _named(head: list[str], cells: list[str]) -> Cells:
    if len(cells) != len(head):
        raise BadCell("row", f"It has {len(cells)} cells, and the first line {len(head)}; quote what has a delimiter.")
    named = dict(zip(head, cells, strict=True))
    for column, cell in named.items():
        if unwritable(cell):
            raise BadCell(column, NO_UTF_8)
    return named


def name_in(cells: Cells, column: str, *, longest: int = 200) -> str:
    """The name in the cell, in one line. Raises BadCell where it is empty or has no letter or digit."""
    name = plain(cells[column])
    if not any(letter.isalnum() for letter in name):
        raise BadCell(column, "It names nobody; write the organisation's name.")
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def count_in(cells: Cells, column: str) -> int | None:
    """The number in the cell, None where it is empty. Raises BadCell."""
    text = plain(cells[column])
    return count_of(text, column) if text else None


def day_in(cells: Cells, column: str, form: str, shown: str) -> dt.date:
    """The day in the cell, in the form of strptime. Raises BadCell naming the form as `shown`."""
    text = plain(cells[column])
    try:
        day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, of no zone
    except ValueError:
        raise BadCell(column, f"“{text[:40]}” is no day; write {shown}.") from None
    return possible(day, column)
