"""Files that are no snapshot and delta, or damaged ones: one sentence, exit code 2, and nothing written."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FROM = {"name": "a", "sequence": 1}
SNAPSHOT = gzip.compress(json.dumps({"snapshot": FROM}).encode() + b'\n{"reference":"PI-1"}\n')
DELTA = gzip.compress(json.dumps({"delta": {"from": "a", "to": {"name": "b"}}}).encode() + b'\n{"end":{}}\n')
DAMAGED = DELTA[:12] + bytes([DELTA[12] ^ 0xFF, DELTA[13] ^ 0xFF]) + DELTA[14:]
DEEP = gzip.compress(b"[" * 200_000)

PAIRS = {
    "packed bytes changed": (SNAPSHOT, DAMAGED),
    "no packed data": (SNAPSHOT, gzip.compress(b"")[:10] + b"\xff" * 40),
    "cut short": (SNAPSHOT, DELTA[:-12]),
    "not packed": (SNAPSHOT, b'{"delta": {}}'),
    "empty": (SNAPSHOT, b""),
    "the delta says nothing of where it leads": (SNAPSHOT, gzip.compress(b'{"delta": {"from": "a"}}\n')),
    "the delta says nothing of where it begins": (SNAPSHOT, gzip.compress(b'{"delta": {"to": {}}}\n')),
    "nested deeply": (SNAPSHOT, DEEP),
    "the snapshot nested deeply": (DEEP, DELTA),
    "bytes that are no UTF-8": (SNAPSHOT, gzip.compress(b'{"delta": {"from": "\xff"}}\n')),
    "a reference that is no UTF-8": (gzip.compress(b'{"snapshot": {"name": "a"}}\n{"reference":"\xff"}\n'), DELTA),
    "a list": (gzip.compress(b"[]\n"), DELTA),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_what_cannot_be_applied_is_told_in_a_sentence_and_leaves_nothing(tmp_path: Path, kind: str) -> None:
    names = [tmp_path / "before", tmp_path / "delta"]
    for name, data in zip(names, PAIRS[kind], strict=True):
        name.write_bytes(data)
    with pytest.raises(CommandError) as told:
        call_command("apply_delta", *map(str, names), str(tmp_path / "after"))
    assert told.value.returncode == 2
    assert str(told.value).endswith((".", "?"))
    assert sorted(tmp_path.iterdir()) == names


@pytest.mark.parametrize("target", [".", "/", "a" * 300, "nowhere/after"])
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, target: str) -> None:
    names = [tmp_path / "before", tmp_path / "delta"]
    for name, data in zip(names, (SNAPSHOT, DELTA), strict=True):
        name.write_bytes(data)
    with pytest.raises(CommandError) as told:
        call_command("apply_delta", *map(str, names), target if target in "./" else str(tmp_path / target))
    assert told.value.returncode == 2
