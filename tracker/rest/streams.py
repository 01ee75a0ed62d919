"""Bulk: a list as NDJSON or CSV, all its rows in one answer, read from the database as it is sent."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.encoders import JSONEncoder

CHUNK_ROWS = 500
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class StreamRenderer(BaseRenderer):
    """Stands for a streamed format in content negotiation; the view streams the rows itself."""

    charset = "utf-8"
    streamed = True

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return _json(data).encode()


class NdjsonRenderer(StreamRenderer):
    media_type = "application/x-ndjson"
    format = "ndjson"


class CsvRenderer(StreamRenderer):
    media_type = "text/csv"
    format = "csv"


def stream(
    rows: QuerySet[Any], *, represent: Callable[[list[Any]], list[Any]], columns: tuple[str, ...], form: str
) -> StreamingHttpResponse:
    """The rows as `form` ("ndjson" or "csv"); `represent` gives the records of rows, `columns` the CSV's header."""
    records = _records(rows, represent)
    if form == NdjsonRenderer.format:
        return StreamingHttpResponse(ndjson(records), content_type=f"{NdjsonRenderer.media_type}; charset=utf-8")
    response = StreamingHttpResponse(comma_separated(records, columns), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="export.csv"'
    return response


def _records(rows: QuerySet[Any], represent: Callable[[list[Any]], list[Any]]) -> Iterator[Mapping[str, Any]]:
    found = rows.iterator(chunk_size=CHUNK_ROWS)
    while chunk := list(islice(found, CHUNK_ROWS)):
        yield from represent(chunk)


def ndjson(records: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    """One line of JSON a record."""
    for record in records:
        yield _json(record) + "\n"


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
    return "'" + text if text.startswith(_FORMULA) else text


def _json(value: Any) -> str:
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False, separators=(",", ":"))
