"""The settings of snapshots: whether and when they are made, where they lie, how long they are kept."""

from pathlib import Path
from typing import Any

from tracker.foundation import env


def snapshot_settings(var_dir: Path, *, on: bool) -> dict[str, Any]:
    """The settings; `on` says whether snapshots are made by themselves where nothing says so."""
    return {
        "SNAPSHOTS": env.boolean("SNAPSHOTS", on),
        "SNAPSHOT_HOUR": env.integer("SNAPSHOT_HOUR", 3, minimum=0, maximum=23),  # UTC
        "SNAPSHOT_DIR": Path(env.text("SNAPSHOT_DIR", str(var_dir / "snapshots"))).absolute(),
        "SNAPSHOT_LICENCE": env.text("SNAPSHOT_LICENCE", ""),
        "KEEP_SNAPSHOTS_DAYS": env.integer("KEEP_SNAPSHOTS_DAYS", 14, minimum=1),
    }
