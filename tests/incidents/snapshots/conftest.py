"""A folder for snapshots, and what stands in their files."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from incidents.models import Snapshot, SnapshotFile
from incidents.snapshots.making import make_snapshot


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SNAPSHOT_DIR = tmp_path / "snapshots"
    return tmp_path / "snapshots"


def made() -> Snapshot:
    snapshot = make_snapshot()
    assert snapshot is not None
    return snapshot


def content(snapshot: Snapshot, kind: str, table: str = "") -> bytes:
    """What is packed in the file of this kind."""
    from django.conf import settings

    file = SnapshotFile.objects.get(snapshot=snapshot, kind=kind, table=table)
    return gzip.decompress(Path(settings.SNAPSHOT_DIR, file.name).read_bytes())


def lines(snapshot: Snapshot, kind: str) -> list[Any]:
    return [json.loads(line) for line in content(snapshot, kind).splitlines()]
