"""Lists asked in odder ways: several references, by time, counted, by `Accept`, as CSV, and of a past day."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from incidents.models import Incident, Party
from incidents.vocabulary import Visibility
from tests.api import ROOT, fill
from tests.kept_rows import kept_rows
from tests.sources.api.filling import cover, subscribe
from tracker.foundation.rest.streams import comma_separated

pytestmark = pytest.mark.django_db
LATER = "2099-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def kept_incidents(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[str]]:
    """References of three incidents; the last is not public."""
    with kept_rows(django_db_blocker):
        made = [fill(number) for number in (1, 2, 3)]
        mara = User.objects.create_user("kept-mara")
        for incident in made:
            cover(incident)
            subscribe(mara, incident)
        Incident.objects.filter(pk=made[2].pk).update(visibility=Visibility.INTERNAL)
        yield [incident.reference for incident in made]


def rows_of(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def test_several_references_in_one_question(kept_incidents: list[str], anonymous: APIClient) -> None:
    one, two, hidden = kept_incidents
    found: list[tuple[str, set[str] | int]] = [
        (f"reference={one},{two}", {one, two}),
        (f"reference={one}&reference={two}", {one, two}),
        (f"reference={one},{one}", {one}),
        (f"reference={one.lower()},{two}", {one, two}),
        (f"reference={one},{hidden}", {one}),
        (f"reference={hidden}", set()),
        (f"reference={one},PI-0000-0000", {one}),
        (f"reference={one},", 400),
        ("reference=", 400),
        ("reference=,", 400),
        (f"reference={one} {two}", 400),
        (f"reference={one}%00", 400),
        (f"reference={one};{two}", 400),
        (f"reference={one},%20{two}", {one, two}),
        ("reference=" + ",".join([one] * 400), 400),
        (f"reference={one},{two}&country=FR", set()),
        (f"reference={one},{two}&as_of=2031-05-05", {one, two}),
        (f"reference={one},{two}&count=true", {one, two}),
    ]
    wrong = []
    for question, expected in found:
        answer = anonymous.get(f"{ROOT}/incidents?{question}")
        told = (
            {row["reference"] for row in answer.json()["results"]} if answer.status_code == 200 else answer.status_code
        )
        if told != expected and not (expected == 400 and told == {one}):
            wrong.append((question, told, expected))
    assert wrong == []


TIMED = [
    "incidents",
    "claims",
    "parties",
    "articles",
    "publishers",
    "proceedings",
    "coverage",
    "feeds",
    "mentions",
    "tokens",
]


def test_by_when_it_was_made_or_changed(kept_incidents: list[str], curator: APIClient) -> None:
    wrong = []
    for name in TIMED:
        every = rows_of(curator.get(f"{ROOT}/{name}"))
        known = curator.get(f"{ROOT}/{name}?nothing=1").json()["errors"]
        assert known
        for column in ("created", "updated"):
            before = curator.get(f"{ROOT}/{name}?{column}_before={LATER}")
            if before.status_code == 400:
                if f"{column}_at" in every[0]:
                    wrong.append((name, column, "shown, and no filter"))
                continue
            after = curator.get(f"{ROOT}/{name}?{column}_after={LATER}")
            if len(rows_of(before)) != len(every) or rows_of(after):
                wrong.append((name, column, len(rows_of(before)), len(every)))
            edge = (rows_of(before)[0].get(f"{column}_at") or LATER).replace("+00:00", "Z")
            exact = rows_of(curator.get(f"{ROOT}/{name}?{column}_before={edge}&{column}_after={edge}"))
            if exact:
                wrong.append((name, column, "both ends leave themselves out", edge))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2031-01-01", 200), ("2031-01-01T00:00:00", 200), ("2031-01-01T00:00:00Z", 200),  # UTC, if it does not say
        ("2031-01-01T00:00:00%2B14:00", 200), ("2031-13-01T00:00:00Z", 400), ("2031-01-01T24:00:00Z", 400),
        ("2031-01-01T00:00:60Z", 400), ("", 400), ("0000-01-01T00:00:00Z", 400), ("9999-12-31T23:59:59Z", 200),
        ("9999-12-31T23:59:59-14:00", 400), ("0001-01-01T00:00:00%2B14:00", 400), ("now", 400), ("1735689600", 400),
        ("2031-01-01T00:00:00.123456789Z", None), ("٢٠٣١-01-01T00:00:00Z", 400), ("2031-01-01t00:00:00z", None),
        ("２０３１-01-01", 400), ("2031-01-01 00:00:00Z", None),  # noqa: RUF001
    ],
)  # fmt: skip
def test_an_instant_is_read_or_refused(anonymous: APIClient, text: str, status: int | None) -> None:
    for name in ("created_before", "updated_before", "updated_after"):
        answer = anonymous.get(f"{ROOT}/incidents?{name}={text}")
        assert answer.status_code == (status or answer.status_code)
        assert answer.status_code in (200, 400)


def test_the_count_is_of_what_the_sender_sees(
    kept_incidents: list[str], anonymous: APIClient, curator: APIClient
) -> None:
    every = [
        *("incidents", "claims", "figures", "events", "parties", "proceedings", "regulators", "publishers", "articles"),
        *("mentions", "coverage", "feeds", "tokens", "webhooks/endpoints", "webhooks/deliveries"),
        *(
            "figures?as_of=2031-05-06",
            "incidents?as_of=2031-05-06",
            "proceedings?as_of=2031-05-06",
            "incidents?q=address",
        ),
    ]
    wrong = []
    for client in (anonymous, curator):
        for address in every:
            joined = f"{ROOT}/{address}{'&' if '?' in address else '?'}"
            answer = client.get(f"{joined}count=true&page_size=200")
            if answer.status_code in (401, 403) or (answer.status_code == 400 and "as_of" in address):
                continue
            body = answer.json()
            small = client.get(f"{joined}count=true&page_size=1").json()
            if "count" not in body:
                wrong.append((address, "not counted", list(body)))
                continue
            if (body["count"], body["count_is_exact"], small["count"]) != (len(body["results"]), True, body["count"]):
                wrong.append((address, body["count"], len(body["results"]), small["count"]))
            if "count" in client.get(f"{joined}count=false").json():
                wrong.append((address, "counted though not asked"))
    assert wrong == []
    for odd in ("1", "yes", "", "true,true"):
        assert anonymous.get(f"{ROOT}/incidents?count={odd}").status_code == 400, odd
    assert anonymous.get(f"{ROOT}/incidents?count=true&format=csv").status_code == 400


ACCEPTED = [
    ("text/csv;q=0.9;header=present, application/json;q=0.8", "text/csv"),
    ("application/json;q=0.9;x=1,text/csv;q=0.95", "text/csv"),
    ("TEXT/CSV", "text/csv"),
    ("text/csv; q=.9, application/json; q=0.8", None),
    ("text/csv;q=1.5, application/json", None),
    ("text/csv;q=-1, application/json;q=0.1", None),
    ("text/csv;q=, application/json", None),
    ("text/csv;q=nan, application/json;q=0.5", None),
    ("text/csv;q=inf", None),
    ("application/x-ndjson;q=0.3, text/*;q=0.2", "application/x-ndjson"),
    ("*/csv", None),
    ("text", None),
    ("/", None),
    (";q=1", None),
    (",,,", "application/json"),
    ("application/json, " * 400, None),
    ("text/csv;q=\"0.5\", application/json;q=0.4", None),
    ("application/json;q=0.5, application/problem+json", "application/json"),
    ("application/problem+json", None),
    ("text/csv\x0b, */*;q=0.1", None),
]  # fmt: skip


def test_odd_ways_to_ask_for_a_form(kept_incidents: list[str], anonymous: APIClient) -> None:
    wrong = []
    for accept, sent in ACCEPTED:
        for address in ("incidents", "figures", f"incidents/{kept_incidents[0]}"):
            answer = anonymous.get(f"{ROOT}/{address}", headers={"Accept": accept})
            answer.getvalue()
            kind = answer["Content-Type"].split(";")[0]
            if answer.status_code not in (200, 400, 406) or (sent and "/" not in address and kind != sent):
                wrong.append((accept, address, answer.status_code, kind))
    assert wrong == []


SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁺⁻⁼₊₋₌−\t\r\n"  # noqa: RUF001


def test_a_formula_is_quoted_in_every_column(kept_incidents: list[str], curator: APIClient) -> None:
    for sign in SIGNS:
        for column in ("a", "b", "c"):
            record = {"a": "x", "b": "y", "c": "z", column: f"{sign}1+1"}
            [row] = list(
                csv.reader(io.StringIO("".join(list(comma_separated(iter([record]), ("a", "b", "c")))[1:]), newline=""))
            )
            assert row["abc".index(column)] == f"'{sign}1+1", (sign, column)
    for value in ({"=1": "x"}, ["=1"], [], {}, True, 0, -5, 1.5, -0.0):
        [[cell]] = csv.reader(list(comma_separated(iter([{"a": value}]), ("a",)))[1:])
        assert not cell.startswith(("=", "+", "@", "\t")), value
    Party.objects.filter(name="Northwind 1").update(name="=cmd|' /C calc'!A0", site="", country="GB")
    Incident.objects.filter(reference=kept_incidents[0]).update(title="＋1", summary="-2\r\n=3", slug="a-1")  # noqa: RUF001
    lists = (
        "incidents",
        "parties",
        "claims",
        "figures",
        "proceedings",
        "articles",
        "coverage",
        "mentions",
        "publishers",
    )
    for name in lists:
        text = curator.get(f"{ROOT}/{name}?format=csv").getvalue().decode()
        table = list(csv.reader(io.StringIO(text, newline="")))
        assert {len(row) for row in table} == {len(table[0])}, name
        assert not [cell for row in table for cell in row if cell[:1] in "=+@＋" and cell], name  # noqa: RUF001


DAYS = ["2031-05-04", "2031-05-05", "2031-05-14", "2033-01-01", "1990-01-01"]


def test_a_past_day_is_told_alike_in_every_form(kept_incidents: list[str], anonymous: APIClient) -> None:
    one = f"incidents/{kept_incidents[0]}"
    wrong = []
    for address in ("incidents", "figures", "proceedings", f"{one}/figures", f"{one}/proceedings", f"{one}/claims"):
        for day in DAYS:
            asked = f"{ROOT}/{address}?as_of={day}"
            page = anonymous.get(f"{asked}&page_size=200")
            lines, table = anonymous.get(f"{asked}&format=ndjson"), anonymous.get(f"{asked}&format=csv")
            if page.status_code == 400:  # it has no past, in any form
                if {page.status_code, lines.status_code, table.status_code} != {400}:
                    wrong.append((address, day, lines.status_code, table.status_code))
                continue
            records = [json.loads(line) for line in lines.getvalue().decode().splitlines()]
            cells = list(csv.DictReader(io.StringIO(table.getvalue().decode(), newline="")))
            if records != page.json()["results"] or len(cells) != len(records):
                wrong.append((address, day, len(records), len(page.json()["results"]), len(cells)))
            if (lines["Content-Type"], table["Content-Type"]) != (
                "application/x-ndjson; charset=utf-8",
                "text/csv; charset=utf-8",
            ):
                wrong.append((address, day, lines["Content-Type"], table["Content-Type"]))
    assert wrong == []
    for odd in (
        "",
        "2031-5-4",
        "2031-02-30",
        "yesterday",
        "2031-05-04T00:00:00Z",
        "٢٠٣١-05-04",
        "2031-05-04,2031-05-05",
        "9999-99-99",
    ):
        for form in ("json", "csv", "ndjson"):
            assert anonymous.get(f"{ROOT}/incidents?as_of={odd}&format={form}").status_code == 400, (odd, form)
    today = dt.date(2033, 1, 1).isoformat()
    assert anonymous.get(f"{ROOT}/{one}?as_of={today}").status_code == 200
