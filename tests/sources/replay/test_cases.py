"""Opening the incidents of a replay."""

import datetime as dt
from typing import Any

import pytest

from incidents.vocabulary import DatePrecision, Role
from sources.replay.cases import BadCase, cases_of, open_case, role_of


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("controller", Role.CONTROLLER),
        ("successor of Fernwood", Role.CONTROLLER),
        ("platform / controller", Role.CONTROLLER),
        ("dating site", Role.CONTROLLER),
        ("the app that was broken into", Role.CONTROLLER),
        ("hosting supplier", Role.PROCESSOR),
        ("recipient", Role.RECIPIENT),
        ("parent of recipient", Role.OTHER),
        ("parent company", Role.CONTROLLER),
        ("seller alias", Role.THREAT_ACTOR),
        ("claimed attacker", Role.THREAT_ACTOR),
        ("reporter who broke the story", Role.DISCOVERER),
        ("investigator", Role.DISCOVERER),
        ("bystander", Role.OTHER),
        ("CEO until spring", None),
        ("spokeswoman", None),
    ],
)
def test_a_role_in_words_has_its_term(words: str, role: Role | None) -> None:
    assert role_of(words) is role


@pytest.mark.django_db
def test_an_officer_is_another_name_of_the_controller() -> None:
    [case] = cases_of(
        [
            {
                "key": "fern",
                "title": "Fernwood breach",
                "occurred": "2031-04",
                "disclosed_on": "2031-05-06",
                "parties": [
                    {"name": "Dana Reyes", "role": "chief executive"},
                    {"name": "Fernwood Ltd", "role": "controller"},
                ],
            }
        ]
    )
    incident = open_case(case)
    [row] = incident.involvements.select_related("party")
    assert (row.party.name, row.role) == ("Fernwood Ltd", Role.CONTROLLER)
    assert "dana reyes" in {alias.normalised for alias in row.party.aliases.all()}
    assert (incident.occurred_on, incident.occurred_precision) == (dt.date(2031, 4, 1), DatePrecision.MONTH)
    assert incident.disclosed_on == dt.date(2031, 5, 6)


@pytest.mark.django_db
def test_an_interval_gives_its_first_day() -> None:
    [case] = cases_of(
        [
            {
                "key": "fern",
                "title": "Fernwood breach",
                "occurred": "2031/2034-05",
            }
        ]
    )
    incident = open_case(case)
    assert (incident.occurred_on, incident.occurred_precision) == (dt.date(2031, 1, 1), DatePrecision.YEAR)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({}, "must be a JSON list"),
        ([3], "Incident 1 is not an object"),
        ([{"key": "a"}], '"title" must be a string that is not empty'),
        ([{"key": "a", "title": "A", "parties": "x"}], '"parties" must be a list of objects'),
        ([{"key": "a", "title": "A", "kind": "odd"}], '"kind" must be one of'),
        ([{"key": "a", "title": "A"}, {"key": "a", "title": "B"}], 'Two incidents have the key "a"'),
        ([{"key": "a", "title": "A", "occurred": "soon"}], '"occurred" must be a day, a month or a year'),
        ([{"key": "a", "title": "A", "occurred": "2031/soon"}], '"occurred" must be a day, a month or a year'),
        ([{"key": "a", "title": "A" * 300}], "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(rows: Any, words: str) -> None:
    with pytest.raises(BadCase, match=words):
        [open_case(case) for case in cases_of(rows)]
