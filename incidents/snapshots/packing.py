"""Files packed by gzip as they are written, measured within and without."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LEVEL: Final = 6
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A finished file: bytes and SHA-256 of it, and of what is packed in it."""

    path: Path
    rows: int
    size: int
    sha256: str
    content_size: int
    content_sha256: str


class PackedWriter:
    """Writes bytes into a packed file. The same bytes make the same file: it holds neither a name nor a moment."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._file = path.open("wb")
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=LEVEL, fileobj=self._file, mtime=0)
        self._digest, self._size = hashlib.sha256(), 0

    @property
    def content_sha256(self) -> str:
        """Of what has been written."""
        return self._digest.hexdigest()

    def write(self, data: bytes, *, rows: int = 0) -> None:
        self._digest.update(data)
        self._size += len(data)
        self.rows += rows
        self._gzip.write(data)

    def close(self) -> None:
        """Let go of the file, whole or not."""
        self._gzip.close()
        self._file.close()

    def finish(self) -> PackedFile:
        """The file, whole."""
        self.close()
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = self.path.stat().st_size
        return PackedFile(self.path, self.rows, size, digest, self._size, self.content_sha256)


def pack(source: Path, target: Path, rows: int) -> PackedFile:
    """A file packed into another; the first is removed."""
    writer = PackedWriter(target)
    with source.open("rb") as file:
        shutil.copyfileobj(file, writer, _BLOCK)
    source.unlink()
    writer.rows = rows
    return writer.finish()
