"""Names of files that cannot be read: one sentence, whatever the system says of them."""

from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from sources.management.commands.ingest import readable_file
from sources.management.commands.replay import json_file
from sources.management.register_command import register_file


@pytest.mark.parametrize("asked", [register_file, readable_file, json_file])
@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000, "", ".", "no-such-file", "circle", "\0", "\udcff" * 200])
def test_a_name_that_leads_to_no_file_is_told(tmp_path: Path, asked, name: str) -> None:
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(ArgumentTypeError) as told:
        asked(f"{tmp_path}/{name}")
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400


def test_json_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b'{"a": "\xff"}')
    with pytest.raises(ArgumentTypeError, match="is not JSON"):
        json_file(str(tmp_path / "file"))
