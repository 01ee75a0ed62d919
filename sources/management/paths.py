"""Whether a path that somebody typed leads anywhere."""

from pathlib import Path


def stands(path: Path) -> bool:
    """Whether something is there; nothing is under a name that the system takes for none, as one that is too long."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
