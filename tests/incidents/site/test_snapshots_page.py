"""The page that lists everything to download."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from incidents.ledger import update_incident
from incidents.models import Incident, SnapshotFile
from tests.api import actor, fill
from tests.incidents.site.conftest import Reads
from tests.incidents.snapshots.conftest import folder, made

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def test_the_page_lists_each_file_with_its_size_and_checksum(read: Reads, shown: Incident, settings: Any) -> None:
    settings.SNAPSHOT_LICENCE = "CC-BY-4.0"
    made()
    fill(2)
    made()
    page = html.fromstring(read("/snapshots").content)
    rows = {row.xpath("string(th)"): row for row in page.xpath("//tbody/tr")}
    files = {file.name: file for file in SnapshotFile.objects.all()}
    assert rows.keys() == files.keys()
    for name, row in rows.items():
        assert files[name].sha256 in row.text_content()
        assert row.xpath("th/a/@href") == [f"/api/v1/snapshots/{name}/file"]
    assert "CC-BY-4.0" in page.text_content()
    delta = next(file for file in files.values() if file.kind == "delta")
    assert delta.from_name in rows[delta.name].text_content()


def test_a_file_that_the_page_names_is_what_it_says(read: Reads, shown: Incident, folder: Path) -> None:
    made()
    file = SnapshotFile.objects.get(kind="ndjson")
    assert file.sha256 in read("/snapshots").content.decode()
    fetched = b"".join(read(f"/api/v1/snapshots/{file.name}/file").streaming_content)
    assert hashlib.sha256(fetched).hexdigest() == file.sha256
    assert shown.reference in gzip.decompress(fetched).decode()


def test_what_is_withdrawn_takes_its_snapshots_off_the_page(read: Reads, shown: Incident) -> None:
    snapshot = made()
    assert snapshot.name in read("/snapshots").content.decode()
    update_incident(shown.pk, {"visibility": "internal"}, actor=actor())
    page = read("/snapshots").content.decode()
    assert snapshot.name not in page
    assert "There is no snapshot yet" in page


def test_the_page_is_found_from_every_page_and_by_search_engines(read: Reads, shown: Incident) -> None:
    footer = html.fromstring(read("/incidents").content).xpath("//footer//a[@href='/snapshots']/text()")
    assert footer == ["Download all"]
    assert "/snapshots</loc>" in read("/sitemaps/pages-1.xml").content.decode()


def test_where_accounts_alone_may_read_there_is_no_page(read: Reads, shown: Incident, settings: Any) -> None:
    settings.ANONYMOUS_READ = False
    read("/snapshots", 404)
    assert "/snapshots" not in read("/sitemaps/pages-1.xml").content.decode()
    assert "Download all" not in read("/incidents").content.decode()
