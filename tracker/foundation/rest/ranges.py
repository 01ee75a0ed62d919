"""Files sent whole or in parts (RFC 9110 section 14): a download that broke off goes on where it ended.

| request                                          | answer                                                        |
| ------------------------------------------------ | ------------------------------------------------------------- |
| GET                                              | 200, the whole file                                           |
| HEAD                                             | 200, its headers; `Range` is for GET alone                    |
| `If-None-Match` with its tag                     | 304                                                           |
| `If-Match` with another tag                      | 412                                                           |
| one range of bytes that it has                   | 206, with `Content-Range`                                     |
| the same, and `If-Range` with another tag or day | 200: it is another file now                                   |
| one range that begins behind its end             | 416, with its length in `Content-Range`                       |
| several ranges, another unit, no range at all    | 200, as section 14.2 lets a server do                         |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date
from rest_framework.request import Request
from werkzeug.http import parse_range_header

from tracker.foundation.rest import conditional, problems
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.streams import StreamPlace

BLOCK: Final = 1 << 16  # bytes that are read at a time


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that never changes under its name. `tag` is its strong ETag, in quotes; `modified` seconds since 1970."""

    path: Path
    media_type: str
    size: int
    tag: str
    modified: float

    def headers(self) -> dict[str, str]:
        """What every answer with it says of it."""
        return {
            "Content-Type": self.media_type,
            "Content-Length": str(self.size),
            "Content-Disposition": f'attachment; filename="{self.path.name}"',
            "Accept-Ranges": "bytes",
            "ETag": self.tag,
            "Last-Modified": http_date(self.modified),
        }


def send(request: Request, file: SentFile) -> HttpResponseBase:
    """The answer to a GET or HEAD. Raises a 412, a 416, a 503 while too many are under way, FileNotFoundError."""
    asked = request.headers
    if (wanted := asked.get("If-Match")) and wanted.strip() != "*" and file.tag not in _tags(wanted):
        raise conditional.stale("The file has another ETag.")
    if (known := asked.get("If-None-Match")) and conditional.none_match(known, file.tag):
        return HttpResponse(status=304, headers={"ETag": file.tag, "Accept-Ranges": "bytes"})
    if request.method == "HEAD":
        return HttpResponse(headers=file.headers())
    part = _part(request, file)
    begin, end = part or (0, file.size)
    stream = file.path.open("rb")
    try:
        place = StreamPlace()
    except BaseException:
        stream.close()
        raise
    stream.seek(begin)
    answer = StreamingHttpResponse(SentBytes(stream, end - begin, place), headers=file.headers())
    if part is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {begin}-{end - 1}/{file.size}"
        answer["Content-Length"] = str(end - begin)
    return answer


def _tags(header: str) -> set[str]:
    return {each.strip() for each in header.split(",")}


def _part(request: Request, file: SentFile) -> tuple[int, int] | None:
    """The half-open range of bytes that is asked for; None for the whole. Raises a 416."""
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    # strong comparison: a weak tag never fits (RFC 9110 section 13.1.5)
    if request.headers.get("If-Range", "").strip() not in {"", file.tag, http_date(file.modified)}:
        return None
    begin, _ = asked.ranges[0]
    if begin < 0:  # so many of its last bytes, all of them where it has fewer
        return max(0, file.size + begin), file.size
    found: tuple[int, int] | None = asked.range_for_length(file.size)
    if found is None:
        headers = {"Content-Range": f"bytes */{file.size}"}
        raise Problem(problems.RANGE_NOT_SATISFIABLE, f"The file has {file.size} bytes.", headers=headers)
    return found


class SentBytes(Iterator[bytes]):
    """So many bytes of a file, block by block; it keeps a place among the streams until it is closed."""

    def __init__(self, stream: BinaryIO, left: int, place: StreamPlace) -> None:
        self._stream, self._left, self._place = stream, left, place

    def __next__(self) -> bytes:
        data = self._stream.read(min(BLOCK, self._left))
        if not data:
            self.close()
            raise StopIteration
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Let go of the file and of the place."""
        self._stream.close()
        self._place.leave()

    def __del__(self) -> None:
        self.close()
