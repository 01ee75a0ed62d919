"""The secret key of a development checkout: drawn once, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path


def kept_key(path: Path) -> str:
    """The key in the file at `path`, which is drawn and written first when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        # Several processes may start at once: link() lets one of them win, and all read what the winner wrote.
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64), encoding="utf-8")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")
