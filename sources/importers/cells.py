"""What cells hold, alike in all registers: a count, an amount of money, a day; and how a row is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import structlog

from incidents.entered_values import wrong_day
from incidents.vocabulary import DatePrecision
from sources.importers.rows import RegisterDay, RegisterRow, RowFault
from tracker.foundation.unwanted_characters import without_controls

_DIGITS = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"  # 1240000 or 1,240,000
_COUNT = re.compile(_DIGITS)
_SUM = re.compile(rf"{_DIGITS}(?:\.0|\.[0-9]{{2}})?")
LARGEST = 2**63 - 1  # that a column holds
_MOST_DIGITS = 40  # of any number: Python makes no int of thousands
_CENTS = 100

# NUL, which PostgreSQL keeps nowhere; lone surrogates; and bytes that are not UTF-8, as the error handler leaves them
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
NO_UTF_8 = "It has NUL, or characters or bytes that are not UTF-8; save the file as UTF-8."

log = structlog.get_logger(__name__)


class BadCell(ValueError):
    """A cell that cannot be read."""

    def __init__(self, column: str, wrong: str) -> None:
        super().__init__(wrong)
        self.column = column


def row_or_fault(line: int, read: Callable[[], RegisterRow]) -> RegisterRow | RowFault:
    """The row that `read` gives; or why there is none, whatever goes wrong with it."""
    try:
        return read()
    except BadCell as error:
        return RowFault(line, error.column, str(error))
    except Exception as error:  # one row never costs the others
        log.exception("register_row_unread", line=line)
        return RowFault(line, "row", f"It cannot be read ({type(error).__name__}); look at its values.")


def plain(cell: str) -> str:
    """The cell in one line, with single spaces and no control characters."""
    return " ".join(without_controls(" ".join(cell.split())).split())


def count_of(text: str, column: str) -> int:
    """The count that a text is. Raises BadCell."""
    if not _COUNT.fullmatch(text):
        raise BadCell(column, f"“{text[:40]}” is no number; write digits alone, or thousands as in 1,240,000.")
    return whole_number(text.replace(",", ""))


def cents_of(text: str, column: str) -> int:
    """The cents of an amount in euros. Raises BadCell."""
    if not _SUM.fullmatch(text) or len(text) > _MOST_DIGITS:
        raise BadCell(column, f"“{text[:40]}” is no sum; write euros with digits, such as 20450000 or 1800.50.")
    cents = int(Decimal(text.replace(",", "")) * _CENTS)
    if cents > LARGEST:
        raise BadCell(column, f"“{text[:40]}” is no sum that can be; write euros with digits, such as 20450000.")
    return cents


def whole_number(digits: str) -> int:
    """The number of these digits; of more than any count has, the first ones, which are too large a number as well."""
    return int(digits[:_MOST_DIGITS])


def possible(day: dt.date, column: str) -> dt.date:
    """The day. Raises BadCell where nothing can have happened on it, or been said."""
    if wrong := wrong_day(day):
        raise BadCell(column, wrong)
    return day


def partial_day(text: str, column: str) -> RegisterDay | None:
    """The day of 2020, 2020-07, 2020-7-1 or 2020-07-01, with its precision; None for anything else. Raises BadCell for
    one that cannot be."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?", text.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    precision = DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
    try:
        began = dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    return RegisterDay(possible(began, column), precision)


def legible(text: str) -> str:
    """The text with U+FFFD for what no column holds: a fault may name a column as the file does."""
    return _UNKEPT.sub("\ufffd", text)


def unwritable(value: Any, name: str = "row") -> str:
    """The name of the first text in a JSON value that is no UTF-8, or has NUL; empty if there is none."""
    if isinstance(value, str):
        held = "\0" not in value and (value.isascii() or not _UNKEPT.search(value))
        return "" if held else name
    if isinstance(value, dict):
        parts = [(one, f"{name}.{key}" if name != "row" else key) for key, one in value.items()]
        if any(unwritable(key) for key in value):
            return name
    elif isinstance(value, list):
        parts = [(one, name) for one in value]
    else:
        return ""
    return next((found for one, called in parts if (found := unwritable(one, called))), "")
