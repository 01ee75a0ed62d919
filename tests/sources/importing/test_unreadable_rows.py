"""Rows that no reader can read: each is named by line and column, and the others are read. No database."""

import json
from typing import Any

import pytest

from sources.importers import hhs as hhs_register
from sources.importers import veris as veris_register
from sources.importers.rows import RegisterRow, RowFault
from sources.importers.tabular import LONGEST_CELL
from tests.sources.importing import files as made
from tests.sources.importing.looking import read

WRONG: list[tuple[str, str, int, str, str]] = [
    ("hhs", made.hhs(made.hhs_row(), made.hhs_row(day="13/45/2031")), 3, "Breach Submission Date", "05/04/2031"),
    ("hhs", made.hhs(made.hhs_row(count="many")), 2, "Individuals Affected", "digits"),
    ("hhs", made.hhs(made.hhs_row(" ")), 2, "Name of Covered Entity", "names nobody"),
    ("hhs", made.hhs(made.hhs_row()[:-1]), 2, "row", "cells"),
    ("hhs", made.hhs(made.hhs_row("Larkspur \udce9")), 2, "Name of Covered Entity", "UTF-8"),
    ("prc", made.prc(made.prc_row(day="4 May 2031")), 2, "Date Made Public", "May 4, 2031"),
    ("prc", made.prc(made.prc_row(kind="HACKED")), 2, "Type of breach", "no kind of breach"),
    ("prc", made.second(made.second_row(information_affected="{")), 2, "information_affected", "JSON"),
    ("prc", made.second(made.second_row(total_affected="1,9x")), 2, "total_affected", "digits"),
    ("prc", made.second(made.second_row(reported_date="04.05.2031")), 2, "reported_date", "UNKN"),
    ("gdpr-fines", made.fines(made.fine_row(sum_="12.345.678")), 2, "Fine [€]", "20450000"),
    ("gdpr-fines", made.fines(made.fine_row(country="NORGE")), 2, "Country", "English name"),
    ("gdpr-fines", made.fines(made.fine_row(day="May 2031")), 2, "Date of Decision", "Unknown"),
    ("hibp", made.hibp(made.breach(count="many")), 2, "PwnCount", "int"),
    ("hibp", made.hibp(made.breach(BreachDate="2031")), 2, "BreachDate", "2031-05-04"),
    ("hibp", made.hibp(made.breach(), "Northwind"), 22, "row", "JSON object"),
    ("hibp", made.hibp(made.breach())[:-3], 21, "column", "no JSON from here on"),
    ("hibp", made.hibp(made.breach())[:-1], 22, "file", "before the array does"),
    *(
        ("gdpr-fines", made.fines(made.fine_row(sum_=sum_)), 2, "Fine [€]", "euros")
        for sum_ in ("12,34", "1,2,3", "1.5", "\u0665\u0660\u0660", "1,0000", "9" * 5_000)
    ),
    *(
        ("hhs", made.hhs(made.hhs_row(count=count)), 2, "Individuals Affected", "digits")
        for count in ("5,00", "1,00,000", "\u0665\u0660\u0660", ",500", "1.5")
    ),
    *(
        ("prc", made.prc(made.prc_row(told=told)), 2, "Records Breached", "digits")
        for told in ("5,00", "1,00,000 patients", "\u0665\u0660\u0660", "1.5")
    ),
    ("prc", made.prc(made.prc_row(told="many", total="1,00,000")), 2, "Total Records", "digits"),
    ("prc", made.second(made.second_row(total_affected="5,00")), 2, "total_affected", "digits"),
    ("hibp", made.hibp(made.breach(ModifiedDate="9999-12-31T23:59:59-14:00")), 2, "ModifiedDate", "instant"),
    *(
        ("hibp", made.hibp(made.breach(**{column: day})), 2, column, "from 1990-01-01")
        for column in ("ModifiedDate", "AddedDate")
        for day in ("0001-01-01T00:00:00Z", "9999-12-30T00:00:00Z")
    ),
    ("hibp", made.hibp(made.breach(BreachDate="9999-12-30")), 2, "BreachDate", "from 1990-01-01"),
    ("hhs", made.hhs(made.hhs_row(day="05/04/1987")), 2, "Breach Submission Date", "from 1990-01-01"),
    ("prc", made.second(made.second_row(breach_date="1987")), 2, "breach_date", "from 1990-01-01"),
    ("gdpr-fines", made.fines(made.fine_row(day="9999-01")), 2, "Date of Decision", "from 1990-01-01"),
    ("veris", made.veris(made.veris_incident(plus={"modified": "9999-12-31"})), 1, "plus.modified", "from 1990-01-01"),
    ("veris", made.veris(made.veris_incident(timeline={"incident": {"year": 1}})), 1, "timeline.incident", "numbers"),
    ("hibp", made.hibp(made.breach(Title="a\ud800 Ltd")), 2, "Title", "UTF-8"),
    ("hibp", made.hibp(made.breach(Title="?")).replace("?", "\udce9"), 2, "Title", "UTF-8"),
    ("veris", made.veris(made.veris_incident(victim={"victim_id": "\ud800x"})), 1, "victim.victim_id", "UTF-8"),
    ("veris", made.veris(made.veris_incident(plus={}, incident_id=3)), 1, "incident_id", "missing"),
    ("veris", made.veris(made.veris_incident(security_incident=None)), 1, "security_incident", "Confirmed"),
    *(
        ("veris", made.veris(made.veris_incident(timeline={"incident": moment})), 1, "timeline.incident", "numbers")
        for moment in (
            {"year": "x"}, {"year": 2031, "month": 0}, {"year": 2031, "month": True}, {"year": 2031, "month": 2.0},
            {"year": 2031, "month": -1}, {"year": 2031, "month": "May"}, {"year": 2031, "month": 2, "day": 0},
            {"year": 2031, "month": 2, "day": 31}, {"year": 0}, {"year": True}, {"month": 5}, {"year": "2031"},
        )
    ),
    *(
        ("veris", made.veris(made.veris_incident(**{column.partition(".")[0]: value})), 1, column, "JSON object")
        for column, value in (
            ("timeline", []), ("timeline", "2031"), ("timeline.incident", {"incident": 2031}),
            ("timeline.incident", {"incident": [2031, 5, 4]}), ("plus.timeline", {"timeline": 7}),
            ("plus.timeline.notification", {"timeline": {"notification": "2031-05-04"}}),
            ("action", ["hacking"]), ("action", "hacking"), ("action.hacking", {"hacking": "yes"}),
            ("attribute", "confidentiality"), ("attribute.confidentiality", {"confidentiality": True}),
        )
    ),
    *(
        ("veris", made.veris(made.veris_incident(action={name: {}})), 1, "action", "is none of")
        for name in ("hacked", "Hacking", "", "ransomware")
    ),
    *(
        ("veris", made.veris(made.veris_incident(victim={"victim_id": "Vale", "industry": code})), 1,
         "victim.industry", "622110")
        for code in ("hospital", "6", "6221100", -62, 62.2, True, ["62"], {"naics": 62}, "62 Health", "٦٢")
    ),
    *(
        ("veris", made.veris(made.veris_incident(victim={"victim_id": "Vale", "country": country})), 1,
         "victim.country", "code of a country")
        for country in (44, {"US": 1}, [44], True)
    ),
    *(
        ("veris", made.veris(made.veris_incident(attribute={"confidentiality": {"data": data}})), 1,
         f"attribute.confidentiality.{column}", words)
        for data, column, words in (
            ("Personal", "data", "list of objects"), (["Personal"], "data", "list of objects"),
            ([{"variety": "Personal", "amount": "5000"}], "data.amount", "number of records"),
            ([{"variety": "Personal", "amount": 5e3}], "data.amount", "number of records"),
            ([{"variety": "Personal", "amount": -5}], "data.amount", "number of records"),
            ([{"variety": "Personal", "amount": True}], "data.amount", "number of records"),
        )
    ),
]  # fmt: skip


@pytest.mark.parametrize(("slug", "text", "line", "column", "words"), WRONG)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on(
    slug: str, text: str, line: int, column: str, words: str
) -> None:
    found = [one for one in read(slug, text) if isinstance(one, RowFault)]
    assert [(one.line, one.column.partition(" ")[0] if column == "column" else one.column) for one in found] == [
        (line, column)
    ]
    assert words in found[0].wrong


@pytest.mark.parametrize(
    ("slug", "head", "one", "last"),
    [
        ("hhs", made.hhs(), made.hhs(made.hhs_row(count="9" * 5_000)), made.hhs(made.hhs_row("Vale"))),
        ("prc", made.prc(), made.prc(made.prc_row(told="9" * 5_000)), made.prc(made.prc_row("Vale"))),
    ],
)
def test_a_count_of_thousands_of_digits_is_a_number_that_is_too_large(
    slug: str, head: str, one: str, last: str
) -> None:
    large, small = read(slug, one + last.removeprefix(head))
    assert isinstance(large, RegisterRow)
    assert isinstance(small, RegisterRow)
    assert large.counts[0].number > 10**30 > small.counts[0].number


def test_of_a_file_in_one_line_the_item_is_named() -> None:
    text = json.dumps([made.breach(count="many"), made.breach("Vale"), made.breach("Hill", count="few")])
    faults = [str(one).partition(": ")[0] for one in read("hibp", text) if isinstance(one, RowFault)]
    assert faults == ["Line 1, PwnCount", "Line 1, item 3, PwnCount"]


def test_a_number_of_thousands_of_digits_in_json_costs_its_row_alone() -> None:
    text = made.hibp(made.breach(count=1), made.breach("Vale")).replace('"PwnCount": 1', f'"PwnCount": -{"9" * 5_000}')
    wrong, found = read("hibp", text)
    assert (wrong.line, getattr(wrong, "column", "")) == (2, "PwnCount")
    assert isinstance(found, RegisterRow)


def test_a_row_whose_reading_fails_in_a_way_that_nobody_foresaw_is_refused_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module, name in ((hhs_register, "name_in"), (veris_register, "_victim")):
        monkeypatch.setattr(module, name, _fails_once(getattr(module, name)))
    for slug, text in (
        ("hhs", made.hhs(made.hhs_row(), made.hhs_row())),
        ("veris", made.veris(made.veris_incident(), made.veris_incident())),
    ):
        wrong, found = read(slug, text)
        assert isinstance(wrong, RowFault)
        assert (wrong.column, wrong.wrong) == ("row", "It cannot be read (KeyError); look at its values.")
        assert isinstance(found, RegisterRow)


def _fails_once(real: Any) -> Any:
    left = [KeyError("unforeseen")]

    def fails(*args: Any, **more: Any) -> Any:
        if left:
            raise left.pop()
        return real(*args, **more)

    return fails


def test_a_quote_that_stays_open_costs_one_fault() -> None:
    rows = "Vale\n" * 60_000
    [wrong, *more] = read("hhs", made.hhs() + '"Larkspur' + rows[: LONGEST_CELL + 500])
    assert isinstance(wrong, RowFault)
    assert (wrong.line, "close it" in wrong.wrong) == (2, True)
    assert len(more) < 200
