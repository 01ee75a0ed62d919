"""The place that a row of a table or a list is about: its number counts a part, whatever the text says around it.

| the row                                       | its place                  |
| --------------------------------------------- | -------------------------- |
| `Germany | 1.2 million`, `Germany: 1.2 million` | Germany                    |
| `1.2 million | Germany`                       | Germany                    |
| `Texas | 1.2 million`, `Berlin | 1.2 million` | Texas; Berlin under `City` |
| `1.2 million | 800,000` under `Norway | Iran` | Norway for the first       |
| `Total | 5.8 million`, `Norbank | 5,000`      | none                       |
"""

import re
from collections.abc import Callable, Iterator

from sources.extraction.find.document import Document
from sources.extraction.find.number_candidates import Candidate

_BARS = re.compile(r"[|\t]")
_LABEL = re.compile(r"[\s*\u2022-]*(?P<label>[^\d|:\t\n]{2,40}?)\s*(?::|\s[-\u2014])\s")
_AROUND = " \r\n*_-\u2022"
_LONGEST_LINE, _LONGEST_CELL, _MOST_LINES = 400, 40, 60


def place_of_row(document: Document, candidate: Candidate) -> str:
    """The place in small letters, as the lexicon has it or, in a column of places, as the row does; empty for none."""
    begin, cells, at = _row(document, candidate.number.start)
    if not cells:
        return ""
    if len(cells) == 1:
        label = _LABEL.match(document.text, begin, candidate.number.start)
        return _named(document, label["label"]) if label else ""
    others = [(index, cell) for index, cell in enumerate(cells) if index != at]
    found = [place for _, cell in others if (place := _named(document, cell))]
    if found:
        return found[0]
    head = _head(document, begin, len(cells))
    if place := _named(document, head[at]) if head else "":
        return place
    columns = document.lexicon.scopes.place_columns
    listed = [cell for index, cell in others if head and columns.fullmatch(head[index].lower())]
    return next((_plain(cell) for cell in listed if _is_label(document, cell)), "")


def _row(document: Document, position: int) -> tuple[int, list[str], int]:
    """Where the line of the position begins, its cells, and which of them holds the position; no cells for a line that
    is too long for a row."""
    text = document.text
    begin = text.rfind("\n", max(0, position - _LONGEST_LINE), position) + 1
    end = text.find("\n", position, position + _LONGEST_LINE)
    end = end if end >= 0 else len(text)
    if (begin == 0 and position > _LONGEST_LINE) or end - begin > _LONGEST_LINE:
        return begin, [], 0
    line = text[begin:end]
    edge = len(line) - len(line.lstrip("| \t"))
    return begin, _cells(line), len(_BARS.findall(line[edge : position - begin]))


def _cells(line: str) -> list[str]:
    return [cell.strip(_AROUND) for cell in _BARS.split(line.strip("| \t\r"))]


def _head(document: Document, begin: int, width: int) -> list[str]:
    """The cells of the first of the lines above that have as many; none for the first line itself."""
    head: list[str] = []
    for line in _lines_above(document.text, begin):
        cells = _cells(line)
        if len(cells) != width:
            break
        head = cells
    return head


def _lines_above(text: str, begin: int) -> Iterator[str]:
    end = begin - 1
    for _ in range(_MOST_LINES):
        if end <= 0:
            return
        start = text.rfind("\n", max(0, end - _LONGEST_LINE), end) + 1
        line = text[start:end]
        if line.strip():
            yield line
        end = start - 1


def _named(document: Document, cell: str) -> str:
    """The country, state or region that the cell is; empty for anything else."""
    scopes, name = document.lexicon.scopes, _plain(cell).removeprefix(document.lexicon.scopes.article)
    known: tuple[Callable[[str], bool], ...] = (
        scopes.countries.__contains__,
        scopes.areas.__contains__,
        scopes.shared_areas.__contains__,
    )
    return name if cell[:1].isupper() and any(holds(name) for holds in known) else ""


def _is_label(document: Document, cell: str) -> bool:
    return (
        cell[:1].isupper() and len(cell) <= _LONGEST_CELL and not document.lexicon.scopes.row_totals.match(cell.lower())
    )


def _plain(cell: str) -> str:
    return " ".join(cell.lower().replace("-", " ").replace(".", "").split())
