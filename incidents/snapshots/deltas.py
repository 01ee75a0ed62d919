"""What a delta says, and how it is applied: the snapshot before and the delta give today's snapshot, byte for byte.

All are lines of JSON in UTF-8, each ended by a line feed; incidents stand in the order of their references.

| file     | first line            | then                                      | last line                         |
| -------- | --------------------- | ----------------------------------------- | --------------------------------- |
| snapshot | `{"snapshot": {...}}` | an incident a line                        |                                   |
| delta    | `{"delta":            | `{"put": {...}}`: it is new or changed    | `{"end":                          |
|          | {"from", "to"}}`      | `{"remove": "PI-...", "merged_into"}`     | {"incidents", "content_sha256"}}` |

This module needs Python alone, so that whoever reads snapshots may take it as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

_PUT: Final = b'{"put":'
_BEFORE_REFERENCE: Final = b'{"reference":"'


class DeltaUnfit(Exception):
    """The delta cannot be applied to this snapshot; the message says why."""


def line_of(value: Any) -> bytes:
    """The value as one line of the files."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def put_line(incident: bytes) -> bytes:
    """The line of a delta for the line of a new or changed incident."""
    return _PUT + incident.rstrip(b"\n") + b"}\n"


def remove_line(reference: str, merged_into: str | None) -> bytes:
    """The line of a delta for an incident that is not public any more, or that lives on as another."""
    return line_of({"remove": reference, "merged_into": merged_into})


def reference_of(incident: bytes) -> str:
    """The reference of an incident by its line. Raises DeltaUnfit."""
    if not incident.startswith(_BEFORE_REFERENCE):
        raise DeltaUnfit("A line is no incident: is the snapshot one of NDJSON, unpacked?")
    return incident[len(_BEFORE_REFERENCE) :].partition(b'"')[0].decode(errors="replace")


def apply_delta(snapshot: Iterable[bytes], delta: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of the snapshot that the delta leads to, from the lines of both files; reads no more than a line of
    each at a time.

    Raises DeltaUnfit: the delta is another snapshot's, one of them is cut short or changed, or what came out has
    another SHA-256 than the delta says. Whoever writes the lines keeps them only once it has ended.
    """
    old, changes = iter(snapshot), iter(delta)
    head = _document(next(changes, b"")).get("delta")
    if not isinstance(head, dict) or not {"from", "to"} <= head.keys():
        raise DeltaUnfit("The delta has no first line that says from what it leads to what.")
    given = _document(next(old, b"")).get("snapshot")
    if not isinstance(given, dict) or given.get("name") != head["from"]:
        there = given.get("name") if isinstance(given, dict) else "no snapshot"
        raise DeltaUnfit(f"The delta leads on from {head['from']}, and this is {there}.")
    digest, incidents = hashlib.sha256(), -1
    changed = _Changes(changes)
    for line in _merged(line_of({"snapshot": head["to"]}), old, changed):
        digest.update(line)
        incidents += 1
        yield line
    if changed.end != {"incidents": incidents, "content_sha256": digest.hexdigest()}:
        raise DeltaUnfit("What came out is not what the delta leads to: one of the files was changed or cut short.")


def _merged(head: bytes, old: Iterator[bytes], changes: _Changes) -> Iterator[bytes]:
    yield head
    change = next(changes, None)
    for line in old:
        reference = reference_of(line)
        while change is not None and change[0] < reference:
            yield from change[1]
            change = next(changes, None)
        if change is not None and change[0] == reference:
            yield from change[1]
            change = next(changes, None)
        else:
            yield line
    while change is not None:
        yield from change[1]
        change = next(changes, None)


class _Changes(Iterator[tuple[str, list[bytes]]]):
    """The changes of a delta: the reference, and the incident's line, none where it is removed; `end` is what the last
    line says."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.end: Any = None

    def __next__(self) -> tuple[str, list[bytes]]:
        line = next(self._lines, b"")
        if line.startswith(_PUT):
            incident = line[len(_PUT) :].rstrip(b"\n")[:-1] + b"\n"
            return reference_of(incident), [incident]
        change = _document(line)
        if "remove" in change:
            return str(change["remove"]), []
        self.end = change.get("end")
        raise StopIteration


def _document(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise DeltaUnfit("A line is no JSON: is the file unpacked, and whole?") from None
    return found if isinstance(found, dict) else {}
