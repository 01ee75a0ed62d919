"""Bulk: a whole list as NDJSON or CSV."""

import csv
import gc
import io
import json
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents.models import Regulator
from tests.api import ROOT, fill, problem
from tracker.foundation.rest import streams
from tracker.foundation.rest.streams import PIECE_LINES, comma_separated, pieces

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_ndjson_holds_the_records_of_the_pages(anonymous: APIClient) -> None:
    for number in (1, 2, 3):
        fill(number)
    answer = anonymous.get(f"{ROOT}/incidents?format=ndjson&ordering=created_at")
    assert answer["Content-Type"] == "application/x-ndjson; charset=utf-8"
    records = [json.loads(line) for line in text_of(answer).splitlines()]
    assert records == anonymous.get(f"{ROOT}/incidents?ordering=created_at").json()["results"]


def test_the_accept_header_chooses_as_well(anonymous: APIClient) -> None:
    fill(1)
    answer = anonymous.get(f"{ROOT}/claims", headers={"Accept": "application/x-ndjson"})
    assert len(text_of(answer).splitlines()) == 2


def test_csv_has_a_header_and_a_line_for_each_row(anonymous: APIClient) -> None:
    incident = fill(1)
    answer = anonymous.get(f"{ROOT}/incidents?format=csv&fields=reference,title,disclosed_on,notified_on,countries")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(text_of(answer)))
    assert row == {
        "reference": incident.reference,
        "title": incident.title,
        "disclosed_on": "2031-05-05",
        "notified_on": "",
        "countries": '["DE","GB"]',
    }


def test_filters_and_as_of_hold_for_streams(anonymous: APIClient) -> None:
    fill(1)
    kept = fill(5)
    text = text_of(anonymous.get(f"{ROOT}/incidents?format=ndjson&affected_min=20000"))
    assert [json.loads(line)["reference"] for line in text.splitlines()] == [kept.reference]
    early = text_of(anonymous.get(f"{ROOT}/incidents?format=ndjson&as_of=2031-05-05"))
    assert {json.loads(line)["figures"][0]["best"] for line in early.splitlines()} == {1000, 5000}


@pytest.mark.parametrize("name", ["cursor=x", "page_size=5"])
def test_pages_and_streams_do_not_mix(anonymous: APIClient, name: str) -> None:
    problem(anonymous.get(f"{ROOT}/incidents?format=csv&{name}"), 400)


def test_one_record_is_no_stream(anonymous: APIClient) -> None:
    problem(anonymous.get(f"{ROOT}/incidents/{fill(1).reference}?format=csv"), 400)


def test_an_error_is_a_problem_whatever_was_asked_for(anonymous: APIClient) -> None:
    problem(anonymous.get(f"{ROOT}/incidents?format=csv&x=1"), 400)


def test_a_stream_of_many_rows_takes_as_many_queries_as_chunks(
    anonymous: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.foundation.rest.streams.CHUNK_ROWS", 10)
    Regulator.objects.bulk_create(
        Regulator(slug=f"r-{number}", name=f"Authority {number}", kind="other") for number in range(35)
    )
    with CaptureQueriesContext(connection) as queries:
        assert len(text_of(anonymous.get(f"{ROOT}/regulators?format=ndjson")).splitlines()) == 35
    assert len([query for query in queries if "FETCH" not in query["sql"]]) <= 2


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\tx", "\rx"),
        *("＝1+1", "＋1", "－1", "＠x", "﹦1", "﹢1", "﹣1", "﹫x", "⁺1", "⁼1", "₋1", "−1"),  # noqa: RUF001
        *(" =1", "   +1", "\u00a0-1", "\u3000＝1", "\u2003@x", "\u200b=1", "\ufeff=1", "\u202e=1", "\x00=1", " \t =1"),  # noqa: RUF001
    ],
)
def test_a_cell_is_never_a_formula(text: str) -> None:
    lines = list(comma_separated(iter([{"a": text, "b": -1}]), ("a", "b")))
    [[first, second]] = csv.reader(lines[1:])
    assert first == "'" + text
    assert second == "-1"


@pytest.mark.parametrize("text", ["", " ", "1=1", "a@b", "'=1", "(=1)", "≠1", "«-»", "½", "ﬁ", "\u0301=", " x", "–"])  # noqa: RUF001
def test_other_text_is_left_alone(text: str) -> None:
    [[cell]] = csv.reader(list(comma_separated(iter([{"a": text}]), ("a",)))[1:])
    assert cell == text


def test_a_stream_is_sent_in_pieces_of_many_lines_the_first_by_itself() -> None:
    lines = [f"{number}\n" for number in range(2 * PIECE_LINES + 5)]
    sent = list(pieces(iter(lines)))
    assert "".join(sent) == "".join(lines)
    assert [piece.count("\n") for piece in sent] == [1, PIECE_LINES, PIECE_LINES, 4]
    assert list(pieces(iter(()))) == []


def test_rows_that_lead_to_each_other_are_not_kept() -> None:
    class Row:
        def __init__(self) -> None:
            self.itself = self

    made: weakref.WeakSet[Row] = weakref.WeakSet()

    def rows() -> Iterator[Row]:
        for _ in range(3 * streams.CLEARED_CHUNKS * streams.CHUNK_ROWS):
            row = Row()
            made.add(row)
            yield row

    gc.disable()
    try:
        sent = streams.records_of(rows(), lambda chunk: [{}] * len(chunk))
        most = max(len(made) for number, _ in enumerate(sent) if number % streams.CHUNK_ROWS == 0)
    finally:
        gc.enable()
    assert most <= (streams.CLEARED_CHUNKS + 2) * streams.CHUNK_ROWS
