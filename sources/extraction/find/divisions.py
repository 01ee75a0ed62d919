"""The parts of a text that may each tell of somebody else: rows of tables and lists, sections, paragraphs.

A text is divided in up to four ways; which of them says something is for the reader of the parts to find out. Lines
are looked at one by one, so that the cost grows with the text alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from re import Pattern

MOST_PARTS = 100  # of one division
MOST_COLUMNS = 8
LEAST_PARTS = 3
_BRAND_WORDS = 2  # of a name in small letters
_HEADING_CHARACTERS, _HEADING_WORDS = 120, 14
_PARAGRAPH_CHARACTERS = 60
_LABEL_CHARACTERS = 90
_MARK = re.compile(r"[-*\u2022\u00b7\u2023\u25aa\u25cf\u2013\u2014] +|\(?\d{1,3}[.)] +")
_YEAR = re.compile(r"\(?(?:19|20)\d\d\)?[:.,]? +(?:[\u2013\u2014-] +)?")  # before a label: "(2011) Quillon Air"
_HASHES = re.compile(r"#{1,6} +")
_CELLS = {"|": re.compile(r"[^|]+"), "\t": re.compile(r"[^\t]+"), "  ": re.compile(r"\S+(?: \S+)*")}
_DIGITS = re.compile(r"\d+")
_RULE = re.compile(r"[\s|:+=-]+")
_LABEL = re.compile(
    r"(?P<label>[^\W_][^:|\t\u2013\u2014]*?)(?P<rest>\s*:\s|\s+[\u2013\u2014-]\s|[\u2013\u2014]| \((?=[\d$~<>]))"
)
_LINES_BEFORE = 3  # a list says in the lines before it what it counts
_STOPS = (".", "!", "?", ",", ";", ":")


@dataclass(frozen=True, slots=True)
class Cell:
    """A half-open span of the text with what its column or its list says that numbers count."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """A half-open span of the text. `label` are the words that head it, "" where there are none; of a row only the
    `cells` are read for numbers, of what has none all of it."""

    start: int
    end: int
    label: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str


def divisions(text: str, title: str, header: Pattern[str]) -> Iterator[list[TextPart]]:
    """Each way to divide the text that gives enough parts: tables, lists, sections, paragraphs. What heads a column of
    names is told by `header`, in small letters."""
    lines = [one for one in _lines(text) if one.text]
    by_line = (_records(lines, header), _list_rows(lines, title), _sections(lines), _paragraphs(lines))
    for parts in (*_table_rows(lines, header), *by_line):
        if LEAST_PARTS <= len(parts) <= MOST_PARTS:
            yield parts


def _lines(text: str) -> Iterator[_Line]:
    begin = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        start = begin + len(raw) - len(raw.lstrip())
        yield _Line(start, start + len(stripped), stripped)
        begin += len(raw) + 1


def _table_rows(lines: Sequence[_Line], header: Pattern[str]) -> Iterator[list[TextPart]]:
    """The rows of each table, lines with the same separator that stand together: once for each column that may name."""
    for separator in _CELLS:
        for block in _runs(lines, lambda line, mark=separator: mark in line.text):  # type: ignore[misc]
            rows = [_cells(line, separator) for line in block if not _RULE.fullmatch(line.text)]
            yield from _by_column([row for row in rows if sum(bool(cell.heading) for cell in row) > 1], header)


def _cells(line: _Line, separator: str) -> list[Cell]:
    """The cells of the row; empty ones only where each has bars on both sides."""
    found = []
    for match in _CELLS[separator].finditer(line.text):
        words = match[0].strip()
        if words or (separator == "|" and match.start() > 0 and match.end() < len(line.text)):
            start = line.start + match.start() + len(match[0]) - len(match[0].lstrip())
            found.append(Cell(start, start + len(words), words))
    return found


def _by_column(rows: Sequence[Sequence[Cell]], header: Pattern[str]) -> Iterator[list[TextPart]]:
    if len(rows) < LEAST_PARTS:
        return
    headed = not any(_has_digit(cell.heading) for cell in rows[0])
    heads = [cell.heading for cell in rows[0]] if headed else []
    body = [row for row in (rows[1:] if headed else rows) if not heads or len(row) == len(heads)]
    columns = range(min(MOST_COLUMNS, *map(len, body))) if body else range(0)
    named = [at for at in columns if heads and header.search(heads[at].lower())]
    for column in named or columns:
        if _may_name(body, column):
            yield [_row_by(row, column, heads) for row in body]


def _may_name(rows: Sequence[Sequence[Cell]], column: int) -> bool:
    """Whether most cells of the column are different words."""
    cells = {row[column].heading for row in rows}
    return sum(sum(map(str.isalpha, one)) * 2 > len(one) for one in cells) * 2 > len(rows)


def _row_by(row: Sequence[Cell], column: int, heads: Sequence[str]) -> TextPart:
    cells = tuple(
        Cell(cell.start, cell.end, heads[at] if heads else "")
        for at, cell in enumerate(row)
        if at != column and _has_digit(cell.heading)
    )
    return TextPart(row[0].start, row[-1].end, row[column].heading, cells)


def _records(lines: Sequence[_Line], header: Pattern[str]) -> list[TextPart]:
    """The records of a register, each on several lines: "Controller: Quillon Bank", "Persons concerned: 1,200"."""
    keys = [label["label"].lower() if (label := _LABEL.match(line.text[:_LABEL_CHARACTERS])) else "" for line in lines]
    counted = Counter(keys)
    first = next((key for key in keys if key and counted[key] >= LEAST_PARTS and header.search(key)), None)
    starts = [at for at, key in enumerate(keys) if key and key == first]
    ends = [*starts[1:], len(lines)]
    parts = []
    for at, end in zip(starts, ends, strict=False):
        value = lines[at].text[len(keys[at]) :].lstrip(": \u2013\u2014-")
        parts.append(TextPart(lines[at].start, lines[end - 1].end, value))
    return parts


def _list_rows(lines: Sequence[_Line], title: str) -> list[TextPart]:
    """The entries of the lists: lines with a mark, or of a label and what it has."""
    parts: list[TextPart] = []
    for is_row in (_is_marked, _is_labelled):
        rows = [line for line in lines if is_row(line)]
        if len(rows) >= LEAST_PARTS:
            before = [line.text for line in lines if line.end < rows[0].start]
            heading = "\n".join((*reversed(before[-_LINES_BEFORE:]), title))
            parts = [_row(line, heading) for line in rows]
            break
    return parts


def _is_marked(line: _Line) -> bool:
    return _MARK.match(line.text) is not None


def _is_labelled(line: _Line) -> bool:
    label = _LABEL.match(line.text[:_LABEL_CHARACTERS])
    return label is not None and (_has_digit(line.text[label.end() :]) or _has_digit(label["label"]))


def _row(line: _Line, heading: str) -> TextPart:
    begin = 0
    for mark in (_MARK, _YEAR):
        found = mark.match(line.text, begin)
        begin = found.end() if found else begin
    label = _LABEL.match(line.text[: begin + _LABEL_CHARACTERS], begin)
    if label is None:
        return TextPart(line.start + begin, line.end, "")
    after = line.text[label.end() :]
    if _has_digit(label["label"]) and not _has_digit(after):  # "33 million \u2013 Quillon Air"
        count = Cell(line.start + begin, line.start + label.start("rest"), heading)
        return TextPart(line.start + begin, line.end, after, (count,))
    rest = Cell(line.start + label.end("rest"), line.end, heading)
    return TextPart(line.start + begin, line.end, label["label"], (rest,))


def _sections(lines: Sequence[_Line]) -> list[TextPart]:
    """The headings, each with what stands below it."""
    counted = Counter(map(_without_digits, lines))
    heads = [
        at
        for at, line in enumerate(lines[:-1])
        if counted[_without_digits(line)] < LEAST_PARTS and _is_heading(line, lines[at + 1])
    ]
    ends = [*(lines[at].start for at in heads[1:]), lines[-1].end if lines else 0]
    return [TextPart(lines[at].start, end, _name_of(lines[at].text)) for at, end in zip(heads, ends, strict=False)]


def _name_of(heading: str) -> str:
    """The heading without its mark, and of "Quillon \u2013 the bank that slept" what stands before the dash."""
    words = _without_mark(heading)
    label = _LABEL.match(words[:_HEADING_CHARACTERS])
    return label["label"] if label and not _has_digit(label["label"]) else words


def _without_digits(line: _Line) -> str:
    """What lines that only count on have alike: "Slide 2 of 6"."""
    return _DIGITS.sub("", line.text)


def _is_heading(line: _Line, following: _Line) -> bool:
    if _HASHES.match(line.text):
        return True
    words = _without_mark(line.text)
    if len(words) > _HEADING_CHARACTERS or len(words.split()) > _HEADING_WORDS or words.endswith(_STOPS):
        return False
    goes_on = len(following.text) > len(line.text) or _is_labelled(following) or following.text[:1].isdigit()
    begins = words[:1].isalpha() and (not words[:1].islower() or len(words.split()) <= _BRAND_WORDS)
    numbered = _is_marked(line) and not _is_marked(following)
    return goes_on and begins and (numbered or not _is_labelled(line))


def _has_digit(text: str) -> bool:
    return _DIGITS.search(text) is not None


def _without_mark(text: str) -> str:
    for mark in (_HASHES, _MARK):
        found = mark.match(text)
        if found:
            text = text[found.end() :]
    return text.strip("*_ ")


def _paragraphs(lines: Sequence[_Line]) -> list[TextPart]:
    return [TextPart(line.start, line.end, "") for line in lines if len(line.text) >= _PARAGRAPH_CHARACTERS]


def _runs(lines: Sequence[_Line], holds: Callable[[_Line], bool]) -> Iterator[list[_Line]]:
    run: list[_Line] = []
    for line in lines:
        if holds(line):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run
