"""Snapshots over REST: the list, the bytes whole and in parts, and what is handed out no more."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as used
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from incidents.ledger import update_incident
from incidents.models import Incident, Snapshot, SnapshotFile
from incidents.snapshots.making import make_snapshot
from incidents.snapshots.records import SCHEMA_VERSION
from tests.api import ROOT, actor, fill, problem
from tests.kept_rows import kept_rows
from tracker.foundation.rest import streams

pytestmark = pytest.mark.django_db

FILES, RUNS = f"{ROOT}/snapshots", f"{ROOT}/snapshot-runs"


@pytest.fixture(scope="module")
def kept_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("snapshots")


@pytest.fixture(scope="module")
def kept_name(django_db_setup: None, django_db_blocker: DjangoDbBlocker, kept_folder: Path) -> Iterator[str]:
    """The name of the newest NDJSON file; there are two snapshots."""
    before, used.SNAPSHOT_DIR = used.SNAPSHOT_DIR, kept_folder
    with kept_rows(django_db_blocker):
        fill(1)
        make_snapshot()
        fill(2)
        snapshot = make_snapshot()
        assert snapshot is not None
        yield f"{snapshot.name}.ndjson.gz"
    used.SNAPSHOT_DIR = before


@pytest.fixture
def body(kept_name: str, kept_folder: Path) -> bytes:
    return (kept_folder / kept_name).read_bytes()


def sent(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_list_tells_all_that_a_reader_needs(reader: APIClient, kept_name: str, body: bytes) -> None:
    [file, first] = reader.get(f"{FILES}?kind=ndjson").json()["results"]
    assert (file["name"], file["kind"], file["rows"], first["rows"]) == (kept_name, "ndjson", 2, 1)
    assert (file["size"], file["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
    assert (file["schema_version"], file["licence"], file["sources"]) == (SCHEMA_VERSION, "", [])
    assert file["sequence"] > first["sequence"]
    assert file["url"] == f"http://127.0.0.1:8000{FILES}/{kept_name}/file"
    [delta] = reader.get(f"{FILES}?kind=delta&from_sequence={first['sequence']}").json()["results"]
    assert (delta["from_name"], delta["sequence"], delta["rows"]) == (first["name"], file["sequence"], 1)
    assert reader.get(f"{FILES}/{kept_name}").json() == file
    problem(reader.get(f"{FILES}/2001-01-01-1.ndjson.gz"), 404)


@pytest.mark.parametrize("form", ["ndjson", "csv"])
def test_the_lists_have_every_format(curator: APIClient, kept_name: str, form: str) -> None:
    for address in (FILES, RUNS):
        answer = curator.get(f"{address}?format={form}")
        assert answer.status_code == 200
        assert len(sent(answer).splitlines()) >= 2


def test_who_may_not_read_gets_neither_list_nor_bytes(anonymous: APIClient, kept_name: str, settings: Any) -> None:
    settings.ANONYMOUS_READ = False
    for address in (FILES, f"{FILES}/{kept_name}", f"{FILES}/{kept_name}/file"):
        problem(anonymous.get(address), 401)
    settings.ANONYMOUS_READ = True
    answer = anonymous.get(f"{FILES}/{kept_name}/file")
    assert answer.status_code == 200
    assert answer.getvalue()


# Range, If-Range ("tag" and "day" are the file's own) -> status and the bytes that are sent; None for none
RANGES: list[tuple[str, str, int, Any]] = [
    ("", "", 200, slice(None)),
    ("bytes=0-99", "", 206, slice(0, 100)),
    ("bytes=5-5", "", 206, slice(5, 6)),
    ("bytes=100-", "", 206, slice(100, None)),
    ("bytes=0-", "", 206, slice(None)),
    ("bytes=-7", "", 206, slice(-7, None)),
    ("bytes=10-99999999", "", 206, slice(10, None)),
    ("bytes=-99999999", "", 206, slice(None)),
    ("bytes=0-99", "tag", 206, slice(0, 100)),
    ("bytes=0-99", "day", 206, slice(0, 100)),
    ("bytes=0-99", '"other"', 200, slice(None)),
    ("bytes=0-99", "weak", 200, slice(None)),
    ("bytes=0-99", "Thu, 01 Jan 1970 00:00:00 GMT", 200, slice(None)),
    ("bytes=99999999-", "", 416, None),
    ("bytes=99999999-", '"other"', 200, slice(None)),
    ("bytes=0-1,5-6", "", 200, slice(None)),
    ("lines=0-1", "", 200, slice(None)),
    ("bytes=9-3", "", 200, slice(None)),
    ("nonsense", "", 200, slice(None)),
    ("bytes=a-b", "", 200, slice(None)),
]


@pytest.mark.parametrize("row", RANGES, ids=lambda row: " ".join(row[:2]))
def test_a_part_is_sent_as_it_was_asked_for(
    reader: APIClient, kept_name: str, body: bytes, row: tuple[str, str, int, Any]
) -> None:
    asked, condition, status, part = row
    address = f"{FILES}/{kept_name}/file"
    head = reader.head(address).headers
    own = {"tag": head["ETag"], "day": head["Last-Modified"], "weak": f"W/{head['ETag']}"}
    headers = {"Range": asked} | ({"If-Range": own.get(condition, condition)} if condition else {})
    packs = {} if part is None else {"Accept-Encoding": "gzip"}
    answer = reader.get(address, headers={**headers, **packs})
    assert answer.status_code == status
    if part is None:
        assert answer.headers["Content-Range"] == f"bytes */{len(body)}"
        problem(answer, 416)
        return
    got = sent(answer)
    assert got == body[part]
    assert "Content-Encoding" not in answer.headers
    assert (answer.headers["Content-Length"], answer.headers["Accept-Ranges"]) == (str(len(got)), "bytes")
    if status == 206:
        start = part.indices(len(body))[0]
        assert answer.headers["Content-Range"] == f"bytes {start}-{start + len(got) - 1}/{len(body)}"


def test_head_tells_the_length_and_sends_nothing(reader: APIClient, kept_name: str, body: bytes) -> None:
    answer = reader.head(f"{FILES}/{kept_name}/file", headers={"Range": "bytes=0-5"})
    assert (answer.status_code, sent(answer)) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["Content-Type"] == "application/gzip"
    assert answer.headers["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'


def test_conditions_are_kept(reader: APIClient, kept_name: str) -> None:
    address = f"{FILES}/{kept_name}/file"
    tag = reader.head(address).headers["ETag"]
    unchanged = reader.get(address, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["ETag"]) == (304, b"", tag)
    problem(reader.get(address, headers={"If-Match": '"other"'}), 412)
    assert reader.get(address, headers={"If-Match": tag, "Accept": "application/gzip"}).status_code == 200


def test_a_download_that_broke_off_goes_on_where_it_ended(reader: APIClient, kept_name: str, body: bytes) -> None:
    address = f"{FILES}/{kept_name}/file"
    whole = reader.get(address)
    tag, got = whole.headers["ETag"], sent(whole)[:1000]
    rest = reader.get(address, headers={"Range": f"bytes={len(got)}-", "If-Range": tag})
    assert got + sent(rest) == body


def test_no_more_are_sent_at_once_than_there_are_places(reader: APIClient, kept_name: str) -> None:
    address = f"{FILES}/{kept_name}/file"
    under_way = [reader.get(address) for _ in range(streams.AT_ONCE)]
    assert problem(reader.get(address), 503)["type"].endswith("unavailable")
    for answer in under_way:
        sent(answer)
    assert sent(reader.get(address))


def test_what_was_hidden_since_is_gone_at_once(reader: APIClient, kept_name: str) -> None:
    update_incident(Incident.objects.latest("pk").pk, {"visibility": "internal"}, actor=actor(), reason="Not now.")
    assert reader.get(FILES).json()["results"] == []
    for address in (f"{FILES}/{kept_name}", f"{FILES}/{kept_name}/file"):
        assert "newest" in problem(reader.get(address), 410)["detail"]


def test_a_file_that_is_lost_is_not_found(reader: APIClient, kept_name: str, settings: Any, tmp_path: Path) -> None:
    settings.SNAPSHOT_DIR = tmp_path
    problem(reader.get(f"{FILES}/{kept_name}/file"), 404)
    assert SnapshotFile.objects.filter(name=kept_name).exists()


@pytest.mark.parametrize("name", ["..%2f..%2fsecret_key", "..", ".1-index.gz", "2031-05-04-1.%2e%2e/x"])
def test_no_other_file_of_the_server_is_sent(reader: APIClient, kept_name: str, name: str) -> None:
    assert reader.get(f"{FILES}/{name}/file").status_code == 404


def test_curators_see_how_far_it_has_come_and_nobody_else(
    curator: APIClient, reader: APIClient, kept_name: str
) -> None:
    newest = Snapshot.objects.latest("pk")
    Snapshot.objects.create(
        sequence=9, schema_version=1, begun_at=newest.begun_at, incidents_done=40, incidents_total=90
    )
    [run] = curator.get(f"{RUNS}?state=working").json()["results"]
    assert (run["incidents_done"], run["incidents_total"], run["finished_at"]) == (40, 90, None)
    done = curator.get(f"{RUNS}/{newest.pk}").json()
    assert (done["name"], done["state"], done["incidents_done"]) == (newest.name, "done", 2)
    problem(reader.get(RUNS), 403)
