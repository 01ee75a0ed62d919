"""What readers make of rows of each register, and what they say of those that go wrong. No database."""

import datetime as dt
import io
from typing import Any

import pytest

from incidents.vocabulary import (
    DataClass,
    DatePrecision,
    Hedge,
    IncidentKind,
    IncidentStatus,
    Modality,
    Role,
    StageKind,
    Unit,
)
from sources.importers.registers import REGISTERS
from sources.importers.rows import NotTheRegister, RegisterDay, RegisterRow
from tests.sources.importing import files as made
from tests.sources.importing.looking import read

DAY = dt.date(2031, 5, 4)


def row(slug: str, text: str) -> RegisterRow:
    [found] = read(slug, text)
    assert isinstance(found, RegisterRow), found
    return found


def test_a_breach_of_hibp() -> None:
    found = row("hibp", made.hibp(made.breach()))
    assert (found.key, found.title) == ("Northwind", "Northwind: data breach, May 2031")
    assert (found.occurred, found.said_on) == (RegisterDay(DAY), dt.date(2031, 6, 1))
    assert found.data_classes == (DataClass.CONTACT, DataClass.CREDENTIALS, DataClass.OTHER)
    [count] = found.counts
    assert (count.number, count.unit, count.quote) == (90_000, Unit.ACCOUNTS, "PwnCount: 90000")


def test_a_nationality_is_no_identity_number() -> None:
    (found,) = read("hibp", made.hibp(made.breach(DataClasses=["Nationalities", "Citizenship statuses"])))
    assert isinstance(found, RegisterRow)
    assert found.data_classes == (DataClass.OTHER,)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"BreachDate": "2031-05-01"}, {"occurred": RegisterDay(dt.date(2031, 5, 1), DatePrecision.MONTH)}),
        ({"BreachDate": "2031-01-01"}, {"occurred": RegisterDay(dt.date(2031, 1, 1), DatePrecision.YEAR)}),
        ({"Domain": ""}, {"parties": (), "kind": IncidentKind.UNKNOWN}),
        ({"IsStealerLog": True}, {"parties": ()}),
        ({"IsFabricated": True}, {"status": IncidentStatus.CANDIDATE}),
        ({"PwnCount": 0}, {"counts": ()}),
    ],
)
def test_what_hibp_says_beside(more: dict[str, Any], expected: dict[str, Any]) -> None:
    found = row("hibp", made.hibp(made.breach(**more)))
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Northwind (2031)", "Northwind"),
        ("Northwind (2031 breach)", "Northwind"),
        ("Northwind (March 2031)", "Northwind"),
        ("Northwind (200M)", "Northwind (200M)"),
        ("Northwind (Norway)", "Northwind (Norway)"),
        ("(2031)", "(2031)"),
    ],
)
def test_a_year_behind_a_name_of_hibp_is_no_part_of_it(title: str, name: str) -> None:
    found = row("hibp", made.hibp(made.breach(Title=title)))
    assert ([party.name for party in found.parties], found.title) == ([name], f"{name}: data breach, May 2031")


def test_what_hibp_has_not_verified_is_alleged() -> None:
    found = row("hibp", made.hibp(made.breach(IsVerified=False)))
    assert found.counts[0].modality is Modality.ALLEGED


def test_a_case_of_hhs() -> None:
    found = row("hhs", made.hhs(made.hhs_row(kind="Other, Theft, Unauthorized Access/Disclosure")))
    assert found.title == "Larkspur Clinic: theft, May 2031"
    assert found.disclosed == found.notified == RegisterDay(DAY)
    assert (found.countries, found.data_classes) == (("US",), (DataClass.HEALTH,))
    assert found.parties[0].role is Role.CONTROLLER
    assert (found.counts[0].number, found.counts[0].unit, found.counts[0].placeholder) == (12_400, Unit.PEOPLE, False)


@pytest.mark.parametrize("count", ["500", "501"])
def test_hhs_enters_what_is_least_where_nobody_has_counted(count: str) -> None:
    assert row("hhs", made.hhs(made.hhs_row(count=count))).counts[0].placeholder


def test_a_business_associate_is_a_processor() -> None:
    assert row("hhs", made.hhs(made.hhs_row(entity="Business Associate"))).parties[0].role is Role.PROCESSOR


def test_a_case_of_hhs_keeps_its_key_whatever_is_counted_and_however_it_is_archived() -> None:
    first, second, other = read("hhs", made.hhs(made.hhs_row(), made.hhs_row(count="7"), made.hhs_row("Larkspur B")))
    assert isinstance(first, RegisterRow)
    assert isinstance(second, RegisterRow)
    assert isinstance(other, RegisterRow)
    assert second.key == f"{first.key}-2"
    assert row("hhs", made.hhs(made.hhs_row(count="99", kind="Loss"))).key == first.key != other.key


RECORDS: list[tuple[str, str, tuple[int, Hedge, Unit, str]]] = [
    ("5,045", "5,045", (5_045, Hedge.EXACT, Unit.RECORDS, "5,045")),
    ("29800", "29,800", (29_800, Hedge.EXACT, Unit.RECORDS, "29800")),
    ("14,783", "Unknown", (14_783, Hedge.EXACT, Unit.RECORDS, "14,783")),
    ("43,000\r\n   Total increased to 48,000", "48,000", (48_000, Hedge.EXACT, Unit.RECORDS, "48,000")),
    ("22,000 patients, but 500 with numbers", "500", (22_000, Hedge.EXACT, Unit.PEOPLE, "22,000")),
    ("52,000 employees\nplus\n83,000 patients", "135,000", (135_000, Hedge.EXACT, Unit.PEOPLE, "135,000")),
    ("6,000 Not included in total.", "Unknown", (6_000, Hedge.EXACT, Unit.RECORDS, "6,000")),
    ("More than 1,000 employees", "1,000", (1_000, Hedge.MORE_THAN, Unit.PEOPLE, "1,000")),
    ("Hundreds", "100", (100, Hedge.AT_LEAST, Unit.RECORDS, "100")),
    ("Unknown   80 million not in it", "Unknown", (80_000_000, Hedge.AT_LEAST, Unit.RECORDS, "80,000,000")),
    ("1.5 million customers", "Unknown", (1_500_000, Hedge.EXACT, Unit.PEOPLE, "1,500,000")),
    ("302 households", "302", (302, Hedge.EXACT, Unit.HOUSEHOLDS, "302")),
]


@pytest.mark.parametrize(("told", "total", "expected"), RECORDS)
def test_the_records_of_prc(told: str, total: str, expected: tuple[int, Hedge, Unit, str]) -> None:
    [count] = row("prc", made.prc(made.prc_row(told=told, total=total))).counts
    assert (count.number, count.hedge, count.unit, count.printed) == expected


@pytest.mark.parametrize(("told", "total"), [("Unknown", "Unknown"), ("unknown", "0"), ("0", "0"), ("", "")])
def test_prc_counts_nobody_where_it_does_not_know(told: str, total: str) -> None:
    assert row("prc", made.prc(made.prc_row(told=told, total=total))).counts == ()


@pytest.mark.parametrize(
    ("place", "countries"),
    [("Akron, Ohio", ("US",)), ("Washington, District Of Columbia", ("US",)), ("Montreal, Quebec", ("CA",)), ("", ())],
)
def test_the_place_of_prc(place: str, countries: tuple[str, ...]) -> None:
    assert row("prc", made.prc(made.prc_row(place=place))).countries == countries


def test_a_notification_of_the_second_format() -> None:
    found = row("prc", made.second(made.second_row()))
    assert (found.key, found.group) == ("u-1", "g-1")
    assert found.title == "Quillon & Sons, LLC: hacking or malware, May 2031"
    assert found.occurred == RegisterDay(dt.date(2030, 12, 1), DatePrecision.MONTH)
    assert found.data_classes == (DataClass.GOVERNMENT_ID, DataClass.NAMES)
    assert [(one.number, one.label) for one in found.counts] == [(1_976, ""), (11, "residents of Indiana")]


def test_what_the_second_format_leaves_open_is_left_open() -> None:
    unknown = dict.fromkeys(
        ("reported_date", "breach_date", "total_affected", "residents_affected", "breach_type"), "UNKN"
    )
    found = row("prc", made.second(made.second_row(**unknown)))
    assert (found.occurred, found.disclosed, found.counts) == (None, None, ())
    assert found.title == "Quillon & Sons, LLC: hacking or malware"  # as the group of notifications has it


def test_an_incident_of_veris() -> None:
    found = row("veris", made.veris(made.veris_incident()))
    assert (found.key, found.title) == ("aa-22", "Halden Rail: theft or tampering, May 2031")
    assert (found.countries, found.url) == (("GB",), "https://news.example/a")
    assert found.data_classes == (DataClass.HEALTH, DataClass.NAMES)
    assert [(one.number, one.label) for one in found.counts] == [(5_000, ""), (1_200, "with medical")]


def test_one_incident_alone_and_several_in_a_row_are_read_too() -> None:
    one = made.veris(made.veris_incident())[1:-1]
    assert len(read("veris", one)) == 1
    assert len(read("veris", f"{one}\n{one}")) == 2


def test_a_part_of_veris_that_is_larger_than_the_whole_is_noted() -> None:
    data = {"data_total": 943, "data": [{"variety": "Medical", "amount": 4_243}]}
    found = row("veris", made.veris(made.veris_incident(attribute={"confidentiality": data})))
    assert [one.number for one in found.counts] == [943]
    assert found.notes == ("It has 4243 records of Medical, and 943 in all.",)


def test_a_fine() -> None:
    found = row("gdpr-fines", made.fines(made.fine_row()))
    assert (found.key, found.title) == ("ETid-1", "Brightwater AS: GDPR fine, May 2031")
    [stage] = found.stages
    assert (stage.kind, stage.amount_minor, stage.regulator) == (StageKind.DECISION, 3_000_000, "no-datatilsynet")
    assert found.counts[0].number == 3_000_000


STEPS: list[tuple[str, str, list[tuple[str, int | None, str]]]] = [
    ("60000", "The original fine of EUR 100,000 was reduced to EUR 60,000 due to voluntary payment.",
     [("decision", 10_000_000, "EUR"), ("reduced", 6_000_000, "EUR")]),
    ("900000", "The chamber has reduced the fine from originally EUR 9,55 million to EUR 900,000. One reason was that.",
     [("decision", 955_000_000, "EUR"), ("reduced", 90_000_000, "EUR")]),
    ("1800.0", "CCTV. Fine has been reduced to EUR 1500 by court.",
     [("decision", 180_000, "EUR"), ("reduced", 150_000, "EUR")]),
    ("Only intention to issue fine", "It intents to fine Brightwater Inc. EUR 2, 500, 000 for it.",
     [("notice_of_intent", 250_000_000, "EUR")]),
    ("Only intention to issue fine", "A draft was published.", [("notice_of_intent", None, "")]),
    ("22046000", "In July 2030, the ICO issued a notice of its intention to fine Brightwater £183.39M for it.",
     [("notice_of_intent", 18_339_000_000, "GBP"), ("decision", 2_204_600_000, "EUR")]),
    ("Unknown", "It was fined.", [("decision", None, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("sum_", "summary", "expected"), STEPS)
def test_the_steps_of_a_fine(sum_: str, summary: str, expected: list[tuple[str, int | None, str]]) -> None:
    found = row("gdpr-fines", made.fines(made.fine_row(sum_=sum_, summary=summary)))
    assert [(one.kind, one.amount_minor, one.currency) for one in found.stages] == expected


@pytest.mark.parametrize(
    ("who", "party", "title"),
    [
        ("Unknown", "", "Controller in Norway, not named: GDPR fine, May 2031"),
        ("Private Individual", "", "Private Individual in Norway, not named: GDPR fine, May 2031"),
        ("Telecoms provider (Northwind GmbH)", "Northwind GmbH", "Northwind GmbH: GDPR fine, May 2031"),
        ("Vale Bank (Oslo)", "Vale Bank (Oslo)", "Vale Bank (Oslo): GDPR fine, May 2031"),
    ],
)
def test_who_was_fined(who: str, party: str, title: str) -> None:
    found = row("gdpr-fines", made.fines(made.fine_row(who=who)))
    assert ([one.name for one in found.parties], found.title) == ([party] if party else [], title)


def test_a_fine_of_an_unknown_day_has_no_step() -> None:
    found = row("gdpr-fines", made.fines(made.fine_row(day="Unknown")))
    assert (found.stages, len(found.notes), found.counts[0].number) == ((), 1, 3_000_000)


def test_a_row_after_a_wrong_one_is_read_and_its_line_is_that_of_the_file() -> None:
    rows = [made.prc_row(told="5\r\n\r\nin all", total="5"), made.prc_row(day="?"), made.prc_row("Vale")]
    first, wrong, last = read("prc", made.prc(*rows))
    assert (first.line, wrong.line, last.line) == (2, 5, 6)


@pytest.mark.parametrize("slug", sorted(REGISTERS))
@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "[]", '[{"a": 1}]', "\x00", "{", "<html>", "[1]"])
def test_another_file_is_none_of_the_register(slug: str, text: str) -> None:
    if text in {"[]", "{"} and slug in {"hibp", "veris"}:
        assert not [one for one in read(slug, text) if isinstance(one, RegisterRow)]
        return
    with pytest.raises(NotTheRegister):
        read(slug, text)


def test_no_more_of_a_json_file_is_held_than_an_item() -> None:
    """A reader that took in the whole text would call `read` before the first row as often as after."""
    text = io.StringIO(made.hibp(*(made.breach(f"N{at}") for at in range(2_000))))
    rows = REGISTERS["hibp"].read(text)
    next(rows)
    early = text.tell()
    assert len(list(rows)) == 1_999
    assert early < text.tell() / 10
