"""What is in the files of a snapshot, and what becomes of a run that is cut short."""

import csv
import datetime as dt
import gzip
import hashlib
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from incidents.ledger import merge_incidents, update_incident
from incidents.models import Incident, Snapshot, SnapshotFile, SnapshotState
from incidents.snapshots import making, records
from incidents.snapshots.making import make_snapshot
from incidents.snapshots.tables import TABLES
from incidents.snapshots.writers import named_sources
from tests.api import actor, anonymous, fill  # noqa: F401 - a fixture
from tests.incidents.snapshots.conftest import content, lines, made
from tests.kept_rows import kept_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept_incidents(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, str]]:
    """References of incidents by what they are."""
    with kept_rows(django_db_blocker):
        shown, other, hidden, absorbed, candidate = (fill(number) for number in range(1, 6))
        update_incident(hidden.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
        update_incident(candidate.pk, {"status": "candidate"}, actor=actor(), reason="Not sure.")
        merge_incidents(keep=other.pk, absorb=absorbed.pk, reason="One.", actor=actor())
        rows = {"shown": shown, "other": other, "hidden": hidden, "absorbed": absorbed, "candidate": candidate}
        yield {name: row.reference for name, row in rows.items()}


def test_the_lines_are_the_public_incidents_as_rest_shows_them(
    kept_incidents: dict[str, str],
    anonymous: Any,  # noqa: F811
    settings: Any,
) -> None:
    settings.ANONYMOUS_READ, settings.SNAPSHOT_LICENCE = True, "CC BY 4.0"
    snapshot = made()
    [head, *incidents] = lines(snapshot, "ndjson")
    assert head["snapshot"]["name"] == snapshot.name
    assert (head["snapshot"]["licence"], head["snapshot"]["schema_version"]) == ("CC BY 4.0", records.SCHEMA_VERSION)
    assert [each["reference"] for each in incidents] == sorted([kept_incidents["shown"], kept_incidents["other"]])
    for each in incidents:
        shown = anonymous.get(f"/api/v1/incidents/{each['reference']}?expand=claims,proceedings,registers").json()
        assert each == shown


def test_the_tables_and_the_database_hold_the_same(kept_incidents: dict[str, str], tmp_path: Path) -> None:
    snapshot = made()
    incidents = lines(snapshot, "ndjson")[1:]
    path = tmp_path / "read.sqlite3"
    path.write_bytes(content(snapshot, "sqlite"))
    database = sqlite3.connect(path)
    many = {"incidents": 2, "claims": sum(len(each["claims"]) for each in incidents)}
    many["evidence"] = sum(len(claim["evidence"]) for each in incidents for claim in each["claims"])
    many["proceedings"] = sum(len(each["proceedings"]) for each in incidents)
    for table, columns in TABLES.items():
        rows = list(csv.reader(io.StringIO(content(snapshot, "csv", table).decode())))
        assert tuple(rows[0]) == columns
        found = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - ours
        assert len(found) == len(rows) - 1 == many.get(table, len(found))
        for cells, row in zip(found, rows[1:], strict=True):
            assert ["" if one is None else str(one) for one in cells] == [one.removeprefix("'") for one in row]
    assert many["claims"] > 2
    assert many["proceedings"] == 3
    about = dict(database.execute("SELECT name, value FROM about"))
    assert (about["name"], about["sequence"]) == (snapshot.name, snapshot.sequence)
    database.close()


def test_every_file_has_the_size_and_the_checksum_that_its_row_tells(folder: Path) -> None:
    fill(1)
    snapshot = made()
    assert snapshot.files.count() == 2 + len(TABLES)
    for row in snapshot.files.all():
        file = (folder / row.name).read_bytes()
        packed = gzip.decompress(file)
        assert (row.size, row.sha256) == (len(file), hashlib.sha256(file).hexdigest())
        assert (row.content_size, row.content_sha256) == (len(packed), hashlib.sha256(packed).hexdigest())


def test_many_portions_say_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 6):
        fill(number)
    whole = content(made(), "ndjson").splitlines()[1:]
    monkeypatch.setattr(records, "PORTION", 2)
    told: list[int] = []
    snapshot = make_snapshot(lambda snapshot: told.append(snapshot.incidents_done))
    assert snapshot is not None
    assert content(snapshot, "ndjson").splitlines()[1:] == whole
    assert told == [2, 4, 5]


def test_what_changes_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    incident = fill(1)
    reads = iter([True])
    read = records.prefetched

    def changing(*given: Any) -> Any:
        rows = list(read(*given)[:10])
        if next(reads, False):
            update_incident(incident.pk, {"title": "Renamed"}, actor=actor(), reason="Better.")
        return rows

    monkeypatch.setattr(records, "prefetched", changing)
    assert lines(made(), "ndjson")[1]["title"] == "Renamed"


def test_only_one_is_made_at_a_time_until_its_lease_runs_out(folder: Path) -> None:
    under_way = Snapshot.objects.create(
        sequence=0, schema_version=1, begun_at=timezone.now(), lease_until=timezone.now() + dt.timedelta(minutes=1)
    )
    with pytest.raises(CommandError, match="made already"):
        call_command("make_snapshot")
    making.folder_of(under_way).mkdir(parents=True)
    Snapshot.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    assert made().state == SnapshotState.DONE
    under_way.refresh_from_db()
    assert (under_way.state, under_way.last_error) == (SnapshotState.FAILED, "Its worker died.")
    assert not making.folder_of(under_way).exists()


@pytest.mark.parametrize("where", ["add", "finish"])
def test_one_that_fails_leaves_no_file_and_says_why(where: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(1)

    def fails(*_given: Any) -> None:
        raise OSError("No space left.")

    monkeypatch.setattr(making.Writers, where, fails)
    with pytest.raises(OSError, match="No space"):
        make_snapshot()
    failed = Snapshot.objects.get()
    assert (failed.state, failed.last_error) == (SnapshotState.FAILED, "OSError: No space left.")
    assert list(folder.iterdir()) == []
    assert not SnapshotFile.objects.exists()


def test_one_that_was_given_up_meanwhile_tells_of_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(1)
    with pytest.raises(making.SnapshotLost):
        make_snapshot(lambda _: Snapshot.objects.update(state=SnapshotState.FAILED) and None)
    assert not SnapshotFile.objects.exists()


def test_the_command_names_every_file(capsys: pytest.CaptureFixture[str]) -> None:
    fill(1)
    call_command("make_snapshot")
    said = capsys.readouterr().out
    assert Incident.objects.count() == 1
    assert "1 incidents, up to event" in said
    for file in SnapshotFile.objects.all():
        assert f"{file.name}: {file.rows} rows, {file.size} bytes, SHA-256 {file.sha256}" in said


def test_a_register_is_named_once_under_its_full_name() -> None:
    due = {"licence": "CC-BY-4.0", "attribution": "Name the register"}
    record = {
        "registers": [{"register": "hibp", "name": "Have I Been Pwned", **due}],
        "claims": [{"evidence": [{"publisher": "Have I Been Pwned", **due}]}],
        "proceedings": [],
    }
    assert set(named_sources([record, {**record, "claims": []}])) == {("Have I Been Pwned", *due.values())}
