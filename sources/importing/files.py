"""Files of registers as text: what a byte order mark and bytes that are no UTF-8 become."""

from __future__ import annotations

from pathlib import Path
from typing import IO


def open_text(path: Path) -> IO[str]:
    """The file as text after any byte order mark, its ends of lines as they are. Bytes that are not UTF-8 become lone
    surrogates, by which the reader finds the cell. Raises OSError."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
