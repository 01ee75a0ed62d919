"""Days of the event, told apart from days on which somebody said something."""

import datetime as dt

import pytest

from incidents.vocabulary import DatePrecision
from sources.extraction.find.event_dates import events, named_months, said_on

PUBLISHED = dt.date(2032, 4, 1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The intruders were noticed on January 5.", [(2032, 1, 5)]),
        ("It began around 25 November 2031 and ended later.", [(2031, 11, 25)]),
        (
            "At the end of February 2032 the chain saw that logins had been used since mid-January.",
            [(2032, 2, 1), (2032, 1, 1)],
        ),
        ("Data was accessed between 13 May and 30 July 2029.", [(2029, 5, 13), (2029, 7, 30)]),
        ("Hackers broke in in December.", [(2031, 12, 1)]),
        ("It found on Thursday that somebody had entered.", [(2032, 4, 1)]),
        ("The company said on March 31 that it was sorry.", []),
        ("A judge approved the settlement on February 3.", []),
        ("Those hit by the theft have until June to claim.", []),
        ("Letters to patients started going out on March 2.", []),
        ("It came before new powers to fine began in March 2031.", []),
        ("The notice appeared on the breach portal this week.", []),
        ("The attack began on March 2.", [(2032, 3, 2)]),
        ("It may march on.", []),
        ("After the attack it lost clients in the three months to December.", []),
        ("The attack was noticed on Feb. 30.", []),
        ("The fine was announced in October.", []),
        ("Intruders had had access since March 3.", [(2032, 3, 3)]),
        ("It has asked everybody for a second password since November 6.", []),
        ("The watchdog has looked into the case with its neighbour since June.", []),
    ],
)
def test_a_day_counts_when_its_nearest_word_tells_of_the_event(text: str, days: list[tuple[int, int, int]]) -> None:
    assert tuple(day for _, day in events(text, PUBLISHED)) == tuple(dt.date(*day) for day in days)


def test_without_a_day_of_publication_only_a_full_date_counts() -> None:
    text = "It was noticed on January 5. The attack began on 3 March 2031."
    assert tuple(day for _, day in events(text, None)) == (dt.date(2031, 3, 3),)


def test_a_month_is_named_with_its_year() -> None:
    assert named_months("In August 2031, on Sept. 3, 2030 and in May.") == {(2031, 8), (2030, 9)}


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("In February it had spoken of 4,000, the chain said.", (dt.date(2032, 2, 1), DatePrecision.MONTH)),
        ("On November 20, 2031 the chain announced 4,000.", (dt.date(2031, 11, 20), DatePrecision.DAY)),
        ("It reported 4,000 in January and 5,000 in March.", (dt.date(2032, 3, 1), DatePrecision.MONTH)),
        ("Data of 4,000 was stolen in January.", None),
        ("The chain had spoken of 4,000.", None),
    ],
)
def test_a_sentence_tells_when_somebody_said_so(sentence: str, day: tuple[dt.date, DatePrecision] | None) -> None:
    assert said_on(sentence, PUBLISHED) == day
