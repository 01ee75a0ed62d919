"""Bodies in bounded pieces: at most `PIECE_BYTES` are unpacked at a time, so that a gzip bomb costs no memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Protocol

PIECE_BYTES = 65536
MAX_MEMBERS = 100

_GZIP = {"gzip", "x-gzip"}
_PLAIN = {"", "identity"}


class UnknownEncoding(ValueError):
    """A content encoding that was not asked for."""


class Decoder(Protocol):
    """What unpacks one body."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """The unpacked bytes of the next packed ones, in pieces; raises `zlib.error` when they are corrupt."""

    @property
    def complete(self) -> bool:
        """Whether the body may end here."""


def decoder_for(encoding: str) -> Decoder:
    """A fresh decoder for a Content-Encoding header; raises `UnknownEncoding` for all but gzip, deflate and none."""
    name = encoding.strip().lower()
    if name in _PLAIN:
        return _Plain()
    if name in _GZIP:
        return _Inflater(gzip=True)
    if name == "deflate":
        return _Inflater(gzip=False)
    raise UnknownEncoding(encoding)


class _Plain:
    complete = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Inflater:
    def __init__(self, *, gzip: bool) -> None:
        self._gzip = gzip
        self._members = 0
        self._stream: zlib._Decompress | None = None
        self._held = b""
        self._started = False

    @property
    def complete(self) -> bool:
        """True for an empty body and after a whole stream; a body cut in the middle is not complete."""
        return not self._started or (self._stream is not None and self._stream.eof)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        data = self._held + data
        self._held = b""
        if not data:
            return
        self._started = True
        if self._stream is None:
            if len(data) < 2:
                self._held = data
                return
            self._stream = self._new_stream(data)
        full = True
        while data or full:
            piece = self._stream.decompress(data, PIECE_BYTES)
            data = self._stream.unconsumed_tail
            full = len(piece) == PIECE_BYTES
            if piece:
                yield piece
            if self._stream.eof:
                data = self._stream.unused_data
                if not self._gzip or not data.strip(b"\0"):
                    return
                self._stream, full = self._new_stream(data), False

    def _new_stream(self, data: bytes) -> zlib._Decompress:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise zlib.error(f"more than {MAX_MEMBERS} gzip members")
        if self._gzip:
            return zlib.decompressobj(16 + zlib.MAX_WBITS)
        # "deflate" is zlib by RFC 9110 section 8.4.1.2, and raw deflate from some servers: the zlib header tells.
        has_header = data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
