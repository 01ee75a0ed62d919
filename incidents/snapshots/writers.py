"""The files of one snapshot as they are written, portion by portion: none of them is held in memory."""

from __future__ import annotations

import gzip
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from incidents.models import Incident, SnapshotKind
from incidents.snapshots.deltas import line_of, put_line, remove_line
from incidents.snapshots.packing import PackedFile, PackedWriter, pack
from incidents.snapshots.records import Record
from incidents.snapshots.tables import TABLES, cell, rows_of
from tracker.foundation.rest.streams import comma_separated

INDEX: Final = "index.gz"  # "reference SHA-256" of each incident's line: what the next delta is worked out from
Head = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A finished file of a snapshot, still in the folder where it was made."""

    kind: SnapshotKind
    ending: str  # of its name
    packed: PackedFile
    table: str = ""


class SnapshotWriter(ABC):
    """One format: takes portions of records with their lines, then gives its files."""

    @abstractmethod
    def add(self, records: Sequence[Record], lines: Sequence[bytes]) -> None:
        """Write some more records."""

    @abstractmethod
    def finish(self) -> list[MadeFile]:
        """The files, whole."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and memory, finished or not."""


class LinesWriter(SnapshotWriter):
    """NDJSON: a line that says what the file is, then an incident a line; beside it, the index."""

    def __init__(self, folder: Path, head: Head) -> None:
        self._lines = PackedWriter(folder / "lines")
        self._index = PackedWriter(folder / INDEX)
        self._lines.write(line_of({"snapshot": head}))

    @property
    def content_sha256(self) -> str:
        """Of what has been written."""
        return self._lines.content_sha256

    def add(self, records: Sequence[Record], lines: Sequence[bytes]) -> None:
        for record, line in zip(records, lines, strict=True):
            self._lines.write(line, rows=1)
            self._index.write(f"{record['reference']} {sha256(line).hexdigest()}\n".encode())

    def finish(self) -> list[MadeFile]:
        self._index.finish()
        return [MadeFile(SnapshotKind.NDJSON, "ndjson.gz", self._lines.finish())]

    def close(self) -> None:
        self._lines.close()
        self._index.close()


class TablesWriter(SnapshotWriter):
    """CSV: a file a table (RFC 4180), the names of the columns in its first line."""

    def __init__(self, folder: Path, head: Head) -> None:
        self._files = {table: PackedWriter(folder / f"{table}.csv") for table in TABLES}
        for table, file in self._files.items():
            file.write(next(comma_separated(iter(()), TABLES[table])).encode())

    def add(self, records: Sequence[Record], lines: Sequence[bytes]) -> None:
        rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        for record in records:
            for table, row in rows_of(record):
                rows[table].append({name: cell(row.get(name)) for name in TABLES[table]})
        for table, found in rows.items():
            written = comma_separated(iter(found), TABLES[table])
            next(written)  # the names of the columns
            self._files[table].write("".join(written).encode(), rows=len(found))

    def finish(self) -> list[MadeFile]:
        return [
            MadeFile(SnapshotKind.CSV, f"{table}.csv.gz", file.finish(), table) for table, file in self._files.items()
        ]

    def close(self) -> None:
        for file in self._files.values():
            file.close()


class DatabaseWriter(SnapshotWriter):
    """SQLite: the same tables in one file, and `about`, which says what the file is."""

    def __init__(self, folder: Path, head: Head) -> None:
        self._path, self._target, self._incidents = folder / "sqlite3", folder / "sqlite3.gz", 0
        self._database = sqlite3.connect(self._path)
        self._database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;")
        for table, columns in {**TABLES, "about": ("name", "value")}.items():
            names = ", ".join(f'"{name}"' for name in columns)
            self._database.execute(f'CREATE TABLE "{table}" ({names})')
        about = [(name, value if isinstance(value, int) else str(value)) for name, value in head.items()]
        self._database.executemany("INSERT INTO about VALUES (?, ?)", about)

    def add(self, records: Sequence[Record], lines: Sequence[bytes]) -> None:
        for record in records:
            for table, row in rows_of(record):
                places = ", ".join("?" * len(TABLES[table]))
                cells = [cell(row.get(name)) for name in TABLES[table]]
                self._database.execute(f'INSERT INTO "{table}" VALUES ({places})', cells)  # noqa: S608 - ours
        self._database.commit()
        self._incidents += len(records)

    def finish(self) -> list[MadeFile]:
        for table, columns in TABLES.items():
            if columns[0] != "reference":  # what hangs on a record is looked up by it
                self._database.execute(f'CREATE INDEX "{table}_by_{columns[0]}" ON "{table}" ("{columns[0]}")')
        self._database.execute('CREATE UNIQUE INDEX "incidents_by_reference" ON "incidents" ("reference")')
        self._database.execute('CREATE INDEX "claims_by_incident" ON "claims" ("incident")')
        self._database.execute('CREATE INDEX "proceedings_by_incident" ON "proceedings" ("incident")')
        self._database.commit()
        self._database.close()
        return [MadeFile(SnapshotKind.SQLITE, "sqlite3.gz", pack(self._path, self._target, self._incidents))]

    def close(self) -> None:
        self._database.close()


class DeltaWriter(SnapshotWriter):
    """What leads from the snapshot before to this one, worked out from the index of that."""

    def __init__(self, folder: Path, head: Head, *, base: str, index: Path, lines: LinesWriter) -> None:
        self._file, self._whole, self._seen, self._last = PackedWriter(folder / "delta"), lines, 0, ""
        self._index = gzip.open(index, "rt", encoding="ascii")  # noqa: SIM115 - closed with the writer
        self._known = (line.split() for line in self._index)
        self._next = next(self._known, None)
        self._file.write(line_of({"delta": {"from": base, "to": head}}))

    def add(self, records: Sequence[Record], lines: Sequence[bytes]) -> None:
        for record, line in zip(records, lines, strict=True):
            reference = record["reference"]
            if reference <= self._last:
                raise RuntimeError(f"{reference} comes after {self._last}: the database orders references otherwise.")
            self._last = reference
            self._remove_before(reference)
            known = self._next[1] if self._next is not None and self._next[0] == reference else ""
            if known:
                self._next = next(self._known, None)
            if known != sha256(line).hexdigest():
                self._file.write(put_line(line), rows=1)
        self._seen += len(records)

    def finish(self) -> list[MadeFile]:
        """Call it when all records are in the lines, before these are finished."""
        self._remove_before(None)
        self._file.write(line_of({"end": {"incidents": self._seen, "content_sha256": self._whole.content_sha256}}))
        return [MadeFile(SnapshotKind.DELTA, "delta.ndjson.gz", self._file.finish())]

    def close(self) -> None:
        self._file.close()
        self._index.close()

    def _remove_before(self, reference: str | None) -> None:
        """Have what the base had before this reference, or at all, go away."""
        while self._next is not None and (reference is None or self._next[0] < reference):
            self._file.write(remove_line(self._next[0], merged_into(self._next[0])), rows=1)
            self._next = next(self._known, None)


def merged_into(reference: str) -> str | None:
    """The reference of what a merged incident lives on as, if everybody may see that."""
    merged = Incident.objects.public().filter(reference=reference, merged_into__isnull=False).first()
    return merged.canonical().reference if merged is not None else None


class Writers:
    """All formats at once; closed on the way out."""

    def __init__(self, folder: Path, head: Head, base: tuple[str, Path] | None) -> None:
        """`base`: the name of the snapshot that the delta leads on from, and its index; None for no delta."""
        self._open = ExitStack()
        lines = self._kept(LinesWriter(folder, head))
        self._writers: list[SnapshotWriter] = []
        if base is not None:
            self._writers.append(self._kept(DeltaWriter(folder, head, base=base[0], index=base[1], lines=lines)))
        self._writers += [lines, self._kept(TablesWriter(folder, head)), self._kept(DatabaseWriter(folder, head))]

    def _kept(self, writer: Any) -> Any:
        self._open.callback(writer.close)
        return writer

    def add(self, records: Sequence[Record]) -> None:
        lines = [line_of(record) for record in records]
        for writer in self._writers:
            writer.add(records, lines)

    def finish(self) -> Iterator[MadeFile]:
        """The files, one after the other."""
        for writer in self._writers:
            yield from writer.finish()

    def close(self) -> None:
        self._open.close()


def named_sources(records: Iterable[Record]) -> Iterator[tuple[str, str, str]]:
    """Of the records the (name, licence, attribution) of whoever has to be named; some of them several times."""
    for record in records:
        for part in (record["claims"], *(proceeding["stages"] for proceeding in record["proceedings"])):
            for one in part:
                for each in one["evidence"]:
                    if each["licence"] or each["attribution"]:
                        yield each["publisher"], each["licence"], each["attribution"]
        for each in record["registers"]:
            yield each["name"], each["licence"], each["attribution"]
