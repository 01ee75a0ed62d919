"""Rows of registers and articles about one incident find each other, whichever comes first."""

import datetime as dt
from dataclasses import dataclass

import pytest

from incidents.models import Incident, RegisterEntry
from incidents.regulators import seed_regulators
from sources.models import Article, Coverage
from sources.pipeline import advance, submit_text
from tests.sources.importing import files as made
from tests.sources.importing.conftest import Importer

DAY = dt.date(2031, 5, 6)
CLINIC = "Larkspur Clinic said on Tuesday that a stolen laptop held the records of {} patients. It has told them."
CLINICS = "Larkspur Clinic data breach"
SITE = "Hackers broke into Northwind and copied {} accounts with email addresses and passwords, the company said."
COLLEGE = "Fernhill College lost a drive with the personal data of {} students, it said. The college apologised."
SHOP = "Quillon & Sons, a seller of tools, said that hackers had stolen the personal data of {} customers."
RAIL = "Thieves took a computer of Halden Rail with the records of {} passengers, the railway said in a statement."
FINED = (
    "The Norwegian data protection authority has fined Brightwater {} euros over a data breach. Brightwater had left "
    "the personal data of its customers open to anybody."
)
BREACH = "Brightwater said that hackers had stolen the personal data of {} customers in a data breach."


@dataclass(frozen=True)
class ToldTwice:
    """An article and a row, and what becomes of the one that comes second."""

    what: str
    title: str
    text: str
    register: str
    file: str
    row: str = "matched"  # the state of the row that comes second; "" where nothing is said of this way
    article: str = "confirmed"  # the state of the article that comes second; "none" without coverage
    after: int = 0  # days by which the article is later than DAY


def hhs(name: str = "Larkspur Clinic", count: str = "12400", **more: str) -> tuple[str, str]:
    return "hhs", made.hhs(made.hhs_row(name, count, **more))


HIBP = ("hibp", made.hibp(made.breach()))
PRC = ("prc", made.prc(made.prc_row()))
UNKNOWN = ("prc", made.prc(made.prc_row(told="Unknown")))
VERIS = ("veris", made.veris(made.veris_incident()))
FINE = ("gdpr-fines", made.fines(made.fine_row()))
LATER_FINE = ("gdpr-fines", made.fines(made.fine_row(day="2032-03-01")))
CASES = [
    ToldTwice("the same number", CLINICS, CLINIC.format("12,400"), *hhs()),
    ToldTwice("a legal form", CLINICS, CLINIC.format("12,400"), *hhs("Larkspur Clinic, Inc.")),
    ToldTwice("capitals", CLINICS, CLINIC.format("12,400"), *hhs("LARKSPUR CLINIC")),
    ToldTwice("a placeholder", CLINICS, CLINIC.format("12,400"), *hhs(count="501"), row="in_doubt"),
    ToldTwice("rounder", CLINICS, CLINIC.format("about 12,000"), *hhs(), row="in_doubt"),
    ToldTwice("another number", CLINICS, CLINIC.format("31,000"), *hhs(), row="in_doubt"),
    ToldTwice("another clinic", CLINICS, CLINIC.format("12,400"), *hhs("Vireo Clinic"), "new", "none"),
    ToldTwice(
        "two years later",
        CLINICS,
        CLINIC.format("31,000"),
        *hhs(day="05/04/2029"),
        row="new",
        article="suggested",
    ),
    ToldTwice(
        "the same number, weeks later",
        CLINICS,
        CLINIC.format("12,400"),
        *hhs(),
        after=40,
    ),
    ToldTwice(
        "the same number, months later",
        CLINICS,
        CLINIC.format("12,400"),
        *hhs(),
        row="in_doubt",
        after=110,
    ),
    ToldTwice("accounts", "Northwind hacked", SITE.format("90,000"), *HIBP),
    ToldTwice("accounts in words", "Northwind hacked", SITE.format("90 thousand"), *HIBP),
    ToldTwice("other accounts", "Northwind hacked", SITE.format("2 million"), *HIBP, "in_doubt", "suggested"),
    ToldTwice("students", "Fernhill College data breach", COLLEGE.format("5,045"), *PRC),
    ToldTwice("no number", "Fernhill College breach", COLLEGE.format("all"), *PRC, "in_doubt"),
    ToldTwice("a row without a number", "Fernhill College data breach", COLLEGE.format("5,045"), *UNKNOWN, "in_doubt"),
    ToldTwice("customers", "Quillon & Sons hacked", SHOP.format("1,976"), "prc", made.second(made.second_row())),
    ToldTwice("known to the month", "Halden Rail breach", RAIL.format("5,000"), *VERIS),
    ToldTwice("other records", "Halden Rail breach", RAIL.format("7,000"), *VERIS, "in_doubt", "suggested"),
    ToldTwice(
        "the fine itself", "Brightwater fined", FINED.format("30,000"), "gdpr-fines", made.fines(made.fine_row())
    ),
    ToldTwice("the breach before the fine", "Brightwater breach", BREACH.format("4,100"), *LATER_FINE, "in_doubt", ""),
]
BY_NAME = {case.what: case for case in CASES}


def tell(case: ToldTwice) -> Article:
    done = submit_text(case.text, title=case.title, url="", published_on=DAY + dt.timedelta(days=case.after))
    advance(done.article.pk)
    done.article.refresh_from_db()
    return done.article


@pytest.mark.django_db
@pytest.mark.parametrize("what", [case.what for case in CASES if case.row])
def test_a_row_finds_the_incident_that_an_article_opened(imported: Importer, what: str) -> None:
    case = BY_NAME[what]
    seed_regulators()
    tell(case)
    opened = Incident.objects.get()
    imported(case.register, case.file)
    entry = RegisterEntry.objects.get()
    assert entry.state == case.row, entry.reasons
    assert (entry.incident == opened) is (case.row == "matched")
    assert (entry.other == opened) is (case.row == "in_doubt")
    if case.row != "new":
        names = {reason["name"] for reason in entry.reasons}
        assert "same organisation" in names
        assert names & {"same number", "other number"}
    organisations = set(opened.involvements.values_list("party__name", flat=True))
    assert len(organisations) == 1, "nobody stands in it under two names"


@pytest.mark.django_db
@pytest.mark.parametrize("what", [case.what for case in CASES if case.article])
def test_an_article_finds_the_incident_that_a_row_opened(imported: Importer, what: str) -> None:
    case = BY_NAME[what]
    seed_regulators()
    imported(case.register, case.file)
    opened = Incident.objects.get()
    article = tell(case)
    found = Coverage.objects.filter(article=article, incident=opened).first()
    assert (found.state if found else "none") == case.article
    if found:
        assert found.reasons
    beside = set(Coverage.objects.exclude(incident=opened).values_list("incident__status", flat=True))
    assert beside == ({"candidate"} if what in ("another clinic", "two years later") else set()), "opens none beside it"
