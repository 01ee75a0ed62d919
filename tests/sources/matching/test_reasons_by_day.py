"""What the days and years of an article say for and against an incident. Invented companies only."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.sources.matching.test_scoring import BREACH, DISCLOSED, LATER, weighed, weight_of


@pytest.mark.parametrize(
    "words",
    [
        "was fined",
        "received a notice of intent",
        "has a notice of its intention to act",
        "was told of a proposed sanction",
        "got a statement of objections",
        "answers the provisional findings",
        "was reprimanded by the watchdog",
        "settles charges that it was careless",
    ],
)
def test_what_authorities_and_courts_do_is_aftermath(words: str) -> None:
    text = f"Harrow Lane {words}. Data of its customers was stolen."
    assert weight_of(weighed(text, day=DISCLOSED + dt.timedelta(days=46)), "aftermath") == 0.15
    assert weight_of(weighed(text, day=DISCLOSED + dt.timedelta(days=45)), "aftermath") is None
    assert weight_of(weighed("Data of Harrow Lane was stolen.", day=LATER), "aftermath") is None


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("The hack of 2020 at Harrow Lane exposed data.", 0.20),
        ("The hack of November 2020 at Harrow Lane exposed data.", 0.20),
        ("Harrow Lane told of stolen data in August 2021.", 0.20),
        ("The 2021 breach at Harrow Lane exposed data.", 0.15),
        (
            "Harrow Lane told of stolen data. " + "It is sorry for that. " * 20 + "In 2020 something else was stolen.",
            None,
        ),
        ("Harrow Lane lost data. It is the third hack of the chain since 2020.", None),
        ("Harrow Lane lost data that had lain open since 2020.", 0.20),
    ],
    ids=[
        *("its year", "its month", "the month of the disclosure", "the year of the disclosure", "far down"),
        *("the year of the first of several", "since when it went on"),
    ],
)
def test_the_year_of_an_incident_ties_later_news_to_it(text: str, weight: float | None) -> None:
    assert weight_of(weighed(text, day=dt.date(2022, 6, 1)), "year") == weight


@pytest.mark.parametrize(
    ("days", "name", "weight"),
    [
        (-10, "too early", -0.60),
        (-6, "day", 0.20),
        (0, "day", 0.30),
        (30, "day", 0.25),
        (100, "day", 0.20),
        (300, "day", 0.10),
        (500, "long ago", -0.15),
    ],
)
def test_the_day_of_publication_counts_from_the_disclosure(days: int, name: str, weight: float) -> None:
    one = weighed("Data of Harrow Lane was stolen.", day=DISCLOSED + dt.timedelta(days=days))
    assert weight_of(one, name) == weight


def test_the_day_counts_from_the_latest_coverage_too() -> None:
    covered = replace(BREACH, covered_on=LATER)
    assert (
        weight_of(weighed("Data of Harrow Lane was stolen.", day=LATER + dt.timedelta(3), profile=covered), "day")
        == 0.25
    )


def test_a_candidates_first_day_is_only_that_of_the_first_article_seen() -> None:
    candidate = replace(BREACH, candidate=True)
    earlier = weighed("Data of Harrow Lane was stolen.", day=DISCLOSED - dt.timedelta(days=10), profile=candidate)
    assert weight_of(earlier, "day") == 0.25


@pytest.mark.parametrize(
    ("title", "text", "weight"),
    [
        ("Another breach at Harrow Lane", "Data was stolen.", -0.50),
        ("Harrow Lane again", "A second breach at Harrow Lane took data.", -0.35),
        ("Harrow Lane pays", "Data of the breach in 2020. Harrow Lane has had a second breach since.", -0.15),
        ("Harrow Lane pays", "It is not a new breach, Harrow Lane said, and no data of another breach.", None),
    ],
    ids=["in the title", "near the beginning", "beside its own year", "denied"],
)
def test_another_breach_speaks_against_unless_it_is_denied(title: str, text: str, weight: float | None) -> None:
    assert weight_of(weighed(text, title, day=LATER), "another breach") == weight


@pytest.mark.parametrize(
    ("text", "days", "weight"),
    [
        ("There has been another breach: data of Harrow Lane was stolen.", 14, None),
        ("There has been another breach: data of Harrow Lane was stolen.", 15, -0.35),
        ("Data of Harrow Lane was stolen. It is not connected with the breach in June.", 4, -0.35),
        ("Data of Harrow Lane was stolen. That leak is unrelated to last month's attack.", 4, -0.35),
        ("Data of Harrow Lane was stolen. The theft has nothing to do with the earlier hack, it said.", 4, -0.35),
        ("Data of Harrow Lane was stolen. The leak has no link to the incident of spring.", 4, -0.35),
        ("Data of Harrow Lane was stolen. The leak is connected with the breach in June.", 4, None),
        ("In a separate breach data of Harrow Lane was stolen.", 3, None),
        ("In a separate breach data of Harrow Lane was stolen.", 4, -0.35),
    ],
)
def test_in_its_first_days_another_breach_is_this_one_unless_it_is_told_apart(
    text: str, days: int, weight: float | None
) -> None:
    one = weighed(text, day=DISCLOSED + dt.timedelta(days=days))
    assert weight_of(one, "another breach") == weight


def test_what_happened_after_the_disclosure_is_another_event() -> None:
    text = "Harrow Lane said that the intruders had been noticed on March 5 and that data was stolen."
    assert weight_of(weighed(text, day=dt.date(2022, 4, 1)), "later event") == -0.40
    before = "Harrow Lane said that the intruders were noticed on November 5, 2020 and that data was stolen."
    assert weight_of(weighed(before, day=dt.date(2022, 4, 1)), "later event") is None


def test_what_was_found_these_days_is_another_event_only_long_after_and_if_nothing_ties_it() -> None:
    text = "Harrow Lane found on Thursday that somebody had entered its network."
    assert weight_of(weighed(text, day=LATER), "later event") == -0.40
    assert weight_of(weighed(text, day=DISCLOSED + dt.timedelta(days=7)), "later event") is None
    dated = "Between 3 and 10 June somebody entered the network of Harrow Lane, which gives cards of the 2020 hack."
    assert weight_of(weighed(dated, day=LATER), "later event") == -0.40
    tied = f"{text} It concerns cards of the 2020 hack."
    assert weight_of(weighed(tied, day=LATER), "later event") is None


def test_what_happened_later_speaks_only_against_what_is_recalled_after_it() -> None:
    first = "Harrow Lane settles over the hack of 2020. It has nothing to do with intruders noticed on March 5."
    assert weight_of(weighed(first, day=dt.date(2022, 4, 1)), "later event") is None
    recalled = "Harrow Lane noticed intruders on March 5, who took data. They are not those of 2020."
    assert weight_of(weighed(recalled, day=dt.date(2022, 4, 1)), "later event") == -0.40
