"""Bulk: a list as NDJSON, CSV or a format of its own: all its rows in one answer, read as it is sent."""

import csv
import gc
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, count, islice
from types import MappingProxyType
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

from tracker.foundation.rest import deadline, problems
from tracker.foundation.rest.errors import RETRY_SECONDS
from tracker.foundation.rest.problems import Problem

CHUNK_ROWS = 500
# A row and what was fetched for it lead to each other: left to itself, the collector lets hundreds of MB of them lie.
CLEARED_CHUNKS = 20
PIECE_LINES = 100  # sent together: each piece costs the server a write, and the database's clock a look
_FORMULA = frozenset("=+-@\N{MINUS SIGN}")
_CONTROLS = ("\t", "\r", "\n")
# A client that reads slowly, or waits, keeps a thread for long: half of them always serve everybody else.
AT_ONCE = max(1, settings.WEB_THREADS // 2)
long_held = threading.BoundedSemaphore(AT_ONCE)


class StreamRenderer(BaseRenderer):
    """Stands for a streamed format in content negotiation; the view streams the rows itself.

    described   what the format is, for the OpenAPI document
    download    the name of the file as which browsers keep it; empty where they show it
    chooses     whether `fields`, `omit` and `expand` choose what it tells of a record
    """

    charset = "utf-8"
    streamed = True
    described: ClassVar[str] = ""
    download: ClassVar[str] = ""
    chooses: ClassVar[bool] = True

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return _json(data).encode()

    def lines(self, records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
        """The text of the records, piece by piece; `columns` are the names of their fields."""
        # Not abstract: one that stands for the bytes of a file in content negotiation alone has no records.
        raise NotImplementedError

    def headers(self) -> dict[str, str]:
        """What is sent before the text."""
        found = {"Content-Type": f"{self.media_type}; charset=utf-8"}
        if self.download:
            found["Content-Disposition"] = f'attachment; filename="{self.download}"'
        return found


class NdjsonRenderer(StreamRenderer):
    media_type = "application/x-ndjson"
    format = "ndjson"
    described = "One JSON record a line, all rows."

    def lines(self, records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
        return ndjson(records)


class CsvRenderer(StreamRenderer):
    media_type = "text/csv"
    format = "csv"
    described = "A header line and one line a record, all rows."
    download = "export.csv"

    def lines(self, records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
        return comma_separated(records, columns)


def stream(
    rows: Iterable[Any],
    *,
    represent: Callable[[list[Any]], list[Any]],
    columns: tuple[str, ...],
    renderer: StreamRenderer,
    about: Mapping[str, str] = MappingProxyType({}),
) -> StreamingHttpResponse:
    """The rows in the renderer's format; `represent` gives the records of rows, `columns` the names of their fields,
    `about` is sent as headers.

    Raises a 503 while AT_ONCE of them are under way in this process, or when the first rows take too long.
    """
    place = StreamPlace()
    try:
        records = records_of(rows, represent)
        first = list(islice(records, 1))  # now, while there is no status sent yet
    except BaseException:
        place.leave()
        raise
    lines = renderer.lines(chain(first, records), columns)
    return StreamingHttpResponse(HeldLines(pieces(lines), place), headers={**renderer.headers(), **about})


def empty(renderer: StreamRenderer, about: Mapping[str, str]) -> StreamingHttpResponse:
    """What HEAD is answered: the headers of the stream, of which nothing is read."""
    return StreamingHttpResponse((), headers={**renderer.headers(), **about})


class StreamPlace:
    """One of the places for streams in this process, with the time in the database that its stream has."""

    def __init__(self) -> None:
        if not long_held.acquire(blocking=False):
            detail = f"{AT_ONCE} exports are under way here."
            raise Problem(problems.UNAVAILABLE, detail, headers={"Retry-After": RETRY_SECONDS})
        self._left = False
        self.deadline = deadline.current() or deadline.Deadline(0)
        self.deadline.extend_for_stream(settings.WEB_STREAM_TIMEOUT_SECONDS)

    def leave(self) -> None:
        """Give the place to the next."""
        if not self._left:
            self._left = True
            long_held.release()


class HeldLines(Iterable[str]):
    """The text of a stream in pieces, each made within the stream's time in the database."""

    def __init__(self, lines: Iterator[str], place: StreamPlace) -> None:
        self._lines, self._place = lines, place

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        with deadline.bounded(self._place.deadline):
            self._place.deadline.refresh()
            try:
                return next(self._lines)
            except BaseException:
                self._place.leave()
                raise

    def close(self) -> None:
        """End the stream, whether it was sent whole or not."""
        self._place.leave()

    def __del__(self) -> None:
        self.close()


def records_of(rows: Iterable[Any], represent: Callable[[list[Any]], list[Any]]) -> Iterator[Mapping[str, Any]]:
    """The records of rows, of which CHUNK_ROWS are held at a time."""
    found = rows.iterator(chunk_size=CHUNK_ROWS) if isinstance(rows, QuerySet) else iter(rows)
    for number in count(1):
        chunk = list(islice(found, CHUNK_ROWS))
        if not chunk:
            return
        yield from represent(chunk)
        if number % CLEARED_CHUNKS == 0:
            gc.collect()


def ndjson(records: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """One line of JSON a record."""
    for record in records:
        yield _json(record) + "\n"


def pieces(lines: Iterator[str]) -> Iterator[str]:
    """The same text in pieces of PIECE_LINES lines, the first line by itself."""
    yield from islice(lines, 1)
    while piece := "".join(islice(lines, PIECE_LINES)):
        yield piece


def comma_separated(records: Iterator[Mapping[str, Any]], columns: tuple[str, ...]) -> Iterator[str]:
    """A header and one row a record (RFC 4180); what is no plain value is JSON in its cell."""
    lines: list[str] = []

    class Echo:
        def write(self, line: str) -> None:
            lines.append(line)

    writer = csv.writer(Echo())
    writer.writerow(columns)
    yield lines.pop()
    for record in records:
        writer.writerow([_cell(record.get(column)) for column in columns])
        yield lines.pop()


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else _json(value)
    return "'" + text if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula: by its first sign that is seen, in any width or form."""
    if text.startswith(_CONTROLS):
        return True
    seen = (sign for sign in text if unicodedata.category(sign)[0] not in "ZC")
    return unicodedata.normalize("NFKC", next(seen, "x"))[0] in _FORMULA


def _json(value: Any) -> str:
    return _ENCODER.encode(value)


_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
