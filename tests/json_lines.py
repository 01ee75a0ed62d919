"""Labelled data, an object a line."""

import json
from pathlib import Path
from typing import Any


def json_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of the file; lines that are blank are none."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
