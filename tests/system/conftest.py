"""What the system tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.launched import processes_of


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    assert processes_of(folder) == []
