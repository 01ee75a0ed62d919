"""Whether an article tells of an incident, and whose. Invented organisations only."""

from typing import Any

import pytest

from sources.extraction.resolve.candidacy import Candidacy, candidacy


def opened(**signs: Any) -> Candidacy | None:
    """Whose incident is opened for the article; None for nobody's."""
    found = candidacy(**signs)
    return found if found is not None and found.is_likely else None


@pytest.mark.parametrize(
    ("title", "text", "whose"),
    [
        (
            "Larkspur Dental writes to patients",
            "Larkspur Dental is notifying 12,000 patients of a data breach.",
            "Larkspur Dental",
        ),
        ("Data of 37 million Q-Mobile customers stolen", "The branch of Q-Mobile was attacked in May.", "Q-Mobile"),
        (
            "Hackers in hotel chain",
            "A cyber attack on Harbour View has exposed records of guests, Harbour View said.",
            "Harbour View",
        ),
        (
            "Massive Leak At Bramble Bank Exposes Customers",
            "Customers of Bramble Bank had their names stolen.",
            "Bramble Bank",
        ),
        ("New York Water breach exposes residents", "Records held by New York Water were stolen.", "New York Water"),
        ("Thistle24 users hit by hack", "The shop Thistle24 says that passwords were stolen.", "Thistle24"),
        ("Acorn One hack hits customers", "Acorn One said that hackers took records.", "Acorn One"),
    ],
)
def test_the_organisation_that_it_happened_to_is_named(title: str, text: str, whose: str) -> None:
    found = opened(title=title, text=text, figures=1)
    assert found is not None
    assert found.organisation == whose
    assert whose in found.because


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "How to protect yourself after a data breach",
            "Change your passwords. Customers of Bramble Bank had letters.",
        ),
        ("Data breaches rose by 17% last year", "Bramble Bank customers were hit worst, says the study of records."),
        ("Bramble Bank launches breach detection", "Bramble Bank protects 40 million patient records from hackers."),
        ("Bramble Bank Q2 preview", "Bramble Bank earned more. A hack of customers was costly."),
        ("Bramble Bank opens branches", "Bramble Bank customers can now visit forty of them."),
        ("Hackers stole data of people", "Hackers stole personal data. Nobody knows whose."),
        ("British customers hit by data breach", "British customers had their names stolen."),
        ("Night Heron gang steals data", "The Night Heron gang said that it took records in a hack of a shop."),
        ("AI data breach exposes users", "An AI tool was hacked and passwords of its users were stolen."),
        ("US-based retailer hit by breach", "A US-based retailer lost records of customers to hackers."),
        ("14mn users hit by hack", "More than 14mn users had their passwords stolen in a hack."),
        ("Ferries are full", "The ferries of Northwind carried 1.2 million passengers."),
    ],
    ids=[
        *("advice", "statistics", "an offer", "markets", "no incident", "nobody's", "a people", "the attacker"),
        *("a thing", "a place", "a number", "ferries"),
    ],
)
def test_what_tells_of_no_incident_of_anybody_opens_nothing(title: str, text: str) -> None:
    assert opened(title=title, text=text) is None


def test_authorities_and_papers_are_nobody_whom_an_incident_happens_to() -> None:
    signs = {
        "title": "Lantern Office confirms breach",
        "text": "The Lantern Office confirms a breach of patients' records.",
    }
    assert opened(**signs) is not None
    assert opened(**signs, strangers={"lantern office"}) is None


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Regulator fines Harrow Lane over data breach",
            "The regulator fined Harrow Lane 3 million euros, since records of its customers were exposed.",
        ),
        (
            "Harrow Lane to pay $12 million to settle data breach lawsuit",
            "Harrow Lane agreed to a settlement with patients whose records were stolen.",
        ),
    ],
    ids=["a fine", "a settlement"],
)
def test_a_fine_or_a_settlement_tells_of_the_incident_as_well(title: str, text: str) -> None:
    found = opened(title=title, text=text)
    assert found is not None
    assert found.organisation == "Harrow Lane"


def test_a_curator_reads_what_speaks_for_it_and_how_likely_it_is() -> None:
    found = opened(
        title="Harrow Lane confirms data breach",
        text="Harrow Lane is notifying 5,000 patients that their records were stolen.",
        figures=1,
    )
    assert found is not None
    assert found.probability > 0.8
    assert found.because.startswith("Harrow Lane: ")
    assert f"({found.probability:.0%})" in found.because


@pytest.mark.parametrize("text", ["", "A " * 50_000, "Ab Cd, " * 50_000, "N1 " * 50_000])
def test_texts_that_name_nobody_or_everybody_open_nothing(text: str) -> None:
    assert opened(title="", text=text) is None
