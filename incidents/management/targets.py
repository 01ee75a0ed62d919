"""Files that commands write: there whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.management.base import CommandError


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """The file beside `target` to write to, and to move there when it is whole; what was not moved is removed. Raises
    CommandError, with exit code 2, where the path names no file."""
    if not target.name:
        raise CommandError(f"{target} is a folder: name the file to write.", returncode=2)
    part = target.with_name(f"{target.name}.part")
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
