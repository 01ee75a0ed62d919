"""The items of a JSON array, one at a time, with the line where each begins: no more of the file is held than that."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from functools import partial
from typing import IO, Any

from sources.importers.cells import NO_UTF_8, BadCell, row_or_fault, unwritable, whole_number
from sources.importers.rows import NotTheRegister, RegisterRow, RowFault

_CHUNK = 65_536  # characters
LONGEST_ITEM = 5_000_000  # characters
_BLANK = " \t\r\n"


class _Text:
    """The part of a text that is not read yet, with the number of its first line."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self.rest = ""
        self.line = 1

    def more(self) -> bool:
        """Whether there was more to take in."""
        chunk = self._stream.read(_CHUNK)
        self.rest += chunk
        return bool(chunk)

    def pass_over(self, length: int) -> None:
        self.line += self.rest.count("\n", 0, length)
        self.rest = self.rest[length:]

    def next_sign(self) -> str:
        """The next character that is no blank, not passed over; empty at the end."""
        while True:
            blanks = len(self.rest) - len(self.rest.lstrip(_BLANK))
            self.pass_over(blanks)
            if self.rest or not self.more():
                return self.rest[:1]


def items_of(stream: IO[str]) -> Iterator[tuple[int, Any] | RowFault]:
    """(line, value) of each item of the array; or of the one object that the text is, or of each that it has in a row.
    Where the text is no JSON any more, a fault, and no item after it. Raises NotTheRegister for other texts."""
    text = _Text(stream)
    opening = text.next_sign()
    if not opening or opening not in "[{":
        raise NotTheRegister("It is not a JSON array of objects.")
    if opening == "[":
        text.pass_over(1)
    decoder = json.JSONDecoder(parse_int=_int)
    while (sign := text.next_sign()) and sign != "]":
        if sign == ",":
            text.pass_over(1)
            continue
        line = text.line
        try:
            value, length = _decoded(decoder, text)
        except (ValueError, RecursionError) as error:
            yield _fault(line, error)
            return
        yield line, value
        text.pass_over(length)
    if opening == "[" and not sign:
        yield RowFault(text.line, "file", "It ends before the array does; download it again.")


def rows_in(
    stream: IO[str], names: Collection[str], read: Callable[[int, Any], RegisterRow]
) -> Iterator[RegisterRow | RowFault]:
    """What `read` makes of each item's line and value, and a fault for each that it, or JSON itself, cannot read.
    Where a line has several items, as what the register's own server sends, the fault says which. Raises NotTheRegister
    where the first item has none of the names."""
    last = nth = 0
    for at, item in enumerate(items_of(stream)):
        if isinstance(item, RowFault):
            yield item
            continue
        line, value = item
        last, nth = line, nth + 1 if line == last else 1
        if at == 0 and not (isinstance(value, dict) and value.keys() & set(names)):
            raise NotTheRegister(f"Its first item has neither {' nor '.join(names)}.")
        row = row_or_fault(line, partial(_read, read, line, value))
        if isinstance(row, RowFault) and nth > 1:
            row = replace(row, column=f"item {nth}, {row.column}")
        yield row


def _read(read: Callable[[int, Any], RegisterRow], line: int, value: Any) -> RegisterRow:
    if not isinstance(value, dict):
        raise BadCell("row", "It is no JSON object.")
    if name := unwritable(value):
        raise BadCell(name, NO_UTF_8)
    return read(line, value)


def _int(digits: str) -> int:
    return -whole_number(digits[1:]) if digits.startswith("-") else whole_number(digits)


def _decoded(decoder: json.JSONDecoder, text: _Text) -> tuple[Any, int]:
    """The value that comes next and its length; takes in more of the text as long as it needs more."""
    wanted = _CHUNK
    while True:
        try:
            value, length = decoder.raw_decode(text.rest)
            if length < len(text.rest) or not text.more():  # a number may go on in the next chunk
                return value, length
        except ValueError:
            if len(text.rest) > LONGEST_ITEM:
                raise ValueError(f"an item has more than {LONGEST_ITEM} characters") from None
            if not text.more():
                raise
            wanted *= 2  # so that a long item is not decoded again with each chunk
            while len(text.rest) < wanted and text.more():
                pass


def _fault(line: int, error: Exception) -> RowFault:
    if isinstance(error, json.JSONDecodeError):
        return RowFault(line + error.lineno - 1, f"column {error.colno}", f"It is no JSON from here on: {error.msg}.")
    return RowFault(line, "row", f"It is no JSON from here on: {error}.")
